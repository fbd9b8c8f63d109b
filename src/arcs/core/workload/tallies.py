"""Counts and hours of committed unit time, over all calls and by one column at a time, as Ibis expressions.

Only what is equal on DuckDB, PostgreSQL and Spark is used: integer milliseconds are summed, so that the order of rows
cannot matter, and quantiles are exact (linear interpolation between the two nearest values, as numpy's default).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from arcs.core.workload.intervals import LONG_HOURS, MS_PER_HOUR

QUANTILES = (0.5, 0.9)

# 1 January 1970 was a Thursday; hour 0 of the week is Monday 00:00.
HOURS_FROM_MONDAY = 3 * 24
HOURS_IN_WEEK = 168

DIMENSIONS = ("call_type", "hour_of_week", "month", "beat", "priority", "reception")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the relation holds at all, so that nothing is computed over a column that is empty throughout."""

    one_row_per_call: bool
    officers: bool
    reported_units: bool


def rows_and_calls(rows: ibis.Table) -> ibis.Table:
    """One row: how many measured rows there are, and how many calls."""
    return rows.agg(rows=rows.count(), calls=rows.is_first_response.sum())


def totals(rows: ibis.Table) -> ibis.Table:
    """One row over the narrow rows: counts, sums by rule, first and last received hour."""
    given, used = rows.given_ms, rows.interval_ms
    long = given > LONG_HOURS * MS_PER_HOUR
    reopened = rows.reopened & used.notnull()
    call_times = rows.responded & ~rows.by_unit
    return rows.agg(
        rows=rows.count(),
        calls=rows.is_first_response.sum(),
        unit_responses=rows.responded.sum(),
        call_level=call_times.sum(),
        duration_only=rows.duration_only.sum(),
        used=used.count(),
        used_ms=used.sum(),
        quantiles_ms=used.quantile(list(QUANTILES)),
        given=given.count(),
        negative=(given < 0).sum(),
        negative_ms=given.sum(where=given < 0),
        over=(used.isnull() & (given >= 0)).sum(),
        over_ms=given.sum(where=used.isnull() & (given >= 0)),
        long=long.sum(),
        long_ms=given.sum(where=long),
        reopened=reopened.sum(),
        reopened_ms=used.sum(where=reopened),
        officers=rows.officers.count(),
        reported_units=rows.counts_units.sum(),
        first_hour=rows.received_local_hour.min(),
        last_hour=rows.received_local_hour.max(),
        unreceived=(rows.is_first_response & rows.received_local_hour.isnull()).sum(),
    )


def officers_on(rows: ibis.Table) -> ibis.expr.types.Column:
    """Officers of the unit, or those the source counts on the whole call where the row carries the call's times."""
    return ibis.cases((rows.basis == "unit", rows.officers), else_=ibis.coalesce(rows.officers, rows.reported_officers))


def dimension(rows: ibis.Table, name: str) -> ibis.expr.types.Column:
    """The column to tally by; months are counted as year times twelve plus month less one, from the local clock."""
    if name == "hour_of_week":
        # One week is added before the remainder, so that years before 1970 stay positive where % keeps the sign.
        hour = (rows.received_local_hour + HOURS_FROM_MONDAY) % HOURS_IN_WEEK
        return (hour + HOURS_IN_WEEK) % HOURS_IN_WEEK
    if name == "month":
        return rows.received_local.year().cast("int64") * 12 + rows.received_local.month().cast("int64") - 1
    return rows[name]


def narrow(rows: ibis.Table, *, one_row_per_call: bool) -> ibis.Table:
    """The measured rows with only what `totals` and `tally` read, in the fewest bytes; keys only where they count."""
    columns: dict[str, Any] = {name: dimension(rows, name) for name in DIMENSIONS}
    columns["hour_of_week"] = columns["hour_of_week"].cast("int16")
    columns["month"] = columns["month"].cast("int32")
    columns |= {
        "is_first_response": rows.is_first_response,
        "responded": rows.basis.notnull(),
        "by_unit": (rows.basis == "unit").fill_null(False),
        "duration_only": (rows.basis == "duration").fill_null(False),
        "reopened": rows.reopened,
        "received_local_hour": rows.received_local_hour.cast("int32"),
        "given_ms": rows.given_ms,
        "interval_ms": rows.interval_ms,
        "officers": officers_on(rows),
        "counts_units": rows.reported_units.notnull(),
        # A unit's own row is one unit already; the count is of use only where the row stands for the whole call.
        "reported_units": (rows.basis != "unit").ifelse(rows.reported_units, ibis.null("int16")),
    }
    if not one_row_per_call:
        columns["call_key"] = rows.call_key
    return rows.select(**columns)


