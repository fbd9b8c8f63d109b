"""Tags of dispatch."""
