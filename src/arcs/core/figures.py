"""Numbers that can be opened: each carries its unit, its population, its period and its definition.

A `Figure` is one number that a sentence may print. A `Table` is rows that a reader may sort, download and check.
Documents, workbooks and pages print these and compute nothing of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

ColumnKind = Literal["text", "code", "whole", "number", "share", "money", "mark"]
Value = str | int | float | Decimal | bool | None


def rounded(value: int | float | Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals, as a reader with a pencil would.

    >>> rounded(2.5, 0), rounded(0.125, 2)
    (Decimal('3'), Decimal('0.13'))
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `name` heads the CSV, `heading` is what a person reads; `places` are decimals shown."""

    name: str
    heading: str
    kind: ColumnKind = "text"
    places: int = 0
    unit: str = ""
    definition: str = ""

    def shown(self, value: Value) -> str:
        """The value as a reader sees it; nothing for "not recorded". A share of 0.5 is shown as 50%.

        >>> Column(name="fte", heading="FTE", kind="number", places=2).shown(0.7)
        '0.70'
        """
        if value is None:
            return ""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, str):
            return value
        if self.kind == "share":
            return f"{rounded(Decimal(str(value)) * 100, self.places):,}%"
        return f"{'$' if self.kind == 'money' else ''}{rounded(value, self.places):,}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns, with what they count (`population`), when (`period`) and where they come from."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    population: str
    period: str
    source: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [index for index, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(
                f"Row {wrong[0] + 1} of table {self.name} has {len(self.rows[wrong[0]])} values for "
                f"{len(self.columns)} columns. Give every row one value per column, None where nothing is recorded."
            )

    def index(self, column: str) -> int:
        """Position of a column by its name; KeyError names the columns there are."""
        names = [one.name for one in self.columns]
        if column not in names:
            raise KeyError(f"Table {self.name} has no column {column}; it has {', '.join(names)}.")
        return names.index(column)

    def values(self, column: str) -> tuple[Value, ...]:
        """One column's values, top to bottom."""
        at = self.index(column)
        return tuple(row[at] for row in self.rows)

    def records(self) -> Iterator[dict[str, Value]]:
        """Each row as a mapping from column name to value."""
        names = [one.name for one in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number that a sentence prints; `table` and `rows` say where a reader can open it."""

    name: str
    value: Value
    unit: str
    population: str
    period: str
    definition: str
    table: str = ""
    rows: str = ""
    kind: ColumnKind = "number"
    places: int = 0
    shown_as: Column = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shown_as = Column(name=self.name, heading=self.name, kind=self.kind, places=self.places)
        object.__setattr__(self, "shown_as", shown_as)

    def __str__(self) -> str:
        return self.shown_as.shown(self.value)
