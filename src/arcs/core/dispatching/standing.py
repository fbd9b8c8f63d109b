"""Is a route open and staffed now? Else who is on call, else who stands in as declared; at last police or EMS.

What is not known is never open: a route without a known service, or whose staffing nobody reported, is passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from arcs.core.agency import Programme, is_open, opens_next
from arcs.core.protocol import Route
from arcs.core.protocol.words import EMS, OFFICER

LAST_RESORTS = (OFFICER, EMS)


@dataclass(frozen=True, kw_only=True)
class OnCall:
    """A step of an on-call rota: who is called, by which number, and how many minutes after the first step."""

    route: str
    person: str
    from_time: datetime
    until_time: datetime
    after_minutes: int = 0
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Who takes a route's calls now. `open`: the route itself. `referred`: it is told and follows up when it opens."""

    asked: str
    takes: str
    open: bool
    referred: bool
    because: str


def due_at(step: OnCall, since: datetime) -> datetime:
    """When a step is called for what waits since a moment; what waited already waits for it from its hours on."""
    return max(since, step.from_time) + timedelta(minutes=step.after_minutes)


def called_now(rota: Iterable[OnCall], route: str, *, since: datetime, now: datetime) -> tuple[OnCall, ...]:
    """The steps that are due: on call now, and their minutes since the first call have passed; the first step first.

    >>> begin = datetime(2026, 3, 10, 18)
    >>> steps = [OnCall(route="srt", person=name, from_time=begin, until_time=begin + timedelta(hours=8),
    ...     after_minutes=after) for name, after in (("Bo", 10), ("Ana", 0))]
    >>> [one.person for one in called_now(steps, "srt", since=begin, now=begin + timedelta(minutes=9))]
    ['Ana']
    """
    due = [one for one in rota if one.route == route and due_at(one, since) <= now < one.until_time]
    return tuple(sorted(due, key=lambda one: (one.after_minutes, one.person)))


def called_next(rota: Iterable[OnCall], route: str, *, since: datetime, now: datetime) -> OnCall | None:
    """The step that is called next, where nobody answers until then; None where none comes within its hours."""
    to_come = [one for one in rota if one.route == route and now < due_at(one, since) < one.until_time]
    return min(to_come, key=lambda one: (due_at(one, since), one.person), default=None)


def stands(
    routes: Mapping[str, Route],
    asked: str,
    *,
    programme: Programme,
    staffed: Mapping[str, int],
    rota: Iterable[OnCall] = (),
    now: datetime,
) -> Stand:
    """Who takes the calls of a route now: itself, its on-call rota, its declared stand-ins in order, at last police.

    `staffed` counts people on shift by route; a route that is missing there is not known to be staffed. EMS asked for
    stays EMS: nothing stands in for medics.
    """
    if asked in LAST_RESORTS:
        return Stand(asked=asked, takes=asked, open=True, referred=False, because=f"{_name(routes, asked)} always goes")
    why = _why_not(routes, asked, programme, staffed, now)
    if not why:
        return Stand(asked=asked, takes=asked, open=True, referred=False, because=_open_words(routes, asked, staffed))
    on_call = called_now(rota, asked, since=now, now=now)
    if on_call:
        because = f"{why}; on call: {on_call[0].person}"
        return Stand(asked=asked, takes=asked, open=True, referred=False, because=because)
    said = [why]
    for one in routes[asked].when_closed if asked in routes else ():
        if one in LAST_RESORTS:
            return _in_place(routes, asked, one, said, programme=programme, now=now)
        why_not = _why_not(routes, one, programme, staffed, now)
        if not why_not:
            return _in_place(routes, asked, one, said, programme=programme, now=now)
        said.append(why_not)
    return _in_place(routes, asked, OFFICER, said, programme=programme, now=now)


def _in_place(
    routes: Mapping[str, Route], asked: str, takes: str, said: list[str], *, programme: Programme, now: datetime
) -> Stand:
    follow = _follow_up(routes, asked, programme, now)
    because = "; ".join((*said, f"{_name(routes, takes)} stands in", *((follow,) if follow else ())))
    return Stand(asked=asked, takes=takes, open=False, referred=bool(follow), because=because)


def _follow_up(routes: Mapping[str, Route], asked: str, programme: Programme, now: datetime) -> str:
    """That the route is told, and when it opens; nothing where it has no known hours in which it would."""
    service = routes[asked].service if asked in routes else ""
    if not service or not _known(programme, service):
        return ""
    opens = opens_next(programme, service, now)
    when = f" on {opens:%Y-%m-%d at %H:%M}" if opens and not is_open(programme, service, now) else ""
    return f"{_name(routes, asked)} is told and follows up{when}" if opens else ""


def _why_not(
    routes: Mapping[str, Route], code: str, programme: Programme, staffed: Mapping[str, int], now: datetime
) -> str:
    """Why a route does not take calls now, or that it is not known; nothing where it does."""
    if code not in routes:
        return f'the route "{code}" is not known'
    route = routes[code]
    if route.service and not _known(programme, route.service):
        return f"the hours of {route.name} are not known"
    if route.service and not is_open(programme, route.service, now):
        return f"{route.name} is closed at this hour"
    if code not in staffed:
        return f"whether {route.name} is staffed is not known"
    return "" if staffed[code] > 0 else f"nobody of {route.name} is on shift"


def _known(programme: Programme, service: str) -> bool:
    return any(one.code == service for one in programme.services)


def _open_words(routes: Mapping[str, Route], code: str, staffed: Mapping[str, int]) -> str:
    return f"{_name(routes, code)} is open with {staffed[code]} on shift"


def _name(routes: Mapping[str, Route], code: str) -> str:
    return routes[code].name if code in routes else code
