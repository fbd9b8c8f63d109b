"""An edition of the protocol from TOML: every wrong key and value with its line, and nothing dropped in silence."""

from pathlib import Path

from arcs.core.protocol import EDITION_VERSION, SECTIONS, About, ProtocolEdition, conflicts
from arcs.files.faults import Fault
from arcs.files.toml_sections import Layout, Sheet, content_of, parsed, refuse_first, rows_of

LAYOUT = Layout(version=EDITION_VERSION, head="edition", head_row=About, sections=SECTIONS)


def read_protocol(path: Path) -> ProtocolEdition:
    """The edition in a file; raises `Refusal` with the first fault and the count of the others."""
    edition, faults = parse_protocol(content_of(path), path.name)
    refuse_first(path, faults)
    if edition is None:
        raise AssertionError("an edition without a fault is read")
    return edition


def parse_protocol(content: bytes, name: str) -> tuple[ProtocolEdition | None, tuple[Fault, ...]]:
    """The edition in a file's bytes and everything wrong in it; no edition where anything is wrong.

    `name` is what the faults call the file.
    """
    sheet = Sheet(name=name)
    given = parsed(sheet, content)
    edition = None
    if given is not None:
        about, parts = rows_of(sheet, given, LAYOUT)
        if not sheet.faults:
            sheet.disagreements(conflicts(parts))
        if about is not None and not sheet.faults:
            edition = ProtocolEdition(about=about, **parts)
    return edition, tuple(sorted(sheet.faults, key=lambda one: one.line))
