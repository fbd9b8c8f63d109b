"""Dispatch exports: recognise their columns, settle a mapping, and read the call table with its ledger."""

from arcs.files.exports.mapping import Mapping, read_mapping, write_mapping
from arcs.files.exports.reading import CallReading, read_calls

__all__ = ["CallReading", "Mapping", "read_calls", "read_mapping", "write_mapping"]
