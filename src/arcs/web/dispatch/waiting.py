"""Who waits, and how long against what was promised: the order of the board, and the target of each route."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_UP
from typing import TypeVar
from uuid import UUID

from arcs.core.agency import Programme, Statistic
from arcs.core.dispatching.targets import Age, Band, RouteTarget

Key = TypeVar("Key", UUID, str)
# A limit for nearly everybody says more of one call than what half of them stay under.
STATISTICS = (Statistic.NINETIETH, Statistic.SHARE_WITHIN, Statistic.MEDIAN)
FROM_RECEIPT = "received"
# What nobody promised anything for may be anything: it stands before what is surely in time.
RANKS = {Band.LATE: 0, Band.NEAR: 1, Band.NO_TARGET: 2, Band.WITHIN: 3}


def target_of(programme: Programme | None, service: str, route: str, since: date) -> RouteTarget | None:
    """How soon a route means to be there from receipt, by the settings that hold since a day; None where nobody said.

    Of several targets the one for nine of ten counts, then a share within some minutes, then the median.
    """
    if programme is None or not service:
        return None
    found = [
        one for one in programme.targets if one.service == service and one.measure.startswith(FROM_RECEIPT)
    ]  # fmt: skip
    if not found:
        return None
    chosen = min(found, key=lambda one: (STATISTICS.index(Statistic(one.statistic)), one.minutes, one.measure))
    minutes = int(chosen.minutes.to_integral_value(rounding=ROUND_UP))
    return RouteTarget(route=route, from_day=since, minutes=minutes)


def in_order(ages: Mapping[Key, Age], ties: Mapping[Key, int] | None = None) -> list[Key]:
    """Who waits, nearest to the target first: late, near, without target, in time; each by share, then by minutes.

    `ties` decides between equals (the number of a call); without it the key does.

    >>> from datetime import timedelta
    >>> from arcs.core.dispatching.targets import age
    >>> target = RouteTarget(route="cso", from_day=date(2026, 1, 1), minutes=20)
    >>> waits = {"b": age(timedelta(minutes=5), target), "a": age(timedelta(minutes=21), target)}
    >>> in_order(waits | {"c": age(timedelta(minutes=3), None)})
    ['a', 'c', 'b']
    """
    tie = ties or {}

    def place(key: Key) -> tuple[object, ...]:
        one = ages[key]
        return (RANKS[one.band], -(one.share or 0), -one.minutes, tie.get(key, 0), str(key))

    return sorted(ages, key=place)


def counted(ages: Iterable[Age]) -> Mapping[Band, int]:
    """How many wait in each band."""
    found = [one.band for one in ages]
    return {band: found.count(band) for band in Band}
