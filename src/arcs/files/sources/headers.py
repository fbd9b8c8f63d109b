"""Where the header stands in a table, whether there is one, and unique names for the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arcs.files.sources.dialects import Record

_LOOKS_LIKE_DATA = re.compile(
    r"[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?"  # numbers
    r"|\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}([ T].*)?"  # dates, with or without a time
    r"|\d{1,2}:\d\d(:\d\d)?([.,]\d+)?( ?[ap]\.?m\.?)?",  # times
    re.IGNORECASE,
)
_NOT_RECORDED = {"", "null", "na", "n/a", "none", "nan"}


@dataclass(frozen=True, kw_only=True)
class Heading:
    """`first_line` is the line on which the first record below the header begins; `skipped` lines stand above it."""

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    first_line: int
    stated: bool
    remarks: tuple[str, ...]


def unique_columns(headers: Iterable[str]) -> tuple[str, ...]:
    """Names that DuckDB can tell apart (it ignores case): doubled get " (2)", unnamed become "column 3".

    `source_line` is kept free for the numbered view.

    >>> unique_columns(["Type", "", "type", "Type"])
    ('Type', 'column 2', 'type (2)', 'Type (3)')
    """
    seen: Counter[str] = Counter({"source_line": 1})
    taken = {"source_line"}
    names = []
    for place, header in enumerate(headers, start=1):
        plain = " ".join(header.replace("\ufeff", "").split()) or f"column {place}"
        seen[plain.lower()] += 1
        name = plain if seen[plain.lower()] == 1 else f"{plain} ({seen[plain.lower()]})"
        while name.lower() in taken:
            seen[plain.lower()] += 1
            name = f"{plain} ({seen[plain.lower()]})"
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def find_heading(sample: Sequence[Record]) -> Heading | None:
    """The header of a table from its first records; None where there is no record at all.

    Title lines, notes and blank lines above the header are left out with a remark. A table whose first line already
    reads like the lines below it has no header: its columns are called "column 1", "column 2" and so on.
    """
    filled = [record for record in sample if record.cells]
    if not filled:
        return None
    width = usual_width(filled)
    place = next((at for at, record in enumerate(filled) if _could_head(record.cells, width)), 0)
    head, below = filled[place], filled[place + 1 :]
    following = [record.cells for record in below if record.cells != head.cells]
    stated = _is_heading(head.cells, following)
    if not stated and place and _names_columns(filled[place - 1].cells, width):
        head, stated = filled[place - 1], True
        following = [record.cells for record in filled[place:] if record.cells != head.cells]
    if not stated:
        headers = ("",) * max(width, len(head.cells))
        remarks = [
            *_above(head.line),
            'the first line is already a record; the columns are called "column 1" and so on',
        ]
        return Heading(
            headers=headers, columns=unique_columns(headers), first_line=head.line, stated=False, remarks=tuple(remarks)
        )
    headers, widened = _fitted(tuple(head.cells), following)
    remarks = _above(head.line) + widened + _doubled(headers)
    end = next((record.line for record in sample if record.line > head.line), head.line + 1)
    return Heading(
        headers=headers, columns=unique_columns(headers), first_line=end, stated=True, remarks=tuple(remarks)
    )


def usual_width(filled: Sequence[Record]) -> int:
    """The number of cells that most records have; of two equally frequent ones the larger."""
    return max(Counter(len(record.cells) for record in filled).items(), key=lambda item: (item[1], item[0]))[0]


def looks_like_data(cell: str) -> bool:
    """Numbers, dates and times are data; words may be a header.

    >>> [looks_like_data(one) for one in ("2024-01-05 10:00", "7:05 PM", "12.5", "Priority", "10-33 ALARM")]
    [True, True, True, False, False]
    """
    return bool(_LOOKS_LIKE_DATA.fullmatch(cell.strip()))


def _could_head(cells: Sequence[str], width: int) -> bool:
    named = sum(1 for cell in cells if cell.strip())
    enough = width <= 1 or len(cells) >= max(2, -(-3 * width // 4))
    hint = cells[0].lower().startswith("sep=")  # a spreadsheet's own note on the delimiter
    return enough and not hint and 2 * named >= len(cells)


def _names_columns(cells: Sequence[str], width: int) -> bool:
    """A line of words right above the first record, though it has fewer cells than most records."""
    return 2 * len(cells) >= max(4, width) and all(cell.strip() and not looks_like_data(cell) for cell in cells)


def _is_heading(first: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    for_header = for_data = recurring = 0
    for at, cell in enumerate(first):
        below = [row[at].strip() for row in following if at < len(row) and row[at].strip().lower() not in _NOT_RECORDED]
        if not cell.strip() or not below:
            continue
        mostly_data = 2 * sum(map(looks_like_data, below)) > len(below)
        data = looks_like_data(cell)
        for_data += mostly_data and data
        for_header += mostly_data and not data
        recurring += not data and cell.strip() in below
    if for_header > for_data:
        return True
    return for_data == 0 and (recurring < 2 or 5 * recurring < len(first))


def _fitted(headers: tuple[str, ...], following: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[str]]:
    """Headers as wide as the records: unnamed columns added where most records go on, empty headers cut at the end."""
    if not following:
        return headers, []
    usual = Counter(len(_trimmed(row)) if len(row) > len(headers) else len(row) for row in following)
    width = max(usual.items(), key=lambda item: (item[1], item[0]))[0]
    if width > len(headers):
        added = ("",) * (width - len(headers))
        numbers = [row[0].strip() for row in following[:50]]
        counted = len(added) == 1 and all(one.isdigit() for one in numbers) and len(set(numbers)) == len(numbers)
        where = "before the first" if counted else "after the last"
        said = [f"most records are wider than the header; unnamed columns added {where}: {len(added)}"]
        return (added + headers if counted else headers + added), said
    widest = max(len(row) for row in following)
    if widest < len(headers) and not any(header.strip() for header in headers[widest:]):
        return headers[:widest], [f"empty headers at the end, left out: {len(headers) - widest}"]
    return headers, []


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _above(line: int) -> list[str]:
    if line == 1:
        return []
    return [f"lines before the header, left out: {line - 1}"]


def _doubled(headers: Sequence[str]) -> list[str]:
    named = Counter(header.strip().lower() for header in headers if header.strip())
    twice = [header for header, times in named.items() if times > 1]
    unnamed = [str(at) for at, header in enumerate(headers, start=1) if not header.strip()]
    said = []
    if twice:
        said.append(f"headers that stand more than once were numbered: {', '.join(sorted(twice))}")
    if unnamed:
        said.append(f"columns without a header were named by their place: {', '.join(unnamed)}")
    return said
