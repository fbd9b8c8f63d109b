"""Alarms reach somebody: a call for help on a closed call, a check-in that stays overdue, a refused hand-over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.making.calls import ALL_NO
from tests.making.dispatch import WHOLE, Scene, a_dispatcher
from tests.making.people import a_person
from tests.making.units import a_duty
from tests.web.conftest import SignIn

from arcs.web.calls import actions as calls
from arcs.web.dispatch import handing_over, queries
from arcs.web.dispatch.alarming import tell_of_check_ins
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.board_rows import Board
from arcs.web.dispatch.handing_over import Receiver
from arcs.web.dispatch.models import CheckInAlarm, HandOver, HandOverTo, Told
from arcs.web.jobs.clock import WORKS
from arcs.web.messages.models import OutgoingMessage
from arcs.web.people.models import Staff
from arcs.web.units import rostering
from arcs.web.units.models import Assignment, Crew
from arcs.web.wall.acting import Standing, acting_as


def board(who: Staff) -> Board:
    with acting_as(who.pk), transaction.atomic():
        assert who.permissions
        return board_of(who)


def overdue_by(scene: Scene, minutes: int) -> None:
    """The check-in of the scene's unit was due so long ago."""
    with acting_as(scene.boss.pk), transaction.atomic():
        due = timezone.now() - timedelta(minutes=minutes, seconds=5)
        Assignment.objects.filter(call=scene.call, held_to=None).update(check_in_due=due)


def told(scene: Scene) -> list[tuple[str, str]]:
    """Who was told, by step and name, after the clock came by."""
    with acting_as(Standing.CLERK):
        tell_of_check_ins()
    with acting_as(scene.boss.pk), transaction.atomic():
        return list(CheckInAlarm.objects.order_by("made_at", "staff_name").values_list("step", "staff_name"))


def messages() -> list[str]:
    with acting_as(Standing.CLERK), transaction.atomic():
        return sorted(OutgoingMessage.objects.filter(subject__startswith="Check-in").values_list("to", flat=True))


@pytest.mark.django_db
def test_a_call_for_help_on_a_closed_call_stands_on_board_wall_and_strip(sign_in: SignIn) -> None:
    scene = Scene()
    for status in ("on_scene", "available"):
        scene.tell(Told.STATUS, status=status)
    scene.tell(Told.OUTCOME, **WHOLE)
    with acting_as(scene.boss.pk):
        calls.close_call(by=scene.boss, call=scene.call, code="answered", flags=ALL_NO)
        with transaction.atomic():
            before = queries.revision(scene.boss)
    scene.tell(Told.PLEA, plea="officer", urgency="emergency", said="He came back.")
    with acting_as(scene.boss.pk), transaction.atomic():
        assert queries.revision(scene.boss) != before
    (ask,) = board(scene.boss).asks
    assert ask.is_emergency and not ask.call.is_open
    browser = sign_in(scene.boss)
    text = browser.get("/dispatch/").content.decode()
    assert "<title>(1) Dispatch board" in text and "Call is closed" in text
    assert f'href="/calls/{scene.call.pk}/"' in text
    assert "Officer needed, emergency" in browser.get("/dispatch/wall/").content.decode()
    lines = browser.get("/dispatch/alarms").content.decode()
    assert "1 alarm on the board" in lines and f"{scene.call.number}: Officer needed, emergency" in lines
    assert 'data-lines="/dispatch/alarms"' in browser.get("/triage/").content.decode()
    browser.post(f"/dispatch/pleas/{ask.key}/answer/", {"answer": "Car 231 in two minutes."})
    assert board(scene.boss).asks == () and 'data-alarms="0"' in browser.get("/dispatch/alarms").content.decode()


@pytest.mark.django_db
def test_who_sees_no_board_has_no_alarms_on_the_strip(sign_in: SignIn) -> None:
    triages = a_person("Call Taker", permissions=("calls.read", "calls.take", "triage.decide", "triage.read"))
    browser = sign_in(triages)
    assert browser.get("/dispatch/alarms").status_code == 403
    assert "data-lines" not in browser.get("/triage/").content.decode()


