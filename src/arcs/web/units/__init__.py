"""Units: crews, shifts, status, reservation and assignment, check-in."""
