"""The programme's wall clock: names of time zones, and the instants that local times mean on the nights of a change.

An hour that spring skips does not exist on the wall: what begins or ends in it does so at the moment of the jump.
An hour that autumn repeats exists twice: what opens in it opens at the first passing, what closes in it closes at the
last, so that whoever reads the sign and the clock is never turned away.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from arcs.core.refusal import Refusal

EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def known_zone(zone: str) -> ZoneInfo:
    """The zone of that IANA name, or a refusal that names it."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refusal(
            f"time zone {zone!r}", "no such zone is known", "use a name such as America/Chicago or America/New_York"
        ) from unknown


def instant(zone: ZoneInfo, day: date, minutes: int, *, last: bool = False) -> datetime:
    """The UTC instant at which the wall shows `minutes` after the midnight of `day` (1,440 and more: the next day).

    `last` asks for the last passing where the hour is repeated.

    >>> str(instant(ZoneInfo("America/Chicago"), date(2026, 3, 8), 150))  # 2:30 does not exist; the jump is at 8:00 UTC
    '2026-03-08 08:00:00+00:00'
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return _jump(zone, second.astimezone(UTC), first.astimezone(UTC))
    return (second if last else first).astimezone(UTC)


def _jump(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second at which the offset changes between two instants."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def moment(zone: ZoneInfo, at_local: datetime) -> datetime:
    """A moment as UTC: one without zone is read on the programme's own clock, one with a zone is converted.

    Raises `Refusal` outside the years 1970 to 2200.
    """
    if not EARLIEST < at_local.date() < LATEST:
        raise Refusal(
            f"the moment {at_local.isoformat()}",
            f"it lies outside {EARLIEST.year} to {LATEST.year}",
            "ask about a day within these years",
        )
    return (at_local if at_local.tzinfo else at_local.replace(tzinfo=zone)).astimezone(UTC)
