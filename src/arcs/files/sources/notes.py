"""What stands in a table without being a record: notes after the last one, ruled lines, the header again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from arcs.files.sources.headers import Heading

_FOOTER = re.compile(
    r"\W*((grand |sub)?totals?\b|\(?[\d,]+ (rows?|records?|incidents?|calls?)\b|(row|record)s? ?count|number of"
    r"|end of|page \d|(report )?(generated|printed|run|created|exported)\b|sources?:|notes?:|disclaimer|copyright)",
    re.IGNORECASE,
)
_MAY_BE_SPECIAL = re.compile(r"[-=_+*]|" + _FOOTER.pattern, re.IGNORECASE)
_RULED = re.compile(r"\s*[-=_+*]{2,}\s*")


def is_note(cells: Sequence[str], width: int) -> bool:
    """A line such as "Total: 123 rows", which is no record if no record follows it."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or width < 2:
        return False
    short = len(cells) < width
    if short and len(filled) == 1 and width >= 3:
        return True
    return (short or width >= 3) and len(filled) <= max(2, width // 3) and bool(_FOOTER.match(filled[0]))


def is_ruled(cells: Sequence[str]) -> bool:
    """A line of dashes under the header, as query tools draw it."""
    return bool(cells) and all(_RULED.fullmatch(cell) for cell in cells)


def is_repeated_header(cells: Sequence[str], heading: Heading) -> bool:
    """The header again, as in files that were put together from several exports."""
    return heading.stated and [cell.strip() for cell in cells] == [header.strip() for header in heading.headers]


def is_surely_a_record(cells: Sequence[str], heading: Heading) -> bool:
    """A quick answer for nearly all records, from their first cell; False says only that a closer look is needed."""
    if len(cells) != len(heading.headers):
        return False
    first = cells[0].strip()
    return bool(first) and first != heading.headers[0].strip() and not _MAY_BE_SPECIAL.match(first)
