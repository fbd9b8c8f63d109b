"""The risk level matrix as a table (CSV): what a region adopted goes in as a whole, and comes out as it went in.

A row's code is what call types and rules name it by. A table that brings none keeps the codes of the matrix that it
takes the place of, level by level, so that what named a row goes on naming the row of the same level.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count

from arcs.core.cells import Cell, cells
from arcs.core.protocol import MatrixRow, folded
from arcs.files.faults import Fault
from arcs.files.protocol.texts import record_of

MATRIX = "matrix"
LARGEST_TABLE = 200_000
BETWEEN = ";"
LONGEST_CODE = 60
_COLUMNS: Mapping[str, Cell] = {one.name: one for one in cells(MatrixRow)}
_MAY_BE_MISSING = ("code", "source")
_YES_NO = {"no": "", "false": "", "yes": "true", "x": "true"}
STATEWIDE = (1, 4)


@dataclass(frozen=True, kw_only=True)
class MatrixRead:
    """The rows of a table, the lightest level first, and everything wrong in it; no rows where anything is."""

    rows: tuple[MatrixRow, ...]
    faults: tuple[Fault, ...]


def matrix_text(rows: Iterable[MatrixRow]) -> str:
    """The matrix as CSV: comma, line feed; routes parted by semicolons."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_written(getattr(row, name)) for name in _COLUMNS] for row in rows)
    return out.getvalue()


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return f"{BETWEEN} ".join(value)
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value)


def parse_matrix(content: bytes, name: str, *, routes: Iterable[str], before: Sequence[MatrixRow] = ()) -> MatrixRead:
    """The matrix in a table's bytes, or everything that is wrong in it, by line.

    `routes` are those of the edition that it goes into, `before` the rows that it takes the place of.
    """
    sheet = _Sheet(name=name)
    lines = list(_lines(content, sheet))
    made = [] if sheet.unreadable else [one for one in (_row(each, set(routes), sheet) for each in lines) if one]
    if not sheet.faults:
        _agree(made, sheet)
    if sheet.faults:
        return MatrixRead(rows=(), faults=tuple(sorted(sheet.faults, key=lambda one: one.line)))
    ordered = sorted(made, key=lambda one: one.row.level)
    return MatrixRead(rows=_coded(ordered, before), faults=())


