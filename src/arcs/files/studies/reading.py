"""A study folder into a `Study`, with every fault on the way."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from arcs.core.evaluation.study import Budget, Study
from arcs.core.refusal import Refusal
from arcs.core.suitability.cells import cells
from arcs.files.studies.faults import Fault
from arcs.files.studies.schema import (
    BUDGET_FILE,
    CSV_FILES,
    NARRATIVE_FOLDER,
    SCHEMA_VERSION,
    SECTIONS,
    SETTINGS_FILE,
    CsvFile,
    TomlSection,
)
from arcs.files.studies.values import Unusable, read_value

LARGEST_FILE = 200_000_000
SECTION_NAME = re.compile(r"^\d+\.\d+(\.\d+)?$|^limits$")


@dataclass(kw_only=True)
class Folder:
    """What was read so far: rows with their lines, and faults."""

    path: Path
    rows: dict[str, list[Any]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    statements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, line: int, what: str, remedy: str) -> None:
        """Note something wrong and go on."""
        self.faults.append(Fault(file=file, line=line, what=what, remedy=remedy))


def read_folder(path: Path) -> Folder:
    """Everything in a study folder, right or wrong; raises `Refusal` only where there is no study at all."""
    if not path.is_dir():
        raise Refusal(str(path), "there is no such folder", "make one with: arcs study new DIR")
    if not (path / SETTINGS_FILE).is_file():
        raise Refusal(
            str(path), f"it holds no {SETTINGS_FILE}", "give the folder of a study, or make one: arcs study new"
        )
    folder = Folder(path=path)
    _read_sections(folder)
    for one in CSV_FILES:
        _read_table(folder, one)
    _read_narrative(folder)
    return folder


def read_study(path: Path) -> Study:
    """The study in a folder; raises `Refusal` with the first fault and the count of the others."""
    folder = read_folder(path)
    study = as_study(folder)
    if study is None or folder.faults:
        first, others = folder.faults[0], len(folder.faults) - 1
        place = f"{path / first.file}" + (f" line {first.line}" if first.line else "")
        more = f" ({others} more faults: arcs study check {path})" if others else ""
        raise Refusal(place, first.what, first.remedy + more)
    return study


def as_study(folder: Folder) -> Study | None:
    """The study that a folder's rows make; None where a section that every study needs could not be read."""
    budget: dict[str, Any] = {
        one.field: folder.sections.get(one.field, () if one.many else None)
        for one in SECTIONS
        if one.file == BUDGET_FILE
    }
    settings: dict[str, Any] = {
        one.field: folder.sections.get(one.field, () if one.many else None)
        for one in SECTIONS
        if one.file == SETTINGS_FILE
    }
    if any(settings[one.field] is None for one in SECTIONS if one.required):
        return None
    tables: dict[str, Any] = {one.field: tuple(folder.rows.get(one.file, ())) for one in CSV_FILES}
    return Study(**settings, **tables, budget=Budget(**budget), statements=dict(folder.statements))


def _bytes(folder: Folder, file: str) -> bytes | None:
    path = folder.path / file
    try:
        if path.stat().st_size > LARGEST_FILE:
            folder.fault(file, 0, "the file is too large for a study", "put dispatch exports under [[calls]] instead")
            return None
        return path.read_bytes()
    except OSError as stopped:
        folder.fault(file, 0, f"it cannot be read ({stopped.strerror})", "check that it is a file with read rights")
        return None


def _text(folder: Folder, file: str) -> str | None:
    given = _bytes(folder, file)
    if given is None:
        return None
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = given[: wrong.start].count(b"\n") + 1
        folder.fault(file, line, "it is not UTF-8 text", "save it as UTF-8 (CSV UTF-8 in a spreadsheet)")
        return None


def _read_table(folder: Folder, table: CsvFile) -> None:
    if not (folder.path / table.file).exists():
        if table.required:
            folder.fault(table.file, 0, "the file is missing", f"add it: {table.meaning}")
        return
    text = _text(folder, table.file)
    if text is not None:
        _read_records(folder, table, text)


