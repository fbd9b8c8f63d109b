"""`agency.toml`: the settings of a programme as a file that a person can read, compare and edit."""

from arcs.files.agency.reading import LARGEST_FILE, check_agency, parse_agency, read_agency
from arcs.files.agency.reference import describe_agency
from arcs.files.agency.writing import agency_text, write_agency

__all__ = [
    "LARGEST_FILE",
    "agency_text",
    "check_agency",
    "describe_agency",
    "parse_agency",
    "read_agency",
    "write_agency",
]