@dataclass(kw_only=True)
class _Sheet:
    """The table while it is read; `unreadable`: its heading or form is wrong, so no line is judged."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    unreadable: bool = False

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(file=self.name, line=line, what=what, remedy=remedy))

    def unusable(self, line: int, what: str, remedy: str) -> None:
        self.unreadable = True
        self.fault(line, what, remedy)


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line of the table by its heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Given:
    """A row as it was given; `coded`: with a code of its own."""

    line: int
    row: MatrixRow
    coded: bool


def _lines(content: bytes, sheet: _Sheet) -> Iterator[_Line]:
    text = _text(content, sheet)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    start = 1
    try:
        for record in reader:
            if any(one.strip() for one in record):
                if not header:
                    header = [one.strip().casefold().replace(" ", "_") for one in record]
                    _judge_header(header, start, sheet)
                elif len(record) != len(header):
                    sheet.fault(start, f"the line has {len(record)} cells, the heading {len(header)}",
                                "put texts with a comma in quotes, and give every column a cell")  # fmt: skip
                else:
                    cells_there = {key: " ".join(one.split()) for key, one in zip(header, record, strict=True)}
                    yield _Line(number=start, cells=cells_there)
            start = reader.line_num + 1
    except csv.Error as wrong:
        sheet.unusable(reader.line_num, f"it is not CSV ({wrong})", "check the quotes on this line")
    if not header and not sheet.unreadable:
        sheet.unusable(0, "it is empty", f"head it with {', '.join(_COLUMNS)}")


def _text(content: bytes, sheet: _Sheet) -> str:
    if len(content) > LARGEST_TABLE:
        sheet.unusable(0, f"it is larger than {LARGEST_TABLE:,} bytes", "give the matrix only")
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        sheet.unusable(content[: wrong.start].count(b"\n") + 1, "it is not UTF-8 text", "save it as CSV in UTF-8")
        return ""


def _judge_header(header: Sequence[str], line: int, sheet: _Sheet) -> None:
    for one in dict.fromkeys(header):
        if header.count(one) > 1:
            sheet.unusable(line, f'the column "{one}" stands twice', "keep one of them")
        if one not in _COLUMNS:
            sheet.unusable(line, f'there is no column "{one}"', f"take it out; columns are {', '.join(_COLUMNS)}")
    for column, described in _COLUMNS.items():
        if column not in header and column not in _MAY_BE_MISSING:
            sheet.unusable(line, f'the column "{column}" is missing', f"add it: {described.meaning}")


def _row(line: _Line, routes: set[str], sheet: _Sheet) -> _Given | None:
    code, default = line.cells.get("code", ""), line.cells.get("default", "").casefold()
    listed = [one.strip() for one in line.cells.get("routes", "").split(BETWEEN) if one.strip()]
    texts = {**line.cells, "code": code or "row", "routes": "\n".join(listed), "default": _YES_NO.get(default, default)}
    row, wrong = record_of(MATRIX, texts)
    for one in wrong:
        sheet.fault(line.number, one.what, one.remedy)
    for route in listed:
        if route not in routes:
            sheet.fault(
                line.number, f'there is no route "{route}" in this edition', "name one of its routes by its code"
            )
    return _Given(line=line.number, row=row, coded=bool(code)) if isinstance(row, MatrixRow) else None


def _agree(made: Sequence[_Given], sheet: _Sheet) -> None:
    """What must hold between rows: one default, each row and each code once, the State's levels there."""
    if not made:
        sheet.fault(0, "it holds no row", "give at least one row for level 1 and one for level 4")
        return
    defaults = [one.line for one in made if one.row.default]
    if len(defaults) != 1:
        said = f"{len(defaults)} of its rows are the default" if defaults else "none of its rows is the default"
        sheet.fault(defaults[1] if defaults else 0, said,
                    "write true under default in exactly one row: it applies where a type maps to none")  # fmt: skip
    seen: dict[tuple[object, ...], int] = {}
    for one in made:
        row = one.row
        keys: list[tuple[str, object]] = [("row", (row.level, folded(row.category), folded(row.description)))]
        keys += [("code", row.code)] if one.coded else []
        for kind, value in keys:
            first = seen.setdefault((kind, value), one.line)
            if first != one.line:
                sheet.fault(one.line, f"its {kind} stands in line {first} already", "keep one of them")
    for level in STATEWIDE:
        if level not in {one.row.level for one in made}:
            sheet.fault(0, f"no row is of level {level}, which is statewide", "give the State's rows with the region's")


def _coded(given: Sequence[_Given], before: Sequence[MatrixRow]) -> tuple[MatrixRow, ...]:
    """The rows with codes: their own, else that of the same category or place at their level, else one of its words."""
    taken = {one.row.code for one in given if one.coded}
    free = [one for one in before if one.code not in taken]
    codes = {nth: one.row.code for nth, one in enumerate(given) if one.coded}
    for by_category in (True, False):
        for nth, one in enumerate(given):
            if nth not in codes:
                fitting = next((old for old in free if _fits(old, one.row, by_category=by_category)), None)
                if fitting is not None:
                    free.remove(fitting)
                    codes[nth] = fitting.code
    for nth, one in enumerate(given):
        if nth not in codes:
            codes[nth] = _new_code(one.row, {*codes.values(), *(old.code for old in before)})
    return tuple(replace(one.row, code=codes[nth]) for nth, one in enumerate(given))


def _fits(old: MatrixRow, new: MatrixRow, *, by_category: bool) -> bool:
    return old.level == new.level and (not by_category or folded(old.category) == folded(new.category))


def _new_code(row: MatrixRow, taken: set[str]) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", folded(row.category)))
    stem = f"level-{row.level}-{words}"[: LONGEST_CODE - 4].strip("-")
    return next(one for one in chain([stem], (f"{stem}-{nth}" for nth in count(2))) if one not in taken)
