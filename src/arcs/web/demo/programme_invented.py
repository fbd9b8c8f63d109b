"""An invented board decides about a few categories of Oak Park, and an invented programme follows.

Telephone and online reports are live, community service officers are on their way, and an outside partner has not
signed. Nothing of this happened: the study's own figures are published, its board's decisions here are not.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from arcs.web.people.models import Staff, Team
from arcs.web.programmes import actions, own, planning, queries
from arcs.web.programmes.models import LiveSwitch, Programme, ProgrammeRoute
from arcs.web.programmes.plan import Standing
from arcs.web.sheets.actions import add_row
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import DECISIONS
from arcs.web.studies.models import Study
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.workbench.current import current, standing

INVENTED = "The board’s decisions, this plan, its policies, trainings and people are invented."
BOARD = "Invented board"
# Category, who is to answer, days from today until it is effective; the last was put off.
DECIDED = (
    ("Theft From Auto", "tru_online", -20),
    ("Lost Property", "tru_online", -20),
    ("Noise Complaint", "non_sworn", 75),
    ("Abandoned Auto", "non_sworn", 75),
    ("Neighbor Dispute", "outside", 160),
    ("Mental Health", "", None),
)
REPORTS = (
    "Reports are taken by telephone or online where nobody is hurt, nobody is there who did it, and nothing has to be "
    "collected at the scene.",
    "Ask first whether anybody is in danger, hurt or afraid. Any yes sends an officer at once.",
    "Whoever wants to see an officer gets one, and does not have to say why.",
)
SERVICE_OFFICERS = (
    "Community service officers answer noise complaints and abandoned cars. They are not armed and make no arrest.",
    "Before each call ask dispatch: weapons, violence, somebody who threatens, a known danger at the address. Any yes, "
    "or no answer, sends an officer instead.",
    "Leave and call for an officer whenever you are not sure. Nobody asks you to explain that first.",
    "Tell dispatch when you arrive, every fifteen minutes, and when you leave.",
)
DONE = (
    "people and money", "legal review", "residents: what changes", "TRU/online: responsible", "TRU/online: policy",
    "TRU/online: dispatch protocol", "TRU/online: training of the agency", "TRU/online: training of dispatch",
    "TRU/online: everyone current", "TRU/online: go live", "CSO: responsible",
)  # fmt: skip


def invent_programme(people: Mapping[str, Staff], *, published: str, invented: str) -> None:
    """Decisions in both studies, and the programme of the published one; each done once."""
    lead, manager = people["analyst"], people["programme-manager"]
    with acting_as(lead.pk), transaction.atomic():
        studies = {one.title: one for one in Study.objects.filter(title__in=(published, invented))}
    for study in studies.values():
        _decide(lead, study)
    with acting_as(manager.pk), transaction.atomic():
        programme = Programme.objects.filter(study=studies[published]).first() or _begin(
            manager, studies[published], people
        )
        is_switched = LiveSwitch.objects.exists()
    if not is_switched:
        _read(people["dispatcher"])
        with acting_as(manager.pk), transaction.atomic():
            reports = ProgrammeRoute.objects.select_related("programme").get(disposition="tru_online")
            actions.go_live(by=manager, route=reports, live_from=today())
            _carry_out(manager, programme)


def _begin(manager: Staff, study: Study, people: Mapping[str, Staff]) -> Programme:
    programme = planning.begin_programme(by=manager, study=study, invented_words=INVENTED)
    found = ProgrammeRoute.objects.filter(programme=programme).select_related("programme")
    routes = {one.disposition: one for one in found}
    teams = {one.name: one for one in Team.objects.filter(name__in=("Dispatch", "Community service officers"))}
    _reports(manager, routes["tru_online"], teams["Dispatch"], people["dispatcher"])
    _service_officers(manager, routes["non_sworn"], teams["Community service officers"], people)
    return programme


def _decide(lead: Staff, study: Study) -> None:
    now = today()
    with acting_as(lead.pk), transaction.atomic():
        found = standing(current(lead, study))
        proposed = found.judged.judgements if found else {}
        there = set(StudyRow.objects.filter(study=study, part=DECISIONS).values_list("key", flat=True))
        for category, disposition, days in DECIDED:
            if category in there:
                continue
            as_proposed = category not in proposed or proposed[category].disposition.value == disposition
            cells = {
                "category": category, "disposition": disposition,
                "decision": "put_off" if not disposition else "adopted" if as_proposed else "adopted_otherwise",
                "effective_on": "" if days is None else (now + timedelta(days=days)).isoformat(),
                "decided_on": (now - timedelta(days=60)).isoformat(), "decided_by": BOARD,
                "reason": "Invented for the demonstration.",
            }  # fmt: skip
            add_row(by=lead, study=study, part=DECISIONS, cells=cells)


def _reports(by: Staff, route: ProgrammeRoute, team: Team, dispatcher: Staff) -> None:
    now = today()
    actions.add_people(by=by, route=route, team=team)
    actions.add_policy(
        by=by, route=route, title="Reports by telephone and online (invented)", text="\n\n".join(REPORTS),
        effective_from=now - timedelta(days=40), valid_days=365,
    )  # fmt: skip
    training = actions.add_training(
        by=by, route=route, name="Writing reports by telephone", hours=Decimal(4), valid_months=12
    )
    actions.record_training(
        by=by, training=training, staff=dispatcher, done_on=now - timedelta(days=320), certificate="INV-1"
    )


def _service_officers(by: Staff, route: ProgrammeRoute, team: Team, people: Mapping[str, Staff]) -> None:
    now = today()
    actions.add_people(by=by, route=route, team=team)
    actions.add_policy(
        by=by, route=route, title="Calls that a community service officer answers (invented)",
        text="\n\n".join(SERVICE_OFFICERS), effective_from=now, valid_days=365,
    )  # fmt: skip
    training = actions.add_training(
        by=by, route=route, name="Field course for service officers", hours=Decimal(24), valid_months=24
    )
    actions.record_training(
        by=by, training=training, staff=people["cso"], done_on=now - timedelta(days=15), certificate="INV-2"
    )


def _read(person: Staff) -> None:
    """Whoever is named has read what waits."""
    with acting_as(person.pk), transaction.atomic():
        for one in own.my_duties(person):
            if one.to_read and one.version is not None:
                actions.acknowledge(by=person, version=one.version)


def _carry_out(by: Staff, programme: Programme) -> None:
    """Some steps are done, one partner has not signed."""
    for name in DONE:
        now = _step(by, programme, name)
        row = StudyRow.objects.get(pk=now.of.row)
        on = min(today() - timedelta(days=2), now.of.step.due_on or date.max)
        planning.finish_step(by=by, programme=programme, row=row, version=now.of.version, on=on)
    blocked = _step(by, programme, "outside: agreement")
    row = StudyRow.objects.get(pk=blocked.of.row)
    cells = {**row.cells, "blocked": "The county has not named who signs"}
    planning.change_step(by=by, programme=programme, row=row, version=blocked.of.version, cells=cells)


def _step(by: Staff, programme: Programme, name: str) -> Standing:
    return next(one for one in queries.plan_in(by, programme).steps if one.of.name == name)
