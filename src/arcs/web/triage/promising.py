"""How soon a route means to answer, by the settings that hold on a day."""

from datetime import date
from decimal import ROUND_UP

from arcs.core.agency import Programme, Statistic
from arcs.core.dispatching.targets import RouteTarget
from arcs.web.agency.queries import programme_or_none
from arcs.web.triage.in_force import Asked
from arcs.web.wall.clock import today

# A limit for nearly everybody says more of one call than what half of them stay under.
STATISTICS = (Statistic.NINETIETH, Statistic.SHARE_WITHIN, Statistic.MEDIAN)
FROM_RECEIPT = "received"


def target_minutes(asked: Asked | None, route: str) -> int | None:
    """How soon a route of the edition means to answer, by today's settings, in minutes; None where nobody said."""
    service = next((one.service for one in asked.bound.edition.routes if one.code == route), "") if asked else ""
    found = target_of(programme_or_none(), service, route, today()) if service else None
    return found.minutes if found else None


def target_of(programme: Programme | None, service: str, route: str, since: date) -> RouteTarget | None:
    """How soon a route means to be there from receipt, by the settings that hold since a day; None where nobody said.

    Of several targets the one for nine of ten counts, then a share within some minutes, then the median.
    """
    if programme is None or not service:
        return None
    found = [one for one in programme.targets if one.service == service and one.measure.startswith(FROM_RECEIPT)]
    if not found:
        return None
    chosen = min(found, key=lambda one: (STATISTICS.index(one.statistic), one.minutes, one.measure))
    minutes = int(chosen.minutes.to_integral_value(rounding=ROUND_UP))
    return RouteTarget(route=route, from_day=since, minutes=minutes)
