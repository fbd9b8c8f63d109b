"""Pages of the audit, one file per journey."""
