"""What the field tells arrives once, in order or late; what cannot be carried out is kept; nobody tells for others."""

from datetime import timedelta
from threading import Barrier, Thread
from time import sleep
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from tests.making.calls import ALL_NO, a_call
from tests.making.dispatch import WHOLE, Scene, a_unit_with, sent_to, somebody_in_the_field
from tests.web.conftest import SignIn

from arcs.core.dispatching.matching import UnitStatus
from arcs.postgres.addresses import Addresses
from arcs.web.calls import actions as calls
from arcs.web.calls.models import CallNote
from arcs.web.dispatch import actions, telling
from arcs.web.dispatch.models import CallOutcome, FieldEntry, HandBack, Plea, Review, Told
from arcs.web.dispatch.telling import NotWhole
from arcs.web.people.models import SessionMark
from arcs.web.units import actions as units
from arcs.web.units import rostering
from arcs.web.units.models import Assignment, CheckIn, Crew, StatusEvent
from arcs.web.units.queries import on_shift, own_units
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused


@pytest.mark.django_db
def test_a_note_that_is_sent_three_times_is_one_and_another_text_under_its_key_is_refused() -> None:
    scene, key = Scene(), uuid4()
    first = scene.tell(Told.NOTE, key=key, text="He left.")
    assert [scene.tell(Told.NOTE, key=key, text="He left.").was_there for _ in range(2)] == [True, True]
    assert not first.was_there
    with pytest.raises(Refused, match="sent before with another content"):
        scene.tell(Told.NOTE, key=key, text="He came back.")
    with acting_as(scene.boss.pk), transaction.atomic():
        assert list(CallNote.objects.filter(call=scene.call).values_list("text", flat=True)) == ["He left."]
        assert FieldEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_unit_goes_its_way_by_taps_and_what_comes_too_late_is_kept_with_the_reason() -> None:
    scene = Scene()
    scene.tell(Told.STATUS, status="en_route")
    scene.tell(Told.STATUS, status="on_scene")
    with acting_as(scene.boss.pk):
        units.change_status(by=scene.boss, unit=scene.unit, status=UnitStatus.AVAILABLE)
    late = scene.tell(Told.STATUS, status="en_route", waited=600).entry
    assert (late.why_kept, late.words) == (
        "The unit is not on this call any more. What you told is kept beside it.", "Status: en route",
    )  # fmt: skip
    assert late.waited_seconds == 600
    with acting_as(scene.boss.pk), transaction.atomic():
        told = list(StatusEvent.objects.filter(unit=scene.unit, made_by=scene.who.pk).values_list("status", flat=True))
    assert sorted(told) == ["en_route", "on_scene"]


@pytest.mark.django_db
def test_a_status_that_waited_never_touches_the_next_call_of_the_unit() -> None:
    scene = Scene()
    with acting_as(scene.boss.pk):
        units.change_status(by=scene.boss, unit=scene.unit, status=UnitStatus.AVAILABLE)
    after = sent_to(scene.boss, scene.unit, a_call(scene.boss))
    assert scene.tell(Told.STATUS, status="on_scene").entry.why_kept
    with acting_as(scene.boss.pk), transaction.atomic():
        assert Assignment.objects.get(pk=after.pk).on_scene_at is None


@pytest.mark.django_db
def test_a_check_in_that_waited_counts_from_when_it_was_tapped() -> None:
    scene = Scene()
    with acting_as(scene.boss.pk), transaction.atomic():
        Assignment.objects.filter(pk=scene.held.pk).update(check_in_due=timezone.now() - timedelta(minutes=1))
    scene.tell(Told.CHECK_IN, waited=300)
    with acting_as(scene.boss.pk), transaction.atomic():
        due = Assignment.objects.get(pk=scene.held.pk).check_in_due
        assert CheckIn.objects.count() == 1
    left = due - timezone.now()
    assert timedelta(minutes=14, seconds=50) < left < timedelta(minutes=15, seconds=10), "20 minutes less five"


@pytest.mark.django_db
def test_an_outcome_says_what_its_route_must_say_and_of_two_both_are_kept_and_the_last_counts() -> None:
    scene, mate = Scene(), somebody_in_the_field("Cam Rade")
    with pytest.raises(telling.NotWhole, match="whether force was used; whether somebody was hurt"):
        scene.tell(Told.OUTCOME, ending="resolved", de_escalation="not_needed")
    assert scene.entries() == [], "what is not whole is corrected, not kept"
    scene.tell(Told.OUTCOME, **WHOLE)
    scene.tell(Told.OUTCOME, by=scene.boss, **WHOLE | {"ending": "referred_to", "referred_to": "Thrive Center"})
    with acting_as(scene.boss.pk), transaction.atomic():
        both = list(CallOutcome.objects.filter(call=scene.call).order_by("-position").values_list("ending", flat=True))
    assert both == ["referred_to", "resolved"]
    with pytest.raises(Refused, match="Your unit was not on this call"):
        scene.tell(Told.OUTCOME, by=mate, **WHOLE)


