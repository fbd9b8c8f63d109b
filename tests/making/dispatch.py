"""Builders of dispatch: who sends and who is sent, a decided call, a unit on it, and what the field tells."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from tests.making.calls import a_call
from tests.making.people import a_person
from tests.making.pictures import a_png
from tests.making.units import a_crew, a_unit

from arcs.web.calls.models import Call
from arcs.web.dispatch import actions, telling
from arcs.web.dispatch.handing_over import Receiver, hand_over
from arcs.web.dispatch.models import CallPhoto, FieldEntry, HandOverTo, Plea, Review, Told
from arcs.web.people.models import Staff
from arcs.web.triage.models import Computed, Decision
from arcs.web.units.models import Assignment, Unit
from arcs.web.wall.acting import acting_as

DISPATCHES = (
    "dispatch.board", "calls.read", "calls.take", "calls.close", "calls.history", "triage.read", "triage.decide",
    "protocols.read", "units.read", "units.assign",
)  # fmt: skip
SUPERVISES = (
    *DISPATCHES,
    "people.read",
    "units.set_up",
    "units.roster",
    "protocols.comment",
    "dispatch.review",
    "dispatch.alarmed",
)
IN_THE_FIELD = (
    "dispatch.field", "calls.read", "calls.close", "triage.read", "protocols.read", "units.read", "units.own_status",
)  # fmt: skip
NOTHING_DANGEROUS = dict.fromkeys(
    ("weapon", "violence", "in_progress", "suspect_present", "threat", "injury", "medical"), "no"
)


def a_dispatcher(name: str = "Dee Dispatcher", *more: str) -> Staff:
    """Somebody at the board."""
    return a_person(name, permissions=(*DISPATCHES, *more))


def a_supervisor(name: str = "Sue Supervisor") -> Staff:
    """Somebody who sets up, sends and reviews."""
    return a_person(name, permissions=SUPERVISES)


def somebody_in_the_field(name: str = "Cy Esso", *more: str) -> Staff:
    """Somebody on a unit."""
    return a_person(name, permissions=(*IN_THE_FIELD, *more))


def a_decision(by: Staff, call: Call, route: str = "cso", **given: Any) -> Decision:
    """The call triaged to a route; `override_reason` where another was shown."""
    shown = "officer" if given.get("override_reason") else route
    facts: dict[str, Any] = {
        "call": call, "call_number": call.number, "key": uuid4(), "call_type": call.call_type,
        "priority": call.priority,
        "answers": NOTHING_DANGEROUS, "computed": Computed.AT_CALL, "recommended_route": shown, "rules": ["type:NOISE"],
        "because": f"{route}, because the test says so.", "fallback": False, "shown_route": shown,
        "chosen_route": route, "made_by": by.pk, "made_by_name": by.name,
    }  # fmt: skip
    with acting_as(by.pk), transaction.atomic():
        last = Decision.objects.filter(call=call).count()
        return Decision.objects.create(**{**facts, "position": last + 1, **given})


def a_unit_with(by: Staff, who: Staff, call_sign: str = "", *, route: str = "cso") -> Unit:
    """An available unit with this person on it, now."""
    unit = a_unit(by, call_sign)
    a_crew(by, unit, who, route=route)
    return unit


def sent_to(by: Staff, unit: Unit, call: Call, *, why: str = "no_unit_free") -> Assignment:
    """The unit assigned to the call from the board; one of another route with its reason."""
    with acting_as(by.pk):
        return actions.send(by=by, unit=unit, call=call, why=why)


class Scene:
    """A supervisor, somebody in the field on a unit, and a call that is decided and has it."""

    def __init__(self, *, route: str = "cso", sent: bool = True, more: tuple[str, ...] = ()) -> None:
        self.boss, self.who = a_supervisor(), somebody_in_the_field("Cy Esso", *more)
        self.unit = a_unit_with(self.boss, self.who, route=route)
        self.call = a_call(self.boss)
        self.decision = a_decision(self.boss, self.call, route)
        self.held = sent_to(self.boss, self.unit, self.call) if sent else None

    def tell(self, kind: Told, *, key: UUID | None = None, by: Staff | None = None, **values: Any) -> telling.Kept:
        """What somebody in the field tells of the call."""
        who = by or self.who
        waited: int = values.pop("waited", 0)
        device_at: datetime | None = values.pop("device_at", None)
        sent = telling.Sent(
            key=key or uuid4(), kind=kind, call=self.call.pk, values=values, waited_seconds=waited, device_at=device_at
        )
        with acting_as(who.pk):
            return telling.tell(by=who, sent=sent)

    def entries(self) -> list[FieldEntry]:
        """All that was told of the call."""
        with acting_as(self.boss.pk), transaction.atomic():
            return list(FieldEntry.objects.filter(call=self.call).order_by("made_at"))


WHOLE = {
    "ending": "resolved", "de_escalation": "succeeded", "force": "none", "injury": "none", "transport": "none",
}  # fmt: skip


def names_of_dispatch() -> dict[str, object]:
    """A call for help, a hand-over and a review of strangers."""
    scene = Scene()
    scene.tell(Told.PLEA, plea="officer", urgency="routine")
    scene.tell(Told.HAND_BACK, reason="other")
    scene.tell(Told.PHOTO, photo=a_png())
    with acting_as(scene.boss.pk):
        to = Receiver(kind=HandOverTo.PARTNER, name="Thrive")
        over = hand_over(by=scene.boss, call=scene.call, to=to, said="She waits.", key=uuid4())
    with acting_as(scene.boss.pk), transaction.atomic():
        return {"plea": Plea.objects.get(call=scene.call).pk, "hand_over": over.pk,
                "review": Review.objects.get(call=scene.call).pk, "photo": CallPhoto.objects.get().pk}  # fmt: skip
