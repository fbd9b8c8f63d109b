"""Rows that no table of the database holds (weeks, the lines of a file), for a list that is like any other.

They answer the few questions that a list asks of a query: which rows, how many, in which order, which page.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

# The comparisons that filters of lists ask for; where nothing is recorded, none of them holds, as in the database.
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": lambda held, asked: held == asked,
    "icontains": lambda held, asked: str(asked).casefold() in str(held).casefold(),
    "gte": lambda held, asked: held >= asked,
    "lt": lambda held, asked: held < asked,
}


class HeldRows:
    """Some rows, narrowed and ordered in memory: only for what grows slowly, such as weeks."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = tuple(rows)

    def filter(self, asked: Q) -> "HeldRows":
        """The rows for which the condition holds."""
        return HeldRows(row for row in self._rows if _holds(asked, row))

    def order_by(self, name: str = "", *, falling: bool = False) -> "HeldRows":
        """Ordered by one attribute, what is not recorded last either way; equal rows stay as they were."""
        known = [row for row in self._rows if name and getattr(row, name) is not None]
        unknown = [row for row in self._rows if not (name and getattr(row, name) is not None)]
        return HeldRows([*sorted(known, key=lambda row: getattr(row, name), reverse=falling), *unknown])

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def __getitem__(self, part: slice) -> "HeldRows":
        return HeldRows(self._rows[part])

    def __iter__(self) -> Any:
        return iter(self._rows)


def _holds(asked: Q, row: Any) -> bool:
    each = (_holds(one, row) if isinstance(one, Q) else _compared(one, row) for one in asked.children)
    found = any(each) if asked.connector == Q.OR else all(each)
    return found != asked.negated


def _compared(asked: Any, row: Any) -> bool:
    (words, value) = asked
    name, _, comparison = words.partition("__")
    held = getattr(row, name)
    return held is not None and COMPARED[comparison or "exact"](held, value)
