"""The database backend that tells PostgreSQL, at the opening of every transaction, who acts."""
