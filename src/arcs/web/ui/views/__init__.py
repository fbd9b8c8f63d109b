"""The style page: every component, light and dark."""
