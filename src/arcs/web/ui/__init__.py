"""The look of the whole product: page frames, components, forms, lists, charts, and the page that shows them all."""