@pytest.mark.django_db
def test_police_are_asked_for_alternatives_to_an_arrest_and_why_none_was_taken() -> None:
    scene = Scene(route="officer")
    with pytest.raises(telling.NotWhole, match="why no alternative to arrest was taken"):
        scene.tell(Told.OUTCOME, **WHOLE | {"ending": "arrest", "alternatives": ["citation"]})
    whole = {"ending": "arrest", "alternatives": ["citation"], "why_not": "declined", "transport": "involuntary"}
    assert not scene.tell(Told.OUTCOME, **WHOLE | whole).entry.why_kept


@pytest.mark.django_db
def test_after_a_hand_back_the_officer_who_came_is_asked_as_an_officer_and_the_first_unit_is_not() -> None:
    scene, officer = Scene(), somebody_in_the_field("Otto Fisher")
    car = a_unit_with(scene.boss, officer, route="officer")
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    sent_to(scene.boss, car, scene.call)
    with pytest.raises(telling.NotWhole, match="which alternatives to arrest were considered"):
        scene.tell(Told.OUTCOME, by=officer, **WHOLE)
    scene.tell(Told.OUTCOME, by=officer, **WHOLE | {"alternatives": ["warning"]})
    scene.tell(Told.OUTCOME, **WHOLE)
    with acting_as(scene.boss.pk), transaction.atomic():
        routes = CallOutcome.objects.filter(call=scene.call).order_by("position").values_list("route", flat=True)
        assert list(routes) == ["officer", "cso"]


@pytest.mark.django_db
def test_a_hand_back_makes_it_an_officer_call_and_hand_back_and_force_each_open_a_review_once() -> None:
    scene = Scene()
    with pytest.raises(telling.NotWhole, match="choose one of the reasons"):
        scene.tell(Told.HAND_BACK, said="I do not like it.")
    scene.tell(Told.HAND_BACK, reason="felt_unsafe", said="He has a knife.")
    scene.tell(Told.OUTCOME, **WHOLE | {"force": "hands"})
    scene.tell(Told.OUTCOME, **WHOLE | {"force": "hands"})
    with acting_as(scene.boss.pk), transaction.atomic():
        assert HandBack.objects.get().route == "cso"
        assert sorted(Review.objects.values_list("ground", flat=True)) == ["force", "hand_back"]


@pytest.mark.django_db
def test_an_upgrade_is_asked_for_before_arrival_and_backup_says_why() -> None:
    scene = Scene()
    with pytest.raises(telling.NotWhole, match="Say why"):
        scene.tell(Told.PLEA, plea="backup", urgency="routine")
    scene.tell(Told.PLEA, plea="upgrade", urgency="routine", reason="inaccurate_caller_information")
    scene.tell(Told.PLEA, plea="officer", urgency="emergency")
    scene.tell(Told.STATUS, status="on_scene")
    late = scene.tell(Told.PLEA, plea="upgrade", urgency="emergency", reason="felt_unsafe", waited=300).entry
    assert (late.why_kept, late.words) == ("", "Upgrade needed before arrival, emergency: felt unsafe")
    with acting_as(scene.boss.pk), transaction.atomic():
        asked = Plea.objects.order_by("made_at").values_list("kind", "urgency", "reason")
        assert list(asked) == [
            ("upgrade", "routine", "inaccurate_caller_information"), ("officer", "emergency", ""),
            ("backup", "emergency", "felt_unsafe"),
        ], "help that waited on a phone is never refused"  # fmt: skip


@pytest.mark.django_db
def test_the_database_refuses_facts_of_a_call_that_is_not_ones_own(owner: str) -> None:
    scene, stranger = Scene(), somebody_in_the_field("Stan Ger")
    a_unit_with(scene.boss, stranger)
    row = {"key": uuid4(), "call": scene.call, "made_by": stranger.pk, "made_by_name": "x"}
    with acting_as(stranger.pk), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Plea.objects.create(kind="officer", urgency="routine", **row)
    with acting_as(stranger.pk), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        CallOutcome.objects.create(position=1, route="cso", ending="resolved", **row)


def _send(scene: Scene, key: object, at_once: Barrier, said: list[bool]) -> None:
    try:
        at_once.wait(timeout=20)
        said.append(scene.tell(Told.NOTE, key=key, text="Twice at once.").was_there)  # type: ignore[arg-type] # a key
    finally:
        connections.close_all()


