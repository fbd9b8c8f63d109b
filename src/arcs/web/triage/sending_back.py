"""Sending a call back to triage: who was to answer it cannot, and it still needs an answer."""

from arcs.core.dispatching.outcomes import NotServed
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.triage.models import SentBack

LONGEST_WORDS = 400


def send_back(*, by: Staff, call: Call, route: str, reason: NotServed, said: str = "") -> SentBack:
    """The call is an officer's, and stands among those to be triaged, until somebody decides anew.

    Whoever calls this has made sure that the person may, and holds the call, so that decisions come before or after.
    """
    return SentBack.objects.create(
        call=call, route=route, reason=reason.value, said=said.strip()[:LONGEST_WORDS], made_by=by.pk,
        made_by_name=by.name,
    )  # fmt: skip
