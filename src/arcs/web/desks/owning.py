"""Whoever owns what lies of a call at a desk looks after the call, and may hand it over."""

from uuid import UUID

from arcs.web.desks.models import DeskItem, State
from arcs.web.dispatch.owning import owns
from arcs.web.people.models import Staff


@owns
def owns_item(who: Staff, call: UUID) -> bool:
    """Whether an open item of this call is this person's."""
    return DeskItem.objects.filter(call=call, owner=who, state=State.OPEN).exists()
