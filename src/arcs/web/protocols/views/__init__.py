"""Pages of protocols: one module per journey."""
