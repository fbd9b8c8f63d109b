"""The journeys of long work."""
