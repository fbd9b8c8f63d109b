"""Every list filters, sorts, pages, exports and prints in the same way.

A list is declared once, as a frozen `ListDefinition`; `list_page` reads the address and asks the database twice,
whatever the number of rows: once for a count that stops at 10,001, once for one page. Nothing in the address is ever
an error: what cannot be used is left out, and a sentence says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.expressions import BaseExpression, Combinable
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arcs.core.figures import Column, ColumnKind
from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_filters import Control, Filter, Words
from arcs.web.ui.tables import NUMERIC

ListKind = Literal["text", "code", "whole", "number", "share", "money", "mark", "moment", "day"]
Direction = Literal["", "ascending", "descending"]
MOST_COUNTED = 10_000
SHORT = 10  # characters of a value that is never broken over two lines: a call's number, a state
MOST_EXPORTED = 5_000


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """One column. `value` reads it from a row; `order` is the field or expression it sorts by (none: not sortable).

    `link` leads from the cell; `html` may draw it (a tag, a badge), while CSV and sorting keep to `value`.
    """

    name: str
    heading: Words
    value: Callable[[Any], Any]
    kind: ListKind = "text"
    order: str | Combinable | None = None
    link: Callable[[Any], str] | None = None
    html: Callable[[Any], SafeString] | None = None
    places: int = 0
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in NUMERIC

    @property
    def figure(self) -> Column:
        """The column of figures that shows its numbers."""
        kind: ColumnKind = "text" if self.kind == "moment" or self.kind == "day" else self.kind  # noqa: PLR1714 - mypy narrows by ==
        return Column(name=self.name, heading=str(self.heading), kind=kind, places=self.places, unit=self.unit)

    def shown(self, row: Any) -> str:
        """The value in words; nothing where none is recorded."""
        value = self.value(row)
        if isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            return date_format(moment, "DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if isinstance(value, int | float | Decimal | str | None):
            return self.figure.shown(value)
        return str(value)


@dataclass(frozen=True, kw_only=True)
class ListDefinition:
    """A list: its columns (the first heads the row), filters, first order ("-when": newest first) and page size.

    The CSV of a list that is `sent_whole` holds every row that its filters leave, however many.
    """

    name: str
    title: Words
    columns: tuple[ListColumn, ...]
    filters: tuple[Filter, ...] = ()
    order: str = ""
    page_size: int = 50
    sent_whole: bool = False

    def __post_init__(self) -> None:
        if self.order.lstrip("-") not in {"", *self.sortable}:
            raise ValueError(f"List {self.name} is first ordered by {self.order}, which is no sortable column of it.")

    @property
    def sortable(self) -> dict[str, ListColumn]:
        """The columns a reader may sort by."""
        return {one.name: one for one in self.columns if one.order is not None}


@dataclass(frozen=True, kw_only=True)
class ListHead:
    """A column's heading: a link where it sorts, and the direction it is sorted in."""

    text: Words
    unit: str
    is_number: bool
    url: str = ""
    direction: Direction = ""


@dataclass(frozen=True, kw_only=True)
class ListCell:
    """One value of a row, as printed."""

    text: str
    html: SafeString | None
    url: str
    is_number: bool
    label: Words
    is_line: bool


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One page of a list, ready to print; `wants_csv` asks for `list_files.csv_response` instead.

    Where the CSV is `sent_whole`, its rows are `every`, to be read piece by piece, and the page itself holds none.
    """

    definition: ListDefinition
    heads: tuple[ListHead, ...]
    rows: tuple[tuple[ListCell, ...], ...]
    records: tuple[Any, ...]
    controls: tuple[Control, ...]
    sort: str
    count: int
    number: int
    last: int
    said: tuple[str, ...]
    problems: tuple[str, ...]
    wants_csv: bool
    is_print: bool
    csv_url: str
    print_url: str
    plain_url: str
    previous_url: str = ""
    next_url: str = ""
    every: QuerySet[Any] | HeldRows | tuple[Any, ...] = ()

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than are ever counted."""
        return self.count > MOST_COUNTED

    @property
    def is_filtered(self) -> bool:
        """Whether a filter leaves rows out."""
        return bool(self.said)

    @property
    def counted(self) -> str:
        """How many rows there are, in words."""
        if self.is_more:
            return _("more than %(number)s rows") % {"number": f"{MOST_COUNTED:,}"}
        if self.count == 1:
            return _("1 row")
        return _("%(number)s rows") % {"number": f"{self.count:,}"}


@dataclass(frozen=True)
class _Address:
    """The words of the address that are kept in every link of the list."""

    kept: dict[str, str] = field(default_factory=dict)

    def url(self, **changes: str) -> str:
        words = {name: value for name, value in (self.kept | changes).items() if value}
        return f"?{urlencode(words)}" if words else "?"


