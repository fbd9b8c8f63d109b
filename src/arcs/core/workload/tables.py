"""The workload as tables that a reader can sort, download and check; hours and FTE to six decimals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.figures import Column, Table, Value, rounded
from arcs.core.workload.assumptions import (
    CIVILIAN_FULL_TIME,
    LITTLE_RELIEF_BELOW_FTE,
    OFFICER,
    AssumptionSet,
    fte,
    fte_range,
    gives_little_relief,
    sensitivity_table,
)
from arcs.core.workload.intervals import LONG_HOURS, MS_PER_HOUR, MS_PER_MINUTE
from arcs.core.workload.measurement import Workload
from arcs.core.workload.tallies import HOURS_IN_WEEK, Tally

PLACES = 6

COUNTS = (
    Column(name="calls", heading="Calls", kind="whole", definition="Calls kept, each counted once"),
    Column(
        name="timed_calls",
        heading="Timed calls",
        kind="whole",
        definition="Calls with at least one interval that can be used",
    ),
    Column(
        name="unit_responses",
        heading="Unit responses",
        kind="whole",
        definition="Responses of units to those calls; a call-level export shows one per call",
    ),
)
TIMES = (
    Column(
        name="hours",
        heading="Hours",
        kind="number",
        places=1,
        unit="hours",
        definition="Committed unit hours: the sum of usable intervals over unit responses; empty where none is usable",
    ),
    Column(
        name="median_minutes",
        heading="Median minutes",
        kind="number",
        places=1,
        unit="minutes",
        definition="Exact median of usable intervals, interpolated linearly between the two middle ones",
    ),
    Column(
        name="p90_minutes",
        heading="90th percentile minutes",
        kind="number",
        places=1,
        unit="minutes",
        definition="Exact 90th percentile of usable intervals, interpolated linearly between the two nearest",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """How hours become FTE and what is marked: the assumption set, its civilian counterpart and the mark's limit."""

    assumptions: AssumptionSet = OFFICER
    civilian: AssumptionSet = CIVILIAN_FULL_TIME
    little_relief_below: Decimal = LITTLE_RELIEF_BELOW_FTE


def workload_tables(
    workload: Workload,
    *,
    population: str = "calls for service kept",
    source: str = "the dispatch export as given",
    reckoning: Reckoning | None = None,
) -> Mapping[str, Table]:
    """Every table of the workload by name, in reading order.

    `workload` holds the eight columns that other tools read; `by_call_type` has everything known about each type;
    `by_hour_of_week` always has its 168 rows. `sensitivity` is there only where hours are known.
    """
    page = _Page(workload=workload, population=population, source=source, reckoning=reckoning or Reckoning())
    tables = [
        page.workload_table(),
        page.by_call_type(),
        page.by_hour_of_week(),
        page.hour_of_week_detail(),
        *(page.by_value(name, *words) for name, words in BY_VALUE.items()),
        page.rules_effect(),
    ]
    if workload.hours is not None:
        tables.append(
            sensitivity_table(workload.hours * workload.year_factor, population=population, period=page.fte_period)
        )
    return {table.name: table for table in tables}


