"""A chart: its finding, its drawing for print and for phones, and the rows it draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arcs.core.figures import Column, Table, Value
from arcs.documents.charts.canvas import Canvas
from arcs.documents.look import PHONE, PRINT, Form


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart as every document shows it.

    `title` states the finding, `subtitle` unit and period, `alternative` the same for those who do not see it,
    and `data` is the table behind it. `print` and `phone` are Vega-Lite specifications.
    """

    name: str
    title: str
    subtitle: str
    source: str
    alternative: str
    data: Table
    print: dict[str, Any]
    phone: dict[str, Any]


def drawn(
    *,
    name: str,
    title: str,
    subtitle: str,
    source: str,
    alternative: str,
    data: Table,
    draw: Callable[[Form], Canvas],
) -> Chart:
    """A chart drawn once for print and once for phones."""
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        source=source,
        alternative=alternative,
        data=data,
        print=draw(PRINT).specification(),
        phone=draw(PHONE).specification(),
    )


def data_table(
    name: str, title: str, columns: tuple[Column, ...], rows: tuple[tuple[Value, ...], ...], like: Table
) -> Table:
    """The rows behind a chart, with the population, period and source of the table they were taken from."""
    return Table(
        name=name,
        title=title,
        columns=columns,
        rows=rows,
        population=like.population,
        period=like.period,
        source=like.source,
    )
