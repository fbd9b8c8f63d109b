"""Who waits, how urgently, and how long against what was promised: the order of the board."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import TypeVar
from uuid import UUID

from arcs.core.dispatching.targets import Age, Band
from arcs.web.calls.urgency import FIRST_PRIORITY, SECOND_PRIORITY, rank_of

Key = TypeVar("Key", UUID, str)
# What nobody promised anything for may be anything: it stands before what is surely in time.
RANKS = {Band.LATE: 0, Band.NEAR: 1, Band.NO_TARGET: 2, Band.WITHIN: 3}


class Need(IntEnum):
    """What stands before every target: danger, first priority, what nobody triaged, second priority; then the rest."""

    HANDED_BACK = 0
    DANGER = 1
    FIRST = 2
    NOT_TRIAGED = 3
    SECOND = 4
    ORDINARY = 5


def need_of(*, handed_back: bool, danger: bool, triaged: bool, priority: str) -> Need:
    """How urgent a call is before anybody looks at the clock.

    >>> need_of(handed_back=False, danger=False, triaged=True, priority="P1").name
    'FIRST'
    """
    rank = rank_of(priority)
    found = (
        (handed_back, Need.HANDED_BACK),
        (danger, Need.DANGER),
        (rank is not None and rank <= FIRST_PRIORITY, Need.FIRST),
        (not triaged, Need.NOT_TRIAGED),
        (rank == SECOND_PRIORITY, Need.SECOND),
    )
    return next((need for holds, need in found if holds), Need.ORDINARY)


def in_order(
    ages: Mapping[Key, Age], ties: Mapping[Key, int] | None = None, *, needs: Mapping[Key, Need] | None = None
) -> list[Key]:
    """Who waits: the most urgent first, then nearest to the target.

    By target: late, near, without target, in time; each by share, then by minutes. `needs` says how urgent each is,
    where that is known; `ties` decides between equals (the number of a call); without it the key does.

    >>> from datetime import date, timedelta
    >>> from arcs.core.dispatching.targets import RouteTarget, age
    >>> target = RouteTarget(route="cso", from_day=date(2026, 1, 1), minutes=20)
    >>> waits = {"b": age(timedelta(minutes=5), target), "a": age(timedelta(minutes=21), target)}
    >>> in_order(waits | {"c": age(timedelta(minutes=3), None)})
    ['a', 'c', 'b']
    """
    tie, urgent = ties or {}, needs or {}

    def place(key: Key) -> tuple[object, ...]:
        one = ages[key]
        need = urgent.get(key, Need.ORDINARY)
        return (need, RANKS[one.band], -(one.share or 0), -one.minutes, tie.get(key, 0), str(key))

    return sorted(ages, key=place)


def counted(ages: Iterable[Age]) -> Mapping[Band, int]:
    """How many wait in each band."""
    found = [one.band for one in ages]
    return {band: found.count(band) for band in Band}
