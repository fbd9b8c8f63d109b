"""The method of the published Oak Park study, as a new study may begin with it: its plan, items, terms and models."""
