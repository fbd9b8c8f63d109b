"""Builders of programmes: decisions of an invented board, a plan, a route with its people, policy and training."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from tests.making.people import a_person, a_team
from tests.making.studies import a_stored_study, an_analyst

from arcs.web.people.models import Staff, Team
from arcs.web.programmes import actions, planning
from arcs.web.programmes.models import (
    PolicyVersion,
    Programme,
    ProgrammeRoute,
    RoutePeople,
    RouteTraining,
    TrainingRecord,
)
from arcs.web.sheets.actions import add_row
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Study
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

MANAGES = ("studies.read", "studies.see_all", "programmes.read", "programmes.manage", "people.read")
READS = ("programmes.read", "people.read")
CATEGORY = {"category": "Noise Complaint"}


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A programme that was begun, with who leads its study and who manages it."""

    lead: Staff
    manager: Staff
    study: Study
    programme: Programme
    route: ProgrammeRoute


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """A route with a team of people, a policy and a training."""

    begun: Begun
    team: Team
    people: tuple[Staff, ...]
    version: PolicyVersion
    training: RouteTraining

    @property
    def route(self) -> ProgrammeRoute:
        """The route."""
        return self.begun.route


def a_manager(name: str = "Pro Manager") -> Staff:
    """Somebody who manages programmes and sees every study."""
    return a_person(name, permissions=MANAGES)


def decide(
    lead: Staff, study: Study, *, category: str = "Noise Complaint", disposition: str = "non_sworn",
    effective: date | None = None, decision: str = "adopted",
) -> None:  # fmt: skip
    """One decision of an invented board."""
    day = effective or today() + timedelta(days=240)
    cells = {
        "category": category, "decision": decision, "disposition": disposition, "effective_on": day.isoformat(),
        "decided_on": today().isoformat(), "decided_by": "Invented board", "reason": "Invented.",
    }  # fmt: skip
    with acting_as(lead.pk):
        add_row(by=lead, study=study, part="board_decisions.csv", cells=cells)


def a_decided_study(title: str = "Oak Park 2022", **decision: object) -> tuple[Staff, Study]:
    """A study whose board adopted one category, and who leads it."""
    lead = an_analyst()
    study = a_stored_study(lead, title)
    decide(lead, study, **decision)  # type: ignore[arg-type] # given through
    return lead, study


def a_begun_programme(title: str = "Oak Park 2022", **decision: object) -> Begun:
    """A programme whose plan was drafted from one decision."""
    lead, study = a_decided_study(title, **decision)
    manager = a_manager()
    with acting_as(manager.pk):
        programme = planning.begin_programme(by=manager, study=study)
        with transaction.atomic():
            route = ProgrammeRoute.objects.select_related("programme").get(programme=programme)
    return Begun(lead=lead, manager=manager, study=study, programme=programme, route=route)


def a_staffed_route(
    many: int = 2, *, valid_days: int | None = None, valid_months: int | None = 12, effective: date | None = None
) -> Staffed:
    """A route with so many people of one team, a policy in force since today and a training."""
    begun = a_begun_programme(effective=effective or today())
    team = a_team()
    people = tuple(a_person(f"Officer {number}", teams=[team]) for number in range(1, many + 1))
    by = begun.manager
    with acting_as(by.pk):
        actions.add_people(by=by, route=begun.route, team=team)
        version = actions.add_policy(
            by=by, route=begun.route, title="Noise calls", text="Go.\n\nCome back.", effective_from=today(),
            valid_days=valid_days,
        )  # fmt: skip
        training = actions.add_training(
            by=by, route=begun.route, name="CSO course", hours=None, valid_months=valid_months
        )
    return Staffed(begun=begun, team=team, people=people, version=version, training=training)


def read_by(people: Sequence[Staff], version: PolicyVersion) -> None:
    """Each of these people acknowledges a version."""
    for one in people:
        with acting_as(one.pk):
            actions.acknowledge(by=one, version=version)


def trained(by: Staff, people: Sequence[Staff], training: RouteTraining, on: date | None = None) -> None:
    """Each of these people was trained, as `by` records."""
    with acting_as(by.pk):
        for one in people:
            actions.record_training(by=by, training=training, staff=one, done_on=on or today())


def a_current_route(many: int = 2, **words: Any) -> Staffed:
    """A route all of whose people are current."""
    made = a_staffed_route(many, **words)
    read_by(made.people, made.version)
    trained(made.begun.manager, made.people, made.training)
    return made


def names_of_a_programme() -> dict[str, object]:
    """A programme of strangers with one of everything, as addresses name it."""
    made = a_current_route(1)
    begun = made.begun
    with acting_as(begun.manager.pk), transaction.atomic():
        return {
            "programme": begun.programme.pk,
            "route": begun.route.pk,
            "policy": made.version.policy_id,
            "version": made.version.pk,
            "training": made.training.pk,
            "record": TrainingRecord.objects.values_list("pk", flat=True).get(training=made.training),
            "people": RoutePeople.objects.values_list("pk", flat=True).get(route=begun.route),
            "step": StudyRow.objects.filter(study=begun.study, part="programme_plan.csv").values_list("pk", flat=True)[
                0
            ],
        }
