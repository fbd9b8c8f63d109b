"""The `arcs` command: one module per core room; exit 0 done, 1 a check found faults, 2 cannot be used."""

from arcs.cli.program import main

__all__ = ["main"]
