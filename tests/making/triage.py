"""Builders of triage: who decides, and what a strip sends."""

from typing import Any
from uuid import uuid4

from tests.making.people import a_person

from arcs.core.protocol import RESERVED_QUESTIONS
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.triage import actions, advising, queries
from arcs.web.triage.forms import Sent, StripForm
from arcs.web.triage.in_force import in_force
from arcs.web.triage.models import Decision
from arcs.web.wall.acting import acting_as

DECIDES = (
    "triage.decide", "protocols.read", "calls.read", "calls.take", "calls.close", "calls.history", "units.read",
)  # fmt: skip
NO_TO_ALL = {f"a-{code}": "no" for code in RESERVED_QUESTIONS}


def a_decider(name: str = "Dee Cider", *more: str) -> Staff:
    """Somebody who triages calls."""
    return a_person(name, permissions=(*DECIDES, *more))


def strip(**given: Any) -> dict[str, Any]:
    """What a strip sends about a new call, as its script writes it."""
    return {"key": str(uuid4()), "call_key": str(uuid4()), "call_type": "LOST ARTICLE", **given}


def sent(given: dict[str, Any]) -> Sent:
    """The same, read by the form."""
    form = StripForm(given)
    assert form.is_valid(), form.errors
    return Sent.of(form)


def shown_to(by: Staff, given: dict[str, Any]) -> str:
    """The route that the strip shows for these answers."""
    one = sent(given)
    with acting_as(by.pk):
        from django.utils import timezone

        case = advising.case_for(one.call_type, one.answers, one.wishes, timezone.now())
        return advising.recommended(in_force(by), case).route


def as_opened(by: Staff, call: object) -> dict[str, str]:
    """What the strip of a call says of what it showed, as its page has just been opened."""
    with acting_as(by.pk):
        one = Call.objects.get(pk=str(call))
        found = queries.last_decisions(by, [one.pk]).values()
    seen = next((str(last.position) for last in found), "")
    return {"seen": seen, "type_shown": one.call_type, "priority_shown": one.priority}


def decided(by: Staff, **given: Any) -> Decision:
    """A decision that accepts what is recommended, or what `given` says."""
    whole = strip(**given)
    whole.setdefault("shown", shown_to(by, whole))
    if "call" in whole:
        for name, value in as_opened(by, whole["call"]).items():
            whole.setdefault(name, value)
    with acting_as(by.pk):
        return actions.decide(by=by, sent=sent(whole)).decision
