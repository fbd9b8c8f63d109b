"""A table as a page prints it: cells in words, numbers right, links where a number opens its rows."""

from dataclasses import dataclass

from arcs.core.figures import Column, Table, Value

NUMERIC = frozenset({"whole", "number", "share", "money"})


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value as a reader sees it; `html` cells are made by `marks`, others are escaped."""

    text: str
    url: str = ""
    is_number: bool = False
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One column's heading, with its unit below it."""

    text: str
    unit: str = ""
    is_number: bool = False
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class RowShown:
    """One row; the first cell is its heading."""

    cells: tuple[Cell, ...]
    is_total: bool = False
    is_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class TableShown:
    """Heads and rows, with what stands below them."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[RowShown, ...]
    notes: tuple[str, ...] = ()


def _cell(column: Column, value: Value) -> Cell:
    number = column.kind in NUMERIC
    shown = column.shown(value)
    return Cell(text=shown if shown or not number else "–", is_number=number, label=column.heading)


def head_of(column: Column) -> Head:
    """A column's heading; its unit stands below, unless the heading says it."""
    unit = "" if column.unit.casefold() in column.heading.casefold() else column.unit
    return Head(text=column.heading, unit=unit, is_number=column.kind in NUMERIC, definition=column.definition)


def shown_table(table: Table, *, total: int | None = None) -> TableShown:
    """A table of figures as rows of words; "–" stands for a number that was not recorded."""
    sum_row = None if total is None else range(len(table.rows))[total]
    rows = tuple(
        RowShown(cells=tuple(_cell(*pair) for pair in zip(table.columns, row, strict=True)), is_total=at == sum_row)
        for at, row in enumerate(table.rows)
    )
    notes = (f"{table.population}, {table.period}. {table.source}".strip(", ."), *table.notes)
    return TableShown(title=table.title, heads=tuple(head_of(one) for one in table.columns), rows=rows, notes=notes)