@pytest.mark.usefixtures("fresh_database")
def test_the_same_key_sent_twice_at_once_is_one() -> None:
    scene, key = Scene(), uuid4()
    at_once, said = Barrier(2), list[bool]()
    both = [Thread(target=_send, args=(scene, key, at_once, said)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert sorted(said) == [False, True]


@pytest.mark.usefixtures("fresh_database")
def test_two_outcomes_of_one_call_at_once_follow_each_other() -> None:
    scene, came = Scene(), list[object]()

    def second() -> None:
        try:
            came.append(scene.tell(Told.OUTCOME, by=scene.boss, **WHOLE).was_there)
        except IntegrityError as twice:
            came.append(twice)
        finally:
            connections.close_all()

    one = Thread(target=second)
    with acting_as(scene.who.pk), transaction.atomic():
        scene.tell(Told.OUTCOME, **WHOLE)
        one.start()
        with connection.cursor() as cursor:
            for _attempt in range(500):
                cursor.execute("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                if cursor.fetchone()[0]:
                    break
                sleep(0.02)
    one.join(timeout=60)
    assert came == [False]
    with acting_as(scene.boss.pk), transaction.atomic():
        assert sorted(CallOutcome.objects.values_list("position", flat=True)) == [1, 2]


def test_facts_of_dispatch_are_never_changed_and_an_outcome_is_coded(fresh_database: Addresses) -> None:
    scene = Scene()
    scene.tell(Told.OUTCOME, **WHOLE)
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('arcs.person', %s, true)", [str(scene.boss.pk)])
        for table in ("dispatch_calloutcome", "dispatch_fieldentry"):
            with pytest.raises(psycopg.Error), owner.transaction():
                owner.execute(f"update {table} set made_by_name = 'x'")
        with pytest.raises(psycopg.errors.CheckViolation, match="outcome_alternatives_are_coded"), owner.transaction():
            owner.execute(
                "insert into dispatch_calloutcome (id, key, call_id, position, route, ending, alternatives, why_not,"
                " de_escalation, force, injury, transport, released_to, referred_to, follow_up,"
                " follow_up_route, crisis_disposition, made_by, made_by_name)"
                " select gen_random_uuid(), gen_random_uuid(), call_id, 9, route, ending, '[\"mercy\"]', '', '', '',"
                " '', '', '', '', '', '', '', made_by, made_by_name from dispatch_calloutcome"
            )


def closing(scene: Scene, code: str = "answered") -> str:
    """Why the call cannot be closed like that; nothing where it was."""
    with acting_as(scene.boss.pk):
        try:
            calls.close_call(by=scene.boss, call=scene.call, code=code, flags=ALL_NO)
        except Refused as refused:
            return str(refused)
    return ""


@pytest.mark.django_db
def test_a_call_stays_open_while_a_unit_is_on_it_somebody_waits_for_help_or_nobody_said_what_came_of_it() -> None:
    scene = Scene()
    scene.tell(Told.STATUS, status="on_scene")
    scene.tell(Told.PLEA, plea="officer", urgency="emergency")
    said = closing(scene)
    assert f"{scene.unit.call_sign} is on this call. Clear it" in said
    assert "Cy Esso asked for help on this call and nobody answered" in said
    assert "was on scene and nobody recorded the outcome" in said
    with acting_as(scene.boss.pk):
        actions.answer_plea(by=scene.boss, plea=Plea.objects.get(), answer="Two officers, four minutes.")
    scene.tell(Told.STATUS, status="available")
    assert closing(scene) == closing(scene, "cancelled") != "", "however it is closed, somebody was there"
    scene.tell(Told.OUTCOME, **WHOLE)
    assert closing(scene) == ""


@pytest.mark.django_db
def test_what_was_told_before_a_hand_back_says_nothing_of_what_the_officer_found() -> None:
    scene = Scene()
    officer = somebody_in_the_field("Otto Fisher")
    car = a_unit_with(scene.boss, officer, "Car 231", route="officer")
    scene.tell(Told.STATUS, status="on_scene")
    scene.tell(Told.OUTCOME, **WHOLE)
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    scene.tell(Told.STATUS, status="available")
    sent_to(scene.boss, car, scene.call)
    scene.tell(Told.STATUS, by=officer, status="on_scene")
    scene.tell(Told.OUTCOME, **WHOLE | {"ending": "unable_to_locate"})
    scene.tell(Told.STATUS, by=officer, status="available")
    said = closing(scene)
    assert "Car 231 was on scene and nobody recorded the outcome" in said
    assert scene.unit.call_sign not in said
    scene.tell(Told.OUTCOME, by=officer, **WHOLE, alternatives=["warning"])
    assert closing(scene) == ""


@pytest.mark.django_db
def test_a_call_that_was_handed_back_before_anybody_came_after_it_is_closed_as_police_calls_are() -> None:
    scene = Scene()
    scene.tell(Told.STATUS, status="on_scene")
    scene.tell(Told.HAND_BACK, reason="felt_unsafe")
    scene.tell(Told.STATUS, status="available")
    assert f"{scene.unit.call_sign} was on scene and nobody recorded the outcome" in closing(scene)
    scene.tell(Told.OUTCOME, **WHOLE)
    assert closing(scene) == ""


@pytest.mark.django_db
def test_answered_on_scene_by_the_programme_needs_an_outcome_and_a_call_that_was_cancelled_none() -> None:
    scene, other, police = Scene(sent=False), Scene(sent=False), Scene(sent=False, route="officer")
    assert "needs its outcome" in closing(scene)
    assert closing(other, "cancelled") == ""
    assert closing(police) == "", "what police answer is coded in their own system"


@pytest.mark.django_db
def test_nobody_on_an_unarmed_route_arrests_and_a_number_of_seconds_is_one(sign_in: SignIn) -> None:
    scene = Scene()
    with pytest.raises(NotWhole, match="Nobody on this route arrests"):
        scene.tell(Told.OUTCOME, **WHOLE | {"ending": "arrest"})
    browser = sign_in(scene.who)
    assert "Arrest" not in browser.get(f"/field/calls/{scene.call.pk}/").content.decode()
    told = {"key": str(uuid4()), "kind": "check_in", "call": str(scene.call.pk), "waited": "\u00b2"}
    assert browser.post("/field/send", told).status_code == 302


@pytest.mark.django_db
def test_who_hears_the_outcome_by_radio_records_it_at_the_board(sign_in: SignIn) -> None:
    scene = Scene()
    here = f"/field/calls/{scene.call.pk}/"
    browser = sign_in(scene.boss)
    assert here in browser.get(f"/calls/{scene.call.pk}/").content.decode()
    told = {"key": str(uuid4()), "kind": "outcome", "call": str(scene.call.pk), **WHOLE}
    assert browser.post("/field/send", told, follow=True).status_code == 200
    with acting_as(scene.boss.pk):
        assert CallOutcome.objects.get().made_by == scene.boss.pk


@pytest.mark.django_db
def test_who_is_planned_anew_while_on_a_call_or_whose_call_outlasts_the_shift_still_tells_and_calls_for_help() -> None:
    scene = Scene()
    with acting_as(scene.boss.pk):
        rostering.take_off(by=scene.boss, crew=Crew.objects.get(staff=scene.who))
    for kind, values in ((Told.STATUS, {"status": "on_scene"}), (Told.CHECK_IN, {})):
        assert scene.tell(kind, **values).entry.why_kept == ""
    with acting_as(scene.who.pk), transaction.atomic():
        assert [one.pk for one in own_units(scene.who)] == [scene.unit.pk]
    scene.tell(Told.STATUS, status="available")
    kept = scene.tell(Told.STATUS, status="on_scene").entry
    assert "not on this call any more" in kept.why_kept, "when the call is over, so is the shift"
    over = Scene()
    with acting_as(over.boss.pk), transaction.atomic():
        ends = Crew.objects.get(staff=over.who).ends_at
        assert Crew.objects.filter(on_shift(ends + timedelta(hours=3)), staff=over.who).exists()
        assert not Crew.objects.filter(on_shift(ends + timedelta(days=2)), staff=over.who).exists()
        assert not Crew.objects.filter(on_shift(ends + timedelta(hours=3)), staff=scene.who).exists()


@pytest.mark.django_db
def test_who_cleared_the_unit_before_the_outcome_is_reminded_of_it(sign_in: SignIn) -> None:
    scene, words = Scene(), "nobody said yet what came of it"
    scene.tell(Told.STATUS, status="on_scene")
    scene.tell(Told.STATUS, status="available")
    browser = sign_in(scene.who)
    assert words in browser.get("/field/").content.decode()
    scene.tell(Told.OUTCOME, **WHOLE)
    assert words not in browser.get("/field/").content.decode()


@pytest.mark.django_db
def test_a_locked_phone_still_calls_for_help_and_does_nothing_else(sign_in: SignIn) -> None:
    scene = Scene()
    browser = sign_in(scene.who)
    assert browser.get("/field/").status_code == 200
    with acting_as(Standing.DOOR), transaction.atomic():
        SessionMark.objects.filter(staff=scene.who).update(locked_at=timezone.now())
    told = {"call": str(scene.call.pk), "plea": "officer", "urgency": "emergency"}
    json = {"headers": {"Accept": "application/json"}}
    note = browser.post("/field/send", {**told, "key": str(uuid4()), "kind": "note", "text": "x"}, **json)
    assert "application/json" not in note.headers["Content-Type"]
    plea = browser.post("/field/send", {**told, "key": str(uuid4()), "kind": "plea"}, **json)
    assert (plea.status_code, plea.json()["state"]) == (200, "done")
    assert [one.kind for one in scene.entries()] == ["plea"]
    assert browser.get("/field/").status_code == 302, "the session stays locked"
