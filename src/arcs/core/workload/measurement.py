"""The whole workload of a set of calls: one request in, counts and committed time out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

import ibis

from arcs.core.workload.intervals import MS_PER_HOUR, Interval, measured
from arcs.core.workload.selection import chosen, most_frequent, never_occurs
from arcs.core.workload.tallies import (
    DIMENSIONS,
    Tally,
    Totals,
    as_tally,
    as_totals,
    narrow,
    rows_and_calls,
    tally,
    totals,
)


class CallStore(Protocol):
    """Where calls are kept, and what answers expressions over them: DuckDB, PostgreSQL or Spark."""

    def rows(self, expression: ibis.Table) -> Sequence[tuple[Any, ...]]:
        """The expression's rows as plain values, in its column order."""

    def keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Keep the expression's rows under a name, so that they are worked out once; the table to go on with."""


DAYS_IN_YEAR = 365
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked: the interval, which calls (`where`: column to value), and whether FTE is scaled to a year."""

    interval: Interval = field(default_factory=Interval)
    where: Mapping[str, str] = field(default_factory=dict)
    annualise: bool = False


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What was measured: `totals` over all chosen calls and `by` dimension, one tally for each value."""

    request: Request
    totals: Totals
    by: Mapping[str, tuple[Tally, ...]]

    @property
    def first_date(self) -> date | None:
        """Local date of the first call received."""
        return _as_date(self.totals.first_hour)

    @property
    def last_date(self) -> date | None:
        """Local date of the last call received."""
        return _as_date(self.totals.last_hour)

    @property
    def year_factor(self) -> Decimal:
        """365 over the days covered where a year was asked for and the days are known, else 1."""
        days = self.totals.days_covered
        return Decimal(DAYS_IN_YEAR) / days if self.request.annualise and days else Decimal(1)

    @property
    def hours(self) -> Decimal | None:
        """Committed unit hours in the file; None where no interval can be used."""
        return Decimal(self.totals.used_ms) / MS_PER_HOUR if self.totals.used else None


def measure(committed: ibis.Table, request: Request, store: CallStore) -> Workload:
    """Measure the committed relation (one row per unit response, or one for a call without any).

    Refuses a condition that no call meets, naming the values that do occur.
    """
    rows = measured(chosen(committed, dict(request.where)), request.interval)
    [(many, calls)] = store.rows(rows_and_calls(rows))
    if request.where and not many:
        raise _why_nothing(committed, request.where, store)
    kept = store.keep("measured", narrow(rows, one_row_per_call=many == calls))
    overall = as_totals(_records(totals(kept), store)[0])
    by = {
        name: tuple(sorted((as_tally(one) for one in _records(tally(kept, name, overall.known), store)), key=_order))
        for name in DIMENSIONS
    }
    return Workload(request=request, totals=overall, by=by)


def _records(expression: ibis.Table, store: CallStore) -> list[dict[str, Any]]:
    return [dict(zip(expression.columns, row, strict=True)) for row in store.rows(expression)]


def _order(one: Tally) -> tuple[bool, str | int]:
    return (one.value is None, one.value if one.value is not None else 0)


def _as_date(hour: int | None) -> date | None:
    return None if hour is None else EPOCH + timedelta(days=hour // 24)


def _why_nothing(committed: ibis.Table, where: Mapping[str, str], store: CallStore) -> Exception:
    """The first condition that leaves nothing, with the values that occur among the calls the earlier ones chose."""
    met: dict[str, str] = {}
    for column, value in where.items():
        among = chosen(committed, met)
        met[column] = value
        if not store.rows(chosen(committed, met).limit(1)):
            return never_occurs(column, value, [str(row[0]) for row in store.rows(most_frequent(among, column))])
    raise AssertionError("Some call meets every condition.")
