"""Live calls for service: taken, noted, flagged, closed; nothing that happens to one is ever lost."""
