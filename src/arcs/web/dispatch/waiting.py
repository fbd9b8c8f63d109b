"""Who waits, and how long against what was promised: the order of the board."""

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from arcs.core.dispatching.targets import Age, Band

Key = TypeVar("Key", UUID, str)
# What nobody promised anything for may be anything: it stands before what is surely in time.
RANKS = {Band.LATE: 0, Band.NEAR: 1, Band.NO_TARGET: 2, Band.WITHIN: 3}


def in_order(ages: Mapping[Key, Age], ties: Mapping[Key, int] | None = None) -> list[Key]:
    """Who waits, nearest to the target first: late, near, without target, in time; each by share, then by minutes.

    `ties` decides between equals (the number of a call); without it the key does.

    >>> from datetime import date, timedelta
    >>> from arcs.core.dispatching.targets import RouteTarget, age
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
