"""The one template library, `arcs`."""
