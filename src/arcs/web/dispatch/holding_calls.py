"""A call stays open while somebody waits for help on it, and until it is said what came of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from arcs.core.dispatching.measuring import ORDINARY_ROUTES
from arcs.core.dispatching.outcomes import WITHOUT_CONTACT
from arcs.core.protocol.words import OFFICER
from arcs.web.calls.holding import holds_open
from arcs.web.calls.models import Call, ClosingCode
from arcs.web.dispatch import decided
from arcs.web.dispatch.models import CallOutcome, HandBack, Plea
from arcs.web.people.models import Staff
from arcs.web.units.models import Assignment


@holds_open
def unanswered(by: Staff, call: Call, code: str) -> Iterator[str]:
    """Who asked for help and was not answered."""
    asks = Plea.objects.filter(call=call, answered_at=None).order_by("made_at")
    for name in dict.fromkeys(asks.values_list("made_by_name", flat=True)):
        yield _("%(who)s asked for help on this call and nobody answered. Answer on the board first.") % {"who": name}


@holds_open
def without_outcome(by: Staff, call: Call, code: str) -> Iterator[str]:
    """Whoever was on scene, or is said to have been, says what came of it; after a hand-back, whoever came since."""
    on_scene = list(Assignment.objects.filter(call=call, on_scene_at__isnull=False).select_related("unit"))
    outcomes = list(CallOutcome.objects.filter(call=call))
    back = HandBack.objects.filter(call=call).order_by("-made_at").first()
    if back is not None and (since := [one for one in on_scene if _answers_after(one, back)]):
        told_by = {None, *(one.unit_id for one in since)}  # a dispatcher tells it for whoever was there
        outcomes = [one for one in outcomes if one.made_at > back.made_at and one.unit_id in told_by]
        on_scene = since
    if outcomes:
        return
    signs = sorted({one.unit.call_sign for one in on_scene})
    if signs:
        yield _("%(units)s was on scene and nobody recorded the outcome. Record it, then close the call.") % {
            "units": ", ".join(signs)
        }
    elif code == ClosingCode.ANSWERED and _meets_people(by, call):
        yield _("What the programme answered on scene needs its outcome. Record it, or say how the call really ended.")


def _answers_after(one: Assignment, back: HandBack) -> bool:
    """Whether a unit answers what was handed back: it was sent since, or an officer of it was there and stayed."""
    if one.assigned_at is not None and one.assigned_at > back.made_at:
        return True
    stayed = one.held_to is None or one.held_to > back.made_at
    return stayed and OFFICER in one.crew_routes and one.unit_id != back.unit_id


def _meets_people(by: Staff, call: Call) -> bool:
    """Whether it was decided that somebody of the programme goes there."""
    stands = decided.decided_on(by, [call.pk])[call.pk]
    return stands.is_triaged and stands.route not in ORDINARY_ROUTES | WITHOUT_CONTACT
