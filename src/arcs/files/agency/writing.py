"""A `Programme` into `agency.toml`: the same settings give the same bytes, and a person's comments stay."""

from pathlib import Path

import tomlkit

from arcs.core.agency import Identity, Programme
from arcs.files.agency.reading import LAYOUT, parse_agency
from arcs.files.toml_sections import Parts, written


def agency_text(programme: Programme) -> str:
    """The settings as the text of a new file."""
    return written(LAYOUT, _parts(programme), tomlkit.document(), None)


def write_agency(programme: Programme, path: Path) -> None:
    """Write the settings; where the file holds settings already, parts that did not change keep their comments."""
    document, known = tomlkit.document(), None
    if path.exists():
        content = path.read_bytes()
        known, _ = parse_agency(content, path.name)
        if known is not None:
            document = tomlkit.parse(content.decode("utf-8-sig"))
    text = written(LAYOUT, _parts(programme), document, _parts(known) if known else None)
    path.write_text(text, encoding="utf-8", newline="")


def _parts(programme: Programme) -> tuple[Identity, Parts]:
    return programme.identity, {one.name: getattr(programme, one.name) for one in LAYOUT.sections}
