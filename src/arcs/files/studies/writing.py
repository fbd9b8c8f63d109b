"""A `Study` into its folder: the same study always gives the same bytes, and comments in TOML files are kept."""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from arcs.core.cells import cells
from arcs.core.evaluation.study import Study
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.files.cell_values import write_value
from arcs.files.studies.schema import (
    BUDGET_FILE,
    CSV_FILES,
    INSTRUMENT_FILE,
    NARRATIVE_FOLDER,
    SCHEMA_VERSION,
    SECTIONS,
    SETTINGS_FILE,
    TomlSection,
)


def write_study(study: Study, folder: Path) -> None:
    """Write every part that the study has; a table without rows gets no file."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_toml(folder / SETTINGS_FILE, study)
    if study.budget != type(study.budget)():
        _write_toml(folder / BUDGET_FILE, study.budget)
    if study.instrument != PRESET_INSTRUMENT:
        (folder / INSTRUMENT_FILE).write_text(tomlkit.dumps(study.instrument.to_dict()), encoding="utf-8", newline="")
    for table in CSV_FILES:
        rows = getattr(study, table.field)
        if rows:
            (folder / table.file).write_text(csv_text(table.row, rows), encoding="utf-8", newline="")
    for section, paragraphs in study.statements.items():
        home = folder / NARRATIVE_FOLDER
        home.mkdir(exist_ok=True)
        (home / f"{section}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8", newline="")


def csv_text(row: type[Any], rows: Sequence[Any]) -> str:
    """Rows as CSV: comma, line feed, quotes only where they are needed."""
    names = [one.name for one in cells(row)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([write_value(getattr(one, name)) for name in names] for one in rows)
    return out.getvalue()


def _write_toml(path: Path, holder: Any) -> None:
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    if path.name == SETTINGS_FILE:
        _set(document, "schema_version", SCHEMA_VERSION)
    present = {one.name for one in fields(holder)}
    for section in SECTIONS:
        if section.file == path.name and section.field in present:
            _write_section(document, section, getattr(holder, section.field))
    path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="")


def _write_section(document: TOMLDocument, section: TomlSection, given: Any) -> None:
    if section.many:
        old = document.get(section.section)
        if not given:
            return
        if old is not None and [dict(one) for one in old] == [_plain(one) for one in given]:
            return
        document[section.section] = AoT([_table(_plain(one)) for one in given])
    elif given is not None:
        table = document.get(section.section)
        if table is None:
            document[section.section] = _table(_plain(given))
            return
        for name, value in _plain(given).items():
            _set(table, name, value)


def _table(plain: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for name, value in plain.items():
        table[name] = value
    return table


def _set(table: Any, name: str, value: Any) -> None:
    if name not in table or table[name] != value:
        table[name] = value


def _plain(row: Any) -> dict[str, Any]:
    """Keys that hold something, as TOML values: a number keeps the digits that it was given with."""
    found: dict[str, Any] = {}
    for one in cells(type(row)):
        value = getattr(row, one.name)
        if value is None or value == "" or value is False:
            continue
        found[one.name] = tomlkit.value(write_value(value)) if one.kind in {"whole", "number", "date"} else value
    return found