# table: (dimension tallied, first column, heading, title)
BY_VALUE = {
    "by_month": ("month", "month", "Month", "Workload by month"),
    "by_beat": ("beat", "beat", "Beat", "Workload by beat"),
    "by_priority": ("priority", "priority", "Priority", "Workload by priority"),
    "by_source": ("reception", "source", "How the call came in", "Workload by source of the call"),
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    workload: Workload
    population: str
    source: str
    reckoning: Reckoning

    @property
    def period(self) -> str:
        first, last = self.workload.first_date, self.workload.last_date
        if first is None or last is None:
            return "no received time recorded"
        return f"{first.isoformat()} to {last.isoformat()}, {self.workload.totals.days_covered:,} days"

    @property
    def fte_period(self) -> str:
        return f"{self.period}, scaled to 365 days" if self.annualised else self.period

    @property
    def annualised(self) -> bool:
        return self.workload.year_factor != 1 or self.workload.request.annualise

    def fte(self, hours: Decimal | None, assumptions: AssumptionSet) -> Decimal | None:
        return None if hours is None else fte(hours * self.workload.year_factor, assumptions)

    def hours(self, one: Tally) -> Decimal | None:
        """Hours of a group: none where nobody responded, unknown where nothing can be timed."""
        if one.used:
            return Decimal(one.used_ms or 0) / MS_PER_HOUR
        return Decimal(0) if one.unit_responses == 0 and self.workload.totals.used else None

    def fte_column(self) -> Column:
        scaled = f", scaled by 365/{self.workload.totals.days_covered} to a year" if self.annualised else ""
        return Column(
            name="fte",
            heading="FTE a year" if self.annualised else "FTE",
            kind="number",
            places=2,
            definition=f"Hours{scaled}, divided by {self.reckoning.assumptions.hours_per_fte.normalize():f}",
        )

    def table(
        self, name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *notes: str
    ) -> Table:
        return Table(
            name=name,
            title=title,
            columns=tuple(columns),
            rows=tuple(tuple(row) for row in rows),
            population=self.population,
            period=self.period,
            source=self.source,
            notes=notes,
        )

    def measures(self, one: Tally) -> tuple[Value, ...]:
        """Counts, hours, quantiles and FTE of a group, in the order of `COUNTS`, `TIMES` and FTE."""
        hours = self.hours(one)
        return (
            one.calls,
            one.timed_calls,
            one.unit_responses,
            _places(hours),
            _minutes(one.median_ms),
            _minutes(one.p90_ms),
            _places(self.fte(hours, self.reckoning.assumptions)),
        )

    def by_hours(self) -> list[Tally]:
        """Call types, most hours first, then by name."""
        return sorted(self.workload.by["call_type"], key=lambda one: (-(one.used_ms or 0), str(one.value)))

    def workload_table(self) -> Table:
        call_type = Column(name="call_type", heading="Call type", definition="Final call type, else the initial one")
        rows = [(one.value, *self.measures(one)) for one in self.by_hours()]
        notes = (f"Interval: {self.workload.request.interval.words}.", f"{self.reckoning.assumptions.sentence}.")
        return self.table(
            "workload", "Workload by call type", (call_type, *COUNTS, *TIMES, self.fte_column()), rows, *notes
        )

    def by_call_type(self) -> Table:
        extra = self.counted()
        limit = self.reckoning.little_relief_below
        columns = (
            Column(name="call_type", heading="Call type"),
            *COUNTS,
            *TIMES,
            self.fte_column(),
            Column(name="fte_low", heading="FTE, low", kind="number", places=2),
            Column(name="fte_high", heading="FTE, high", kind="number", places=2),
            Column(
                name="fte_civilian",
                heading="FTE, civilian full-time",
                kind="number",
                places=2,
                definition=self.reckoning.civilian.sentence,
            ),
            Column(name="little_relief", heading="Little relief", kind="mark", definition=f"Below {limit} FTE"),
            *(column for column, _ in extra),
        )
        rows: list[tuple[Value, ...]] = []
        for one in self.by_hours():
            hours = self.hours(one)
            full_time = self.fte(hours, self.reckoning.assumptions)
            low, high = (None, None) if hours is None else fte_range(hours * self.workload.year_factor)
            rows.append(
                (
                    one.value,
                    *self.measures(one),
                    _places(low),
                    _places(high),
                    _places(self.fte(hours, self.reckoning.civilian)),
                    gives_little_relief(full_time, limit),
                    *(value(one) for _, value in extra),
                )
            )
        return self.table(
            "by_call_type",
            "All that is known about each call type",
            columns,
            rows,
            f"Little relief: below {limit} FTE, moving the type frees little time. It is a mark, never a bar.",
        )

    def counted(self) -> tuple[tuple[Column, Callable[[Tally], Value]], ...]:
        """Columns of officers and of units counted on the call, where the export knows them; never multiplied in."""
        found: list[tuple[Column, Callable[[Tally], Value]]] = []
        if self.workload.totals.known.officers:
            found += [
                (_whole("officers", "Officers", "Officers on the responses where their number is known"), _officers),
                (_hours("officer_hours", "Officer hours", "Each usable interval times its officers, where known"),
                 lambda one: _ms_hours(one.officer_ms)),
            ]  # fmt: skip
        if self.workload.totals.known.reported_units:
            found += [
                (_whole("reported_units", "Units reported", "Units the export counts on the call"), _reported_units),
                (_hours("reported_unit_hours", "Unit hours if all stayed", "The interval times the units reported"),
                 lambda one: _ms_hours(one.reported_unit_ms)),
            ]  # fmt: skip
        return tuple(found)

    def by_hour_of_week(self) -> Table:
        tallied = {one.value: one for one in self.workload.by["hour_of_week"]}
        rows = []
        for hour in range(HOURS_IN_WEEK):
            one = tallied.get(hour, _nobody(hour))
            rows.append((hour // 24, hour % 24, one.calls, _places(self.hours(one))))
        notes = [f"{self.workload.totals.unreceived:,} calls without a received time are in no hour."]
        columns = (*WEEK, COUNTS[0], TIMES[0])
        return self.table("by_hour_of_week", "Calls and hours by hour of the week", columns, rows, *notes)

    def hour_of_week_detail(self) -> Table:
        tallied = {one.value: one for one in self.workload.by["hour_of_week"]}
        rows = [
            (hour // 24, hour % 24, *self.detail(tallied.get(hour, _nobody(hour)))) for hour in range(HOURS_IN_WEEK)
        ]
        return self.table("hour_of_week_detail", "Workload by hour of the week", (*WEEK, *self.detail_columns()), rows)

    def by_value(self, name: str, dimension: str, column: str, heading: str, title: str) -> Table:
        label = _month if dimension == "month" else str
        rows = [
            (None if one.value is None else label(one.value), *self.detail(one)) for one in self.workload.by[dimension]
        ]
        columns = (Column(name=column, heading=heading, definition="Empty: not recorded"), *self.detail_columns())
        return self.table(name, title, columns, rows)

    def detail_columns(self) -> tuple[Column, ...]:
        return (*COUNTS, *TIMES, self.fte_column(), *(column for column, _ in self.counted()))

    def detail(self, one: Tally) -> tuple[Value, ...]:
        return (*self.measures(one), *(value(one) for _, value in self.counted()))

    def rules_effect(self) -> Table:
        totals, cap = self.workload.totals, self.workload.request.interval.max_hours
        hours = Decimal(totals.used_ms) / MS_PER_HOUR
        over = "no cap was asked for" if cap is None else f"longer than {cap:f} hours"
        rows: list[tuple[Value, ...]] = [
            ("missing", "a point is not recorded, or nobody responded", True, totals.missing, None, None),
            _effect("negative", "the end is before the start", totals.negative, totals.negative_ms, hours),
            _effect("over_long", over, totals.over, totals.over_ms, hours, applied=cap is not None),
            ("long", f"longer than {LONG_HOURS} hours, for information", False, totals.long,
             _places(Decimal(totals.long_ms) / MS_PER_HOUR), _places(hours)),
            ("reopened", "the call was opened again after it was closed, for information", False, totals.reopened,
             _places(Decimal(totals.reopened_ms) / MS_PER_HOUR), _places(hours)),
        ]  # fmt: skip
        columns = (
            Column(name="rule", heading="Rule"),
            Column(name="meaning", heading="Intervals"),
            Column(name="left_out", heading="Left out", kind="mark", definition="Left out of sums and quantiles"),
            Column(name="intervals", heading="How many", kind="whole"),
            Column(name="hours_in_them", heading="Hours in them", kind="number", places=1, unit="hours"),
            Column(
                name="hours_without_rule",
                heading="All hours, without the rule",
                kind="number",
                places=1,
                unit="hours",
                definition="What the sum of hours would be if the rule were not applied",
            ),
        )
        return self.table("rules_effect", "What each rule does to the hours", columns, rows)


WEEK = (
    Column(name="weekday", heading="Weekday", kind="whole", definition="0 is Monday"),
    Column(name="hour", heading="Hour", kind="whole", definition="Local hour in which the call was received"),
)


def _effect(rule: str, meaning: str, many: int, ms: int, hours: Decimal, *, applied: bool = True) -> tuple[Value, ...]:
    inside = Decimal(ms) / MS_PER_HOUR
    return (rule, meaning, applied, many, _places(inside), _places(hours + inside))


def _nobody(hour: int) -> Tally:
    return Tally(
        value=hour, calls=0, timed_calls=0, unit_responses=0, used=0, used_ms=None, median_ms=None, p90_ms=None
    )


def _whole(name: str, heading: str, definition: str) -> Column:
    return Column(name=name, heading=heading, kind="whole", definition=definition)


def _hours(name: str, heading: str, definition: str) -> Column:
    return Column(name=name, heading=heading, kind="number", places=1, unit="hours", definition=definition)


def _officers(one: Tally) -> Value:
    return one.officers


def _reported_units(one: Tally) -> Value:
    return one.reported_units


def _places(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, PLACES)


def _ms_hours(ms: int | None) -> Decimal | None:
    return None if ms is None else rounded(Decimal(ms) / MS_PER_HOUR, PLACES)


def _minutes(ms: float | None) -> Decimal | None:
    return None if ms is None else rounded(Decimal(str(ms)) / MS_PER_MINUTE, PLACES)


def _month(value: str | int) -> str:
    """The month as year and month, from year times twelve plus month less one."""
    return f"{int(value) // 12:04d}-{int(value) % 12 + 1:02d}"
