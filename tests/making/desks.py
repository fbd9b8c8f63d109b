"""Builders of desks: who works there, and a call that triage sent to one."""

from typing import Any
from uuid import uuid4

from tests.making.people import a_person
from tests.making.triage import NO_TO_ALL, a_decider, decided, shown_to, strip
from tests.repository.tree import ROOT

from arcs.files.agency import read_agency
from arcs.web.agency.actions import new_edition
from arcs.web.desks.actions import record_attempt
from arcs.web.desks.models import Attempt, DeskItem
from arcs.web.people.models import Staff
from arcs.web.triage.models import Decision
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

AGENCY = ROOT / "examples" / "oak_park" / "agency.toml"
WORKS = ("calls.read", "calls.close", "desks.read", "desks.work")
LEADS = (*WORKS, "desks.lead", "desks.figures", "people.read")


def a_worker(name: str = "Wanda Worker") -> Staff:
    """Somebody who works at desks."""
    return a_person(name, permissions=WORKS)


def a_leader(name: str = "Lea Leader") -> Staff:
    """Somebody who gives items to others and reads the figures."""
    return a_person(name, permissions=LEADS)


def settled_as_in_oak_park() -> None:
    """The settings of the example hold: its targets, and its clock."""
    settles = a_person("Sue Settler", permissions=("agency.read", "agency.edit"))
    with acting_as(settles.pk):
        new_edition(by=settles, valid_from=today(), programme=read_agency(AGENCY), note="The first.", after=0)


def sent_to(by: Staff, route: str, **given: Any) -> Decision:
    """A decision that chose a route, by overriding where another was recommended."""
    whole = strip(**NO_TO_ALL, **given)
    shown = shown_to(by, whole)
    return decided(by, **whole, shown=shown, **({} if shown == route else {"chosen": route, "override": "other"}))


def the_item(who: Staff, decision: Decision) -> DeskItem:
    """The item of a decision's route."""
    with acting_as(who.pk):
        return DeskItem.objects.select_related("call").get(call=decision.call_id, desk=decision.chosen_route)


def tried(by: Staff, item: DeskItem, reached: str = "reached", said: str = "", **given: Any) -> Attempt:
    """An attempt by telephone, with today as the next date unless another one is given."""
    made = {"key": uuid4(), "next_date": today(), **given}
    return record_attempt(by=by, item=item, how="telephone", reached=reached, said=said, **made)


def names_of_desks() -> dict[str, object]:
    """An item at a desk that strangers work at, by the blank of its address."""
    made = sent_to(a_decider("Stranger Decider"), "officer")
    worker = a_worker("Stranger Worker")
    with acting_as(worker.pk):
        item = DeskItem.objects.create(
            call_id=made.call_id, call_number=made.call_number, desk="tru", because=made.because, opened_by=worker.pk
        )
    return {"item": item.pk, "desk": "tru"}
