"""What an edition in the shadow said to live calls; a room above this one knows, and registers itself."""

from collections.abc import Callable
from dataclasses import dataclass

from arcs.web.people.models import Staff
from arcs.web.protocols.models import ProtocolEdition


@dataclass(frozen=True, kw_only=True)
class LiveShadow:
    """How many live decisions an edition was asked beside, to how many it said otherwise, and where they are listed."""

    asked: int
    differ: int
    url: str


Finds = Callable[[Staff, ProtocolEdition], LiveShadow | None]
_FINDS: list[Finds] = []


def finds_live(find: Finds) -> Finds:
    """Register who knows what the shadow said to live calls."""
    _FINDS.append(find)
    return find


def live_shadow(who: Staff, edition: ProtocolEdition) -> LiveShadow | None:
    """What the shadow said to live calls, for whoever may see it; None where nobody knows."""
    return next((found for find in _FINDS if (found := find(who, edition)) is not None), None)
