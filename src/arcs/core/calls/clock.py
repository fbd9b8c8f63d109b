"""Local clocks and UTC: the changes of a time zone as plain ranges, from the zone database.

A local time in the hour that autumn repeats is read as its first passing (daylight time) and flagged; a local time in
the hour that spring skips is read with the offset before the change, as Python and ISO 8601 readers do. Both are
counted.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from arcs.core.agency.clock import known_zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class ClockRange:
    """A stretch of one offset: it ends before `until_local_ms` (first passing) and before `until_utc_ms`.

    All times are whole milliseconds since 1970; None means that no later change is known in the years asked for.
    """

    offset_ms: int
    until_local_ms: int | None
    until_utc_ms: int | None


@dataclass(frozen=True, kw_only=True)
class ZoneClock:
    """The offsets of a zone over some years, and the local hours that are repeated or skipped (from, to)."""

    zone: str
    ranges: tuple[ClockRange, ...]
    repeated: tuple[tuple[int, int], ...]
    skipped: tuple[tuple[int, int], ...]

    def to_utc_ms(self, local_ms: int) -> int:
        """UTC milliseconds of a local clock (first passing where the hour is repeated).

        >>> clock = zone_clock(zone="America/Chicago", first_year=2024, last_year=2024)
        >>> clock.to_utc_ms(1_704_067_200_000) - 1_704_067_200_000 == 6 * 3_600_000
        True
        """
        for one in self.ranges:
            if one.until_local_ms is None or local_ms < one.until_local_ms:
                return local_ms - one.offset_ms
        raise AssertionError("the last range has no end")

    def to_local_ms(self, utc_ms: int) -> int:
        """The wall clock that hung in the zone at a UTC instant."""
        for one in self.ranges:
            if one.until_utc_ms is None or utc_ms < one.until_utc_ms:
                return utc_ms + one.offset_ms
        raise AssertionError("the last range has no end")


def _offset_ms(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() * 1000)


def _ms(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second at which the offset changes, between two instants whose offsets differ."""
    before = _offset_ms(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset_ms(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def zone_clock(*, zone: str, first_year: int, last_year: int) -> ZoneClock:
    """The zone's offsets from the start of `first_year` to the end of `last_year`.

    >>> len(zone_clock(zone="America/Chicago", first_year=2024, last_year=2024).ranges)
    3
    """
    place = known_zone(zone)
    ranges: list[ClockRange] = []
    repeated: list[tuple[int, int]] = []
    skipped: list[tuple[int, int]] = []
    day = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + timedelta(days=2)
    offset = _offset_ms(place, day)
    while day < end:
        following = day + timedelta(days=1)
        if _offset_ms(place, following) != offset:
            change = _change_between(place, day, following)
            utc, new = _ms(change), _offset_ms(place, change)
            ranges.append(ClockRange(offset_ms=offset, until_local_ms=utc + max(offset, new), until_utc_ms=utc))
            (repeated if new < offset else skipped).append((utc + min(offset, new), utc + max(offset, new)))
            offset = new
        day = following
    ranges.append(ClockRange(offset_ms=offset, until_local_ms=None, until_utc_ms=None))
    return ZoneClock(zone=zone, ranges=tuple(ranges), repeated=tuple(repeated), skipped=tuple(skipped))
