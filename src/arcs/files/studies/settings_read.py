"""A study's TOML files into sections, each key checked where it stands."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

from arcs.core.cells import cells
from arcs.core.instruments.items import instrument_from_dict
from arcs.core.refusal import Refusal
from arcs.files.cell_values import Unusable, read_value
from arcs.files.studies.folder import Folder
from arcs.files.studies.schema import (
    BUDGET_FILE,
    INSTRUMENT_FILE,
    SCHEMA_VERSION,
    SECTIONS,
    SETTINGS_FILE,
    TomlSection,
)
from arcs.files.toml_lines import line_of


def _toml(folder: Folder, file: str) -> dict[str, Any] | None:
    text = folder.text(file)
    if text is None:
        return None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:  # ValueError: also a number of thousands of digits
        line = re.search(r"line (\d+)", str(wrong))
        folder.fault(
            file, int(line.group(1)) if line else 0, f"it is not TOML ({wrong})", "check the line for quotes and ="
        )
        return None


def read_sections(folder: Folder) -> None:
    for file in (SETTINGS_FILE, BUDGET_FILE):
        if not (folder.path / file).exists():
            continue
        given = _toml(folder, file)
        if given is None:
            continue
        if file == SETTINGS_FILE:
            _check_version(folder, given.pop("schema_version", None))
        known = {one.section: one for one in SECTIONS if one.file == file}
        for name in given:
            if name not in known:
                folder.fault(
                    file,
                    _line_of(folder, file, name),
                    f'there is no section "{name}"',
                    f"rename it or take it out; sections are {', '.join(known)}",
                )
        for one in known.values():
            _read_section(folder, one, given.get(one.section))


def _check_version(folder: Folder, version: object) -> None:
    if version != SCHEMA_VERSION or isinstance(version, bool):
        folder.fault(
            SETTINGS_FILE,
            1,
            f"schema_version is {version}, this ARCS reads {SCHEMA_VERSION}",
            f"write schema_version = {SCHEMA_VERSION}",
        )


def _line_of(folder: Folder, file: str, section: str, key: str = "", nth: int = 0) -> int:
    return line_of(folder.text(file) or "", section, key, nth)


def _read_section(folder: Folder, section: TomlSection, given: object) -> None:
    if given is None:
        if section.required:
            folder.fault(section.file, 0, f"the section [{section.section}] is missing", f"add it: {section.meaning}")
        return
    entries = given if section.many else [given]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        brackets = f"[[{section.section}]]" if section.many else f"[{section.section}]"
        folder.fault(
            section.file,
            _line_of(folder, section.file, section.section),
            f'"{section.section}" is not a section',
            f"head it with {brackets}",
        )
        return
    made = [_entry(folder, section, one, nth) for nth, one in enumerate(entries)]
    usable = [one for one in made if one is not None]
    if section.many:
        folder.sections[section.field] = tuple(usable)
    elif usable:
        folder.sections[section.field] = usable[0]


def _entry(folder: Folder, section: TomlSection, given: dict[str, object], nth: int) -> Any | None:
    known = {one.name: one for one in cells(section.row)}
    for name in given:
        if name not in known:
            folder.fault(
                section.file,
                _line_of(folder, section.file, section.section, name, nth),
                f'[{section.section}] has no key "{name}"',
                f"take it out; keys are {', '.join(known)}",
            )
    values, whole = {}, True
    for one in known.values():
        try:
            values[one.name] = read_value(one, _as_text(given.get(one.name)))
        except Unusable as wrong:
            folder.fault(
                section.file,
                _line_of(folder, section.file, section.section, one.name, nth),
                f"[{section.section}] {wrong.what}",
                wrong.remedy,
            )
            whole = False
    return section.row(**values) if whole else None


def _as_text(given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Decimal):
        return f"{given:f}"
    return given.isoformat() if isinstance(given, date) else str(given)


def read_instrument(folder: Folder) -> None:
    """The study's own instrument, where it has one; else the report's seven items stand."""
    if not (folder.path / INSTRUMENT_FILE).exists():
        return
    given = _toml(folder, INSTRUMENT_FILE)
    if given is None:
        return
    try:
        folder.instrument = instrument_from_dict(given, INSTRUMENT_FILE)
    except Refusal as refused:
        folder.fault(INSTRUMENT_FILE, 0, f"{refused.where}: {refused.why}", refused.remedy)
