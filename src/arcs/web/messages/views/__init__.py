"""The journeys of messages."""
