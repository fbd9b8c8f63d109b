"""The board: who waits in which order, who should go, two who want one unit, and questions that stay flat."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.calls import a_call
from tests.making.dispatch import (
    WHOLE,
    Scene,
    a_decision,
    a_dispatcher,
    a_supervisor,
    a_unit_with,
    sent_to,
    somebody_in_the_field,
)
from tests.making.people import a_person
from tests.making.pictures import a_png
from tests.making.protocols import example as the_example
from tests.making.protocols import in_force
from tests.making.statements import queries_of
from tests.making.units import a_unit
from tests.making.world import AGENCY
from tests.web.conftest import SignIn

from arcs.core.dispatching.targets import Band, RouteTarget, age
from arcs.files.agency import read_agency
from arcs.web.agency.actions import new_edition
from arcs.web.calls.actions import follow_source
from arcs.web.calls.models import Call
from arcs.web.dispatch import decided, queries
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.board_rows import Board
from arcs.web.dispatch.models import Told
from arcs.web.dispatch.waiting import RANKS, Need, in_order
from arcs.web.people.models import Staff
from arcs.web.triage.models import Computed
from arcs.web.triage.promising import target_of
from arcs.web.triage.queries import to_be_triaged
from arcs.web.units.queries import units_in_use
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

MOST_QUERIES = 13


def a_programme_with_targets() -> None:
    """The settings of the example: a community service officer within 45 minutes for nine of ten."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        new_edition(by=Standing.KEEPER, valid_from=today(), programme=read_agency(AGENCY), after=0)


def waiting_since(by: Staff, minutes: int, route: str = "", **facts: Any) -> Call:
    """An open call that came in some minutes ago, triaged to a route where one is given."""
    call = a_call(by, received_at=timezone.now() - timedelta(minutes=minutes, seconds=5), **facts)
    if route:
        a_decision(by, call, route)
    return call


def board(who: Staff, chosen: Call | None = None) -> Board:
    with acting_as(who.pk), transaction.atomic():
        assert who.permissions
        return board_of(who, chosen=chosen.pk if chosen else None)


def test_of_several_targets_the_one_for_nine_of_ten_counts_and_only_from_receipt() -> None:
    programme = read_agency(AGENCY)
    found = target_of(programme, "cso", "cso", date(2026, 1, 1))
    assert found is not None and found.minutes == 45
    assert target_of(programme, "care_navigation", "care", date(2026, 1, 1)) is None, "from the referral, not receipt"
    assert target_of(programme, "", "officer", date(2026, 1, 1)) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from([None, 5, 20, 60])), max_size=12))
def test_whoever_is_later_by_the_target_never_stands_behind(waits: list[tuple[int, int | None]]) -> None:
    begun = date(2026, 1, 1)
    targets = {n: RouteTarget(route="x", from_day=begun, minutes=n) for n in (5, 20, 60)}
    ages = {f"{at:03d}": age(timedelta(minutes=waited), targets[of] if of else None)
            for at, (waited, of) in enumerate(waits)}  # fmt: skip
    laid = in_order(ages)
    assert sorted(laid) == sorted(ages), "nobody is dropped"
    needs = {one: Need(index % 6) for index, one in enumerate(sorted(ages))}
    urgent = in_order(ages, needs=needs)
    assert [needs[one] for one in urgent] == sorted(needs.values()), "no target puts a call before a more urgent one"
    assert [one for need in Need for one in laid if needs[one] is need] == urgent, "and targets order equals"
    assert in_order(dict(reversed(ages.items()))) == laid, "the order in which calls come never matters"
    ranks = [RANKS[ages[one].band] for one in laid]
    assert ranks == sorted(ranks)
    for band in (Band.LATE, Band.NEAR, Band.WITHIN):
        shares = [ages[one].share or Decimal(0) for one in laid if ages[one].band is band]
        assert shares == sorted(shares, reverse=True)


