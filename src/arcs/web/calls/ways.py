"""Where a call's page leads: rooms above this one say what they hold of a call, and what can be done there.

They register themselves, since this room knows none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from arcs.web.calls.models import Call
from arcs.web.people.models import Staff


@dataclass(frozen=True, kw_only=True)
class Way:
    """One link of a call's page; `note` says what is there now. `is_deed`: something is done there."""

    label: str
    url: str
    note: str = ""
    is_deed: bool = False


Leads = Callable[[Staff, Call], Iterable[Way]]
_LEADS: list[Leads] = []


def leads(find: Leads) -> Leads:
    """Register what a room says of a call to whoever looks at it."""
    _LEADS.append(find)
    return find


def ways_on(who: Staff, call: Call) -> list[Way]:
    """Everywhere that a call's page leads this person: first what is there, then what can be done."""
    return sorted((way for find in _LEADS for way in find(who, call)), key=lambda one: one.is_deed)
