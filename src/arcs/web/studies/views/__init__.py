"""Pages of studies, one module per journey."""
