"""`agency.toml` into a `Programme`: every wrong key and value with its line, and nothing dropped in silence."""

from pathlib import Path

from arcs.core.agency import SECTIONS, Identity, Programme, conflicts
from arcs.core.agency.programme import SETTINGS_VERSION
from arcs.files.faults import Fault
from arcs.files.toml_sections import LARGEST_FILE, Layout, content_of, parse_whole, read_whole

LAYOUT = Layout(
    version=SETTINGS_VERSION,
    head="programme",
    head_row=Identity,
    sections=SECTIONS,
    conflicts=conflicts,
    whole=lambda identity, parts: Programme(identity=identity, **parts),
    head_of=lambda programme: programme.identity,
)
__all__ = ["LARGEST_FILE", "LAYOUT", "check_agency", "parse_agency", "read_agency"]


def read_agency(path: Path) -> Programme:
    """The settings in a file; raises `Refusal` with the first fault and the count of the others."""
    return read_whole(LAYOUT, path)


def check_agency(path: Path) -> tuple[Fault, ...]:
    """Everything wrong in a file, in order of its lines; nothing where it can be used."""
    return parse_agency(content_of(path), path.name)[1]


def parse_agency(content: bytes, name: str) -> tuple[Programme | None, tuple[Fault, ...]]:
    """The settings in a file's bytes and everything wrong in them; no settings where anything is wrong.

    `name` is what the faults call the file.
    """
    return parse_whole(LAYOUT, content, name)
