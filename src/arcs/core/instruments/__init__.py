"""Instruments: items and scales, ratings, coding rules, agreement between raters, sharing out the work."""
