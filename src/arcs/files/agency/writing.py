"""A `Programme` into `agency.toml`: the same settings give the same bytes, and a person's comments stay."""

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from arcs.core.agency import SECTIONS, Programme
from arcs.core.agency.programme import SETTINGS_VERSION
from arcs.core.cells import cells
from arcs.files.agency.reading import IDENTITY, parse_agency
from arcs.files.agency.values import to_toml


def agency_text(programme: Programme) -> str:
    """The settings as the text of a new file."""
    return tomlkit.dumps(_written(programme, tomlkit.document(), known=None))


def write_agency(programme: Programme, path: Path) -> None:
    """Write the settings; where the file holds settings already, parts that did not change keep their comments."""
    document, known = tomlkit.document(), None
    if path.exists():
        content = path.read_bytes()
        known, _ = parse_agency(content, path.name)
        if known is not None:
            document = tomlkit.parse(content.decode("utf-8-sig"))
    path.write_text(tomlkit.dumps(_written(programme, document, known)), encoding="utf-8", newline="")


def _written(programme: Programme, document: TOMLDocument, known: Programme | None) -> TOMLDocument:
    if known is None:
        document["schema_version"] = SETTINGS_VERSION
        document[IDENTITY] = _table(programme.identity)
    elif known.identity != programme.identity:
        _change(document[IDENTITY], known.identity, programme.identity)
    for section in SECTIONS:
        rows = getattr(programme, section.name)
        if known is None or getattr(known, section.name) != rows:
            document.pop(section.name, None)
            if rows:
                document[section.name] = AoT([_table(row) for row in rows])
    return document


def _table(row: Any) -> Table:
    table = tomlkit.table()
    for one in cells(type(row)):
        value = to_toml(one, getattr(row, one.name))
        if value is not None:
            table[one.name] = value
    return table


def _change(table: Any, before: Any, after: Any) -> None:
    for one in cells(type(after)):
        if getattr(before, one.name) == getattr(after, one.name):
            continue
        value = to_toml(one, getattr(after, one.name))
        if value is None:
            table.pop(one.name, None)
        else:
            table[one.name] = value