@pytest.mark.django_db
def test_an_overdue_check_in_tells_the_supervisor_and_then_the_rota_once_each(sign_in: SignIn) -> None:
    scene, first, second = Scene(), a_person("Ann Call"), a_person("Bo Call")
    a_duty(scene.boss, route="cso", staff=first)
    a_duty(scene.boss, route="cso", step=2, after=5, staff=second)
    a_duty(scene.boss, route="care", staff=a_person("Other Route"))
    overdue_by(scene, 4)
    assert told(scene) == [], "the dispatcher has five minutes"
    (late,) = board(scene.boss).overdue
    assert (late.overdue, late.told) == ("overdue by 4 min", "")
    overdue_by(scene, 6)
    assert board(scene.boss).overdue[0].told == "No supervisor could be told yet."
    with acting_as(scene.boss.pk), transaction.atomic():
        before = queries.revision(scene.boss)
    assert told(scene) == [("supervisor", "Sue Supervisor")] == told(scene), "once, however often the clock comes by"
    with acting_as(scene.boss.pk), transaction.atomic():
        assert queries.revision(scene.boss) != before
    assert board(scene.boss).overdue[0].told.startswith("Told: Sue Supervisor ")
    assert messages() == [scene.boss.login]
    page = sign_in(scene.boss).get("/").content.decode()
    assert "1 check-in is overdue: reach the unit." in page
    overdue_by(scene, 11)
    names = [name for _step, name in told(scene)]
    assert sorted(names) == ["Ann Call", "Sue Supervisor", "Sue Supervisor"], "another moment due is another alarm"
    overdue_by(scene, 16)
    assert sorted(name for _step, name in told(scene)) == [
        "Ann Call", "Ann Call", "Bo Call", "Sue Supervisor", "Sue Supervisor", "Sue Supervisor"
    ]  # fmt: skip
    scene.tell(Told.CHECK_IN)
    assert "check-in is overdue" not in sign_in(scene.boss).get("/").content.decode()
    assert len(told(scene)) == 6
    assert WORKS["dispatch.check_ins"].standing is Standing.CLERK


@pytest.mark.django_db
def test_who_is_on_call_is_told_also_of_who_was_planned_anew_while_on_a_call() -> None:
    scene = Scene()
    a_duty(scene.boss, route="cso", staff=a_person("Ann Call"))
    scene.tell(Told.STATUS, status="on_scene")
    with acting_as(scene.boss.pk):
        rostering.take_off(by=scene.boss, crew=Crew.objects.get(staff=scene.who))
    overdue_by(scene, 11)
    assert sorted(name for _step, name in told(scene)) == ["Ann Call", "Sue Supervisor"]
    with acting_as(scene.boss.pk), transaction.atomic():
        on_units = {one.name for one in queries.receivers(scene.boss)[0] if one.is_on}
    assert on_units == {scene.who.name}, "who is on scene is on a unit"


@pytest.mark.django_db
def test_nobody_but_the_clock_writes_that_somebody_was_told() -> None:
    scene = Scene()
    overdue_by(scene, 60)
    with acting_as(scene.boss.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from check_ins_to_tell(now())")
        assert cursor.fetchone() == (0,), "whom the clock would tell is nobody else's to read"
    with acting_as(scene.boss.pk), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        CheckInAlarm.objects.create(
            assignment=Assignment.objects.get(call=scene.call), was_due=timezone.now(), step="supervisor",
            staff=scene.boss, staff_name="Sue", made_by=scene.boss.pk, made_by_name="Sue",
        )  # fmt: skip


@pytest.mark.django_db
def test_a_refused_hand_over_alarms_its_sender_behind_a_hundred_others_until_it_is_offered_again() -> None:
    scene, taker, other = Scene(), a_dispatcher("Nex Tone"), a_dispatcher("Other")

    def offered(by: Staff, to: Staff) -> HandOver:
        with acting_as(by.pk):
            return handing_over.hand_over(
                by=by, call=scene.call, to=Receiver(kind=HandOverTo.PERSON, staff=to), said="She waits.", key=uuid4()
            )

    one = offered(scene.boss, taker)
    with acting_as(taker.pk):
        handing_over.refuse(by=taker, one=one, why="My shift is over")
    for _ in range(51):  # more than the page shows of what was settled lately
        again = offered(other, taker)
        with acting_as(taker.pk):
            handing_over.accept(by=taker, one=again)
    (alarm,) = board(scene.boss).late_offers
    assert alarm.words == (
        f"Nex Tone refused call {scene.call.number}: My shift is over. It is yours until you hand it over again."
    )
    assert board(other).late_offers == ()
    with acting_as(scene.boss.pk), transaction.atomic():
        assert scene.boss.permissions
        assert [it.pk for it in queries.hand_overs_of(scene.boss).alarms] == [one.pk]
    offered(scene.boss, taker)
    assert board(scene.boss).late_offers == ()


@pytest.mark.django_db
def test_the_alarm_lines_cost_the_same_for_many(sign_in: SignIn) -> None:
    scene = Scene()
    browser = sign_in(scene.boss)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get("/dispatch/alarms")
        return len(found)

    scene.tell(Told.PLEA, plea="officer", urgency="routine")
    few = asked()
    for _ in range(6):
        scene.tell(Told.PLEA, plea="backup", urgency="advice", reason="other")
    assert asked() == few
