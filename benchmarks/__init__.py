"""Measurements against other tools, side by side in one run. They inform; no test depends on their times."""
