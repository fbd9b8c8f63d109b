"""Whether a service is open, and when next: weekly hours, holidays and changes of the clock together.

A holiday takes away what would begin on its day. Hours that touch or overlap are one opening.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from arcs.core.agency.clock import instant, moment
from arcs.core.agency.programme import Programme

# A span lasts up to a day, and the wall clock of the longest day is an hour late: two days back see every span.
_DAYS_BACK = timedelta(days=2)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One stretch of being open, as local times of the programme."""

    begins: datetime
    ends: datetime


def openings(programme: Programme, service: str, first: date, last: date) -> Iterator[Opening]:
    """The openings that begin on the days from `first` to `last`, in order.

    Raises `Refusal` where the programme has no such service.
    """
    zone = programme.zone
    for begins, ends in stretches(programme, service, first, last):
        yield Opening(begins=begins.astimezone(zone), ends=ends.astimezone(zone))


def stretches(programme: Programme, service: str, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The same openings as instants in UTC."""
    zone, week = programme.zone, programme.service(service).week
    closed = {one.on for one in programme.holidays if one.closes_service(service)}
    held: tuple[datetime, datetime] | None = None
    day = first
    while day <= last:
        spans = () if day in closed else week.days[day.weekday()]
        for span in spans:
            begins, ends = instant(zone, day, span.opens), instant(zone, day, span.closes, last=True)
            if begins >= ends:
                continue  # the whole span lies in an hour that does not exist this night
            if held and begins <= held[1]:
                held = (held[0], max(held[1], ends))
                continue
            if held:
                yield held
            held = (begins, ends)
        day += _DAY
    if held:
        yield held


def is_open(programme: Programme, service: str, at_local: datetime) -> bool:
    """Whether the service is open at a moment: one without zone is on the programme's clock, others are converted.

    The minute of opening is open, the minute of closing is not.
    """
    at = moment(programme.zone, at_local)
    today = at.astimezone(programme.zone).date()
    return any(one.begins <= at < one.ends for one in openings(programme, service, today - _DAYS_BACK, today))


def opens_next(programme: Programme, service: str, at_local: datetime) -> datetime | None:
    """The local moment from which the service is open: now where it is open, None where it has no hours at all."""
    at = moment(programme.zone, at_local)
    here = at.astimezone(programme.zone)
    if is_open(programme, service, at):
        return here
    if not programme.service(service).week.minutes:
        return None
    # Each holiday can take one opening day away, and the night of a change one more: then a week holds an opening.
    enough = timedelta(days=7 * (len(programme.holidays) + 3))
    for one in openings(programme, service, here.date() - _DAYS_BACK, here.date() + enough):
        if one.begins > at:
            return one.begins
    raise AssertionError("a week with hours opens again")
