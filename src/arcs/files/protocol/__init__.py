"""An edition of the protocol as a TOML file that a person can read, compare and edit; calls as lines of JSON."""

from arcs.files.protocol.bare import bare_protocol
from arcs.files.protocol.cases import CaseLine, read_cases
from arcs.files.protocol.reading import parse_protocol, read_protocol
from arcs.files.protocol.reference import describe_protocol
from arcs.files.protocol.writing import protocol_text, write_protocol

__all__ = [
    "CaseLine",
    "bare_protocol",
    "describe_protocol",
    "parse_protocol",
    "protocol_text",
    "read_cases",
    "read_protocol",
    "write_protocol",
]
