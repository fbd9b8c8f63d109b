"""An edition of the protocol into TOML: equal editions give equal bytes, and a person's comments stay."""

from pathlib import Path

import tomlkit

from arcs.core.protocol import About, ProtocolEdition
from arcs.files.protocol.reading import LAYOUT, parse_protocol
from arcs.files.toml_sections import Parts, written


def protocol_text(edition: ProtocolEdition) -> str:
    """The edition as the text of a new file."""
    return written(LAYOUT, _parts(edition), tomlkit.document(), None)


def write_protocol(edition: ProtocolEdition, path: Path) -> None:
    """Write the edition; where the file holds one already, parts that did not change keep their comments."""
    document, known = tomlkit.document(), None
    if path.exists():
        content = path.read_bytes()
        known, _ = parse_protocol(content, path.name)
        if known is not None:
            document = tomlkit.parse(content.decode("utf-8-sig"))
    text = written(LAYOUT, _parts(edition), document, _parts(known) if known else None)
    path.write_text(text, encoding="utf-8", newline="")


def _parts(edition: ProtocolEdition) -> tuple[About, Parts]:
    return edition.about, {one.name: getattr(edition, one.name) for one in LAYOUT.sections}
