"""Which services are open together in each slot of the wall clock, so that a call's hour becomes one small number."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
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

    Slots follow each other from `first` on. `outside` is the set of a moment in no slot: its day is one about which no
    hours can be asked.
    """

    first: int
    sets: tuple[int, ...]
    slot_minutes: int
    moments: tuple[datetime, ...]
    outside: int

    def pattern(self, at: datetime) -> int:
        """The number of the set that is open at a local moment."""
        nth = (at - datetime.combine(EPOCH, time())) // timedelta(minutes=self.slot_minutes) - self.first
        return self.sets[nth] if 0 <= nth < len(self.sets) else self.outside

    @property
    def slots(self) -> Iterator[tuple[int, int]]:
        """Each slot with its set."""
        return enumerate(self.sets, self.first)


def hours_of(edition: ProtocolEdition, first: date, last: date) -> Hours:
    """Which services are open in each slot of the wall clock, over the days from `first` to `last`.

    A slot is as long as the hours allow: no service opens or closes within one, nor does a clock change.
    """
    return hours_of_bound(BoundEdition(edition), (first, last))


def hours_of_bound(bound: BoundEdition, span: tuple[date, date] | None) -> Hours:
    """The same of an edition that is ready to be asked; without days there is no slot."""
    edges = {0, *(edge % DAY for edge in _edges(bound.edition))}
    length = gcd(HOUR, *edges)
    outside = datetime.combine(EARLIEST, time())
    numbers: dict[int, int] = {bound.open_at(outside): 0}
    moments = [outside]

    def numbered(day: date, asked_at: Container[int]) -> list[int]:
        found: list[int] = []
        for minutes in range(0, DAY, length):
            if minutes not in asked_at:
                found.append(found[-1])
                continue
            at = datetime.combine(day, time()) + timedelta(minutes=minutes)
            open_routes = bound.open_at(at)
            if open_routes not in numbers:
                numbers[open_routes] = len(moments)
                moments.append(at)
            found.append(numbers[open_routes])
        return found

    days = _days(span) if span else []
    known: dict[object, list[int]] = {}
    sets: list[int] = []
    for day, alike in zip(days, _alike(bound, days), strict=True):
        if alike not in known:
            # Where the clocks change nearby, an edge can lie at another minute than the one that is written.
            known[alike] = numbered(day, range(DAY) if alike == day else edges)
        sets += known[alike]
    first = (days[0] - EPOCH).days * DAY // length if days else 0
    return Hours(first=first, sets=tuple(sets), slot_minutes=length, moments=tuple(moments), outside=0)


def _edges(edition: ProtocolEdition) -> tuple[int, ...]:
    """Every minute of a day at which a service opens or closes."""
    spans = (span for service in edition.services for day in service.week.days for span in day)
    return tuple(edge for span in spans for edge in (span.opens, span.closes))


def _days(span: tuple[date, date]) -> list[date]:
    """The days of a span about which hours can be asked."""
    first, last = max(span[0], EARLIEST + timedelta(days=1)), min(span[1], LATEST - timedelta(days=1))
    return [first + timedelta(days=one) for one in range((last - first).days + 1)]


def _alike(bound: BoundEdition, days: Sequence[date]) -> Iterator[object]:
    """For each day something that it shares with those days that are open alike.

    Days of one weekday that lie alike among holidays, far from a change of the clocks, are open alike: one is asked.
    """
    holidays = {one.on: one.closes for one in bound.edition.holidays}
    ahead = cache(lambda day: _ahead(bound, day))  # each day lies near five
    for day in days:
        near = [day + timedelta(days=one) for one in range(-DAYS_BACK, 3)]
        is_steady = len({ahead(one) for one in near}) == 1
        yield (day.weekday(), *(holidays.get(one) for one in near[: DAYS_BACK + 1])) if is_steady else day


def _ahead(bound: BoundEdition, day: date) -> timedelta | None:
    """How far the clocks are ahead of UTC as the day begins."""
    return datetime.combine(day, time(), tzinfo=bound.zone).utcoffset()
