"""A TOML file of one head and lists of rows: read with every fault and its line, written with its comments kept."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

import tomlkit
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from arcs.core.agency import Section
from arcs.core.agency.programme import Conflict
from arcs.core.cells import cells
from arcs.core.refusal import Refusal
from arcs.files.cell_values import Unusable
from arcs.files.faults import Fault
from arcs.files.toml_lines import line_of
from arcs.files.toml_values import of_toml, to_toml

LARGEST_FILE = 2_000_000
Parts = Mapping[str, tuple[Any, ...]]
Whole = TypeVar("Whole")


@dataclass(frozen=True, kw_only=True)
class Layout(Generic[Whole]):
    """What the file holds: its version, the section at its head, and the lists below it.

    `conflicts` says in what rows do not agree, `whole` makes of head and rows what the file stands for, and `head_of`
    takes the head out of it again; its rows are attributes by the sections' names.
    """

    version: int
    head: str
    head_row: type[Any]
    sections: tuple[Section, ...]
    conflicts: Callable[[dict[str, tuple[Any, ...]]], Iterable[Conflict]]
    whole: Callable[[Any, Parts], Whole]
    head_of: Callable[[Whole], Any]

    def parts_of(self, whole: Whole) -> tuple[Any, Parts]:
        """Head and rows."""
        return self.head_of(whole), {one.name: getattr(whole, one.name) for one in self.sections}


@dataclass(kw_only=True)
class Sheet:
    """The file while it is being read: its text, its name in sentences, and what is wrong so far."""

    name: str
    text: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, what: str, remedy: str) -> None:
        """Note something wrong and go on."""
        self.faults.append(Fault(file=self.name, line=line, what=what, remedy=remedy))

    def line(self, section: str, key: str = "", nth: int = 0) -> int:
        """The line of a section or of one of its keys."""
        return line_of(self.text, section, key, nth)

    def disagreements(self, found: Iterable[Conflict]) -> None:
        """Note everything in which rows do not agree."""
        for one in found:
            at = one.place
            self.fault(self.line(at.section, at.key, at.nth), f"{at.where}: {one.why}", one.remedy)


def read_whole(layout: Layout[Whole], path: Path) -> Whole:
    """What a file stands for; raises `Refusal` with the first fault and the count of the others."""
    found = parse_whole(layout, content_of(path), path.name)
    whole, faults = found
    refuse_first(path, faults)
    if whole is None:
        raise AssertionError("a file without a fault is read")
    return whole


def parse_whole(layout: Layout[Whole], content: bytes, name: str) -> tuple[Whole | None, tuple[Fault, ...]]:
    """What a file's bytes stand for and everything wrong in them, by line; nothing where anything is wrong.

    `name` is what the faults call the file.
    """
    sheet = Sheet(name=name)
    given = parsed(sheet, content)
    whole = None
    if given is not None:
        head, parts = rows_of(sheet, given, layout)
        if not sheet.faults:
            sheet.disagreements(layout.conflicts(parts))
        if head is not None and not sheet.faults:
            whole = layout.whole(head, parts)
    return whole, tuple(sorted(sheet.faults, key=lambda one: one.line))


def text_of(layout: Layout[Whole], whole: Whole) -> str:
    """The text of a new file."""
    return written(layout, layout.parts_of(whole), tomlkit.document(), None)


def write_whole(layout: Layout[Whole], whole: Whole, path: Path) -> None:
    """Write the file; where it holds such rows already, parts that did not change keep their comments."""
    document, before = tomlkit.document(), None
    if path.exists():
        content = path.read_bytes()
        found = parse_whole(layout, content, path.name)
        if found[0] is not None:
            document, before = tomlkit.parse(content.decode("utf-8-sig")), layout.parts_of(found[0])
    text = written(layout, layout.parts_of(whole), document, before)
    path.write_text(text, encoding="utf-8", newline="")


def content_of(path: Path) -> bytes:
    """A file's bytes, one more than may be read at most; raises `Refusal` where it cannot be read."""
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as stopped:
        raise Refusal(
            str(path), f"it cannot be read ({stopped.strerror})", "check that it is a file with read rights"
        ) from None


