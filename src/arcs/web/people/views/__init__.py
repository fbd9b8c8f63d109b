"""Pages of staff, one file per journey."""
