"""When each service answers, in plain words: the weekly hours of the programme in force, and how it stands now."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.agency import Programme, Service, Span, Week, is_open, opens_next

WORKDAYS, WEEKEND, EVERY_DAY = (0, 4), (5, 6), (0, 6)
DAY = 24 * 60
NOON = 12 * 60


@dataclass(frozen=True, kw_only=True)
class ServiceHours:
    """One service: its hours of a week in words, whether it is open now, and what to know about that."""

    name: str
    telephone: str
    words: str
    is_open: bool
    now: str


def when_we_answer(programme: Programme, now: datetime) -> tuple[ServiceHours, ...]:
    """Every service of a programme as a resident reads it at a moment."""
    return tuple(_of_service(programme, one, now) for one in programme.services)


def _of_service(programme: Programme, service: Service, now: datetime) -> ServiceHours:
    opened = is_open(programme, service.code, now)
    return ServiceHours(
        name=service.name,
        telephone=service.telephone,
        words=week_in_words(service.week),
        is_open=opened,
        now=_("Open now.") if opened else _closed(opens_next(programme, service.code, now)),
    )


def _closed(opens: datetime | None) -> str:
    if opens is None:
        return _("Closed.")
    at = clock(opens.hour * 60 + opens.minute)
    return _("Closed now. Opens at %(time)s on %(day)s.") % {"day": date_format(opens, _("l, F j")), "time": at}


def week_in_words(week: Week) -> str:
    """The hours of a week, days that follow each other with the same hours together.

    >>> week_in_words(Week.of("08:30-17:00", days=("monday", "tuesday", "wednesday", "thursday", "friday")))
    'weekdays 8:30 a.m.–5 p.m.'
    """
    runs: list[str] = []
    for spans, days in groupby(enumerate(week.days), key=lambda one: one[1]):
        numbers = [number for number, _spans in days]
        if spans:
            runs.append(f"{_days(numbers[0], numbers[-1])} {_spans_in_words(spans)}")
    return "; ".join(runs) or _("no hours yet")


def _days(first: int, last: int) -> str:
    names = {WORKDAYS: _("weekdays"), WEEKEND: _("weekends"), EVERY_DAY: _("every day")}
    if (first, last) in names:
        return names[first, last]
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def _spans_in_words(spans: tuple[Span, ...]) -> str:
    if spans == (Span(0, DAY),):
        return _("at any hour")
    return ", ".join(f"{clock(one.opens)}–{clock(one.closes)}" for one in spans)


def clock(minutes: int) -> str:
    """A time of day as people say it.

    >>> clock(510), clock(17 * 60), clock(720), clock(1440)
    ('8:30 a.m.', '5 p.m.', 'noon', 'midnight')
    """
    of_day = minutes % DAY
    if of_day in (0, NOON):
        return _("noon") if of_day else _("midnight")
    hour = of_day // 60 % 12 or 12
    words = {"time": f"{hour}:{of_day % 60:02d}" if of_day % 60 else str(hour)}
    return _("%(time)s a.m.") % words if of_day < NOON else _("%(time)s p.m.") % words
