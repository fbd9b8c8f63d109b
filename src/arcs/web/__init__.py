"""The programme at work: one Django app per room, as in ARCHITECTURE.md."""
