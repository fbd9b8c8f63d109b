"""The field page: one's own call with its safety line, taps that need no script, and what a phone's script is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from tests.making.calls import a_call
from tests.making.dispatch import (
    NOTHING_DANGEROUS,
    WHOLE,
    Scene,
    a_decision,
    a_dispatcher,
    a_unit_with,
    somebody_in_the_field,
)
from tests.making.people import a_person
from tests.making.pictures import a_png
from tests.web.conftest import SignIn

from arcs.web.calls.actions import add_premise_note
from arcs.web.dispatch.models import CallPhoto, FieldEntry, Plea, Told
from arcs.web.units.models import Assignment
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def test_the_page_says_first_what_is_dangerous_and_nothing_while_there_is_no_call(sign_in: SignIn) -> None:
    scene = Scene(sent=False)
    a_decision(scene.boss, scene.call, "cso", answers=NOTHING_DANGEROUS | {"weapon": "yes", "threat": "unknown"})
    with acting_as(scene.boss.pk):
        add_premise_note(by=scene.boss, call=scene.call, text="A large dog in the yard.")
    browser = sign_in(scene.who)
    assert "No call now" in browser.get("/field/").content.decode()
    sign_in(scene.boss).post(f"/dispatch/calls/{scene.call.pk}/send/", {"unit": scene.unit.call_sign})
    text = browser.get("/field/").content.decode()
    for words in ("weapon: yes", "threat: unknown", "answered no: violence, crime in progress, suspect present"):
        assert words in text, words
    assert "You may not read notes about addresses" in text and "large dog" not in text


def test_whoever_may_read_warnings_does_and_it_is_logged(sign_in: SignIn) -> None:
    scene = Scene(more=("calls.history",))
    with acting_as(scene.boss.pk):
        add_premise_note(by=scene.boss, call=scene.call, text="A large dog in the yard.")
    assert "A large dog in the yard." in sign_in(scene.who).get("/field/").content.decode()
    with acting_as(Standing.SEALER), transaction.atomic(using="log"):
        read = ReadLog.objects.using("log").filter(kind="premise notes")
        looked = read.filter(person=scene.who.pk, object_id=scene.call.pk)
        assert looked.count() == 1


def test_a_phone_learns_by_itself_of_all_that_its_page_says_of_the_call(sign_in: SignIn) -> None:
    scene = Scene(more=("calls.history",))
    phone = sign_in(scene.who)

    def sign() -> bytes:
        return phone.get("/field/revision").content

    def warned() -> None:
        with acting_as(scene.boss.pk):
            add_premise_note(by=scene.boss, call=scene.call, text="A rifle behind the door.")

    signs = [sign()]
    assert sign() == signs[0], "nothing happened"
    for happens in (
        warned, lambda: scene.tell(Told.HAND_BACK, by=scene.boss, reason="other"),
        lambda: scene.tell(Told.OUTCOME, by=scene.boss, alternatives=["warning"], **WHOLE),
        lambda: scene.tell(Told.PHOTO, by=scene.boss, photo=a_png()),
        lambda: scene.tell(Told.STATUS, by=scene.boss, status="en_route"),
    ):  # fmt: skip
        happens()
        signs.append(sign())
    assert len(set(signs)) == len(signs), "each, also what could not be carried out"


def test_a_check_in_that_is_overdue_is_an_alarm_on_the_phone_and_on_the_board(sign_in: SignIn) -> None:
    scene = Scene()
    with acting_as(scene.boss.pk), transaction.atomic():
        Assignment.objects.filter(pk=scene.held.pk).update(check_in_due=timezone.now() - timedelta(minutes=6))
    browser, page = sign_in(scene.who), f"/field/calls/{scene.call.pk}/"
    text = browser.get("/field/").content.decode()
    assert "overdue by 6 min" in text and "told:" not in text, "the phone claims nothing of others"
    assert (
        "overdue by 6 min. No supervisor could be told yet." in sign_in(scene.boss).get("/dispatch/").content.decode()
    )
    sent = {"key": str(uuid4()), "kind": "check_in", "call": str(scene.call.pk)}
    assert browser.post("/field/send", sent).headers["Location"] == page
    assert "check in within 20 min" in browser.get("/field/").content.decode()


def test_a_phone_is_told_what_became_of_each_thing_and_twice_is_once(sign_in: SignIn) -> None:
    scene = Scene()
    browser = sign_in(scene.who)

    def send(**values: object) -> tuple[int, str, str]:
        given = {"key": str(uuid4()), "call": str(scene.call.pk), "device_at": "2026-11-30T09:00:00Z", **values}
        answer = browser.post("/field/send", given, headers=JSON)
        told = answer.json()
        return answer.status_code, told["state"], told["words"]

    key = str(uuid4())
    assert send(key=key, kind="status", status="en_route", waited="61") == (200, "done", "Status: en route")
    assert send(key=key, kind="status", status="en_route", waited="99") == (200, "there", "Status: en route")
    assert send(key=key, kind="status", status="on_scene")[:2] == (409, "refused")
    assert send(kind="outcome", ending="resolved")[:2] == (422, "not_whole")
    assert send(kind="outcome", **WHOLE)[:2] == (200, "done")
    assert send(kind="plea", plea="officer", urgency="emergency")[2] == "Officer needed, emergency"
    assert send(kind="status", status="available")[1] == "done"
    assert send(kind="status", status="on_scene")[1] == "kept"
    for wrong in ({"kind": "mischief"}, {"kind": "note", "text": "x", "key": "none"}, {"kind": "note", "call": "x"}):
        assert send(**wrong)[0] == 409, wrong
    assert send(kind="note", text="x\x00y")[0] == 422
    assert send(kind="note", text="x", device_at="yesterday", waited="-5")[1] == "done"
    with acting_as(scene.boss.pk), transaction.atomic():
        assert FieldEntry.objects.count() == 6
        assert FieldEntry.objects.get(key=key).waited_seconds == 61


def test_dispatch_answers_a_call_for_help_and_the_phone_reads_it(sign_in: SignIn) -> None:
    scene = Scene()
    browser, desk = sign_in(scene.who), sign_in(scene.boss)
    ask = {"key": str(uuid4()), "kind": "plea", "call": str(scene.call.pk), "plea": "officer", "urgency": "routine"}
    before = browser.get("/field/revision").content
    browser.post("/field/send", ask)
    assert browser.get("/field/revision").content != before
    assert "Officer needed, routine" in desk.get("/dispatch/").content.decode()
    with acting_as(scene.boss.pk), transaction.atomic():
        plea = Plea.objects.get()
    page = f"/dispatch/pleas/{plea.pk}/answer/"
    assert browser.post(page, {"answer": "x"}).status_code == 404, "who asks does not answer"
    assert "Say what comes and when" in desk.post(page, {"answer": " "}, follow=True).content.decode()
    desk.post(page, {"answer": "Car 231 in 5 minutes."})
    assert "Sue Supervisor answered already" in desk.post(page, {"answer": "No."}, follow=True).content.decode()
    assert "Sue Supervisor: Car 231 in 5 minutes." in browser.get("/field/").content.decode()


def test_a_call_of_others_is_not_there_and_nothing_can_be_told_of_it(sign_in: SignIn) -> None:
    scene = Scene()
    mate = somebody_in_the_field("Cam Rade")
    a_unit_with(scene.boss, mate)
    browser = sign_in(mate)
    stranger, dispatcher = sign_in(a_person("Stranger")), sign_in(a_dispatcher())
    assert dispatcher.get(f"/field/calls/{scene.call.pk}/").status_code == 200, "an outcome that is heard by radio"
    for other in (browser, stranger):
        for call in (scene.call.pk, uuid4()):
            assert other.get(f"/field/calls/{call}/").status_code == 404, "nobody learns which calls there are"
    assert stranger.get("/field/").status_code == 403
    sent = {"key": str(uuid4()), "kind": "note", "call": str(scene.call.pk), "text": "x"}
    assert browser.post("/field/send", sent, headers=JSON).status_code == 409
    evil = a_call(scene.boss, call_type="<script>alert(1)</script>")
    a_decision(scene.boss, evil)
    assert browser.post("/field/send", sent | {"call": str(uuid4())}, headers=JSON).status_code == 409


def test_a_photo_is_kept_by_its_content_once_and_is_never_a_page(sign_in: SignIn) -> None:
    scene = Scene()
    browser, key = sign_in(scene.who), str(uuid4())

    def send(content: bytes, key: str) -> tuple[int, str]:
        photo = SimpleUploadedFile("photo.png", content, "image/png")
        given = {"key": key, "kind": "photo", "call": str(scene.call.pk), "photo": photo}
        answer = browser.post("/field/send", given, headers=JSON)
        return answer.status_code, answer.json()["state"]

    picture = a_png(4, 3)
    assert [send(picture, key), send(picture, key)] == [(200, "done"), (200, "there")]
    for wrong in (b"<html><script>alert(1)</script>", picture + b"<script>", b"x" * (5 * 1024 * 1024 + 1), b""):
        assert send(wrong, str(uuid4()))[0] == 422
    with acting_as(scene.boss.pk), transaction.atomic():
        (kept,) = CallPhoto.objects.all()
    page = f"/field/photos/{kept.pk}/"
    seen = browser.get(page)
    assert (seen.content, seen["Content-Type"], seen["X-Content-Type-Options"]) == (picture, "image/png", "nosniff")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert f'href="{page}"' in sign_in(scene.boss).get(f"/dispatch/?call={scene.call.pk}").content.decode()
    assert f'href="{page}"' in browser.get("/field/").content.decode()
    mate = somebody_in_the_field("Cam Rade")
    a_unit_with(scene.boss, mate)
    assert sign_in(mate).get(page).status_code == 404, "of a call of others"
    with acting_as(mate.pk), transaction.atomic():
        assert not CallPhoto.objects.exists()
