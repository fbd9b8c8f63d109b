"""Short ways to declare columns and tables of an evaluation."""

from collections.abc import Sequence
from decimal import Decimal

from arcs.core.evaluation.study import Study
from arcs.core.figures import Column, ColumnKind, Table, Value, rounded

SIXTH = Decimal("0.000001")


def column(
    name: str, heading: str, kind: ColumnKind = "text", *, places: int = 0, unit: str = "", definition: str = ""
) -> Column:
    """One column."""
    return Column(name=name, heading=heading, kind=kind, places=places, unit=unit, definition=definition)


def text(name: str, heading: str = "") -> Column:
    """A column of words, headed by its name where no heading is given."""
    return column(name, heading or name.replace("_", " ").capitalize())


def whole(name: str, heading: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return column(name, heading, "whole", unit=unit)


def number(name: str, heading: str, places: int = 2, unit: str = "") -> Column:
    """A column of numbers."""
    return column(name, heading, "number", places=places, unit=unit)


def exact(value: Value) -> Value:
    """A quotient to six decimals, half up; every other value as it is.

    >>> exact(Decimal(1) / Decimal(3)), exact(Decimal("0.70"))
    (Decimal('0.333333'), Decimal('0.70'))
    """
    if isinstance(value, Decimal) and value != value.quantize(SIXTH):
        return rounded(value, 6)
    return value


def _is_printed(name: str) -> bool:
    """Whether a table only repeats what the study's source says; all others are judgements or sums of our own."""
    return name.startswith("table_") or name in {"work_plan", "interviews", "lineage_steps", "coding", "assumptions"}


def tabled(  # noqa: PLR0917 - a table reads in this order everywhere
    study: Study,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[Value, ...]],
    population: str,
    *,
    notes: tuple[str, ...] = (),
    source: str = "",
) -> Table:
    """A table of the study, with the study's own period and source; an empty text is nothing recorded."""
    return Table(
        name=name,
        title=title,
        columns=tuple(columns),
        rows=tuple(tuple(None if value == "" else exact(value) for value in row) for row in rows),
        population=population,
        period=study.study.period,
        source=source or (study.study.source if _is_printed(name) else f"Derived by ARCS from {study.study.source}"),
        notes=notes,
    )
