"""The workload of an import as a page: a finding, numbers that open their calls, charts, and the table by type."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.figures import Column, Figure, Table, Value
from arcs.web.studies.frozen_pages import Link
from arcs.web.studies.models import CallImport
from arcs.web.studies.pages import SHORT_DAYS, WEEKDAYS, calls_url
from arcs.web.ui.charts import Chart, bars, columns, heat_map
from arcs.web.ui.pages import Stat

MOST_BARS = 12
MOST_TYPES = 25
SHOWN = ("call_type", "calls", "unit_responses", "hours", "median_minutes", "p90_minutes", "fte", "little_relief")
FILTERS = {"by_month": ("month", "month"), "by_beat": ("beat", "beat"), "by_priority": ("priority", "priority")}


def number(value: Value) -> Decimal:
    """A recorded number, or nothing as 0."""
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else Decimal(0)


def finding(by_type: Table) -> str:
    """The page's title: how few types hold half of the committed hours, or that no hours are known."""
    hours = [number(value) for value in by_type.values("hours")]
    total = sum(hours)
    if not total:
        return _("No committed hours can be measured from this export")
    held, many = Decimal(0), 0
    for value in sorted(hours, reverse=True):
        held, many = held + value, many + 1
        if held * 2 >= total:
            break
    share = Column(name="share", heading="", kind="share").shown(held / total)
    words = ngettext(
        "%(many)s of %(all)s call types holds %(share)s of %(hours)s committed hours",
        "%(many)s of %(all)s call types hold %(share)s of %(hours)s committed hours",
        many,
    )
    return words % {"many": many, "all": len(hours), "share": share, "hours": f"{total:,.1f}"}


def stats_of(call_import: CallImport, by_type: Table) -> tuple[Stat, ...]:
    """Calls, hours and FTE of the whole import; the calls open."""
    found = []
    for name, label in (("calls", _("Calls")), ("hours", _("Committed hours")), ("fte", _("FTE"))):
        column = by_type.columns[by_type.index(name)]
        total = sum(number(value) for value in by_type.values(name))
        figure = Figure(
            name=name, value=total, unit=column.unit, population=by_type.population, period=by_type.period,
            definition=column.definition, table=by_type.name, kind=column.kind, places=column.places,
        )  # fmt: skip
        found.append(Stat(label=label, figure=figure, url=calls_url(call_import)))
    return tuple(found)


def narrowed(table: Table) -> Table:
    """The columns that a reader needs first; the whole table has a page of its own."""
    kept = [table.index(name) for name in SHOWN if name in {one.name for one in table.columns}]
    return _with(table, kept, table.rows)


def _with(table: Table, kept: list[int], rows: tuple[tuple[Value, ...], ...]) -> Table:
    return Table(
        name=table.name,
        title=table.title,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in rows),
        population=table.population,
        period=table.period,
        source=table.source,
        notes=table.notes,
    )


def linking(call_import: CallImport) -> Link:
    """Which calls a number of a workload table counts."""

    def link(column: Column, row: Mapping[str, Value]) -> str:
        if column.name not in {"calls", "hours", "unit_responses", "call_type", "timed_calls"}:
            return ""
        if row.get("call_type"):
            return calls_url(call_import, type=str(row["call_type"]))
        if "weekday" in row and "hour" in row:
            at = int(number(row["weekday"])) * 24 + int(number(row["hour"]))
            return calls_url(call_import, hour=str(at))
        return ""

    return link


def charts_of(tables: Mapping[str, Table]) -> tuple[Chart, ...]:
    """Hours by type, by hour of the week, by month: those of which something is known."""
    drawn = (_by_type(tables["by_call_type"]), _by_hour(tables["by_hour_of_week"]), _by_month(tables["by_month"]))
    return tuple(one for one in drawn if one is not None)


def _by_type(table: Table) -> Chart | None:
    rows = sorted(table.rows, key=lambda row: -number(row[table.index("hours")]))
    largest = tuple(row for row in rows[:MOST_BARS] if number(row[table.index("hours")]))
    if not largest:
        return None
    title = _("%(type)s takes most time: %(hours)s hours") % {
        "type": str(largest[0][table.index("call_type")]),
        "hours": f"{number(largest[0][table.index('hours')]):,.1f}",
    }
    shown = _with(table, [table.index("call_type"), table.index("hours")], largest)
    return bars(shown, title=title, strong=[str(largest[0][table.index("call_type")])])


def _by_hour(table: Table) -> Chart | None:
    hours: list[list[float | None]] = [[None] * 24 for _day in range(7)]
    for row in table.records():
        value = row["hours"]
        hours[int(number(row["weekday"]))][int(number(row["hour"]))] = None if value is None else float(number(value))
    cells = [(value, day, hour) for day, row in enumerate(hours) for hour, value in enumerate(row) if value]
    if not cells:
        return None
    _most, day, hour = max(cells)
    column = table.columns[table.index("hours")]
    return heat_map(
        hours,
        days=[str(one) for one in SHORT_DAYS],
        title=_("%(day)s at %(hour)s o'clock is the busiest hour of the week")
        % {"day": WEEKDAYS[day], "hour": f"{hour:02d}"},
        unit=column.unit or column.heading,
        population=table.population,
        period=table.period,
        source=table.source,
        places=1,
        definition=column.definition,
    )


def _by_month(table: Table) -> Chart | None:
    rows = tuple(row for row in table.rows if row[0] is not None)
    if len(rows) < 2:
        return None
    shown = _with(table, [0, table.index("calls")], rows)
    most = max(rows, key=lambda row: number(row[table.index("calls")]))
    title = _("%(month)s has the most calls: %(calls)s") % {
        "month": most[0],
        "calls": f"{number(most[table.index('calls')]):,.0f}",
    }
    return columns(shown, title=title, strong=[str(most[0])])
