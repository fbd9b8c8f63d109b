"""What keeps a call from being closed: rooms above this one say it, since this room knows none of them."""

from collections.abc import Callable, Iterable

from arcs.web.calls.models import Call
from arcs.web.people.models import Staff

Holds = Callable[[Staff, Call, str], Iterable[str]]
_HOLDS: list[Holds] = []


def holds_open(find: Holds) -> Holds:
    """Register sentences that say why a call cannot be closed like that (with this closing code), and what to do."""
    _HOLDS.append(find)
    return find


def what_holds(by: Staff, call: Call, code: str) -> list[str]:
    """Everything that keeps this call open; nothing where it can be closed. The call's row is held by the caller."""
    return [said for find in _HOLDS for said in find(by, call, code)]
