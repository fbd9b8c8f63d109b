"""Tags of studies."""
