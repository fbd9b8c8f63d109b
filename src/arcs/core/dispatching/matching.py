"""Who is free and can do it: a need against the units on shift, each with its reason, or the shortfall in words.

What a person can do and has counts only on the days for which it is valid: one that ended yesterday is none. A unit on
which somebody does the work of the route goes before any other that could do it: whoever else can only stands in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from arcs.core.dispatching.measuring import ORDINARY_ROUTES
from arcs.core.dispatching.outcomes import NotServed
from arcs.core.protocol import BoundEdition

# Why a unit of another route is sent in place of one of the call's own.
STAND_IN_REASONS = (
    NotServed.NO_UNIT_FREE,
    NotServed.ROUTE_CLOSED,
    NotServed.TOO_FAR,
    NotServed.TAKEN_BY_POLICE_FIRST,
    NotServed.CALLER_DECLINED,
)
# An edition names what somebody can do in a whole sentence; a dispatcher reads a word or two.
SHORT_WORDS = {
    "armed_officer": "an officer",
    "care_navigation": "a care navigator",
    "cit": "a CIT officer",
    "clinician_on_scene": "a clinician on scene",
    "clinician_remote": "a clinician by telephone or tablet",
    "crisis_line": "the crisis line",
    "fire": "a fire crew",
    "in_person": "somebody who comes",
    "medic": "medics",
    "partner_help": "a partner",
    "report_taker": "somebody who takes reports",
    "special_response": "the special response team",
    "unarmed_on_scene": "an unarmed responder",
}


class UnitStatus(StrEnum):
    """Where a unit stands. A reserved unit is kept for something; it is neither free nor under way."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    OUT_OF_SERVICE = "out_of_service"

    @property
    def label(self) -> str:
        """The words a dispatcher reads.

        >>> UnitStatus.EN_ROUTE.label
        'en route'
        """
        return self.value.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something a person can do or has (`cit`, `spanish`, `plain_clothes`), from a day until the day it is over."""

    code: str
    from_day: date
    until_day: date | None = None

    def valid(self, on: date) -> bool:
        """Whether it counts on a day; the last day no longer does.

        >>> Held(code="cit", from_day=date(2024, 1, 1), until_day=date(2026, 1, 1)).valid(date(2026, 1, 1))
        False
        """
        return self.from_day <= on and (self.until_day is None or on < self.until_day)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of a crew, by the route whose work he or she does."""

    name: str
    route: str
    holds: tuple[Held, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit on shift: one or several people, possibly of different routes. What is not known is None.

    `has` is what the unit as such has (a marked vehicle, a box for animals), whoever sits in it.
    """

    code: str
    crew: tuple[Member, ...]
    status: UnitStatus
    area: str = ""
    minutes_away: int | None = None
    released_at: datetime | None = None
    rest_until: datetime | None = None
    expected_free_at: datetime | None = None
    has: tuple[Held, ...] = ()

    @property
    def works(self) -> frozenset[str]:
        """The routes whose work somebody of its crew does."""
        return frozenset(one.route for one in self.crew)

    @property
    def held(self) -> tuple[Held, ...]:
        """All that its crew holds and it has, on whichever days."""
        return (*self.has, *(one for member in self.crew for one in member.holds))

    def able(self, on: date) -> frozenset[str]:
        """What it and its crew can do and have on a day."""
        return frozenset(one.code for one in self.held if one.valid(on))


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a call asks for: what must come (`capabilities`), what is wanted besides (`attributes`), and where.

    `words` are what a dispatcher reads for a code; `covered_by` names what also does for one, as (code, by). `route` is
    whose work it is, with its name; without one nobody stands in for anybody.
    """

    capabilities: frozenset[str]
    attributes: frozenset[str] = frozenset()
    area: str = ""
    words: tuple[tuple[str, str], ...] = ()
    covered_by: tuple[tuple[str, str], ...] = ()
    route: str = ""
    route_name: str = ""

    @property
    def all(self) -> frozenset[str]:
        """All that must be there."""
        return self.capabilities | self.attributes

    def lacks(self, able: frozenset[str]) -> frozenset[str]:
        """What of it is not there, given what somebody can do and has."""
        return self.all - able - {code for code, by in self.covered_by if by in able}

    def said(self, codes: Iterable[str]) -> str:
        """Codes in the words a dispatcher reads."""
        words = dict(self.words)
        return ", ".join(words.get(one, one.replace("_", " ")) for one in sorted(codes))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A unit that can go now, and why it stands where it does. `stands_in`: nobody on it does the route's work."""

    unit: str
    reason: str
    stands_in: bool = False


@dataclass(frozen=True, kw_only=True)
class Match:
    """The units that can go, the best first; where there is none, the shortfall in words."""

    candidates: tuple[Candidate, ...]
    shortfall: str

    @property
    def short(self) -> str:
        """The first clause of the shortfall, for where there is no room for all of it.

        >>> Match(candidates=(), shortfall="No unit is free; no other unit is free either.").short
        'No unit is free.'
        """
        return clause(self.shortfall)


def clause(shortfall: str) -> str:
    """The first clause of a shortfall."""
    return shortfall.split(";", maxsplit=1)[0].split(", when", maxsplit=1)[0].rstrip(".") + "." if shortfall else ""


def need_of(bound: BoundEdition, route: str, *, attributes: Iterable[str] = (), area: str = "") -> Need:
    """What a route of an edition asks for: its own capabilities and what is wanted besides.

    Raises KeyError where the edition has no such route.
    """
    found = {one.code: one for one in bound.edition.routes}[route]
    known = bound.edition.capabilities
    return Need(
        capabilities=frozenset(found.capabilities),
        attributes=frozenset(attributes),
        area=area,
        words=tuple((one.code, SHORT_WORDS.get(one.code, one.name)) for one in known),
        covered_by=tuple(_covering(bound)),
        route=route,
        route_name=re.split("[,:]", found.name, maxsplit=1)[0],
    )


def _covering(bound: BoundEdition) -> Iterator[tuple[str, str]]:
    """Each capability with each other one that covers it: whoever has that one can do all that this one can."""
    for code, all_of_it in bound.closure.items():
        for by, reach in bound.closure.items():
            if by != code and all_of_it & reach == all_of_it:
                yield code, by


def stands_in(works: Iterable[str], routes: Sequence[str]) -> bool:
    """Whether a crew that does this work is sent in place of a call's routes: it does the work of none of them.

    The first of the routes leads. For who answers calls anyway nobody stands in: no other response is missed there.

    >>> stands_in({"officer"}, ["cso"]), stands_in({"officer", "cso"}, ["cso"]), stands_in({"cit_officer"}, ["officer"])
    (True, False, False)
    """
    return bool(routes) and routes[0] not in ORDINARY_ROUTES and not set(works) & set(routes)


def matched(need: Need, units: Iterable[Unit], *, at: datetime, on: date) -> Match:
    """Units that are free, rested and able on the day; ties are broken by the unit's code, so order never matters.

    Who does the route's work goes before whoever only can; then the nearest, then one of the same area, then who has
    waited longest since the last release. `on` is the programme's day at `at`.

    >>> noon = datetime(2026, 3, 10, 18, tzinfo=UTC)
    >>> ana = Member(name="Ana", route="cso", holds=(Held(code="spanish", from_day=date(2025, 1, 1)),))
    >>> c1 = Unit(code="C1", crew=(ana,), status=UnitStatus.AVAILABLE, minutes_away=6)
    >>> need = Need(capabilities=frozenset(), attributes=frozenset({"spanish"}))
    >>> matched(need, [c1], at=noon, on=date(2026, 3, 10)).candidates[0].reason
    'C1 is free with spanish; 6 min away.'
    """
    laid = sorted(units, key=lambda one: _order(need, one))
    free = [one for one in laid if is_free(one, at)]
    able = sorted((one for one in free if not need.lacks(one.able(on))), key=lambda one: not _is_of(need, one))
    lead = "" if not able or _is_of(need, able[0]) else _nobody_of(need, laid, at, on)
    candidates = tuple(
        Candidate(unit=one.code, reason=_reason(need, one, at, lead), stands_in=_stands_in(need, one)) for one in able
    )
    return Match(candidates=candidates, shortfall="" if able else _shortfall(need, laid, free, at, on))


def _is_of(need: Need, unit: Unit) -> bool:
    return not need.route or need.route in unit.works


def _stands_in(need: Need, unit: Unit) -> bool:
    return bool(need.route) and stands_in(unit.works, (need.route,))


def is_free(unit: Unit, at: datetime) -> bool:
    """Whether a unit may be sent: available, with a crew, and not at rest."""
    rested = unit.rest_until is None or unit.rest_until <= at
    return unit.status is UnitStatus.AVAILABLE and bool(unit.crew) and rested


def _order(need: Need, unit: Unit) -> tuple[bool, int, bool, datetime, str]:
    away = unit.minutes_away
    elsewhere = not (need.area and unit.area == need.area)
    released = unit.released_at or datetime.min.replace(tzinfo=UTC)
    return (away is None, away or 0, elsewhere, released, unit.code)


def _reason(need: Need, unit: Unit, at: datetime, lead: str) -> str:
    """Why it can go; `lead` says first that nobody of the route itself can."""
    if unit.minutes_away is not None:
        where = f"{unit.minutes_away} min away"
    elif need.area and unit.area == need.area:
        where = f"in {need.area}"
    else:
        where = "how far away is not known"
    minutes = _minutes(at - unit.released_at) if unit.released_at else 0
    since = f"; free for {minutes} min" if minutes else "; free just now" if unit.released_at else ""
    return f"{lead}{unit.code} {_how_it_goes(need, unit)}; {where}{since}."


def _how_it_goes(need: Need, unit: Unit) -> str:
    if _stands_in(need, unit):
        wanted = f", with {need.said(need.attributes)}" if need.attributes else ""
        return f"stands in for {need.route_name or need.route}{wanted}"
    # What the route's own people can do goes without saying.
    told = need.attributes if need.route and _is_of(need, unit) else need.all
    return f"is free with {need.said(told)}" if told else "is free"


def _nobody_of(need: Need, laid: list[Unit], at: datetime, on: date) -> str:
    """That nobody of the route itself can go, and how they stand; nothing where another one does as well."""
    if not stands_in((), (need.route,)):
        return ""
    own = [one for one in laid if _is_of(need, one) and not need.lacks(one.able(on))]
    wanted = f" with {need.said(need.attributes)}" if need.attributes else ""
    return f"No unit of {need.route_name or need.route}{wanted} is free: {_busy(own, at)}. "


def _shortfall(need: Need, laid: list[Unit], free: list[Unit], at: datetime, on: date) -> str:
    able = [one for one in laid if not need.lacks(one.able(on))]
    said = [f"No unit with {need.said(need.all)} is free: {_busy(able, at)}" if need.all else "No unit is free"]
    if free:
        near = min(free, key=lambda one: (len(need.lacks(one.able(on))), *_order(need, one)))
        lacks = need.lacks(near.able(on))
        said.append(
            f"nearest without: {near.code}, because it is free and lacks only {_lacking(need, near, lacks, on)}"
        )
    else:
        said.append("no other unit is free either")
    return "; ".join(said) + "."


def _busy(able: list[Unit], at: datetime) -> str:
    """Those who could and are not free: how many in which state, and when the first is expected."""
    if not able:
        return "none is on shift"
    states = ["at rest" if one.status is UnitStatus.AVAILABLE else one.status.label for one in able]
    counted = ", ".join(f"{states.count(one)} {_is(states.count(one))} {one}" for one in dict.fromkeys(sorted(states)))
    known = [when for one in able if (when := _free_from(one)) is not None and when > at]
    first = f"the first is expected in {-(-int((min(known) - at).total_seconds()) // 60)} min" if known else ""
    return f"{counted}, {first or 'when the first is free is not known'}"


def _free_from(unit: Unit) -> datetime | None:
    """When it is done and rested; none where it is busy and nobody knows until when."""
    if unit.status is UnitStatus.AVAILABLE:
        return unit.rest_until
    both = unit.expected_free_at and [unit.expected_free_at, unit.rest_until or unit.expected_free_at]
    return max(both) if both else None


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _lacking(need: Need, unit: Unit, lacks: frozenset[str], on: date) -> str:
    ended = {one.code for one in unit.held if one.until_day and one.until_day <= on}
    return ", ".join(f"{need.said([one])} (ended)" if one in ended else need.said([one]) for one in sorted(lacks))


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds()) // 60)


@dataclass(frozen=True, kw_only=True)
class Partner:
    """An outside partner and when it was last asked; never asked is None."""

    code: str
    last_asked: datetime | None = None


def in_turn(partners: Iterable[Partner]) -> tuple[Partner, ...]:
    """A fair turn: never asked first, then who was asked longest ago; of equals by code.

    >>> [one.code for one in in_turn([Partner(code="b"), Partner(code="a")])]
    ['a', 'b']
    """
    never = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(partners, key=lambda one: (one.last_asked or never, one.code)))
