"""Whose a call is besides dispatch: rooms above this one say so, since this room knows none of them."""

from collections.abc import Callable
from uuid import UUID

from arcs.web.people.models import Staff

Owns = Callable[[Staff, UUID], bool]
_OWNS: list[Owns] = []


def owns(find: Owns) -> Owns:
    """Register a question: does this person look after this call there? Whoever does may hand it over."""
    _OWNS.append(find)
    return find


def owns_beside(who: Staff, call: UUID) -> bool:
    """Whether this person looks after a call in any of those rooms."""
    return any(find(who, call) for find in _OWNS)
