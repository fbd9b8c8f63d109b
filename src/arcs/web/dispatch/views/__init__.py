"""Pages of dispatch, one module per journey."""
