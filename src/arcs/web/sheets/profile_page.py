"""What the profile of an export prints: charts and tables from what was frozen and counted when it was loaded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from arcs.core.figures import Column, Table, Value
from arcs.web.people.models import Staff
from arcs.web.studies.frozen import table_of
from arcs.web.studies.ledger_rows import NOT_RECORDED, UNREADABLE
from arcs.web.studies.models import CallImport, LedgerRemark
from arcs.web.studies.pages import SHORT_DAYS, WEEKDAYS
from arcs.web.studies.queries import columns_of, import_tables, ledger_of, remarks_of, tallied
from arcs.web.studies.workload_pages import number
from arcs.web.ui.charts import Chart, bars, heat_map

MOST_TYPES = 15


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One export before anything is judged."""

    busiest: Chart | None
    sources: Chart | None
    types: Table
    left_out: tuple[tuple[str, int], ...]
    responses: int
    without_time: tuple[tuple[str, int], ...]
    unread: tuple[tuple[str, int], ...]
    unused: tuple[str, ...]
    breaks: tuple[LedgerRemark, ...]
    warnings: tuple[LedgerRemark, ...]
    statements: tuple[LedgerRemark, ...]


def profile_of(who: Staff, source: CallImport) -> Profile:
    """The profile in a constant number of queries, whatever the number of calls."""
    stored = import_tables(who, source)
    by_type = table_of(stored["by_call_type"])
    remarks = list(remarks_of(who, source))
    intervals = [one for one in ledger_of(who, source) if one.account == "intervals" and not one.discipline]
    return Profile(
        busiest=_hours(table_of(stored["by_hour_of_week"])),
        sources=_sources(table_of(stored["by_source"])) if "by_source" in stored else None,
        types=_busiest_types(by_type),
        left_out=tuple(tallied(who, source, "reason")),
        responses=sum(one.rows for one in intervals if one.role == "start"),
        without_time=tuple((one.reason, one.rows) for one in intervals if one.role == "minus" and one.rows),
        unread=_unread(remarks),
        unused=tuple(one.column for one in columns_of(who, source) if not one.meaning),
        breaks=tuple(one for one in remarks if one.kind == "break"),
        warnings=tuple(one for one in remarks if one.kind == "warning"),
        statements=tuple(one for one in remarks if one.kind == "statement"),
    )


def _unread(remarks: Sequence[LedgerRemark]) -> tuple[tuple[str, int], ...]:
    """Columns with values that say "not recorded" or could not be read, and how many."""
    words: dict[tuple[str, str], int] = {}
    for one in remarks:  # a word that stands in two lists counts once
        if one.kind == "repair" and one.column and one.done in {NOT_RECORDED, UNREADABLE}:
            words[one.column, one.given] = max(words.get((one.column, one.given), 0), one.rows or 0)
    found: Counter[str] = Counter()
    for (column, _given), many in words.items():
        found[column] += many
    return tuple(found.most_common())


def _hours(table: Table) -> Chart | None:
    """Calls received in each hour of the week."""
    cells: list[list[float | None]] = [[None] * 24 for _day in range(7)]
    for row in table.records():
        cells[int(number(row["weekday"]))][int(number(row["hour"]))] = float(number(row["calls"]))
    most, day, hour = max((value or 0.0, day, hour) for day, one in enumerate(cells) for hour, value in enumerate(one))
    if not most:
        return None
    column = table.columns[table.index("calls")]
    title = _("%(day)s from %(hour)s:00 to %(until)s:00 has the most calls: %(calls)s") % {
        "day": WEEKDAYS[day], "hour": f"{hour:02d}", "until": f"{hour + 1:02d}", "calls": f"{most:,.0f}",
    }  # fmt: skip
    return heat_map(
        cells, days=[str(one) for one in SHORT_DAYS], title=title, unit=_("calls"), population=table.population,
        period=table.period, source=table.source, places=0, definition=column.definition,
    )  # fmt: skip


def _sources(table: Table) -> Chart | None:
    rows = sorted(table.rows, key=lambda row: -number(row[table.index("calls")]))
    named = tuple(
        (str(row[0] or _("not recorded")), row[table.index("calls")]) for row in rows if row[table.index("calls")]
    )
    if not any(row[0] and row[table.index("calls")] for row in rows):
        return None  # nothing is recorded: the page says so in words
    column = table.columns[table.index("calls")]
    title = _("Most calls come in by: %(source)s") % {"source": named[0][0]}
    shown = _table(table, "by_source", (table.columns[0], column), named)
    return bars(shown, title=title, strong=[named[0][0]])


def _busiest_types(table: Table) -> Table:
    """The types with most calls: their hours, the median and the 90th percentile of committed time."""
    names = ("call_type", "calls", "hours", "median_minutes", "p90_minutes")
    at = [table.index(one) for one in names]
    rows = sorted(table.rows, key=lambda row: -number(row[table.index("calls")]))[:MOST_TYPES]
    columns = tuple(table.columns[one] for one in at)
    return _table(table, "busiest", columns, tuple(tuple(row[one] for one in at) for row in rows))


def _table(table: Table, name: str, columns: tuple[Column, ...], rows: tuple[tuple[Value, ...], ...]) -> Table:
    words: dict[str, Any] = {"population": table.population, "period": table.period, "source": table.source}
    return Table(name=name, title=_("Busiest call types"), columns=columns, rows=rows, **words)
