"""Which services are open together in each slot of the wall clock, so that a call's hour becomes one small number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import gcd
from zoneinfo import ZoneInfo

from arcs.core.agency.clock import EARLIEST, LATEST
from arcs.core.protocol import BoundEdition, ProtocolEdition

HOUR, DAY = 60, 1440
EPOCH = date(1970, 1, 1)
# Routes that are open, and from which minute since 1970 to which, UTC.
_Stretch = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The sets of services open together over some days: each slot's set, a slot's minutes, a moment of each set.

    `outside` is the set of a moment in no slot: its day is one about which no hours can be asked.
    """

    slots: tuple[tuple[int, int], ...]
    slot_minutes: int
    moments: tuple[datetime, ...]
    outside: int

    def pattern(self, at: datetime) -> int:
        """The number of the set that is open at a local moment."""
        at_slot = (at - datetime.combine(EPOCH, time())) // timedelta(minutes=self.slot_minutes)
        nth = at_slot - self.slots[0][0] if self.slots else -1
        return self.slots[nth][1] if 0 <= nth < len(self.slots) else self.outside


def hours_of(edition: ProtocolEdition, first: date, last: date) -> Hours:
    """Which services are open in each slot of the wall clock, over the days from `first` to `last`.

    A slot is as long as the hours allow: no service opens or closes within one, nor does a clock change.
    """
    return hours_of_bound(BoundEdition(edition), (first, last))


def hours_of_bound(bound: BoundEdition, span: tuple[date, date] | None) -> Hours:
    """The same of an edition that is ready to be asked; without days there is no slot."""
    length = gcd(HOUR, *_edges(bound.edition))
    outside = datetime.combine(EARLIEST, time())
    numbers: dict[int, int] = {bound.open_at(outside): 0}
    moments = [outside]
    slots: list[tuple[int, int]] = []
    for at, open_routes in _slots(bound, span, length) if span else ():
        if open_routes not in numbers:
            numbers[open_routes] = len(moments)
            moments.append(datetime.combine(EPOCH, time()) + timedelta(minutes=at * length))
        slots.append((at, numbers[open_routes]))
    return Hours(slots=tuple(slots), slot_minutes=length, moments=tuple(moments), outside=0)


def _edges(edition: ProtocolEdition) -> tuple[int, ...]:
    """Every minute of a day at which a service opens or closes."""
    spans = (span for service in edition.services for day in service.week.days for span in day)
    return tuple(edge for span in spans for edge in (span.opens, span.closes))


def _slots(bound: BoundEdition, span: tuple[date, date], length: int) -> Iterator[tuple[int, int]]:
    """Each slot with the routes open in it, in order; days about which no hours can be asked have none."""
    day, last = max(span[0], EARLIEST + timedelta(days=1)), min(span[1], LATEST - timedelta(days=1))
    if day > last:
        return
    by_day = _by_utc_day(bound, day, last)
    while day <= last:
        first = (day - EPOCH).days * DAY
        offset = _steady_offset(bound.zone, day)
        if offset is None:
            midnight = datetime.combine(day, time())
            found = [bound.open_at(midnight + timedelta(minutes=one)) for one in range(0, DAY, length)]
        else:
            begins = first - offset
            near = (*by_day.get(begins // DAY, ()), *by_day.get((begins + DAY - 1) // DAY, ()))
            found = _day(bound.always_open, near, begins, length)
        yield from ((first // length + nth, open_routes) for nth, open_routes in enumerate(found))
        day += timedelta(days=1)


def _by_utc_day(bound: BoundEdition, first: date, last: date) -> dict[int, list[_Stretch]]:
    """The openings by each day of UTC on which they last."""
    found: dict[int, list[_Stretch]] = {}
    for routes, begins, ends in bound.opened(first, last):
        one = (routes, _minute(begins), _minute(ends))
        for day in range(one[1] // DAY, (one[2] - 1) // DAY + 1):
            found.setdefault(day, []).append(one)
    return found


def _day(always: int, stretches: Iterable[_Stretch], begins: int, length: int) -> list[int]:
    """The routes open in each slot of a day of 24 hours that begins at a minute since 1970."""
    slots = [always] * (DAY // length)
    for routes, opens, closes in stretches:
        for nth in range(max(0, (opens - begins) // length), min(len(slots), (closes - begins) // length)):
            slots[nth] |= routes
    return slots


def _steady_offset(zone: ZoneInfo, day: date) -> int | None:
    """Minutes by which the wall clock is ahead of UTC on a day; None where it changes or has seconds."""
    at = datetime.combine(day, time(), tzinfo=zone)
    found = {(at + timedelta(hours=hour)).utcoffset() for hour in (-3, 0, 12, 24, 27)}
    (offset, *others) = found
    if others or offset is None or offset % timedelta(minutes=1):
        return None
    return offset // timedelta(minutes=1)


def _minute(at: datetime) -> int:
    return (at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
