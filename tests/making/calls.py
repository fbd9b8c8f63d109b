"""Builders of live calls that nobody made."""

from typing import Any

from tests.making.people import a_person

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls import actions, sending
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

DISPATCHES = ("calls.read", "calls.take", "calls.close", "calls.history")
ALL_NO = {one.value: "no" for one in NatureFlag}


def a_dispatcher(name: str = "Dee Dispatcher", **more: Any) -> Staff:
    """Somebody who takes and closes calls."""
    return a_person(name, permissions=DISPATCHES, **more)


def a_call(by: Staff, *, source: str = "telephone", source_key: str = "", **facts: Any) -> Call:
    """An invented call."""
    said = {"call_type": "NOISE", "address": "123 N Oak Park Ave", "invented": True} | facts
    with acting_as(by.pk):
        return actions.take_call(by=by, facts=said, flags={}, source=source, source_key=source_key).call


def calls_of_the_world() -> dict[str, object]:
    """A call of a stranger, and one that could not be taken."""
    stranger = a_dispatcher("Stranger Dispatcher")
    call = a_call(stranger)
    with acting_as(stranger.pk):
        aside = sending.take_sent(by=stranger, body=b"{}").aside
    assert aside is not None
    return {"call": call.pk, "aside": aside.pk}