@pytest.mark.django_db
def test_the_board_by_hand() -> None:
    boss = a_supervisor()
    a_programme_with_targets()
    in_force(edition=the_example())
    a_unit_with(boss, somebody_in_the_field(), "CSO 14")
    waiting_since(boss, 10, "cso", call_type="IN TIME")
    waiting_since(boss, 3, call_type="NOT TRIAGED")
    waiting_since(boss, 60, "cso", call_type="LATE")
    waiting_since(boss, 40, "cso", call_type="NEAR")
    desk = waiting_since(boss, 5, "tru", call_type="BY TELEPHONE")
    seen = board(boss)
    assert [one.call.call_type for one in seen.waiting] == ["NOT TRIAGED", "LATE", "NEAR", "IN TIME"]
    assert [one.waits.words for one in seen.waiting] == ["No target", "Late by 16 min", "Due in 5 min", "In time"]
    assert (seen.late, seen.not_triaged, seen.free) == (1, 1, 1)
    bare, late, _near, _in_time = seen.waiting
    assert late.best is not None and late.best.unit == "CSO 14"
    assert bare.stands.route == "officer" and bare.best is None
    assert bare.wanted[0].shortfall.startswith("No unit with")
    telephone = board(boss, desk).chosen
    assert telephone is not None and telephone.call == desk, "what lies at a desk is seen where somebody asks for it"
    assert telephone.best is None and "CSO" not in telephone.shortfall


@pytest.mark.django_db
def test_danger_priority_and_what_nobody_triaged_stand_before_every_late_call() -> None:
    boss = a_supervisor()
    a_programme_with_targets()
    in_force(edition=the_example())
    waiting_since(boss, 90, "cso", call_type="LATE", priority="4")
    waiting_since(boss, 80, "cso", call_type="SECOND", priority="Priority 2")
    waiting_since(boss, 1, call_type="NOBODY TRIAGED")
    waiting_since(boss, 1, "officer", call_type="FIRST", priority="P1")
    armed = waiting_since(boss, 1, call_type="ARMED")
    a_decision(boss, armed, "officer", answers={"weapon": "yes"})
    seen = board(boss).waiting
    assert [one.call.call_type for one in seen] == ["ARMED", "FIRST", "NOBODY TRIAGED", "SECOND", "LATE"]
    assert [one.is_dangerous for one in seen] == [True, False, False, False, False]


@pytest.mark.django_db
def test_the_newest_call_is_on_the_board_however_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    monkeypatch.setattr(queries, "MOST_OPEN", 3)
    old = [waiting_since(scene.boss, minutes, "cso") for minutes in (300, 200)]
    for _ in range(3):
        waiting_since(scene.boss, 100, "tru")
    new = [waiting_since(scene.boss, minutes) for minutes in (2, 1)]
    seen = board(scene.boss)
    assert {one.call for one in seen.waiting} == {old[1], *new}, "a desk pushes nobody out, and the oldest goes first"
    assert seen.under_way == () and seen.not_shown, "what has a unit is left out before what waits"
    picked = board(scene.boss, old[0]).chosen
    assert picked is not None and picked.call == old[0]


@pytest.mark.django_db
def test_a_call_waits_again_when_its_unit_is_taken_off_before_it_arrived() -> None:
    scene = Scene()
    assert [one.call for one in board(scene.boss).under_way] == [scene.call]
    scene.tell(Told.STATUS, status="available")
    (again,) = board(scene.boss).waiting
    assert (again.call, again.going.taken_off) == (scene.call, scene.unit.call_sign)
    text = SignIn()(scene.boss).get(f"/dispatch/?call={scene.call.pk}").content.decode()
    assert f"{scene.unit.call_sign} was taken off before it arrived." in text
    sent_to(scene.boss, scene.unit, scene.call)
    for status in ("on_scene", "available"):
        scene.tell(Told.STATUS, status=status)
    assert [one.call for one in board(scene.boss).answered] == [scene.call]


