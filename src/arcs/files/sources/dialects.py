"""How a text file writes its cells: delimiter, quote, escape; and its records, with the line each begins on."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

DELIMITERS = (",", ";", "\t", "|", "^", "\x1f", "~")
LINES_OF_A_CELL = 500
CHARACTERS_OF_A_RECORD = 32 << 20

csv.field_size_limit(1 << 30)  # the limit of the csv module is global and small (131,072); lines are bounded elsewhere


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """`quote` and `escape` may be empty; `doubled` says that a quote inside a quoted cell is written twice."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    doubled: bool = True
    blank_after_delimiter: bool = False

    @property
    def is_plain(self) -> bool:
        """RFC 4180 with any delimiter: what DuckDB's strict reader reads exactly as we do."""
        return self.quote == '"' and self.doubled and not self.escape and not self.blank_after_delimiter

    def for_reader(self) -> dict[str, Any]:
        """The same in the words of the csv module."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote or None,
            "quoting": csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            "escapechar": self.escape or None,
            "doublequote": self.doubled,
            "skipinitialspace": self.blank_after_delimiter,
        }

    def remarks(self) -> list[str]:
        """What is unusual about it, one sentence each."""
        names = {"\t": "tabs", ";": "semicolons", "|": "pipes", "\x1f": "unit separators"}
        said = []
        if self.delimiter != ",":
            said.append(f"cells are parted by {names.get(self.delimiter, self.delimiter)}")
        if not self.quote:
            said.append("quotation marks are characters like any other")
        if self.quote == "'":
            said.append("cells are quoted with apostrophes")
        if self.escape:
            said.append("a backslash escapes the character after it")
        return said


class Record(NamedTuple):
    """One record as it stands: the line it begins on (first line of the file = 1), its cells, and how it was read.

    `cells` is empty for a blank line. `flaw` is "", "mended" (a stray quotation mark, kept as a character) or "open"
    (a quotation mark that is never closed and leaves no sensible cells).
    """

    line: int
    cells: list[str]
    flaw: str = ""


class _Runaway(Exception):
    """A quoted cell goes on for so long that its quotation mark must be a stray one."""


class _Feed:
    """Lines for the csv reader, with the means to take lines back after a stray quotation mark."""

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        self._outer = dialect.delimiter if dialect.is_plain else ""
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self.drawn: list[str] = []
        self.number = 0
        self.patience = LINES_OF_A_CELL
        self._characters = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.number += 1
        self.drawn.append(line)
        self._characters += len(line)
        if len(self.drawn) > self.patience or (self._characters > CHARACTERS_OF_A_RECORD and len(self.drawn) > 1):
            raise _Runaway
        return (
            _without_outer_blanks(line, self._outer) if self._outer and len(self.drawn) == 1 and '"' in line else line
        )

    def begin(self) -> int:
        """Forget what was drawn; the number of the next line."""
        self.drawn.clear()
        self._characters = 0
        return self.number + 1

    def keep_first(self) -> str:
        """Give back all lines drawn but the first, which is returned."""
        first, *others = self.drawn
        self._returned.extendleft(reversed(others))
        self.number -= len(others)
        return first


def records(lines: Iterable[str], dialect: Dialect, *, width: int | None = None) -> Iterator[Record]:
    """Each record with its line; `width` is the number of headers where it is known, to judge stray quotation marks.

    >>> [tuple(one) for one in records(['a,b\\n', '1,"x\\n', 'y"\\n', '2,z\\n'], Dialect())]
    [(1, ['a', 'b'], ''), (2, ['1', 'x\\ny'], ''), (4, ['2', 'z'], '')]
    """
    feed = _Feed(lines, dialect)
    reader = csv.reader(feed, strict=True, **dialect.for_reader())
    runaways = 0
    while True:
        line = feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway):
            runaways += 1
            if runaways == 50:
                feed.patience = 10  # many stray quotation marks: looking far ahead each time would never end
            yield _mended(line, feed.keep_first(), dialect, width)
            reader = csv.reader(feed, strict=True, **dialect.for_reader())
            continue
        yield Record(line, [] if len(cells) == 1 and not cells[0].strip() else cells)


def _without_outer_blanks(line: str, delimiter: str) -> str:
    """Blanks between a delimiter and a quotation mark are no part of the cell (as DuckDB's reader has it).

    >>> _without_outer_blanks('1, "a, ""b" ,"c, ", d\\n', ",")
    '1,"a, ""b","c, ", d\\n'
    """
    if f'{delimiter} "' not in line and f'" {delimiter}' not in line and not line.startswith(' "'):
        return line
    part = re.escape(delimiter)
    cell = rf'(^|{part})(?: *("(?:[^"]|"")*+") *(?={part}|[\r\n]|$)|[^{part}]*)'
    return re.sub(cell, lambda found: found[1] + found[2] if found[2] else found[0], line)


def _mended(line: int, text: str, dialect: Dialect, width: int | None) -> Record:
    """One line with a stray quotation mark: as quoted cells if that fits, else with quotes as characters."""
    bare = text.rstrip("\r\n")
    lenient = next(csv.reader([bare], **dialect.for_reader()), [])
    unquoted = bare.split(dialect.delimiter)
    for cells in (lenient, unquoted):
        if width is None or len(cells) == width:
            return Record(line, cells, "mended")
    return Record(line, unquoted, "open")


def sniff(lines: Sequence[str]) -> Dialect:
    """The dialect under which most lines have the same number of cells, and the more cells the better.

    >>> sniff(['id;place\\n', '1;"MAIN ST, OAK PARK"\\n']).delimiter
    ';'
    """
    best, best_score = Dialect(), 0.0
    for dialect in _candidates(lines):
        score = _regularity(lines, dialect)
        if score > best_score * 1.0000001:
            best, best_score = dialect, score
    return best


def _candidates(lines: Sequence[str]) -> Iterator[Dialect]:
    text = "".join(lines)
    present = [one for one in DELIMITERS if one in text]
    for delimiter in present:
        yield Dialect(delimiter=delimiter)
    for delimiter in present:
        if f'{delimiter} "' in text:
            yield Dialect(delimiter=delimiter, blank_after_delimiter=True)
        if '"' in text:
            yield Dialect(delimiter=delimiter, quote="", doubled=False)
        if "\\" in text:
            yield Dialect(delimiter=delimiter, escape="\\", doubled=False)
        if f"{delimiter}'" in text or f"'{delimiter}" in text:
            yield Dialect(delimiter=delimiter, quote="'")


def _is_quoted(cell: str) -> bool:
    """A cell that only a reader without quotation marks would leave like this."""
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _regularity(lines: Sequence[str], dialect: Dialect) -> float:
    widths, flaws = [], 0
    for record in records(lines, dialect):
        if record.cells:
            widths.append(len(record.cells))
            flaws += bool(record.flaw) or (not dialect.quote and any(map(_is_quoted, record.cells)))
    many = Counter(width for width in widths if width > 1)
    if not many:
        return 0.0
    width, times = max(many.items(), key=lambda item: (item[1], item[0]))
    first_fits = 4.0 if widths[0] == width else 1.0
    return (times - min(flaws, times)) / len(widths) * math.log2(width) * first_fits
