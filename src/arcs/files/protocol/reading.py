"""An edition of the protocol from TOML: every wrong key and value with its line, and nothing dropped in silence."""

from pathlib import Path

from arcs.core.protocol import EDITION_VERSION, SECTIONS, About, ProtocolEdition, conflicts
from arcs.files.faults import Fault
from arcs.files.toml_sections import Layout, parse_whole, read_whole

LAYOUT = Layout(
    version=EDITION_VERSION,
    head="edition",
    head_row=About,
    sections=SECTIONS,
    conflicts=conflicts,
    whole=lambda about, parts: ProtocolEdition(about=about, **parts),
    head_of=lambda edition: edition.about,
)


def read_protocol(path: Path) -> ProtocolEdition:
    """The edition in a file; raises `Refusal` with the first fault and the count of the others."""
    return read_whole(LAYOUT, path)


def parse_protocol(content: bytes, name: str) -> tuple[ProtocolEdition | None, tuple[Fault, ...]]:
    """The edition in a file's bytes and everything wrong in it; no edition where anything is wrong.

    `name` is what the faults call the file.
    """
    return parse_whole(LAYOUT, content, name)