@pytest.mark.django_db
def test_the_board_says_whose_type_changed_and_where_what_came_late_wants_an_officer(sign_in: SignIn) -> None:
    boss = a_supervisor()
    in_force(edition=the_example())
    raised, alone, desk = (waiting_since(boss, 9, one) for one in ("tru", "cso", "tru"))
    a_decision(boss, alone, "officer", computed=Computed.AT_SYNC, counts=False, decided_at=None)
    with acting_as(boss.pk), transaction.atomic():
        follow_source(by=boss, call=raised, values={"call_type": "SHOTS FIRED"})
    seen = board(boss)
    assert {one.call for one in seen.waiting} == {raised, alone} != {desk}
    assert {one.need for one in seen.waiting} == {Need.NOT_TRIAGED}, "above what somebody has looked at"
    browser = sign_in(boss)
    for call, said in (
        (raised, "Its type changed since: decided as NOISE, now SHOTS FIRED."),
        (alone, "Sue Supervisor chose Officer without a link"),
    ):
        text = browser.get(f"/dispatch/?call={call.pk}").content.decode()
        assert text.count(said) == 2, "in its row, and where it is chosen"
        assert f'href="/triage/{call.pk}/"' in text
    with acting_as(boss.pk):
        raised.refresh_from_db()
    a_decision(boss, raised, "tru")
    assert [one.call for one in board(boss).waiting] == [alone], "somebody has decided anew"


@pytest.mark.django_db
@pytest.mark.parametrize("desk", ["tru", "online", "care", "partner"])
def test_board_and_strip_have_a_call_back_from_a_desk_for_the_same_reasons(desk: str) -> None:
    boss = a_supervisor()
    lies, raised, fell, late = (waiting_since(boss, 9, desk, priority="2") for _ in range(4))
    a_decision(boss, late, "officer", computed=Computed.AT_SYNC, counts=False, decided_at=None)
    with acting_as(boss.pk), transaction.atomic():
        follow_source(by=boss, call=raised, values={"priority": "1"})
        follow_source(by=boss, call=fell, values={"priority": "4"})
    seen = board(boss)
    assert {one.call for one in seen.waiting} == {raised, late}, f"{lies.number} and {fell.number} are the desk's"
    with acting_as(boss.pk), transaction.atomic():
        assert {one.call for one in seen.waiting} == set(to_be_triaged(boss))
    assert {one.call: one.look_again for one in seen.waiting}[raised] == (
        "Its priority changed since: decided as 2, now 1."
    )