def _read_records(folder: Folder, table: CsvFile, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        header = next(reader, None)
        if not header or not _header_is_usable(folder, table, header):
            return
        start = reader.line_num + 1
        for record in reader:
            if record:
                made = _row(folder, table, header, record, start)
                if made is not None:
                    rows.append(made)
                    lines.append(start)
            start = reader.line_num + 1
    except csv.Error as wrong:
        folder.fault(table.file, reader.line_num, f"it is not CSV ({wrong})", "check the quotes on this line")
    folder.rows[table.file], folder.lines[table.file] = rows, lines


def _header_is_usable(folder: Folder, table: CsvFile, header: list[str]) -> bool:
    known = {one.name: one for one in cells(table.row)}
    twice = sorted({name for name in header if header.count(name) > 1})
    unknown = [name for name in header if name not in known]
    missing = [one.name for one in known.values() if one.required and one.name not in header]
    for name in twice:
        folder.fault(table.file, 1, f'the column "{name}" stands twice', "keep one of them")
    for name in unknown:
        folder.fault(
            table.file,
            1,
            f'there is no column "{name}" in this table',
            f"rename it or take it out; columns are {', '.join(known)}",
        )
    for name in missing:
        folder.fault(table.file, 1, f'the column "{name}" is missing', f"add it: {known[name].meaning}")
    return not (twice or missing)


def _row(folder: Folder, table: CsvFile, header: list[str], record: list[str], line: int) -> Any | None:
    if len(record) != len(header):
        folder.fault(
            table.file,
            line,
            f"the line has {len(record)} cells, the heading {len(header)}",
            "put texts with a comma in quotes, and give every column a cell",
        )
        return None
    return _made(folder, table.file, line, table.row, dict(zip(header, record, strict=True)))


def _made(folder: Folder, file: str, line: int, row: type[Any], given: dict[str, str]) -> Any | None:
    values, whole = {}, True
    for one in cells(row):
        try:
            values[one.name] = read_value(one, given.get(one.name, ""))
        except Unusable as wrong:
            folder.fault(file, line, wrong.what, wrong.remedy)
            whole = False
    return row(**values) if whole else None


def _toml(folder: Folder, file: str) -> dict[str, Any] | None:
    text = _text(folder, file)
    if text is None:
        return None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        line = re.search(r"line (\d+)", str(wrong))
        folder.fault(
            file, int(line.group(1)) if line else 0, f"it is not TOML ({wrong})", "check the line for quotes and ="
        )
        return None


def _read_sections(folder: Folder) -> None:
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
    """The line of a section's heading, or of one of its keys; 0 where it cannot be told."""
    lines = (_text(folder, file) or "").splitlines()
    heads = [at for at, line in enumerate(lines, 1) if re.match(rf"\[\[?\s*{re.escape(section)}\s*\]", line.strip())]
    if len(heads) <= nth:
        return 0
    if not key:
        return heads[nth]
    for at in range(heads[nth], len(lines)):
        line = lines[at].strip()
        if line.startswith("["):
            break
        if re.match(rf"{re.escape(key)}\s*=", line):
            return at + 1
    return heads[nth]


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


def _read_narrative(folder: Folder) -> None:
    home = folder.path / NARRATIVE_FOLDER
    if not home.is_dir():
        return
    for path in sorted(home.glob("*.md"), key=lambda one: [int(n) for n in re.findall(r"\d+", one.stem)]):
        name = f"{NARRATIVE_FOLDER}/{path.name}"
        if not SECTION_NAME.match(path.stem):
            folder.fault(name, 0, f'"{path.stem}" is not a section number', "name it after a section: 3.1.md, 3.1.2.md")
            continue
        text = _text(folder, name)
        if text is not None:
            folder.statements[path.stem] = tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