def list_page(words: Mapping[str, str], definition: ListDefinition, rows: QuerySet[Any] | HeldRows) -> ListPage:
    """One page of `rows` as `words` (request.GET) ask for it: two queries, never more; none for rows held in memory."""
    asked = [one.ask(words) for one in definition.filters]
    for one in asked:
        rows = rows.filter(one.rows)
    problems = [one.problem for one in asked if one.problem]
    sort, problem = _sort(words, definition)
    problems += [problem] if problem else []
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    wants_csv, is_print = "csv" in words, "print" in words
    sent_whole = wants_csv and definition.sent_whole
    if (wants_csv or is_print) and count > MOST_EXPORTED and not sent_whole:
        problems.append(
            _("A file or a print holds at most %(number)s rows. Narrow the list, then try again.")
            % {"number": f"{MOST_EXPORTED:,}"}
        )
        wants_csv = is_print = False
    whole = wants_csv or is_print
    size = MOST_EXPORTED if whole else definition.page_size
    last = max(1, -(-min(count, MOST_COUNTED) // size))
    number, problem = (1, "") if whole else _page(words, last)
    problems += [problem] if problem else []
    every = _ordered(rows, definition, sort)
    records = () if sent_whole else tuple(every[(number - 1) * size : number * size])
    address = _Address({name: value for one in asked for name, value in one.kept} | ({"sort": sort} if sort else {}))
    return ListPage(
        definition=definition, heads=_heads(definition, sort, address), records=records,
        rows=tuple(_cells(definition, record) for record in records),
        controls=tuple(one.control for one in asked), sort=sort, count=count, number=number, last=last,
        said=tuple(one.said for one in asked if one.said), problems=tuple(problems),
        wants_csv=wants_csv, is_print=is_print, every=every if sent_whole else (),
        csv_url=address.url(csv="1"), print_url=address.url(print="1"), plain_url=address.url(),
        previous_url=address.url(page=str(number - 1)) if number > 1 else "",
        next_url=address.url(page=str(number + 1)) if number < last else "",
    )  # fmt: skip


def _sort(words: Mapping[str, str], definition: ListDefinition) -> tuple[str, str]:
    wanted = words.get("sort", "")
    if not wanted:
        return definition.order, ""
    if wanted.removeprefix("-") in definition.sortable:
        return wanted, ""
    return definition.order, _("This list cannot be sorted by “%(name)s”, so it stands in its usual order.") % {
        "name": wanted[:40]
    }


def _page(words: Mapping[str, str], last: int) -> tuple[int, str]:
    wanted = words.get("page", "") or "1"
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 9 else 0
    if 1 <= number <= last:
        return number, ""
    at = last if number > last else 1
    return at, _("There is no page “%(page)s” here; this is page %(at)s.") % {"page": wanted[:20], "at": at}


def _ordered(rows: QuerySet[Any] | HeldRows, definition: ListDefinition, sort: str) -> QuerySet[Any] | HeldRows:
    """Ordered by the column, then by the key, so that no row is shown twice or never while one leafs through."""
    column = definition.sortable.get(sort.removeprefix("-"))
    if isinstance(rows, HeldRows):
        return rows.order_by(str(column.order), falling=sort.startswith("-")) if column else rows
    if column is None or column.order is None:
        return rows.order_by("pk")
    if isinstance(column.order, str) and not _may_be_null(rows, column.order):
        # Without a word about nulls, an index serves both directions.
        return rows.order_by(f"{'-' if sort.startswith('-') else ''}{column.order}", "pk")
    by = F(column.order) if isinstance(column.order, str) else column.order
    if not isinstance(by, F | BaseExpression):
        raise TypeError(f"Column {column.name} is ordered by {by!r}; give a field's name or an expression.")
    return rows.order_by(by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True), "pk")


def _may_be_null(rows: QuerySet[Any], order: str) -> bool:
    """Whether rows may have no value there; an annotation or another table's field may."""
    plain = {one.name: one.null for one in rows.model._meta.concrete_fields}
    return plain.get(order, True)


def _heads(definition: ListDefinition, sort: str, address: _Address) -> tuple[ListHead, ...]:
    heads = []
    for column in definition.columns:
        url = ""
        direction: Direction = ""
        if column.order is not None:
            is_down, is_up = sort == f"-{column.name}", sort == column.name
            direction = "descending" if is_down else "ascending" if is_up else ""
            # numbers and days are first wanted largest first, words from A
            first = f"-{column.name}" if column.is_number or column.kind in {"moment", "day"} else column.name
            other = column.name if first.startswith("-") else f"-{column.name}"
            url = address.url(sort=other if sort == first else first)
        heads.append(
            ListHead(text=column.heading, unit=column.unit, is_number=column.is_number, url=url, direction=direction)
        )
    return tuple(heads)


def _cells(definition: ListDefinition, record: Any) -> tuple[ListCell, ...]:
    return tuple(
        ListCell(
            text=column.shown(record) or ("–" if column.is_number else ""),
            html=column.html(record) if column.html else None,
            url=column.link(record) if column.link else "",
            is_number=column.is_number,
            label=f"{column.heading} ({column.unit})" if column.unit else column.heading,
            is_line=column.kind in {"moment", "day"} or (not column.html and len(column.shown(record)) <= SHORT),
        )
        for column in definition.columns
    )
