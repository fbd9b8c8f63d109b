"""What the pages of routes show: who is current, who misses what, what ends soon."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.vocabulary import Disposition
from arcs.web.people.models import Staff
from arcs.web.programmes import queries
from arcs.web.programmes.models import Programme
from arcs.web.programmes.pages import route_tag
from arcs.web.programmes.permits import day
from arcs.web.programmes.queries import RouteNow
from arcs.web.programmes.readiness import Duty, PersonStanding
from arcs.web.ui import marks

WINDOWS = (30, 60, 90)
FIRST_NAMES = 5


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """One person of a route: the name where the reader may see it, and what is missing in words."""

    name: str
    is_current: bool
    badge: SafeString
    missing: tuple[str, ...]
    ends: str


@dataclass(frozen=True, kw_only=True)
class RouteShown:
    """A route on its card: live or not and why, the share of its people who are current, who misses what."""

    now: RouteNow
    tag: SafeString
    label: str
    badge: SafeString
    sentence: str
    share: str
    people: tuple[PersonShown, ...]

    @property
    def first(self) -> tuple[PersonShown, ...]:
        """Some of those who are not current."""
        return tuple(one for one in self.people if not one.is_current)[:FIRST_NAMES]

    @property
    def more(self) -> int:
        """How many more are not."""
        return max(len(self.now.standing.not_current) - FIRST_NAMES, 0)


def routes_shown(who: Staff, programme: Programme) -> list[RouteShown]:
    """Every route of a programme, in a fixed number of queries."""
    routes = queries.routes_now(who, programme)
    titles = titles_of(who, [one.id for one in routes])
    names = queries.staff_names(who, (each.staff for one in routes for each in one.standing.people))
    return [route_shown(one, titles, names) for one in routes]


def titles_of(who: Staff, routes: Sequence[UUID]) -> dict[UUID, str]:
    """The titles of policies and the names of trainings of some routes."""
    policies = {one.pk: one.title for one in queries.policies_of(who, routes)}
    return policies | {one.pk: one.name for one in queries.trainings_of(who, routes)}


def route_shown(one: RouteNow, titles: Mapping[UUID, str], names: Mapping[UUID, str]) -> RouteShown:
    """One route with its people, those who are not current first, each group by name."""
    people = sorted(
        (person_shown(each, titles, names, one.standing.on) for each in one.standing.people),
        key=lambda each: (each.is_current, each.name),
    )
    return RouteShown(
        now=one, tag=route_tag(one.disposition), label=Disposition(one.disposition).label, badge=live_badge(one),
        sentence=live_sentence(one), share=share_in_words(one), people=tuple(people),
    )  # fmt: skip


def live_badge(one: RouteNow) -> SafeString:
    """Live or not, as word and shape."""
    if one.live:
        return marks.status_badge(_("Live"), "good")
    switched = one.live_from is not None and one.live_from <= one.standing.on
    return marks.status_badge(_("Not live"), "alarm" if switched else "warn")


def live_sentence(one: RouteNow) -> str:
    """Why a route is live or not, in one sentence or two."""
    if one.live:
        return _("Live since %(day)s: everybody is current.") % {"day": day(one.live_from)}
    words = one.live.why_not
    if one.live_from is not None and one.live_from <= one.standing.on:
        words = _("Switched on from %(day)s, and not live: %(why)s It is live again when everybody is current.") % {
            "day": day(one.live_from), "why": words,
        }  # fmt: skip
    return words


def share_in_words(one: RouteNow) -> str:
    """How many of how many people are current."""
    standing = one.standing
    if not standing.people:
        return _("Nobody belongs to this route yet.")
    return ngettext(
        "%(current)d of %(all)d person is current", "%(current)d of %(all)d people are current", len(standing.people)
    ) % {"current": standing.current, "all": len(standing.people)}


def person_shown(one: PersonStanding, titles: Mapping[UUID, str], names: Mapping[UUID, str], on: date) -> PersonShown:
    """One person with what is missing."""
    name = names.get(one.staff, "") if one.staff is not None else ""
    first = min((each.until for each in one.held if each.until is not None), default=None)
    if not one.is_current:
        badge = marks.status_badge(_("Not current"), "warn")
    else:
        badge = marks.status_badge(_("Current"), "good")
    return PersonShown(
        name=name or _("Somebody whom you do not see"), is_current=one.is_current, badge=badge,
        missing=tuple(missing_in_words(each, titles.get(each.thing, ""), on) for each in one.missing),
        ends=day(first) if one.is_current and first is not None and first.year < 9999 else "",
    )  # fmt: skip


def missing_in_words(one: Duty, title: str, on: date) -> str:
    """What somebody lacks and since when."""
    lapsed = one.lapsed_on(on)
    words = {"title": title, "day": day(lapsed)}
    if one.kind == "policy":
        return (
            _("“%(title)s”: not acknowledged since %(day)s") if lapsed else _("“%(title)s”: not acknowledged")
        ) % words
    return (_("%(title)s: not valid since %(day)s") if lapsed else _("%(title)s: not trained")) % words


def routes_glance(routes: Iterable[RouteShown]) -> str:
    """The first glance over all routes."""
    given = list(routes)
    live = sum(bool(one.now.live) for one in given)
    not_current = sum(len(one.now.standing.not_current) for one in given)
    everybody = sum(len(one.now.standing.people) for one in given)
    words = ngettext("%(live)d of %(all)d route is live.", "%(live)d of %(all)d routes are live.", len(given)) % {
        "live": live, "all": len(given),
    }  # fmt: skip
    if not everybody:
        return words
    return f"{words} " + ngettext(
        "%(count)d of %(all)d place is held by somebody who is not current.",
        "%(count)d of %(all)d places are held by people who are not current.",
        everybody,
    ) % {"count": not_current, "all": everybody}


@dataclass(frozen=True, kw_only=True)
class EndingShown:
    """Something that ends soon: whose, what, when."""

    name: str
    title: str
    route: SafeString
    until: date
    days: int
    badge: SafeString


def ending_soon(who: Staff, programme: Programme, *, within: int, on: date) -> list[EndingShown]:
    """What ends within so many days, what ends first at the top."""
    routes = {one.id: one for one in queries.routes_now(who, programme, on=on)}
    duties, _people = queries.duties_by_route(who, programme.pk, on=on)
    titles = titles_of(who, list(routes))
    found = [
        (route, one)
        for route, ones in duties.items()
        for one in ones
        if one.is_held(on) and one.until is not None and (one.until - on).days <= within
    ]
    names = queries.staff_names(who, (one.staff for _route, one in found))
    shown = [
        EndingShown(
            name=names.get(one.staff, "") if one.staff else "", title=titles.get(one.thing, ""),
            route=route_tag(routes[route].disposition), until=one.until, days=(one.until - on).days,
            badge=_ends(one, on),
        )
        for route, one in found
        if one.until is not None
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (one.until, one.name, one.title))


def _ends(one: Duty, on: date) -> SafeString:
    days = (one.until - on).days if one.until is not None else 0
    words = ngettext("Ends in %(days)d day", "Ends in %(days)d days", days) % {"days": days}
    return marks.status_badge(words if days else _("Ends today"), "warn" if days <= WINDOWS[0] else "")
