"""The moments of a shift, from hours on a wall clock."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def moments(day: date, starts: time, ends: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a shift that begins on `day` begins and ends. An end not after the beginning is on the next day.

    Hours are those of the wall clock: a night in which the clock goes forward is an hour shorter.

    >>> from zoneinfo import ZoneInfo
    >>> begin, end = moments(date(2026, 3, 7), time(22), time(6), ZoneInfo("America/Chicago"))
    >>> end - begin
    datetime.timedelta(seconds=25200)
    """
    last = day if ends > starts else day + timedelta(days=1)
    begin = datetime.combine(day, starts, tzinfo=zone).astimezone(UTC)
    return begin, datetime.combine(last, ends, tzinfo=zone).astimezone(UTC)
