"""The interval that counts as committed time, from one point of a call's life to a later one."""

from dataclasses import dataclass
from decimal import Decimal

import ibis

from arcs.core.calls.columns import POINTS
from arcs.core.refusal import Refusal

MS_PER_HOUR = 3_600_000
MS_PER_MINUTE = 60_000


@dataclass(frozen=True, kw_only=True)
class Interval:
    """From one point to a later one; `max_hours` leaves out longer ones, and without it there is no cap.

    >>> Interval().words
    'dispatched to cleared'
    """

    start: str = "dispatched"
    end: str = "cleared"
    max_hours: Decimal | None = None

    def __post_init__(self) -> None:
        order = list(POINTS)
        for option, point in (("--from", self.start), ("--to", self.end)):
            if point not in POINTS:
                raise Refusal(
                    f"{option} {point}", "no point of a call's life has that name", f"use one of {' '.join(order)}"
                )
        if order.index(self.start) >= order.index(self.end):
            raise Refusal(
                f"--from {self.start} --to {self.end}",
                f"{self.start} does not come before {self.end}, so the interval would be empty or negative",
                f"use two points in this order: {' '.join(order)}",
            )
        if self.max_hours is not None and not (self.max_hours.is_finite() and self.max_hours > 0):
            raise Refusal(
                f"--max-hours {self.max_hours}",
                "a cap of no hours would leave out every interval",
                "give hours above 0, for example 24, or leave the option out for no cap",
            )

    @property
    def words(self) -> str:
        """The interval as a reader says it."""
        return f"{self.start} to {self.end}".replace("_", " ")

    @property
    def longest_ms(self) -> int | None:
        """The cap in milliseconds, if there is one."""
        return None if self.max_hours is None else int(self.max_hours * MS_PER_HOUR)


# Marked in the table of rules even when nobody asked for a cap: a reader should know what a cap would do.
LONG_HOURS = 24


# What the tallies need of the committed relation, whatever the interval.
CARRIED = (
    "call_key",
    "call_type",
    "beat",
    "priority",
    "reception",
    "basis",
    "officers",
    "reported_units",
    "reported_officers",
    "reopened",
    "received_local",
    "received_local_hour",
    "is_first_response",
)


def measured(committed: ibis.Table, interval: Interval, carried: tuple[str, ...] = CARRIED) -> ibis.Table:
    """The committed relation with each unit response's interval in whole milliseconds, and which rule it meets.

    `given_ms` is what the source says; `interval_ms` is that, or NULL where it is missing, negative or over the cap.
    Where a source gives only a duration, it is taken as it stands. A call nobody responded to has no interval. Of the
    other columns those in `carried` stay.
    """
    given = ibis.cases(
        (committed.basis == "duration", committed.reported_seconds.cast("int64") * 1000),
        (committed.basis.notnull(), committed[f"{interval.end}_ms"] - committed[f"{interval.start}_ms"]),
    )
    rows = committed.select(*carried, given_ms=given)
    usable = rows.given_ms >= 0
    if interval.longest_ms is not None:
        usable = usable & (rows.given_ms <= interval.longest_ms)
    return rows.mutate(interval_ms=usable.ifelse(rows.given_ms, ibis.null("int64")))
