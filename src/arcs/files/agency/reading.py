"""`agency.toml` into a `Programme`: every wrong key and value with its line, and nothing dropped in silence."""

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from arcs.core.agency import SECTIONS, Identity, Programme, conflicts
from arcs.core.agency.programme import SETTINGS_VERSION
from arcs.core.cells import cells
from arcs.core.refusal import Refusal
from arcs.files.agency.values import of_toml
from arcs.files.cell_values import Unusable
from arcs.files.faults import Fault
from arcs.files.toml_lines import line_of

LARGEST_FILE = 2_000_000
IDENTITY = "programme"


@dataclass(kw_only=True)
class _Sheet:
    """The file while it is being read: its text, its name in sentences, and what is wrong so far."""

    name: str
    text: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(file=self.name, line=line, what=what, remedy=remedy))

    def line(self, section: str, key: str = "", nth: int = 0) -> int:
        return line_of(self.text, section, key, nth)


def read_agency(path: Path) -> Programme:
    """The settings in a file; raises `Refusal` with the first fault and the count of the others."""
    programme, faults = _read(path)
    if programme is None or faults:
        first, others = faults[0], len(faults) - 1
        place = f"{path}" + (f" line {first.line}" if first.line else "")
        more = f" ({others} more {'fault' if others == 1 else 'faults'} in the file)" if others else ""
        raise Refusal(place, first.what, first.remedy + more)
    return programme


def check_agency(path: Path) -> tuple[Fault, ...]:
    """Everything wrong in a file, in order of its lines; nothing where it can be used."""
    return _read(path)[1]


def _read(path: Path) -> tuple[Programme | None, tuple[Fault, ...]]:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as stopped:
        raise Refusal(
            str(path), f"it cannot be read ({stopped.strerror})", "check that it is a file with read rights"
        ) from None
    return parse_agency(content, path.name)


def parse_agency(content: bytes, name: str) -> tuple[Programme | None, tuple[Fault, ...]]:
    """The settings in a file's bytes and everything wrong in them; no settings where anything is wrong.

    `name` is what the faults call the file.
    """
    sheet = _Sheet(name=name)
    given = _toml(sheet, content)
    programme = None if given is None else _programme(sheet, given)
    faults = tuple(sorted(sheet.faults, key=lambda one: one.line))
    return (None if faults else programme), faults


def _toml(sheet: _Sheet, content: bytes) -> dict[str, Any] | None:
    if len(content) > LARGEST_FILE:
        sheet.fault(0, f"it is larger than {LARGEST_FILE:,} bytes", "give a file of settings only")
        return None
    try:
        sheet.text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        sheet.fault(content[: wrong.start].count(b"\n") + 1, "it is not UTF-8 text", "save it as UTF-8")
        return None
    try:
        return tomllib.loads(sheet.text, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as wrong:  # a number of thousands of digits is one of these
        line = re.search(r"line (\d+)", str(wrong))
        sheet.fault(
            int(line.group(1)) if line else 0, f"it is not TOML ({wrong})", "check the line for quotes, brackets and ="
        )
        return None


def _programme(sheet: _Sheet, given: dict[str, Any]) -> Programme | None:
    version = given.pop("schema_version", None)
    if version != SETTINGS_VERSION or isinstance(version, bool):
        sheet.fault(
            1,
            f"schema_version is {version}, this ARCS reads {SETTINGS_VERSION}",
            f"write schema_version = {SETTINGS_VERSION}",
        )
    names = [IDENTITY, *(one.name for one in SECTIONS)]
    for name in given:
        if name not in names:
            sheet.fault(
                sheet.line(name) or _top_line(sheet, name),
                f'there is no section "{name}"',
                f"rename it or take it out; sections are {', '.join(names)}",
            )
    identity = _identity(sheet, given.get(IDENTITY))
    parts = {one.name: _rows(sheet, one.name, one.row, given.get(one.name, [])) for one in SECTIONS}
    if not sheet.faults:
        for one in conflicts(parts):
            at = one.place
            sheet.fault(sheet.line(at.section, at.key, at.nth), f"{at.where}: {one.why}", one.remedy)
    return None if identity is None or sheet.faults else Programme(identity=identity, **parts)


def _top_line(sheet: _Sheet, name: str) -> int:
    found = re.search(rf"^\s*\"?{re.escape(name)}\"?\s*[=.]", sheet.text, re.MULTILINE)
    return sheet.text[: found.start()].count("\n") + 1 if found else 0


def _identity(sheet: _Sheet, given: object) -> Identity | None:
    if not isinstance(given, dict):
        sheet.fault(sheet.line(IDENTITY), f"the section [{IDENTITY}] is missing", f"head it with [{IDENTITY}]")
        return None
    return _row(sheet, IDENTITY, Identity, given, 0)


def _rows(sheet: _Sheet, section: str, row: type[Any], given: object) -> tuple[Any, ...]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        sheet.fault(
            sheet.line(section) or _top_line(sheet, section),
            f'"{section}" is not a list of sections',
            f"head each of them with [[{section}]]",
        )
        return ()
    made = [_row(sheet, section, row, one, nth) for nth, one in enumerate(given)]
    return tuple(one for one in made if one is not None)


def _row(sheet: _Sheet, section: str, row: type[Any], given: dict[str, Any], nth: int) -> Any | None:
    known = {one.name: one for one in cells(row)}
    before = len(sheet.faults)
    for name in given:
        if name not in known:
            sheet.fault(
                sheet.line(section, name, nth),
                f'[{section}] has no key "{name}"',
                f"take it out; keys are {', '.join(known)}",
            )
    values = {}
    for name, one in known.items():
        try:
            values[name] = of_toml(one, given.get(name))
        except Unusable as wrong:
            sheet.fault(sheet.line(section, name, nth), f"[{section}] {wrong.what}", wrong.remedy)
    if len(sheet.faults) > before:
        return None
    try:
        return row(**values)
    except Refusal as refused:
        sheet.fault(sheet.line(section, "", nth), f"{refused.where}: {refused.why}", refused.remedy)
        return None
