"""A confidential compartment that exists only in tests, standing for the casework to come."""
