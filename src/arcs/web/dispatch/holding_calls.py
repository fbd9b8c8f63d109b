"""A call stays open while somebody waits for help on it, and until it is said what came of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from arcs.core.dispatching.measuring import ORDINARY_ROUTES
from arcs.core.dispatching.outcomes import WITHOUT_CONTACT
from arcs.web.calls.holding import holds_open
from arcs.web.calls.models import Call, ClosingCode
from arcs.web.dispatch import decided
from arcs.web.dispatch.models import CallOutcome, Plea
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
    """Whoever was on scene, or is said to have been, says what came of it."""
    if CallOutcome.objects.filter(call=call).exists():
        return
    on_scene = Assignment.objects.filter(call=call, on_scene_at__isnull=False).select_related("unit")
    signs = sorted({one.unit.call_sign for one in on_scene})
    if signs:
        yield _("%(units)s was on scene and nobody recorded the outcome. Record it, then close the call.") % {
            "units": ", ".join(signs)
        }
    elif code == ClosingCode.ANSWERED and _meets_people(by, call):
        yield _("What the programme answered on scene needs its outcome. Record it, or say how the call really ended.")


def _meets_people(by: Staff, call: Call) -> bool:
    """Whether it was decided that somebody of the programme goes there."""
    stands = decided.decided_on(by, [call.pk])[call.pk]
    return stands.is_triaged and stands.route not in ORDINARY_ROUTES | WITHOUT_CONTACT
