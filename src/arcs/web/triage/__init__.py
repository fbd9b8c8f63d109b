"""Triage: the strip beside the CAD, its recommendation, and each decision as it was made."""
