"""A frozen table as a page prints it: sorted as asked, its numbers linked to what they count, as CSV."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse

from arcs.core.figures import Column, Table, Value
from arcs.documents.table_files import csv_text
from arcs.web.ui.list_files import safe_text
from arcs.web.ui.tables import NUMERIC, Cell

Link = Callable[[Column, Mapping[str, Value]], str]


@dataclass(frozen=True, kw_only=True)
class SortHead:
    """A column's heading: the address that sorts by it, and the direction it is sorted in."""

    text: str
    unit: str
    is_number: bool
    url: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A frozen table, ready to print; `definitions` are the columns that have one."""

    title: str
    heads: tuple[SortHead, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    definitions: tuple[Column, ...]
    csv_url: str


def _no_link(column: Column, row: Mapping[str, Value]) -> str:
    return ""


def table_page(
    table: Table,
    *,
    sort: str,
    address: str = "",
    csv_url: str = "?csv=1",
    link: Link = _no_link,
    most: int | None = None,
) -> TablePage:
    """The table sorted by the column that `sort` names (with a minus: largest first), else as it was produced;
    with `most` only that many rows."""
    rows = sorted_rows(table, sort)[:most]
    names = [one.name for one in table.columns]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    return TablePage(
        title=table.title,
        heads=tuple(_head(one, sort, address) for one in table.columns),
        rows=tuple(tuple(_cell(one, record, link) for one in table.columns) for record in records),
        notes=(_counted(table), *table.notes),
        definitions=tuple(one for one in table.columns if one.definition),
        csv_url=csv_url,
    )


def sorted_rows(table: Table, sort: str) -> tuple[tuple[Value, ...], ...]:
    """The rows in the order asked for, those without a value last; in their own order for a column there is none of."""
    name = sort.removeprefix("-")
    names = [one.name for one in table.columns]
    if name not in names:
        return table.rows
    at = names.index(name)
    numeric = table.columns[at].kind in NUMERIC
    known = [row for row in table.rows if row[at] is not None]

    def key(row: tuple[Value, ...]) -> float | str:
        value = row[at]
        if not numeric:
            return str(value).casefold()
        return float("-inf") if isinstance(value, str) else float(value or 0)

    return (*sorted(known, key=key, reverse=sort.startswith("-")), *(row for row in table.rows if row[at] is None))


def _head(column: Column, sort: str, address: str) -> SortHead:
    is_number = column.kind in NUMERIC
    first = f"-{column.name}" if is_number else column.name
    other = column.name if is_number else f"-{column.name}"
    direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
    return SortHead(
        text=column.heading,
        unit="" if column.unit == column.heading else column.unit,
        is_number=is_number,
        url=f"{address}?{urlencode({'sort': other if sort == first else first})}#table",
        direction=direction,
    )


def _cell(column: Column, record: Mapping[str, Value], link: Link) -> Cell:
    value, is_number = record[column.name], column.kind in NUMERIC
    shown = column.shown(value)
    return Cell(
        text=shown if shown or not is_number else "–",
        url=link(column, record) if shown else "",
        is_number=is_number,
        label=column.heading,
    )


def _counted(table: Table) -> str:
    words = ", ".join(one for one in (table.population, table.period) if one)
    return f"{words[:1].upper()}{words[1:]}. {table.source}".strip(". ") + "."


def table_csv(table: Table) -> HttpResponse:
    """The table with exact values, as the command line writes it, but for words that a spreadsheet would run."""
    rows = tuple(tuple(safe_text(one) if isinstance(one, str) else one for one in row) for row in table.rows)
    return as_attachment(csv_text(replace(table, rows=rows)).encode(), f"{table.name}.csv", "text/csv; charset=utf-8")


def as_attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to be saved and never shown: attachment, nosniff, not kept by caches."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
