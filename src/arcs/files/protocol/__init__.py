"""An edition of the protocol as a TOML file that a person can read, compare and edit; calls as lines of JSON."""

from arcs.files.protocol.bare import bare_protocol
from arcs.files.protocol.cases import CaseLine, read_cases
from arcs.files.protocol.matrix import MatrixRead, matrix_text, parse_matrix
from arcs.files.protocol.reading import parse_protocol, read_protocol
from arcs.files.protocol.reference import describe_protocol
from arcs.files.protocol.starting import hours_of, starting, starting_edition
from arcs.files.protocol.state_police import crisis_codes, describe_crisis_codes
from arcs.files.protocol.writing import protocol_text, write_protocol

__all__ = [
    "CaseLine",
    "MatrixRead",
    "bare_protocol",
    "crisis_codes",
    "describe_crisis_codes",
    "describe_protocol",
    "hours_of",
    "matrix_text",
    "parse_matrix",
    "parse_protocol",
    "protocol_text",
    "read_cases",
    "read_protocol",
    "starting",
    "starting_edition",
    "write_protocol",
]