def refuse_first(path: Path, faults: tuple[Fault, ...]) -> None:
    """Refuse a file with its first fault and the count of the others; nothing where there is none."""
    if faults:
        first, others = faults[0], len(faults) - 1
        place = f"{path}" + (f" line {first.line}" if first.line else "")
        more = f" ({others} more {'fault' if others == 1 else 'faults'} in the file)" if others else ""
        raise Refusal(place, first.what, first.remedy + more)


def parsed(sheet: Sheet, content: bytes) -> dict[str, Any] | None:
    """The file as plain data; None, with a fault, where it is no TOML."""
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


def rows_of(sheet: Sheet, given: dict[str, Any], layout: Layout[Any]) -> tuple[Any | None, dict[str, tuple[Any, ...]]]:
    """The head and the rows of each section; what is wrong goes into the sheet's faults."""
    version = given.pop("schema_version", None)
    if version != layout.version or isinstance(version, bool):
        sheet.fault(
            1,
            f"schema_version is {version}, this ARCS reads {layout.version}",
            f"write schema_version = {layout.version}",
        )
    names = [layout.head, *(one.name for one in layout.sections)]
    for name in given:
        if name not in names:
            sheet.fault(
                sheet.line(name) or _top_line(sheet, name),
                f'there is no section "{name}"',
                f"rename it or take it out; sections are {', '.join(names)}",
            )
    head = _head(sheet, layout, given.get(layout.head))
    return head, {one.name: _rows(sheet, one.name, one.row, given.get(one.name, [])) for one in layout.sections}


def _top_line(sheet: Sheet, name: str) -> int:
    found = re.search(rf"^\s*\"?{re.escape(name)}\"?\s*[=.]", sheet.text, re.MULTILINE)
    return sheet.text[: found.start()].count("\n") + 1 if found else 0


def _head(sheet: Sheet, layout: Layout[Any], given: object) -> Any | None:
    if not isinstance(given, dict):
        sheet.fault(sheet.line(layout.head), f"the section [{layout.head}] is missing", f"head it with [{layout.head}]")
        return None
    return _row(sheet, layout.head, layout.head_row, given, 0)


def _rows(sheet: Sheet, section: str, row: type[Any], given: object) -> tuple[Any, ...]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        sheet.fault(
            sheet.line(section) or _top_line(sheet, section),
            f'"{section}" is not a list of sections',
            f"head each of them with [[{section}]]",
        )
        return ()
    made = [_row(sheet, section, row, one, nth) for nth, one in enumerate(given)]
    return tuple(one for one in made if one is not None)


def _row(sheet: Sheet, section: str, row: type[Any], given: dict[str, Any], nth: int) -> Any | None:
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


def written(
    layout: Layout[Any], after: tuple[Any, Parts], document: TOMLDocument, before: tuple[Any, Parts] | None
) -> str:
    """The head and rows as text; where `document` holds `before`, what did not change stays as it is written."""
    head, parts = after
    if before is None:
        document["schema_version"] = layout.version
        document[layout.head] = _table(head)
    elif before[0] != head:
        _change(document[layout.head], before[0], head)
    for section in layout.sections:
        rows = parts[section.name]
        if before is None or before[1][section.name] != rows:
            document.pop(section.name, None)
            if rows:
                document[section.name] = AoT([_table(row) for row in rows])
    return tomlkit.dumps(document)


def _filled(row: Any) -> Iterator[tuple[str, Any]]:
    for one in cells(type(row)):
        value = to_toml(one, getattr(row, one.name))
        if value is not None:
            yield one.name, value


def _table(row: Any) -> Table:
    table = tomlkit.table()
    for name, value in _filled(row):
        table[name] = value
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
