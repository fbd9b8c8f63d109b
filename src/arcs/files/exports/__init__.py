"""Dispatch exports: recognise their columns, settle a mapping, and read the call table with its ledger."""

from arcs.files.exports.mapping import Mapping, mapping_text, read_mapping, write_mapping
from arcs.files.exports.reading import CallReading, read_calls
from arcs.files.exports.recognition import propose_mapping

__all__ = ["CallReading", "Mapping", "mapping_text", "propose_mapping", "read_calls", "read_mapping", "write_mapping"]
