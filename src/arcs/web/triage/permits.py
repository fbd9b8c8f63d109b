"""What can be permitted about triage, and may this person do this now?"""

from django.utils.translation import gettext as _

from arcs.web.calls import permits as calls
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.protocols import permits as protocols
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

DECIDE, READ = "triage.decide", "triage.read"
PERMISSIONS = (
    Permission(code=DECIDE, label="Triage calls: the strip, its recommendation, accept and override"),
    Permission(code=READ, label="See decisions of triage: answers, recommendation, choice, reason"),
)


def may_decide(who: Staff) -> Permit:
    """Open the strip and decide: whoever does so sees calls and the protocol too."""
    return first_refusal(
        permit(who, DECIDE, to=_("triage calls")), calls.may_see(who), protocols.may_see_protocols(who)
    )


def may_triage(who: Staff, call: Call) -> Permit:
    """Decide about one call while it is open."""
    closed = refused(_("This call is closed. What happens now is a new call."))
    return first_refusal(may_decide(who), GIVEN if call.is_open else closed)


def may_see_decisions(who: Staff) -> Permit:
    """Decisions of triage."""
    return GIVEN if may(who, DECIDE) else permit(who, READ, to=_("see decisions of triage"))


def may_see_shadows(who: Staff) -> Permit:
    """What editions in the shadow would have recommended: kept from those who decide, shown to who works on them."""
    return first_refusal(may_see_decisions(who), permit(who, "protocols.draft", to=_("see answers of the shadow")))