@pytest.mark.django_db
def test_each_route_of_a_call_gets_its_unit_and_the_call_waits_until_it_has_them() -> None:
    boss = a_supervisor()
    in_force(edition=the_example())
    a_unit_with(boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    cso = a_unit_with(boss, somebody_in_the_field("Cy Esso"), "CSO 14")
    call = waiting_since(boss, 5)
    a_decision(boss, call, "cso", chosen_secondary=["officer", "care"])
    (seen,) = board(boss).waiting
    assert [one.route for one in seen.wanted] == ["cso", "officer"], "the desk of care sends nobody"
    assert len({one.best.unit for one in seen.wanted if one.best}) == 2, "each its own"
    sent_to(boss, cso, call)
    (partly,) = board(boss).waiting
    assert partly.is_partly and [(one.route, one.best and one.best.unit) for one in partly.wanted] == [
        ("officer", "Car 231")
    ]
    text = SignIn()(boss).get(f"/dispatch/?call={call.pk}").content.decode()
    assert "Not everybody sent" in text and "Assign Car 231" in text
    with acting_as(boss.pk), transaction.atomic():
        car = units_in_use(boss, today()).get(call_sign="Car 231")
    sent_to(boss, car, call)
    seen_now = board(boss)
    assert seen_now.waiting == () and [one.call for one in seen_now.under_way] == [call]


@pytest.mark.django_db
def test_a_dispatcher_tells_the_status_of_a_unit_and_only_of_one_that_is_on_the_call(sign_in: SignIn) -> None:
    scene = Scene()
    browser, page = sign_in(scene.boss), f"/dispatch/calls/{scene.call.pk}/status/"
    text = browser.get(f"/dispatch/?call={scene.call.pk}").content.decode()
    for key in "escw":
        assert text.count(f'data-key="{key}"') == 1
    assert f'href="/units/{scene.unit.pk}/"' in text
    sign = {"unit": scene.unit.call_sign}
    for status, said in (
        ("en_route", "is en route"), ("on_scene", "is on scene"), ("checked_in", "the timer began anew"),
        ("available", "is clear"),
    ):  # fmt: skip
        assert said in browser.post(page, {**sign, "status": status}, follow=True).content.decode()
    assert [one.call for one in board(scene.boss).answered] == [scene.call]
    for told in ({**sign, "status": "on_scene"}, {**sign, "status": "<b>"}, {"unit": "", "status": "en_route"}):
        answer = browser.post(page, told, follow=True).content.decode()
        assert "is not on this call any more" in answer or "There is no unit of that call sign" in answer
    sent_to(scene.boss, scene.unit, scene.call)
    refused = browser.post(page, {**sign, "status": "out_of_service"}, follow=True).content.decode()
    assert "Choose en route, on scene or clear." in refused


@pytest.mark.django_db
def test_a_call_that_was_handed_back_stands_first_and_a_language_never_leaves_nobody_to_send() -> None:
    scene = Scene()
    a_programme_with_targets()
    in_force(edition=the_example())
    waiting_since(scene.boss, 60, "cso", call_type="LATE")
    a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    spanish = waiting_since(
        scene.boss, 1, "officer", call_type="SPANISH", caller_language="Spanish", wishes_interpreter=True
    )
    seen = board(scene.boss)
    assert seen.waiting[0].call == scene.call
    (asked,) = [one for one in seen.waiting if one.call == spanish]
    assert asked.best is not None and asked.best.unit == "Car 231"
    assert asked.best.reason.endswith("Nobody with Spanish is free.")


@pytest.mark.django_db
def test_a_reserved_unit_is_not_under_way_and_a_hand_back_waits_again_with_police() -> None:
    scene = Scene(sent=False)
    page = f"/dispatch/calls/{scene.call.pk}/send/"
    browser = SignIn()(scene.boss)
    browser.post(page, {"unit": scene.unit.call_sign, "how": "reserve"})
    seen = board(scene.boss, scene.call)
    assert [one.call for one in seen.waiting] == [scene.call]
    text = browser.get(f"/dispatch/?call={scene.call.pk}").content.decode()
    assert "is reserved, not dispatched" in text and "is assigned" not in text
    browser.post(page, {"unit": scene.unit.call_sign, "how": "assign"})
    assert [one.call for one in board(scene.boss).under_way] == [scene.call]
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    back = board(scene.boss).waiting[0]
    assert (back.call, back.stands.route) == (scene.call, "officer")
    text = browser.get(f"/dispatch/?call={scene.call.pk}").content.decode()
    assert "Handed back to police: felt unsafe." in text


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "route"), [(timedelta(hours=1), "officer"), (None, "officer"), (timedelta(0), "ems")])
def test_what_was_decided_without_a_link_before_a_hand_back_does_not_end_it(ago: timedelta | None, route: str) -> None:
    scene = Scene()
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    when = None if ago is None else timezone.now() - ago
    a_decision(scene.boss, scene.call, "ems", computed=Computed.AT_SYNC, decided_at=when)
    assert [one.stands.route for one in board(scene.boss).waiting] == [one for one in (route,) if one == "officer"]
    with acting_as(scene.boss.pk):
        assert decided.decided_on(scene.boss, [scene.call.pk])[scene.call.pk].route == route


