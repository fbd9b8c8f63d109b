"""Editions of the protocol at work: drafted, proven, tried, compared, replayed, discussed, approved and dated."""
