"""How long callers wait for routes to which no unit goes: rooms above know it, and register, as this one knows none."""

from collections.abc import Callable

from arcs.web.people.models import Staff

Knows = Callable[[Staff, str], list[int] | None]
_KNOW: list[Knows] = []


def knows_waits(find: Knows) -> Knows:
    """Register recent waits of a route in seconds, from receipt to the first contact; None for a route of others."""
    _KNOW.append(find)
    return find


def known_elsewhere(who: Staff, route: str) -> list[int] | None:
    """Recent waits of a route as a room above knows them, in seconds; None where it is none of theirs."""
    return next((found for find in _KNOW if (found := find(who, route)) is not None), None)
