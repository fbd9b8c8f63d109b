"""A plan is drafted from what the board adopted, stands in an order that can be kept, and loses nobody's work."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import a_person
from tests.making.programmes import MANAGES, a_begun_programme, a_decided_study, a_manager, decide

from arcs.core.evaluation.records import BoardDecision, ProgrammeStep
from arcs.core.vocabulary import Disposition
from arcs.files.studies.parts import folder_of
from arcs.web.people.models import Staff
from arcs.web.programmes import planning, queries
from arcs.web.programmes.drafting import draft, patterns
from arcs.web.programmes.models import Programme
from arcs.web.programmes.pages import glance
from arcs.web.programmes.plan import Plan, PlanStep, plan_of, waits_in_a_circle
from arcs.web.sheets.actions import RowChanged
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import every_row
from arcs.web.studies.actions import close_study
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

TODAY = date(2027, 1, 4)


def adopted(category: str, disposition: str, effective: date | None, decision: str = "adopted") -> BoardDecision:
    return BoardDecision(
        category=category, decision=decision, disposition=disposition, effective_on=effective, decided_on=TODAY,
        decided_by="Board",
    )  # fmt: skip


def test_one_adopted_route_gets_policy_training_partners_public_education_approvals_start_and_review() -> None:
    plan = draft([adopted("Mental health", "outside", date(2027, 9, 1))], today=TODAY)
    by_name = {one.step: one for one in plan.steps}
    assert {one.phase for one in plan.steps} == {
        "prepare", "policy", "training", "public_education", "approval", "go_live", "review",
    }  # fmt: skip
    assert {one.party for one in plan.steps} == {"agency", "dispatch", "partner", "public", "board"}
    assert by_name["outside: go live"].due_on == date(2027, 9, 1)
    assert by_name["outside: first review"].due_on == date(2028, 3, 1)  # six months later
    assert by_name["outside: policy"].due_on == date(2027, 6, 3)  # 90 days before
    assert by_name["outside: training of the agency"].waits_for == "outside: policy"
    assert all("{" not in f"{one.step}{one.task}{one.waits_for}" for one in plan.steps)


def test_what_is_declined_put_off_or_without_a_day_is_not_planned_and_is_named() -> None:
    plan = draft(
        [
            adopted("Noise", "non_sworn", None),
            adopted("Theft", "tru_online", date(2027, 9, 1), decision="declined"),
            adopted("Fraud", "", date(2027, 9, 1), decision="adopted_otherwise"),
        ],
        today=TODAY,
    )
    assert (plan.steps, dict(plan.starts), plan.without_date) == ((), {}, ("Noise", "Fraud"))


@pytest.mark.parametrize("day", [date.min, date.max, date(2207, 1, 1)])
def test_a_year_that_is_a_slip_of_the_pen_is_no_date(day: date) -> None:
    plan = draft([adopted("Noise", "non_sworn", day)], today=TODAY)
    assert (plan.steps, plan.without_date) == ((), ("Noise",))


dispositions = st.sampled_from([one.value for one in Disposition])
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(dispositions, days), min_size=1, max_size=8), days)
def test_no_step_before_the_start_is_drafted_after_it_and_none_before_the_one_it_waits_for(
    decided: list[tuple[str, date]], now: date
) -> None:
    plan = draft([adopted(str(at), route, day) for at, (route, day) in enumerate(decided)], today=now)
    by_name = {one.step: one for one in plan.steps}
    assert len(by_name) == len(plan.steps)
    for one in plan.steps:
        start = plan.starts[one.disposition] if one.disposition else min(plan.starts.values())
        assert one.due_on is not None and one.starts_on is not None
        assert one.starts_on <= one.due_on
        if one.phase == "review":
            assert one.due_on > start
        else:
            assert one.due_on <= start
        if start >= now:
            assert one.due_on >= now  # nothing is late on the day it is drafted
        if one.waits_for:
            before = by_name[one.waits_for].due_on
            assert before is not None and before <= one.due_on
    assert waits_in_a_circle(plan.steps) == ()


def test_every_pattern_is_a_row_that_the_study_folder_takes() -> None:
    every = [adopted(one.value, one.value, date(2027, 9, 1)) for one in Disposition]
    names = {one.step for one in draft(every, today=TODAY).steps}
    assert len(names) == sum(len(one.routes) or 1 for one in patterns())


def stepped(*steps: ProgrammeStep, on: date = TODAY) -> Plan:
    from uuid import UUID

    return plan_of([PlanStep(row=UUID(int=at), version=1, position=at, step=one) for at, one in enumerate(steps)], on)


def a_step(name: str, **more: object) -> ProgrammeStep:
    return ProgrammeStep(step=name, phase="policy", party="agency", task="Do it.", **more)  # type: ignore[arg-type] # given through


def test_the_first_glance_says_done_blocked_late_and_what_comes_next() -> None:
    plan = stepped(
        a_step("a", done_on=date(2027, 1, 2), due_on=date(2027, 1, 1)),
        a_step("b", due_on=date(2027, 1, 1), blocked="No budget", owner="Chief"),
        a_step("c", due_on=date(2027, 2, 1), waits_for="b"),
        a_step("d", due_on=date(2027, 3, 1), owner="Training"),
    )
    assert glance(plan) == "1 of 4 steps done, 1 blocked, 1 late. Next: D (Training, due March 1, 2027)."
    assert [one.late for one in plan.steps] == [0, 3, 0, 0]


# ---- in the database

pytestmark = pytest.mark.django_db


def plan_now(who: Staff, programme: Programme) -> Plan:
    with acting_as(who.pk), transaction.atomic():
        return queries.plan_in(who, programme)


def row_of(who: Staff, programme: Programme, name: str) -> StudyRow:
    with acting_as(who.pk), transaction.atomic():
        return queries.plan_rows(who, programme).get(cells__step=name)


def test_a_plan_is_begun_once_when_the_board_has_adopted_something_and_goes_out_with_the_study() -> None:
    lead, study = a_decided_study()
    manager = a_manager()
    with acting_as(manager.pk):
        programme = planning.begin_programme(by=manager, study=study)
        with pytest.raises(Refused, match="has its programme already"):
            planning.begin_programme(by=manager, study=study)
    names = {one.of.name for one in plan_now(manager, programme).steps}
    assert "CSO: go live" in names
    with acting_as(lead.pk), transaction.atomic():
        folder = folder_of(every_row(lead, study))
    assert {one.step for one in folder.rows["programme_plan.csv"]} == names
    assert [one for one in folder.faults if one.file == "programme_plan.csv"] == []


def test_no_plan_begins_before_the_board_has_adopted_anything_or_by_whoever_only_reads() -> None:
    lead, study = a_decided_study(decision="put_off")
    manager, reader = a_manager(), a_person(permissions=("studies.read", "studies.see_all", "programmes.read"))
    with acting_as(manager.pk), pytest.raises(Refused, match="adopted nothing with a date"):
        planning.begin_programme(by=manager, study=study)
    decide(lead, study, category="Theft")
    with acting_as(reader.pk), pytest.raises(Refused, match="Your role does not let you"):
        planning.begin_programme(by=reader, study=study)


def test_a_step_waits_for_the_one_before_it_and_cannot_be_done_while_it_is_blocked_or_its_route_is_not_live() -> None:
    begun = a_begun_programme()
    who, programme = begun.manager, begun.programme

    def finish(name: str) -> None:
        row = row_of(who, programme, name)
        with acting_as(who.pk):
            planning.finish_step(by=who, programme=programme, row=row, version=row.version, on=today())

    with pytest.raises(Refused, match="waits for “CSO: responsible”"):
        finish("CSO: policy")
    row = row_of(who, programme, "CSO: responsible")
    with acting_as(who.pk):
        cells = {**row.cells, "blocked": "Nobody is free"}
        planning.change_step(by=who, programme=programme, row=row, version=1, cells=cells)
    with pytest.raises(Refused, match="blocked: Nobody is free"):
        finish("CSO: responsible")
    with acting_as(who.pk):
        planning.change_step(by=who, programme=programme, row=row, version=2, cells=row.cells)
    for name in ("responsible", "policy", "training of the agency", "everyone current"):
        finish(f"CSO: {name}")
    with pytest.raises(Refused, match="route is not live"):
        finish("CSO: go live")
    first = row_of(who, programme, "CSO: responsible")
    with acting_as(who.pk), pytest.raises(Refused, match="“CSO: policy” waits for it and is done"):
        planning.reopen_step(by=who, programme=programme, row=first, version=first.version)


def test_of_two_at_one_step_the_second_sees_both_versions_and_undo_takes_the_first_back() -> None:
    begun = a_begun_programme()
    one, other, programme = begun.manager, a_manager("Second"), begun.programme
    row = row_of(one, programme, "baseline")
    with acting_as(one.pk):
        changed = planning.change_step(
            by=one, programme=programme, row=row, version=1, cells=row.cells | {"owner": "One"}
        )
    with acting_as(other.pk), pytest.raises(RowChanged) as both:
        planning.change_step(by=other, programme=programme, row=row, version=1, cells=row.cells | {"owner": "Other"})
    assert both.value.now is not None
    assert (both.value.now.cells["owner"], both.value.given["owner"]) == ("One", "Other")
    with acting_as(other.pk):
        assert planning.undo(by=other, programme=programme, change=changed.change).restored == 1
    assert row_of(one, programme, "baseline").cells["owner"] == "Analyst"


def test_a_step_that_others_wait_for_stays_and_no_step_waits_for_itself_or_for_nothing() -> None:
    begun = a_begun_programme()
    who, programme = begun.manager, begun.programme
    row = row_of(who, programme, "CSO: responsible")
    with acting_as(who.pk):
        with pytest.raises(Refused, match="“CSO: policy” waits for it"):
            planning.remove_step(by=who, programme=programme, row=row, version=1)
        with pytest.raises(Refused, match="wait for each other"):
            planning.change_step(
                by=who, programme=programme, row=row, version=1, cells=row.cells | {"waits_for": "CSO: policy"}
            )
        with pytest.raises(Refused, match="there is no such step"):
            planning.change_step(
                by=who, programme=programme, row=row, version=1, cells=row.cells | {"waits_for": "magic"}
            )
        with pytest.raises(Refused, match="not on a day to come"):
            planning.finish_step(by=who, programme=programme, row=row, version=1, on=today() + timedelta(days=1))
    assert row_of(who, programme, "CSO: responsible").version == 1


def test_what_the_board_adopts_later_is_added_and_what_stands_is_kept_also_when_the_study_is_closed() -> None:
    begun = a_begun_programme()
    who, programme = begun.manager, begun.programme
    row = row_of(who, programme, "baseline")
    with acting_as(who.pk):
        planning.change_step(by=who, programme=programme, row=row, version=1, cells=row.cells | {"owner": "Me"})
    decide(begun.lead, begun.study, category="Theft", disposition="tru_online")
    with acting_as(begun.lead.pk):
        close_study(by=begun.lead, study=begun.study, closed=True)
    with acting_as(who.pk):
        assert planning.add_adopted_routes(by=who, programme=programme) == 8
        assert planning.add_adopted_routes(by=who, programme=programme) == 0
    assert row_of(who, programme, "baseline").cells["owner"] == "Me"
    assert row_of(who, programme, "TRU/online: go live").cells["phase"] == "go_live"


def test_whoever_manages_programmes_without_seeing_the_study_changes_nothing() -> None:
    begun = a_begun_programme()
    blind = a_person(permissions=[one for one in MANAGES if not one.startswith("studies.")])
    row = row_of(begun.manager, begun.programme, "baseline")
    with acting_as(blind.pk), pytest.raises(Refused, match="You do not see the study"):
        planning.change_step(by=blind, programme=begun.programme, row=row, version=1, cells={**row.cells, "owner": "x"})