@pytest.mark.django_db
def test_a_call_that_was_answered_waits_to_be_closed_and_what_came_late_stands_beside_it() -> None:
    scene = Scene()
    scene.tell(Told.OUTCOME, **WHOLE)
    scene.tell(Told.STATUS, status="available")
    scene.tell(Told.STATUS, status="en_route", waited=900)
    seen = board(scene.boss, scene.call)
    assert [(one.call, one.outcome) for one in seen.answered] == [(scene.call, "Resolved")]
    assert seen.waiting == ()
    said = [line.words for line in seen.so_far]
    assert "Outcome: Resolved, by Cy Esso" in said
    assert any(one.startswith("Told by Cy Esso and not carried out: Status: en route.") for one in said)


@pytest.mark.django_db
def test_of_two_dispatchers_who_send_different_units_to_one_call_the_second_looks_again(sign_in: SignIn) -> None:
    scene = Scene(sent=False)
    in_force(edition=the_example())
    other = a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "CSO 99")
    first, second = sign_in(scene.boss), sign_in(a_dispatcher())
    page, seen = f"/dispatch/?call={scene.call.pk}", rf'action="(/dispatch/calls/{scene.call.pk}/send/[^"]*)"'

    def where(browser: Any) -> str:
        return str(re.findall(seen, browser.get(page).content.decode())[-1])

    drawn = where(second)
    first.post(where(first), {"unit": scene.unit.call_sign})
    said = second.post(drawn, {"unit": other.call_sign}, follow=True).content.decode()
    assert f"Sue Supervisor sent {scene.unit.call_sign} to {scene.call.number} meanwhile." in said
    with acting_as(scene.boss.pk):
        assert [one.unit for one in queries.units_of(scene.boss, scene.call)] == [scene.unit]
    again = second.post(where(second), {"unit": other.call_sign, "how": "backup"}, follow=True).content.decode()
    assert f"{other.call_sign} is assigned to {scene.call.number}." in again


@pytest.mark.django_db
def test_of_two_dispatchers_who_assign_one_unit_the_second_reads_who_has_it(sign_in: SignIn) -> None:
    scene = Scene(sent=False)
    other = a_call(scene.boss)
    first, second = sign_in(scene.boss), sign_in(a_dispatcher())
    assert first.post(f"/dispatch/calls/{scene.call.pk}/send/", {"unit": scene.unit.call_sign}).status_code == 302
    answer = second.post(f"/dispatch/calls/{other.pk}/send/", {"unit": scene.unit.call_sign}, follow=True)
    text = answer.content.decode()
    assert re.search(
        rf"{scene.unit.call_sign} is taken: Sue Supervisor assigned it at \d\d:\d\d\. Choose another", text
    )
    unknown = second.post(f"/dispatch/calls/{other.pk}/send/", {"unit": "<script>"}, follow=True)
    assert "There is no unit of that call sign" in unknown.content.decode()


@pytest.mark.django_db
def test_the_sign_of_the_board_changes_with_all_that_it_shows_and_with_nothing_else() -> None:
    scene = Scene(sent=False)

    def sign() -> str:
        with acting_as(scene.boss.pk), transaction.atomic():
            with CaptureQueriesContext(connection) as asked:
                found = queries.revision(scene.boss)
            assert len([one for one in asked.captured_queries if "md5" in one["sql"]]) == 1
            return found

    signs = [sign()]
    assert sign() == signs[0], "nothing happened"
    for happens in (
        lambda: a_call(scene.boss), lambda: a_decision(scene.boss, scene.call, "officer"),
        lambda: sent_to(scene.boss, scene.unit, scene.call), lambda: scene.tell(Told.STATUS, status="en_route"),
        lambda: scene.tell(Told.NOTE, text="Seen."), lambda: scene.tell(Told.PLEA, plea="officer", urgency="advice"),
        lambda: scene.tell(Told.OUTCOME, **WHOLE), lambda: scene.tell(Told.PHOTO, photo=a_png()),
        lambda: scene.tell(Told.STATUS, status="available"), lambda: scene.tell(Told.STATUS, status="on_scene"),
        lambda: scene.tell(Told.HAND_BACK, reason="other"),
    ):  # fmt: skip
        happens()
        signs.append(sign())
    assert len(set(signs)) == len(signs)


