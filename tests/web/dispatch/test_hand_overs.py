"""A hand-over is accepted or it alarms its sender; nobody accepts his own; 988 is timed and named."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone
from tests.making.calls import ALL_NO, a_call
from tests.making.dispatch import (
    WHOLE,
    Scene,
    a_dispatcher,
    a_supervisor,
    a_unit_with,
    sent_to,
    somebody_in_the_field,
)
from tests.making.people import a_person, a_team
from tests.web.conftest import SignIn

from arcs.postgres.addresses import Addresses
from arcs.web.calls.actions import add_note, close_call
from arcs.web.calls.models import Call
from arcs.web.calls.ways import ways_on
from arcs.web.dispatch import handing_over, queries
from arcs.web.dispatch.handing_over import Receiver
from arcs.web.dispatch.models import HandOver, HandOverTo, Told
from arcs.web.people.models import Staff, TeamMembership
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused


def handed(by: Staff, call: Call, to: Receiver, **more: Any) -> HandOver:
    """A hand-over of this call."""
    with acting_as(by.pk):
        return handing_over.hand_over(by=by, call=call, to=to, said="She waits at the door.", key=uuid4(), **more)


def to_person(staff: Staff) -> Receiver:
    return Receiver(kind=HandOverTo.PERSON, staff=staff)


def of(who: Staff) -> queries.HandOvers:
    with acting_as(who.pk), transaction.atomic():
        assert who.permissions
        return queries.hand_overs_of(who)


@pytest.mark.django_db
def test_a_call_that_nobody_accepts_alarms_its_sender_until_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    sender, next_one = a_dispatcher("Sen Der"), a_dispatcher("Nex Tone")
    one = handed(sender, a_call(sender), to_person(next_one))
    assert timedelta(minutes=9) < one.due_at - timezone.now() <= timedelta(minutes=10)
    assert [it.pk for it in of(next_one).for_me] == [one.pk]
    assert of(sender).alarms == []
    later = timezone.now() + timedelta(minutes=11)
    with monkeypatch.context() as patched:
        patched.setattr(queries.timezone, "now", lambda: later)
        assert [it.pk for it in of(sender).alarms] == [one.pk]
        assert of(next_one).alarms == [], "it is the sender's"
    with acting_as(next_one.pk):
        handing_over.accept(by=next_one, one=one)
    with monkeypatch.context() as patched:
        patched.setattr(queries.timezone, "now", lambda: later)
        assert of(sender).alarms == []
        assert [it.settled_by_name for it in of(sender).settled] == ["Nex Tone"]


@pytest.mark.django_db
def test_a_refusal_says_why_and_alarms_at_once_and_nobody_else_answers() -> None:
    sender, next_one, other = a_dispatcher("Sen Der"), a_dispatcher("Nex Tone"), a_dispatcher("Other")
    one = handed(sender, a_call(sender), to_person(next_one))
    for who, why in ((other, "This hand-over is for Nex Tone"), (sender, "Nobody accepts his own hand-over")):
        with acting_as(who.pk), pytest.raises(Refused, match=why):
            handing_over.accept(by=who, one=one)
    with acting_as(next_one.pk):
        with pytest.raises(Refused, match="Say why"):
            handing_over.refuse(by=next_one, one=one, why=" ")
        handing_over.refuse(by=next_one, one=one, why="My shift is over.")
        with pytest.raises(Refused, match="Nex Tone answered this hand-over already"):
            handing_over.accept(by=next_one, one=one)
    assert [it.why_refused for it in of(sender).alarms] == ["My shift is over."]


@pytest.mark.django_db
def test_whoever_is_in_the_field_reads_on_the_phone_what_was_refused_and_what_he_is_asked(sign_in: SignIn) -> None:
    scene = Scene()
    colleague = somebody_in_the_field("Nex Tone")
    here, there = sign_in(scene.who), sign_in(colleague)
    before = [browser.get("/field/revision").content for browser in (here, there)]
    one = handed(scene.who, scene.call, to_person(colleague))
    asked = f"{scene.who.name} asks you to take over call {scene.call.number}, {scene.call.call_type}."
    assert asked in there.get("/field/").content.decode(), "with no call of his own too"
    assert asked not in here.get("/field/").content.decode()
    after = [browser.get("/field/revision").content for browser in (here, there)]
    assert before[1] != after[1], "the phone fetches it by itself"
    with acting_as(colleague.pk):
        handing_over.refuse(by=colleague, one=one, why="My shift is over")
    refused = f"Nex Tone refused call {scene.call.number}: My shift is over. It is yours until you hand it over again."
    assert refused in here.get("/field/").content.decode()
    assert here.get("/field/revision").content != after[0]
    handed(scene.who, scene.call, to_person(a_dispatcher("Third")))
    assert refused not in here.get("/field/").content.decode(), "it is offered to somebody else"
    later = timezone.now() + timedelta(minutes=11)
    with acting_as(scene.who.pk), transaction.atomic():
        assert queries.field_offers(scene.who).alarms == []
    with pytest.MonkeyPatch.context() as patched, acting_as(scene.who.pk), transaction.atomic():
        patched.setattr(queries.timezone, "now", lambda: later)
        assert [it.to_name for it in queries.field_offers(scene.who).alarms] == ["Third"]


@pytest.mark.django_db
def test_the_phone_of_whoever_took_a_call_over_sees_by_itself_what_changes_there(sign_in: SignIn) -> None:
    scene = Scene()
    colleague = somebody_in_the_field("Nex Tone")
    with acting_as(colleague.pk):
        handing_over.accept(by=colleague, one=handed(scene.who, scene.call, to_person(colleague)))
    phone = sign_in(colleague)
    before = phone.get("/field/revision").content
    with acting_as(scene.boss.pk):
        add_note(by=scene.boss, call=scene.call, text="The neighbor has a key.")
    assert phone.get("/field/revision").content != before


@pytest.mark.django_db
def test_a_team_takes_over_at_the_change_of_shift_and_strangers_see_nothing() -> None:
    night = a_team("Night")
    sender, member = somebody_in_the_field("Day Cso"), somebody_in_the_field("Night Cso")
    stranger = a_person("Stranger")
    with acting_as(Standing.KEEPER), transaction.atomic():
        TeamMembership.objects.create(staff=member, team=night)
    boss = a_supervisor()
    call = a_call(boss)
    sent_to(boss, a_unit_with(boss, sender), call)
    one = handed(sender, call, Receiver(kind=HandOverTo.TEAM, team=night))
    assert [it.pk for it in of(member).for_me] == [one.pk]
    with acting_as(stranger.pk), transaction.atomic():
        assert queries.hand_over_seen_by(stranger, one.pk) is None
        assert not HandOver.objects.exists()
    with acting_as(member.pk):
        assert handing_over.accept(by=member, one=one).settled_by_name == "Night Cso"


@pytest.mark.django_db
def test_a_warm_hand_off_to_988_is_timed_and_says_who_took_it(sign_in: SignIn) -> None:
    sender = a_dispatcher("Sen Der")
    call = a_call(sender)
    browser, here = sign_in(sender), f"/dispatch/calls/{call.pk}/hand-over/"
    key = str(uuid4())
    empty = browser.post(here, {"to": "988", "said": "", "key": key})
    assert (empty.status_code, "Please check one thing" in empty.content.decode()) == (200, True)
    nameless = browser.post(here, {"to": "partner", "said": "He is calm now.", "key": key})
    assert "Write the name of the partner." in nameless.content.decode()
    assert "He is calm now." in nameless.content.decode(), "nothing typed is lost"
    for _ in range(2):
        assert browser.post(here, {"to": "988", "said": "He is calm now.", "key": key}).status_code == 302
    other = browser.post(here, {"to": "partner", "name": "Thrive", "said": "He is calm now.", "key": key})
    text = other.content.decode()
    assert other.status_code == 409 and "is asked already" in text and key not in text
    with acting_as(sender.pk), transaction.atomic():
        (one,) = HandOver.objects.all()
    page = f"/dispatch/hand-overs/{one.pk}/settle/"
    assert "Write who took the call there" in browser.post(page, {"accept": "1"}, follow=True).content.decode()
    text = browser.post(page, {"accept": "1", "spoke_with": "Counselor 17"}, follow=True).content.decode()
    assert "Accepted by Counselor 17 (Sen Der)" in text
    forged = browser.post(here, {"to": f"person:{uuid4()}", "said": "x", "key": str(uuid4())})
    assert forged.status_code == 200 and "is not one of the available choices" in forged.content.decode()
    assert sign_in(a_person("Stranger")).post(page, {"accept": "1"}).status_code == 404


def test_the_database_lets_nobody_accept_for_another(fresh_database: Addresses) -> None:
    sender, next_one = a_dispatcher("Sen Der"), a_dispatcher("Nex Tone")
    one = handed(sender, a_call(sender), to_person(next_one))
    settled = {"acknowledged_at": timezone.now(), "settled_by": next_one.pk, "settled_by_name": "x"}
    for by in (sender.pk, next_one.pk):  # in his own name and in the name of whom he asked
        with acting_as(sender.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            HandOver.objects.filter(pk=one.pk).update(**{**settled, "settled_by": by})
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('arcs.person', %s, true)", [str(sender.pk)])
        with pytest.raises(psycopg.errors.CheckViolation, match="nobody_accepts_his_own"), owner.transaction():
            owner.execute(
                "update dispatch_handover set acknowledged_at = now(), settled_by = made_by, settled_by_name = 'x'"
            )


@pytest.mark.django_db
def test_the_database_lets_nobody_answer_what_is_over() -> None:
    sender, next_one = a_dispatcher("Sen Der"), somebody_in_the_field("Nex Tone")
    member, mate = somebody_in_the_field("Mem Ber"), somebody_in_the_field("Ma Te")
    team = a_team("Night")
    with acting_as(Standing.KEEPER), transaction.atomic():
        for who in (member, mate):
            TeamMembership.objects.create(staff=who, team=team)
    back, refused = (handed(sender, a_call(sender), to_person(next_one)) for _ in range(2))
    taken = handed(sender, a_call(sender), Receiver(kind=HandOverTo.TEAM, team=team))
    with acting_as(sender.pk):
        handing_over.withdraw(by=sender, one=back)
    with acting_as(next_one.pk):
        handing_over.refuse(by=next_one, one=refused, why="My shift is over.")
    with acting_as(member.pk):
        handing_over.accept(by=member, one=taken)
    for who, one in ((next_one, back), (next_one, refused), (mate, taken)):
        settled = {
            "acknowledged_at": timezone.now(), "refused_at": None, "why_refused": "", "withdrawn_at": None,
            "settled_by": who.pk, "settled_by_name": who.name,
        }  # fmt: skip
        with acting_as(who.pk), transaction.atomic():
            assert HandOver.objects.filter(pk=one.pk).update(**settled) == 0, who.name
    with acting_as(sender.pk), transaction.atomic():
        assert HandOver.objects.filter(pk=taken.pk, settled_by=member.pk).exists()
        assert HandOver.objects.exclude(pk=taken.pk).filter(acknowledged_at=None).count() == 2


@pytest.mark.django_db
def test_whoever_accepts_a_call_tells_its_outcome_and_others_find_nothing(sign_in: SignIn) -> None:
    scene, clinician, other = Scene(), somebody_in_the_field("Clin Ician"), somebody_in_the_field("Other")
    one = handed(scene.who, scene.call, to_person(clinician))
    here = f"/field/calls/{scene.call.pk}/"
    before = sign_in(clinician)
    assert before.get(here).status_code in {403, 404}, "what was only offered is not one's own"
    with acting_as(clinician.pk):
        handing_over.accept(by=clinician, one=one, spoke_with="")
    assert scene.call.number in before.get("/field/").content.decode()
    page = before.get(here).content.decode()
    assert "No unit of yours is on this call" in page
    told = scene.tell(Told.OUTCOME, by=clinician, **WHOLE)
    assert (told.entry.why_kept, told.entry.unit) == ("", None)
    assert sign_in(other).get(here).status_code in {403, 404}
    with pytest.raises(Refused):
        scene.tell(Told.OUTCOME, by=other, **WHOLE)


@pytest.mark.django_db
def test_a_dispatcher_chooses_among_whoever_can_take_the_call_and_who_is_on_a_unit_stands_first(
    sign_in: SignIn,
) -> None:
    scene, by = Scene(), a_dispatcher("Sen Der")
    team, empty = a_team("Night"), a_team("Village board")
    member, reader = somebody_in_the_field("Ann Able"), a_person("Rea Der", permissions=["calls.read"])
    with acting_as(Standing.KEEPER), transaction.atomic():
        for who, where in ((member, team), (reader, empty)):
            TeamMembership.objects.create(staff=who, team=where)
    with acting_as(by.pk), transaction.atomic():
        assert by.permissions
        people, teams = queries.receivers(by)
    names = [one.name for one in people]
    assert names[0] == "Cy Esso" and {"Ann Able", "Sue Supervisor"} <= set(names)
    assert not {"Rea Der", "Sen Der"} & set(names)
    assert [one.name for one in teams] == ["Night"]
    page = sign_in(by).get(f"/dispatch/calls/{scene.call.pk}/hand-over/").content.decode()
    assert "Cy Esso, on a unit now" in page and "Village board" not in page


def alarms(who: Staff) -> list[str]:
    """Whose hand-overs alarm this person eleven minutes from now, on the start page and on the phone."""
    later = timezone.now() + timedelta(minutes=11)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queries.timezone, "now", lambda: later)
        with acting_as(who.pk), transaction.atomic():
            found = [it.to_name for it in queries.hand_overs_of(who).alarms]
            assert [it.to_name for it in queries.field_offers(who).alarms] == found
            assert queries.hand_overs_that_wait(who) == len(found)
    return found


@pytest.mark.django_db
def test_what_is_offered_anew_alarms_no_more_and_of_two_who_were_asked_one_has_it() -> None:
    sender, away, next_one = a_dispatcher("Sen Der"), a_dispatcher("Away"), a_dispatcher("Nex Tone")
    call = a_call(sender)
    first = handed(sender, call, to_person(away))
    assert alarms(sender) == ["Away"]
    second = handed(sender, call, to_person(next_one))
    assert alarms(sender) == ["Nex Tone"], "the first is offered anew"
    assert of(away).for_me == []
    with acting_as(next_one.pk):
        handing_over.accept(by=next_one, one=second)
    assert alarms(sender) == []
    with acting_as(away.pk), pytest.raises(Refused, match=f"Sen Der offered call {call.number} to somebody else since"):
        handing_over.accept(by=away, one=first)
    assert {it.to_name for it in of(sender).settled} == {"Away", "Nex Tone"}, "nothing is dropped"


@pytest.mark.django_db
def test_a_call_that_is_closed_alarms_nobody_and_cannot_be_taken_over(sign_in: SignIn) -> None:
    sender, next_one = a_dispatcher("Sen Der"), somebody_in_the_field("Nex Tone")
    call = a_call(sender)
    one = handed(sender, call, to_person(next_one))
    assert alarms(sender) == ["Nex Tone"]
    phone = sign_in(next_one)
    before = phone.get("/field/revision").content
    with acting_as(sender.pk):
        close_call(by=sender, call=call, code="cancelled", flags=ALL_NO)
    assert alarms(sender) == [] and of(next_one).for_me == []
    assert phone.get("/field/revision").content != before and "asks you" not in phone.get("/field/").content.decode()
    with acting_as(next_one.pk), pytest.raises(Refused, match=f"Call {call.number} is closed"):
        handing_over.accept(by=next_one, one=one)
    assert "Call closed without an answer" in sign_in(sender).get("/dispatch/hand-overs/").content.decode()


@pytest.mark.django_db
def test_its_sender_takes_an_offer_back_and_nobody_else_does(sign_in: SignIn) -> None:
    scene, next_one = Scene(), somebody_in_the_field("Nex Tone")
    one = handed(scene.who, scene.call, to_person(next_one))
    with acting_as(next_one.pk):
        with pytest.raises(Refused, match=f"Only {scene.who.name} takes this offer back"):
            handing_over.withdraw(by=next_one, one=one)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            HandOver.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now())
    browser, page = sign_in(scene.who), f"/dispatch/hand-overs/{one.pk}/settle/"
    assert "Take it back" in browser.get("/dispatch/hand-overs/").content.decode()
    text = browser.post(page, {"withdraw": "1"}, follow=True).content.decode()
    assert "stays yours; nobody is asked any more" in text and "Taken back" in text
    assert alarms(scene.who) == [] and of(next_one).for_me == []
    with acting_as(next_one.pk), pytest.raises(Refused, match=f"{scene.who.name} took this offer back"):
        handing_over.accept(by=next_one, one=one)
    with acting_as(scene.who.pk), pytest.raises(Refused, match="took this offer back"):
        handing_over.withdraw(by=scene.who, one=one)


@pytest.mark.django_db
def test_in_the_field_nobody_gives_the_call_of_another_away(sign_in: SignIn) -> None:
    scene, other, friend = Scene(), somebody_in_the_field("Other"), somebody_in_the_field("Friend")
    here = f"/dispatch/calls/{scene.call.pk}/hand-over/"

    def ways(who: Staff) -> list[str]:
        with acting_as(who.pk), transaction.atomic():
            assert who.permissions
            return [one.url for one in ways_on(who, scene.call)]

    assert here in ways(scene.who) and here in ways(scene.boss) and here not in ways(other)
    assert sign_in(scene.who).get(here).status_code == 200
    browser = sign_in(other)
    given = {"to": f"person:{friend.pk}", "said": "x", "key": str(uuid4())}
    assert (browser.get(here).status_code, browser.post(here, given).status_code) == (404, 404)
    with pytest.raises(Refused, match="This call is not yours"):
        handed(other, scene.call, to_person(friend))
    with acting_as(other.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        HandOver.objects.create(
            key=uuid4(), call=scene.call, kind="person", to_staff=friend, to_name="Friend", said="x",
            due_at=timezone.now(), made_by=other.pk, made_by_name="Other",
        )  # fmt: skip
