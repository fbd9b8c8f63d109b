"""Tags of protocols."""
