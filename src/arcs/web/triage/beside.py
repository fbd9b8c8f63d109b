"""What other rooms show on the strip while somebody triages: they register themselves, since this room knows none.

Each has an address that gives a few lines of HTML for whoever asks, and is asked again by the strip's own script.
"""

from collections.abc import Callable

from arcs.web.people.models import Staff

Finds = Callable[[Staff], str]
_BESIDE: list[Finds] = []


def beside(find: Finds) -> Finds:
    """Register the address of lines for this person; "" where there are none for him or her."""
    _BESIDE.append(find)
    return find


def lines_for(who: Staff) -> tuple[str, ...]:
    """The addresses whose lines the strip shows this person."""
    return tuple(address for find in _BESIDE if (address := find(who)))
