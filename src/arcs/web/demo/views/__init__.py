"""Pages of the demonstration."""