@pytest.mark.django_db
def test_the_board_asks_at_most_thirteen_times_and_as_often_for_many_as_for_few(sign_in: SignIn) -> None:
    boss = a_supervisor()
    a_programme_with_targets()
    in_force(edition=the_example())
    calls = [waiting_since(boss, 10, "cso") for _ in range(2)]
    a_unit_with(boss, somebody_in_the_field())
    browser, page = sign_in(boss), f"/dispatch/?call={calls[0].pk}"

    def asked() -> tuple[int, int, int]:
        board(boss, calls[0])  # what is kept in the process is read once
        with acting_as(boss.pk), transaction.atomic():
            assert boss.permissions
            with CaptureQueriesContext(connection) as own:
                shown = board_of(boss, chosen=calls[0].pk)
        return len(own), len(shown.waiting), queries_of(browser, page)

    few = asked()
    for at in range(198):
        call = waiting_since(boss, at % 90, call_type=f"TYPE {at}", area=f"Area {at % 5}")
        if at % 3:
            a_decision(boss, call, ("cso", "co_response", "srt")[at % 3])
    for at in range(59):
        unit = a_unit(boss)
        if at < 5:
            sent_to(boss, unit, calls[1])
    many = asked()
    assert many[1] > 190
    assert few[0] == many[0] <= MOST_QUERIES
    assert few[2] == many[2]


@pytest.mark.django_db
def test_the_wall_shows_no_name_and_no_address(sign_in: SignIn) -> None:
    scene = Scene(sent=False)
    hidden_facts = {"address": "7 Hidden Lane", "caller_name": "Vera Quiet", "caller_telephone": "(708) 555-0151"}
    a_call(scene.boss, call_type="WELFARE", **hidden_facts)
    scene.tell(Told.PLEA, plea="officer", urgency="emergency", by=scene.boss, said="Ask for Vera Quiet.")
    text = sign_in(scene.boss).get("/dispatch/wall/").content.decode()
    assert "WELFARE" in text and "Officer needed, emergency" in text
    for hidden in ("Hidden Lane", "Vera", "(708) 555-0151", "123 N Oak Park", "Sue Supervisor", "Cy Esso"):
        assert hidden not in text, hidden


@pytest.mark.django_db
def test_strangers_see_no_board_and_readers_of_calls_send_nobody(sign_in: SignIn) -> None:
    scene = Scene(sent=False)
    stranger, viewer = sign_in(a_person("Stranger")), sign_in(
        a_person("View Er", permissions=["dispatch.board", "calls.read", "triage.read", "units.read"])
    )  # fmt: skip
    for path in ("/dispatch/", "/dispatch/wall/", "/dispatch/revision", "/dispatch/reviews/", "/field/"):
        assert stranger.get(path).status_code == 403, path
    assert stranger.post(f"/dispatch/calls/{scene.call.pk}/send/", {"unit": "x"}).status_code == 404
    assert viewer.get("/dispatch/").status_code == 200
    assert viewer.post(f"/dispatch/calls/{scene.call.pk}/send/", {"unit": scene.unit.call_sign}).status_code == 403
    evil = a_call(scene.boss, call_type="<img src=x onerror=alert(1)>", address="<b>1</b>")
    text = viewer.get(f"/dispatch/?call={evil.pk}").content.decode()
    assert "<img src=x" not in text and "<b>1</b>" not in text
    assert viewer.get("/dispatch/?call=nonsense").status_code == 200
