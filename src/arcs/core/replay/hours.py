"""Which services are open together in each slot of the wall clock, so that a call's hour becomes one small number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import gcd

from arcs.core.agency.clock import EARLIEST, LATEST
from arcs.core.protocol import BoundEdition, ProtocolEdition

HOUR, DAY = 60, 1440
EPOCH = date(1970, 1, 1)
# A span begins at most two days before a moment in it (`core.agency.opening`); nothing further back bears on a day.
DAYS_BACK = 2


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
    """Each slot with the routes open in it, in order; days about which no hours can be asked have none.

    Days of one weekday that lie alike among holidays, far from a change of the clocks, are open alike: one is asked.
    """
    day, last = max(span[0], EARLIEST + timedelta(days=1)), min(span[1], LATEST - timedelta(days=1))
    holidays = {one.on: one.closes for one in bound.edition.holidays}
    known: dict[object, tuple[int, ...]] = {}
    while day <= last:
        near = tuple(holidays.get(day + timedelta(days=one)) for one in range(-DAYS_BACK, 1))
        alike = (day.weekday(), near) if _is_steady(bound, day) else day
        if alike not in known:
            midnight = datetime.combine(day, time())
            known[alike] = tuple(bound.open_at(midnight + timedelta(minutes=one)) for one in range(0, DAY, length))
        first = (day - EPOCH).days * DAY // length
        yield from ((first + nth, open_routes) for nth, open_routes in enumerate(known[alike]))
        day += timedelta(days=1)


def _is_steady(bound: BoundEdition, day: date) -> bool:
    """Whether the clocks stay as they are on all days near this one."""
    midnight = datetime.combine(day, time(), tzinfo=bound.zone)
    found = {(midnight + timedelta(days=one)).utcoffset() for one in range(-DAYS_BACK, 3)}
    return len(found) == 1