def tally(rows: ibis.Table, name: str, known: Known) -> ibis.Table:
    """Calls, responses, milliseconds and quantiles of the narrow rows for each value of a dimension.

    A call is timed if at least one of its responses has a usable interval. The columns are the fields of `Tally`.
    """
    used = rows.interval_ms
    timed = used.count() if known.one_row_per_call else rows.call_key.nunique(where=used.notnull())
    parts: dict[str, Any] = {
        "calls": rows.is_first_response.sum(),
        "timed_calls": timed,
        "unit_responses": rows.responded.sum(),
        "used": used.count(),
        "used_ms": used.sum(),
        "quantiles_ms": used.quantile(list(QUANTILES)),
    }
    if known.officers:
        parts |= {"officers": rows.officers.sum(), "officer_ms": (used * rows.officers).sum()}
    if known.reported_units:
        parts |= {"reported_units": rows.reported_units.sum(), "reported_unit_ms": (used * rows.reported_units).sum()}
    return rows.group_by(value=rows[name]).agg(**parts)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One group of calls. Milliseconds are whole; None means not known, and never none.

    `officer_ms` weighs each interval with its officers and leaves out intervals whose officers nobody recorded.
    """

    value: str | int | None
    calls: int
    timed_calls: int
    unit_responses: int
    used: int
    used_ms: int | None
    median_ms: float | None
    p90_ms: float | None
    officers: int | None = None
    officer_ms: int | None = None
    reported_units: int | None = None
    reported_unit_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All calls together, and what each rule left out; the fields are the columns of `totals`."""

    rows: int
    calls: int
    unit_responses: int
    call_level: int
    duration_only: int
    used: int
    used_ms: int
    median_ms: float | None
    p90_ms: float | None
    given: int
    negative: int
    negative_ms: int
    over: int
    over_ms: int
    long: int
    long_ms: int
    reopened: int
    reopened_ms: int
    officers: int
    reported_units: int
    first_hour: int | None
    last_hour: int | None
    unreceived: int

    @property
    def missing(self) -> int:
        """Rows without an interval: a point not recorded, or nobody responded."""
        return self.rows - self.given

    @property
    def without_response(self) -> int:
        """Rows that stand for a call nobody is recorded to have responded to."""
        return self.rows - self.unit_responses

    @property
    def known(self) -> Known:
        """What there is to tally."""
        return Known(
            one_row_per_call=self.rows == self.calls,
            officers=self.officers > 0,
            reported_units=self.reported_units > 0,
        )

    @property
    def days_covered(self) -> int | None:
        """Days from the first to the last local date on which a call was received, both counted."""
        if self.first_hour is None or self.last_hour is None:
            return None
        return self.last_hour // 24 - self.first_hour // 24 + 1


def as_totals(row: Mapping[str, Any]) -> Totals:
    """The one row of `totals`, with a sum over nothing read as 0."""
    fields = dict(row)
    median, p90 = _quantiles(fields.pop("quantiles_ms"))
    first, last = (None if hour is None else int(hour) for hour in (fields.pop("first_hour"), fields.pop("last_hour")))
    counts = {name: int(value or 0) for name, value in fields.items()}
    return Totals(**counts, median_ms=median, p90_ms=p90, first_hour=first, last_hour=last)


def _quantiles(given: Sequence[float] | None) -> tuple[float | None, float | None]:
    """Median and 90th percentile as numbers; a database answers with nothing where there is no row."""
    median, p90 = given or (None, None)
    return None if median is None else float(median), None if p90 is None else float(p90)


def as_tally(row: Mapping[str, Any]) -> Tally:
    """One row of `tally`."""
    fields = dict(row)
    median, p90 = _quantiles(fields.pop("quantiles_ms"))
    value = fields.pop("value")
    whole = {name: None if number is None else int(number) for name, number in fields.items()}
    return Tally(
        value=value if value is None or isinstance(value, str) else int(value),
        median_ms=median,
        p90_ms=p90,
        calls=whole.pop("calls") or 0,
        timed_calls=whole.pop("timed_calls") or 0,
        unit_responses=whole.pop("unit_responses") or 0,
        used=whole.pop("used") or 0,
        **whole,
    )
