"""Pages of workbench."""
