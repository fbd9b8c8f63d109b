"""ARCS: Alternative Response to Calls for Service."""

__version__ = "0.1.0"
