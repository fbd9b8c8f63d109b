"""Signing in: a password and a second step, five failures, and nothing that tells names apart."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.making.people import PASSWORD, a_code, a_person, a_second_factor

from arcs.web.people.models import AtTheDoor, SignInEvent, Staff
from arcs.web.people.rate_limit import take
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db
WRONG = "That e-mail address and password do not go together"


def the_events(of: Staff | None = None) -> list[str]:
    with acting_as(Standing.DOOR), transaction.atomic():
        rows = SignInEvent.objects.order_by("at")
        return list((rows.filter(login_given=of.login) if of else rows).values_list("kind", flat=True))


def try_password(browser: Client, login: str, password: str = PASSWORD[::-1]) -> object:
    return browser.post("/sign-in/", {"login": login, "password": password})


def test_a_password_and_a_code_let_a_person_in() -> None:
    ann = a_person("Ann", password=PASSWORD)
    secret = a_second_factor(ann)
    browser = Client()
    answer = try_password(browser, ann.login.upper(), PASSWORD)
    assert answer.status_code == 302 and answer["Location"] == "/sign-in/second/"
    assert "_auth_user_id" not in browser.session
    answer = browser.post("/sign-in/second/", {"code": a_code(secret)})
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert browser.get("/me/").status_code == 200
    assert AtTheDoor.SIGNED_IN in the_events(ann)


def test_a_wrong_code_lets_nobody_in_and_a_used_one_lets_nobody_in_twice() -> None:
    ann = a_person("Ann", password=PASSWORD)
    secret = a_second_factor(ann)
    browser = Client()
    try_password(browser, ann.login, PASSWORD)
    assert "did not fit" in browser.post("/sign-in/second/", {"code": "000000"}).content.decode()
    code = a_code(secret)
    assert browser.post("/sign-in/second/", {"code": code}).status_code == 302
    other = Client()
    try_password(other, ann.login, PASSWORD)
    assert other.post("/sign-in/second/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_eleven_codes_in_a_quarter_of_an_hour_are_too_many_even_when_the_eleventh_is_right() -> None:
    ann = a_person("Ann", password=PASSWORD)
    secret = a_second_factor(ann)
    browser = Client()
    try_password(browser, ann.login, PASSWORD)
    for _ in range(10):
        browser.post("/sign-in/second/", {"code": "000000"})
    answer = browser.post("/sign-in/second/", {"code": a_code(secret)})
    assert "Too many codes" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_without_a_second_factor_every_page_leads_to_setting_one_up() -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = Client()
    try_password(browser, ann.login, PASSWORD)
    answer = browser.get("/me/")
    assert answer.status_code == 302 and answer["Location"] == "/sign-in/second-factor/"
    page = browser.get("/sign-in/app/")
    assert "<svg" in page.content.decode() and "data:image" not in page.content.decode()
    secret = page.context["form"].secret
    answer = browser.post("/sign-in/app/", {"code": a_code(secret)})
    assert answer.status_code == 302 and answer["Location"] == "/sign-in/recovery-codes/"
    shown = browser.get("/sign-in/recovery-codes/")
    codes = shown.context["unused_codes"]
    assert len(codes) == 10 and codes[0] in shown.content.decode()
    assert codes[0] not in browser.get("/sign-in/recovery-codes/").content.decode()
    assert codes[3] in browser.post("/sign-in/recovery-codes/file/", {"code": codes}).content.decode()
    assert browser.post("/sign-in/recovery-codes/file/", {"code": ["guess"]}).status_code == 404
    assert browser.get("/me/").status_code == 200
    with acting_as(Standing.DOOR), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator where user_id = %s", [ann.pk])
        assert all(secret not in kept for (kept,) in cursor.fetchall())


def test_five_failures_lock_the_account_out_from_that_address_even_with_the_right_password() -> None:
    ann = a_person("Ann", password=PASSWORD)
    browser = Client()
    answers = [try_password(browser, ann.login).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    late = try_password(browser, ann.login, PASSWORD)
    assert late.status_code == 429 and late["Retry-After"] == "900"
    assert AtTheDoor.LOCKED_OUT in the_events(ann)
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert try_password(elsewhere, ann.login, PASSWORD).status_code == 302


def test_a_name_that_nobody_has_is_answered_exactly_like_one_that_somebody_has() -> None:
    ann = a_person("Ann", password=PASSWORD)
    seen = {}
    for login in (ann.login, "nobody@example.org"):
        browser, told = Client(), []
        for _ in range(6):
            with CaptureQueriesContext(connection) as asked:
                answer = try_password(browser, login)
            shapes = [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked if "SAVEPOINT" not in one["sql"]]
            text = answer.content.decode().replace(login, "")
            told.append((answer.status_code, WRONG in text, shapes))
        seen[login] = told
    for known, unknown in zip(*seen.values(), strict=True):
        assert known == unknown


def test_a_reason_is_given_only_after_the_right_password() -> None:
    ann = a_person("Ann", password=PASSWORD)
    with acting_as(Standing.KEEPER), transaction.atomic():
        Staff.objects.filter(pk=ann.pk).update(is_active=False, why_inactive="On leave.")
    assert "Your account is off" not in try_password(Client(), ann.login).content.decode()
    assert "Your account is off" in try_password(Client(), ann.login, PASSWORD).content.decode()


def test_signing_out_takes_a_post() -> None:
    ann = a_person("Ann", password=PASSWORD)
    secret = a_second_factor(ann)
    browser = Client()
    try_password(browser, ann.login, PASSWORD)
    browser.post("/sign-in/second/", {"code": a_code(secret)})
    browser.get("/sign-in/out/")
    assert browser.get("/me/").status_code == 200
    browser.post("/sign-in/out/")
    assert browser.get("/me/").status_code == 302
    assert AtTheDoor.SIGNED_OUT in the_events(ann)


def test_a_recovery_code_lets_in_once() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    ann = a_person("Ann", password=PASSWORD)
    a_second_factor(ann)
    with acting_as(Standing.DOOR), transaction.atomic():
        code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    for expected in (True, False):
        browser = Client()
        try_password(browser, ann.login, PASSWORD)
        browser.post("/sign-in/second/", {"code": code})
        assert ("_auth_user_id" in browser.session) is expected


def test_many_names_tried_from_one_address_are_too_many() -> None:
    for _ in range(60):
        take("sign-in:127.0.0.1", 60, 300)
    assert try_password(Client(), "nobody@example.org").status_code == 429
    assert Client().get("/sign-in/").status_code == 200
