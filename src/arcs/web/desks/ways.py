"""What other rooms ask of the desks: who has a call, who could, and how long callers wait for one."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.core.dispatching.outcomes import AT_DESKS
from arcs.web.calls.models import Call
from arcs.web.calls.ways import Way, leads
from arcs.web.desks.models import State
from arcs.web.desks.permits import may_refer, may_say_why
from arcs.web.desks.queries import eligible_route, first_contacts, items_seen_by
from arcs.web.people.models import Staff
from arcs.web.triage.waits import knows_waits


@leads
def ways(who: Staff, call: Call) -> Iterator[Way]:
    """Each desk that has it, referring it to one, and saying why it was not served."""
    for item in items_seen_by(who).filter(call=call).order_by("desk"):
        owner = item.owner_name or _("nobody’s")
        note = owner if item.is_open else str(State(item.state).label)
        yield Way(label=item.get_desk_display(), url=reverse("desks:item", args=[item.pk]), note=note)
    if may_refer(who):
        yield Way(label=_("Refer it to a desk"), url=reverse("desks:refer", args=[call.pk]), is_deed=True)
    if may_say_why(who) and eligible_route(who, call):
        yield Way(label=_("Say why it was not served"), url=reverse("desks:why", args=[call.pk]), is_deed=True)


@knows_waits
def waits(who: Staff, route: str) -> list[int] | None:
    """How long callers waited until a desk first reached them; None where the route is no desk."""
    return first_contacts(who, route) if route in AT_DESKS else None
