"""A session that nobody uses is locked, loses nothing, and opens again where its person was."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.making.people import PASSWORD, a_person
from tests.web.conftest import SignIn

from arcs.web.people import actions
from arcs.web.people.models import AtTheDoor, SessionMark, SignInEvent, Staff
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db


def let_pass(person: Staff, minutes: float) -> None:
    with acting_as(Standing.DOOR), transaction.atomic():
        then = timezone.now() - timedelta(minutes=minutes)
        SessionMark.objects.filter(staff=person).update(last_active=then)


def events(person: Staff) -> list[str]:
    with acting_as(Standing.DOOR), transaction.atomic():
        return list(SignInEvent.objects.filter(staff_id=person.pk).order_by("at").values_list("kind", flat=True))


def test_after_31_minutes_the_page_is_locked_and_after_29_it_is_not(sign_in: SignIn) -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = sign_in(ann)
    let_pass(ann, 29)
    assert browser.get("/me/details/").status_code == 200
    let_pass(ann, 31)
    answer = browser.get("/me/details/")
    assert answer["Location"] == "/sign-in/locked/?next=%2Fme%2Fdetails%2F"
    page = browser.get(answer["Location"])
    assert page.status_code == 200 and "Ann" in page.content.decode() and "data-person" not in page.content.decode()
    assert browser.get("/me/").status_code == 302
    wrong = browser.post("/sign-in/locked/", {"password": "no", "next": "/me/details/"})
    assert wrong.status_code == 200 and "not your password" in wrong.content.decode()
    opened = browser.post("/sign-in/locked/", {"password": PASSWORD, "next": "/me/details/"})
    assert opened["Location"] == "/me/details/"
    assert browser.get("/me/details/").status_code == 200
    assert {AtTheDoor.SESSION_LOCKED, AtTheDoor.SESSION_UNLOCKED} <= set(events(ann))


def test_what_is_sent_while_locked_is_answered_with_a_sentence_and_changes_nothing(sign_in: SignIn) -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = sign_in(ann)
    let_pass(ann, 31)
    sent = {"name": "Anne", "language": "en"}
    answer = browser.post("/me/details/", sent, headers={"referer": "http://testserver/me/details/"})
    assert answer.status_code == 423
    assert "kept in this browser" in answer.content.decode() and 'value="/me/details/"' in answer.content.decode()
    browser.post("/sign-in/locked/", {"password": PASSWORD})
    assert 'value="Ann"' in browser.get("/me/details/").content.decode()


def test_a_page_that_asks_by_itself_keeps_no_session_awake_and_is_led_to_the_lock(sign_in: SignIn) -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = sign_in(ann)
    polling = {"HX-Request": "true", "Arcs-Background": "true", "HX-Current-URL": "http://testserver/me/"}
    let_pass(ann, 29)
    browser.get("/me/", headers=polling)
    with acting_as(Standing.DOOR), transaction.atomic():
        assert timezone.now() - SessionMark.objects.get(staff=ann).last_active > timedelta(minutes=28)
    let_pass(ann, 31)
    answer = browser.get("/me/", headers=polling)
    assert answer.status_code == 286 and answer["HX-Redirect"] == "/sign-in/locked/?next=%2Fme%2F"


def test_the_dispatch_desk_is_not_locked(sign_in: SignIn) -> None:
    desk = a_person("Desk", permissions=["people.no_session_lock"])
    browser = sign_in(desk)
    let_pass(desk, 600)
    assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_unlocking_leads_to_no_other_site(sign_in: SignIn, elsewhere: str) -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = sign_in(ann)
    let_pass(ann, 31)
    browser.get("/me/")
    assert browser.post("/sign-in/locked/", {"password": PASSWORD, "next": elsewhere})["Location"] == "/"


def test_ending_every_session_ends_them_at_the_next_request(sign_in: SignIn) -> None:
    ann = a_person("Ann")
    here, there = sign_in(ann), sign_in(ann)
    here.post("/me/sessions/end/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_an_account_that_is_turned_off_is_out_at_the_next_request(sign_in: SignIn) -> None:
    boss, ann = a_person("Boss", permissions=["people.manage"]), a_person("Ann")
    browser = sign_in(ann)
    assert browser.get("/me/").status_code == 200
    with acting_as(boss.pk), transaction.atomic():
        actions.turn_off(by=boss, staff=ann, why="On leave.")
    answer = browser.get("/me/")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def test_a_stolen_session_with_somebody_elses_mark_is_no_session(sign_in: SignIn) -> None:
    ann, ben = a_person("Ann"), a_person("Ben")
    browser, other = sign_in(ann), sign_in(ben)
    session = browser.session
    session["arcs_mark"] = other.session["arcs_mark"]
    session.save()
    assert browser.get("/me/").status_code == 302


def test_ninety_idle_days_turn_accounts_off_but_never_the_last_administrators() -> None:
    boss, ann = a_person("Boss", permissions=["people.manage"], password=PASSWORD), a_person("Ann", password=PASSWORD)
    with acting_as(Standing.KEEPER), transaction.atomic():
        Staff.objects.update(last_seen=timezone.now() - timedelta(days=91))
    told = Client().post("/sign-in/", {"login": ann.login, "password": PASSWORD})
    assert "not used for 90 days" in told.content.decode()
    assert actions.turn_off_idle_accounts() == 1
    with acting_as(Standing.KEEPER), transaction.atomic():
        assert not Staff.objects.get(pk=ann.pk).is_active and Staff.objects.get(pk=boss.pk).is_active
