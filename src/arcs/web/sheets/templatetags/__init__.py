"""Tags of sheets."""
