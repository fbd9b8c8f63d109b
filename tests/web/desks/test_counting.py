"""Every call stands in one stated place; what is closed in silence is listed; each number opens to its calls."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.making.calls import ALL_NO, a_call
from tests.making.calls import a_dispatcher as a_taker
from tests.making.desks import LEADS, a_leader, a_worker, sent_to, settled_as_in_oak_park, the_item, tried
from tests.making.dispatch import Scene, a_decision, a_supervisor, a_unit_with, somebody_in_the_field
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.triage import a_decider, decided
from tests.web.conftest import SignIn

from arcs.core.dispatching.matching import UnitStatus
from arcs.core.dispatching.outcomes import PASSED_OVER, Override
from arcs.web.calls import actions as calls
from arcs.web.calls.models import Call
from arcs.web.desks import actions, counting, queries, work
from arcs.web.desks.models import CountedCall, DeskItem, NightlyCheck
from arcs.web.desks.work import check_of, check_the_night, count_lately
from arcs.web.dispatch import actions as dispatch
from arcs.web.dispatch.models import Told
from arcs.web.dispatch.telling import Sent, tell
from arcs.web.people.models import Staff
from arcs.web.triage.models import Computed
from arcs.web.units import actions as units
from arcs.web.units.models import Unit
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db


def counted(who: Staff) -> dict[str, CountedCall]:
    count_lately()
    with acting_as(who.pk):
        return {one.number: one for one in queries.counted_seen_by(who)}


def test_a_day_by_hand_five_calls_five_places() -> None:
    by, taker, worker, leader = a_decider(), a_taker(), a_worker(), a_leader()
    in_force(edition=example())
    settled_as_in_oak_park()
    untriaged = a_call(taker)
    at_desk = sent_to(by, "tru")
    served = sent_to(by, "tru")
    with acting_as(worker.pk):
        item = the_item(worker, served)
        tried(worker, item)
        actions.finish(
            by=worker, item=item, ending="report_taken", not_served="", given_to="", told="yes",
            told_how="On the telephone.", needs=ALL_NO,
        )  # fmt: skip
    cancelled = sent_to(by, "tru")
    with acting_as(taker.pk):
        calls.close_call(by=taker, call=Call.objects.get(pk=cancelled.call_id), code="cancelled", flags=ALL_NO)
    police = decided(by, call_type="THEFT UNDER 500", **{"a-suspect_present": "yes"})
    rows = counted(leader)
    assert {number: one.stands for number, one in rows.items()} == {
        untriaged.number: "not_triaged", at_desk.call_number: "at_a_desk", served.call_number: "served",
        cancelled.call_number: "not_served", police.call_number: "open",
    }  # fmt: skip
    done = rows[served.call_number]
    assert (done.is_eligible, done.is_served, done.not_served) == (True, True, "")
    assert done.waited_seconds is not None
    assert done.promised_seconds == 3600, "the settings promise a call back within the hour"
    assert rows[police.call_number].is_eligible is False
    assert rows[at_desk.call_number].breaches == ["nobody owns it at the desk tru"]
    assert "nature flags were not answered at intake" in rows[served.call_number].breaches


def test_a_call_closed_in_silence_is_found_and_counted_again_it_stays_one() -> None:
    taker, leader = a_taker(), a_leader()
    silent = a_call(taker)
    with acting_as(taker.pk):
        calls.close_call(by=taker, call=silent, code="answered", flags=ALL_NO)
    counted(leader)
    (row,) = counted(leader).values()
    assert "it was closed and never triaged" in row.breaches
    assert any("told" in one for one in row.breaches)
    with acting_as(leader.pk):
        assert [one.pk for one in queries.broken_seen_by(leader)] == [silent.pk]


UNSAID = "it was eligible and not served, and no reason is recorded"
OUTCOME = {
    "ending": "resolved", "alternatives": ["no_ground_to_arrest"], "de_escalation": "not_needed", "force": "none",
    "injury": "none", "transport": "none",
}  # fmt: skip


def answered(scene: Scene, call: Call, unit: Unit | None, *, why: str = "", triaged: bool = True) -> str:
    """The number of a CSO call that this unit went to and that was closed as answered on scene."""
    if triaged:
        a_decision(scene.boss, call, "cso")
    with acting_as(scene.boss.pk):
        if unit is not None:
            sent = dispatch.send(by=scene.boss, unit=unit, call=call, why=why)
            units.change_status(by=scene.boss, unit=sent.unit, status=UnitStatus.ON_SCENE)
        tell(by=scene.boss, sent=Sent(key=uuid4(), kind=Told.OUTCOME, call=call.pk, values=OUTCOME))
        if unit is not None:
            units.change_status(by=scene.boss, unit=sent.unit, status=UnitStatus.AVAILABLE)
        if not triaged:
            a_decision(scene.boss, call, "cso")
        calls.close_call(by=scene.boss, call=call, code="answered", flags=ALL_NO)
    return call.number


def test_a_call_is_served_by_who_was_sent_and_not_by_the_route_that_was_chosen() -> None:
    scene, leader = Scene(sent=False), a_leader()
    car = a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    own = answered(scene, scene.call, scene.unit)
    stand_in = answered(scene, a_call(scene.boss), car, why="no_unit_free")
    first = answered(scene, a_call(scene.boss), car, triaged=False)
    nobody = answered(scene, a_call(scene.boss), None)
    rows = counted(leader)
    assert {one.stands for one in rows.values()} == {"served"}, "somebody answered each of them"
    assert {number: (one.is_eligible, one.is_served, one.not_served) for number, one in rows.items()} == {
        own: (True, True, ""), stand_in: (True, False, "no_unit_free"), first: (True, False, "taken_by_police_first"),
        nobody: (True, False, ""),
    }  # fmt: skip
    silent = {number for number, one in rows.items() if UNSAID in one.breaches}
    assert silent == {nobody}, "eligible, not served, and nobody said why"


def long_closed(by: Staff, call: Call) -> None:
    """The call as one that was closed a week ago."""
    with acting_as(by.pk), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(closed_at=timezone.now() - timedelta(days=7))


def test_a_call_of_long_ago_is_mended_on_the_page_when_its_reason_is_said(sign_in: SignIn) -> None:
    scene, leader = Scene(sent=False), a_person("Lea", permissions=(*LEADS, "triage.read", "protocols.read"))
    number = answered(scene, scene.call, None)
    assert UNSAID in counted(leader)[number].breaches
    long_closed(scene.boss, scene.call)
    count_lately()
    here = f"/desks/why/{scene.call.pk}/"
    said = sign_in(leader).post(here, {"reason": "danger_heard", "note": "Shots in the background."}, follow=True)
    assert "The figures count it within two minutes." in said.content.decode()
    row = counted(leader)[number]
    assert (row.not_served, UNSAID in row.breaches) == ("danger_heard", False)


def test_an_outcome_that_is_told_late_is_counted_though_the_call_closed_long_ago() -> None:
    scene, leader = Scene(route="officer", sent=False), a_leader()
    with acting_as(scene.boss.pk):
        calls.close_call(by=scene.boss, call=scene.call, code="cancelled", flags=ALL_NO)
    long_closed(scene.boss, scene.call)
    assert check_the_night()
    before = counted(leader)[scene.call.number]
    with acting_as(scene.boss.pk):
        tell(by=scene.boss, sent=Sent(key=uuid4(), kind=Told.OUTCOME, call=scene.call.pk, values=OUTCOME))
    assert (before.stands, counted(leader)[scene.call.number].stands) == ("not_served", "served")


def test_a_visit_that_police_asked_for_and_nobody_takes_is_seen_though_the_call_is_closed(sign_in: SignIn) -> None:
    scene, worker, leader = Scene(route="officer", sent=False), a_worker(), a_leader()
    with acting_as(scene.boss.pk):
        visit = OUTCOME | {"follow_up": "A visit tomorrow.", "follow_up_route": "care"}
        tell(by=scene.boss, sent=Sent(key=uuid4(), kind=Told.OUTCOME, call=scene.call.pk, values=visit))
        calls.close_call(by=scene.boss, call=scene.call, code="answered", flags=ALL_NO)
    assert "1 item at a desk is due, yours or nobody’s yet." in sign_in(worker).get("/").content.decode()
    assert not [one for one in counted(leader)[scene.call.number].breaches if "care" in one], "it has until tonight"
    long_closed(scene.boss, scene.call)
    with acting_as(worker.pk), transaction.atomic():
        DeskItem.objects.update(next_date=today() - timedelta(days=1))
    row = counted(leader)[scene.call.number]
    assert row.stands == "served"
    assert [one for one in row.breaches if "care" in one] == [
        "nobody owns the follow-up at the desk care",
        f"the next date of the follow-up at the desk care passed on {today() - timedelta(days=1)}",
    ]
    other = a_worker("Other")
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
        actions.take(by=worker, item=item)
        assert queries.due_today(worker) == 1
    with acting_as(other.pk):
        assert queries.due_today(other) == 0, "it is somebody’s now"


@pytest.mark.parametrize("reason", Override)
def test_whatever_the_desk_overrode_the_cso_for_is_why_the_call_was_not_served(reason: Override) -> None:
    by, leader = a_supervisor(), a_leader()
    call = a_call(by)
    shown = {"recommended_route": "cso", "shown_route": "cso", "override_reason": reason.value}
    a_decision(by, call, "officer", **shown)
    row = counted(leader)[call.number]
    assert (row.is_eligible, row.not_served, row.is_overridden) == (True, PASSED_OVER[reason].value, True)


def test_police_who_went_because_the_link_was_lost_are_no_override_and_the_reason_is_the_link() -> None:
    by, leader = a_supervisor(), a_leader()
    without_link, at_night = a_call(by), a_call(by)
    at_sync = {"computed": Computed.AT_SYNC, "shown_route": "officer"}
    a_decision(by, without_link, "officer", recommended_route="cso", **at_sync)
    a_decision(by, at_night, "officer", rules=["closed:cso"], **at_sync)
    rows = counted(leader)
    assert (rows[without_link.number].not_served, rows[without_link.number].is_overridden) == ("link_lost", False)
    assert rows[at_night.number].not_served == "route_closed", "with the link it had been police as well"


def test_a_call_that_one_desk_sent_back_stands_at_the_desk_that_has_it_now() -> None:
    by, worker, leader = a_decider(), a_worker(), a_leader()
    in_force(edition=example())
    made = sent_to(by, "care")
    with acting_as(worker.pk):
        none = {"ending": "", "not_served": "no_unit_free", "given_to": "", "told": "no", "told_how": "Nobody there."}
        actions.finish(by=worker, item=the_item(worker, made), needs={}, **none)
    sent_to(by, "tru", call=str(made.call_id), call_type=made.call_type)
    row = counted(leader)[made.call_number]
    assert (row.stands, row.breaches) == ("at_a_desk", ["nobody owns it at the desk tru"])


def test_at_night_an_officer_is_recommended_and_the_call_was_eligible_but_for_the_hours() -> None:
    by, leader = a_supervisor(), a_leader()
    at_night, police = a_call(by), a_call(by)
    a_decision(by, at_night, "officer", rules=["type:NOISE COMPLAINT", "closed:cso"])
    a_decision(by, police, "officer")
    rows = counted(leader)
    assert (rows[at_night.number].is_eligible, rows[at_night.number].not_served) == (True, "route_closed")
    assert (rows[police.number].is_eligible, rows[police.number].not_served) == (False, "")
    with acting_as(by.pk), transaction.atomic():
        assert [queries.eligible_route(by, one) for one in (at_night, police)] == ["cso", ""]


def test_not_triaged_is_one_number_however_the_call_ended(sign_in: SignIn) -> None:
    taker, leader = a_taker(), a_leader()
    ends = [a_call(taker) for _ in range(3)]
    with acting_as(taker.pk):
        calls.close_call(by=taker, call=ends[0], code="answered", flags=ALL_NO)
        calls.close_call(by=taker, call=ends[1], code="cancelled", flags=ALL_NO)
    count_lately()
    page = sign_in(leader).get("/figures/")
    stands = {one.label: one.many for one in page.context["standings"]}
    assert stands == {"Served": 0, "At a desk": 0, "Not served": 0, "Not triaged": 3, "Open": 0}
    shown = {one.name: one.value for group in page.context["groups"] for one in group.figures}
    assert shown["Not triaged"] == "3"


def test_the_night_writes_the_sum_once() -> None:
    taker, leader = a_taker(), a_leader()
    yesterday = timezone.now() - timedelta(days=1)
    for _ in range(3):
        a_call(taker, received_at=yesterday)
    a_call(taker)
    (made,) = check_the_night()
    assert (made.came_in, made.not_triaged, made.served, made.not_counted) == (3, 3, 0, 0)
    assert check_the_night() == []
    with acting_as(leader.pk):
        assert NightlyCheck.objects.count() == 1


def test_a_check_that_another_worker_finished_meanwhile_is_left_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    a_call(a_taker(), received_at=timezone.now() - timedelta(days=1))
    count = work._count

    def counted_while_another_checks(keys: Iterable[UUID]) -> int:
        monkeypatch.setattr(work, "_count", count)
        assert len(check_the_night()) == 1
        return count(keys)

    monkeypatch.setattr(work, "_count", counted_while_another_checks)
    assert check_the_night() == []


def test_days_on_which_nothing_ran_are_checked_when_it_runs_again_and_none_before_the_first_call() -> None:
    taker = a_taker()
    now = timezone.now()
    for days in (4, 2, 2):
        a_call(taker, received_at=now - timedelta(days=days))
    assert [(today() - one.day, one.came_in) for one in check_the_night()] == [
        (timedelta(days=4), 1), (timedelta(days=3), 0), (timedelta(days=2), 2), (timedelta(days=1), 0),
    ]  # fmt: skip
    a_call(taker, received_at=now - timedelta(days=90))
    earlier = check_the_night()
    assert [today() - one.day for one in earlier] == [timedelta(days=at) for at in range(60, 4, -1)], "no endless past"
    assert check_the_night() == []


def test_a_call_that_the_clock_never_counted_is_missed_in_the_sum(sign_in: SignIn) -> None:
    taker, leader = a_taker(), a_leader()
    yesterday = timezone.now() - timedelta(days=1)
    a_call(taker, received_at=yesterday)
    count_lately()
    a_call(taker, received_at=yesterday)
    with acting_as(Standing.CLERK), transaction.atomic():
        made = check_of(timezone.localdate(yesterday), entered_by=timezone.now())
    assert (made.came_in, made.not_triaged, made.not_counted) == (2, 1, 1)
    assert "Not counted" in sign_in(leader).get("/figures/").content.decode()
    assert check_the_night() == [], "what was written down stays"


def test_what_the_clock_asks_does_not_grow_with_the_calls() -> None:
    taker = a_taker()
    asked = []
    for more in (1, 6):
        for _ in range(more):
            a_call(taker)
        with CaptureQueriesContext(connection) as heard:
            count_lately()
        asked.append(len(heard))
    assert asked[0] == asked[1]


def test_what_is_asked_does_not_grow_with_the_calls() -> None:
    by, taker = a_decider(), a_taker()
    in_force(edition=example())
    few = [a_call(taker).pk, sent_to(by, "tru").call_id]
    many = [a_call(taker).pk for _ in range(8)] + [sent_to(by, "tru").call_id for _ in range(3)]
    leader = a_person("All", permissions=("calls.read", "triage.read", "units.read", "desks.read", "dispatch.board"))
    with acting_as(leader.pk):
        asked = []
        for keys in (few, [*few, *many]):
            with CaptureQueriesContext(connection) as heard:
                counting.known_of(list(Call.objects.filter(pk__in=keys)))
            asked.append(len(heard))
    assert asked[0] == asked[1] <= 12


def test_each_number_opens_to_as_many_calls_and_no_name_is_among_them(sign_in: SignIn) -> None:
    by, taker, leader = a_decider(), a_taker(), a_leader()
    in_force(edition=example())
    for _ in range(2):
        a_call(taker, caller_name="Nora Nobody", address="9 Secret St")
    sent_to(by, "tru")
    count_lately()
    browser = sign_in(leader)
    page = browser.get("/figures/")
    assert "3 calls came in" in page.content.decode()
    shown = [one for group in page.context["groups"] for one in group.figures if one.url]
    assert shown
    for one in shown:
        rows = browser.get(one.url)
        if not one.unit:
            assert rows.context["page"].count == int(one.value.replace(",", "")), one.name
        assert "Nora" not in rows.content.decode()
        assert "Secret" not in rows.content.decode()
    standings = page.context["standings"]
    assert sum(one.many for one in standings) == 3
    for place in standings:
        if place.url:
            assert browser.get(place.url).context["page"].count == place.many
    assert browser.get(f"/figures/calls/?figure={uuid4()}").status_code == 404
    assert browser.get("/figures/calls/?stands=gone").status_code == 404
    assert "Nora" not in browser.get("/figures/broken/?csv=1").content.decode()
    assert sign_in(a_worker()).get("/figures/").status_code == 403
    wrong = browser.get("/figures/?first=2026-05-04&last=2020-01-01").content.decode()
    assert "first day is after the last" in wrong
