"""Which routes there are, which of them are open and staffed now, and who takes their calls.

Routes are data of the protocol in force. The room that holds it lies above this one and registers itself in
`AppConfig.ready`; where none is in force, or this person may not read it, the services of the settings are the routes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from arcs.core.agency import Programme, Service, Statistic, Target, openings
from arcs.core.dispatching.standing import LAST_RESORTS, OnCall, Stand, stands
from arcs.core.protocol import BoundEdition, Route
from arcs.web.agency.queries import programme_or_none
from arcs.web.people.models import Staff
from arcs.web.units import queries

Teller = Callable[[Staff], BoundEdition | None]
_TELLERS: list[Teller] = []


def told_by(teller: Teller) -> None:
    """The room that holds the protocol says how to ask which edition is in force."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def edition_now(who: Staff) -> BoundEdition | None:
    """The edition in force, as far as this person may read it."""
    return next((found for teller in _TELLERS if (found := teller(who)) is not None), None)


def known_routes(who: Staff) -> Mapping[str, Route]:
    """The routes by code, the lightest answer first."""
    edition = edition_now(who)
    if edition is not None:
        return {one.code: one for one in sorted(edition.edition.routes, key=lambda one: (one.weight, one.code))}
    programme = programme_or_none()
    services = {one.code: _of_service(at, one) for at, one in enumerate(programme.services)} if programme else {}
    names = {"officer": _("Police officer"), "ems": _("Emergency medical services")}
    last = {one: Route(code=one, name=names[one], weight=1000) for one in LAST_RESORTS if one not in services}
    return services | last


def _of_service(weight: int, service: Service) -> Route:
    return Route(code=service.code, name=service.name, weight=weight, service=service.code)


def names_of_routes(who: Staff) -> dict[str, str]:
    """The name of each route by its code."""
    return {code: one.name for code, one in known_routes(who).items()}


@dataclass(frozen=True, kw_only=True)
class RouteNow:
    """A route now: who takes its calls and why, who of it is on shift and on call, and its targets.

    `by_rota`: it is not open or not staffed, and takes its calls all the same, by who is on call.
    """

    code: str
    name: str
    stand: Stand
    takes: str
    by_rota: bool
    on_shift: int | None
    on_call: tuple[OnCall, ...]
    telephone: str
    hours: str
    targets: tuple[str, ...]


def routes_now(who: Staff, at: datetime) -> tuple[RouteNow, ...]:
    """Each route that keeps hours, has a crew or is on call: is it open, and who takes its calls if not.

    Routes of which this room knows nothing of the kind (an online report, 988) are left out: nothing can be said.
    """
    programme = programme_or_none()
    if programme is None:
        return ()
    routes, staffed, rota = known_routes(who), queries.staffed_at(who, at), queries.rota(who, at)
    services = {one.code: one for one in programme.services}
    local = at.astimezone(programme.zone)
    made = []
    for code, route in routes.items():
        on_call = tuple(one for one in rota if one.route == code)
        if code in LAST_RESORTS or not (route.service in services or code in staffed or on_call):
            continue
        stand = stands(routes, code, programme=programme, staffed=staffed, rota=rota, now=local)
        itself = stands(routes, code, programme=programme, staffed=staffed, now=local).open
        service = services.get(route.service)
        made.append(
            RouteNow(
                code=code, name=route.name, stand=stand, by_rota=stand.open and not itself,
                takes=routes[stand.takes].name if stand.takes in routes else stand.takes,
                on_shift=staffed.get(code), on_call=on_call, telephone=service.telephone if service else "",
                hours=_hours(programme, service, local.date()),
                targets=tuple(_target(one) for one in programme.targets if service and one.service == service.code),
            )
        )  # fmt: skip
    return tuple(made)


def _hours(programme: Programme, service: Service | None, day: date) -> str:
    """The hours of a service that begin on a day, on the programme's clock; that it is closed, and on which holiday."""
    if service is None:
        return ""
    spans = [f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in openings(programme, service.code, day, day)]
    holiday = next((one.name for one in programme.holidays if one.on == day and one.closes_service(service.code)), "")
    closed = _("closed today: %(holiday)s") % {"holiday": holiday} if holiday else _("closed today")
    return ", ".join(spans) or closed


def _plain(number: Decimal) -> str:
    """A number without zeros that say nothing.

    >>> _plain(Decimal("90.00")), _plain(Decimal("0.5")), _plain(Decimal(1440))
    ('90', '0.5', '1440')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(minutes: Decimal) -> str:
    """How long a target allows, in the unit in which it is said.

    >>> _span(Decimal("45.00")), _span(Decimal(1440)), _span(Decimal(150))
    ('45 min', '24 h', '150 min')
    """
    if minutes >= 2 * 60 and minutes % 60 == 0:
        return _("%(hours)s h") % {"hours": _plain(minutes / 60)}
    return _("%(minutes)s min") % {"minutes": _plain(minutes)}


def _target(one: Target) -> str:
    if one.statistic == Statistic.SHARE_WITHIN and one.share is not None:
        words = _("%(share)s %% within %(span)s (%(measure)s)")
        return words % {"share": _plain(one.share * 100), "span": _span(one.minutes), "measure": one.measure}
    words = _("%(statistic)s %(span)s (%(measure)s)")
    return words % {"statistic": Statistic(one.statistic).label, "span": _span(one.minutes), "measure": one.measure}
