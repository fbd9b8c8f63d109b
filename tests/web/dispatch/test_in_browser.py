"""Board and phone in a browser: a link that swallows everything is said to be lost, and no step overtakes another."""

from datetime import timedelta
from threading import Event
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.utils import timezone
from tests.making.browser import CHROMIUM
from tests.making.dispatch import Scene
from tests.making.served import KEEPS, Answer, Answers, a_window, given, hanging, served
from tests.web.conftest import SignIn

from arcs.web.units.models import Assignment
from arcs.web.wall.acting import acting_as

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome on this machine; install Debian's chromium"),
]
PATIENCE_MS = 9000  # two seconds for what is seen, five without an answer, and a slow machine


def test_a_board_that_is_not_answered_says_so_within_seconds_and_goes_on_when_it_is(sign_in: SignIn) -> None:
    answered = Event()
    answers = given(sign_in(Scene().boss), "dispatch:board", "dispatch:revision")
    answers["/dispatch/revision"] = hanging(answered, answers["/dispatch/revision"])
    with served(answers) as url, a_window() as page:
        page.goto(f"{url}/dispatch/")
        page.wait_for_selector("#board-lost >> text=The link is lost", timeout=PATIENCE_MS)
        answered.set()
        page.wait_for_selector("#board-lost", state="detached")


def test_a_board_whose_rows_the_server_cannot_give_says_from_when_they_are(sign_in: SignIn) -> None:
    answers = given(sign_in(Scene().boss), "dispatch:board")
    answers["/dispatch/revision"] = lambda _sent: (200, "changed")
    with served(answers) as url, a_window() as page:
        page.goto(f"{url}/dispatch/")
        answers["/dispatch/"] = lambda _sent: (500, "")
        page.wait_for_selector("#board-lost >> text=The link is lost", timeout=PATIENCE_MS)
        page.wait_for_timeout(2500)
        assert page.locator("#board-lost").count() == 1, "it stays while nothing new comes"


def on_the_phone(sign_in: SignIn) -> dict[str, Answers]:
    """The field page of somebody's call, and what its script is answered."""
    return given(sign_in(Scene().who), "dispatch:field", "dispatch:field_sign")


def test_a_phone_that_is_not_answered_says_that_there_is_no_link(sign_in: SignIn) -> None:
    answered = Event()
    answers = on_the_phone(sign_in)
    answers["/field/revision"] = hanging(answered, answers["/field/revision"])
    with served(answers) as url, a_window() as page:
        page.goto(f"{url}/field/")
        page.wait_for_selector("#unsent >> text=No link.", timeout=PATIENCE_MS)
        answered.set()
        page.wait_for_selector("#unsent", state="hidden")


def test_the_minutes_to_the_check_in_run_on_the_phone_by_themselves(sign_in: SignIn) -> None:
    scene = Scene()
    with acting_as(scene.boss.pk), transaction.atomic():
        Assignment.objects.filter(pk=scene.held.pk).update(check_in_due=timezone.now() + timedelta(minutes=3))
    answers = given(sign_in(scene.who), "dispatch:field", "dispatch:field_sign")
    with served(answers) as url, a_window() as page:
        page.clock.install()
        page.goto(f"{url}/field/")
        page.wait_for_selector("[data-due] >> text=check in within")
        page.clock.fast_forward("01:30")
        page.wait_for_selector("[data-due] >> text=/check in within [12] min/", timeout=PATIENCE_MS)
        page.clock.fast_forward("03:00")
        page.wait_for_selector(".check-in-late [data-due] >> text=overdue by 1 min", timeout=PATIENCE_MS)


def test_a_step_that_the_server_cannot_take_now_is_overtaken_by_no_later_one(sign_in: SignIn) -> None:
    told: list[str] = []

    def take(sent: str) -> Answer:
        fields = {name: values[0] for name, values in parse_qs(sent).items()}
        told.append(fields.get("status", fields["kind"]))
        if told == ["on_scene"]:
            return 503, "busy"
        return 200, {"state": "done", "words": "Taken."}

    with served(on_the_phone(sign_in) | {"/field/send": take}) as url, a_window() as page:
        page.goto(f"{url}/field/")
        page.wait_for_function(KEEPS)
        page.context.set_offline(True)
        page.get_by_role("button", name="On scene").click()
        page.locator("#unsent", has_text="1 not sent yet").wait_for()
        page.get_by_role("button", name="Clear").click()
        page.locator("#unsent", has_text="2 not sent yet").wait_for()
        page.get_by_label("A note").fill("He left.")
        page.get_by_role("button", name="Add the note").click()
        page.locator("#unsent", has_text="3 not sent yet").wait_for()
        page.context.set_offline(False)
        page.locator("#unsent").wait_for(state="hidden")
    assert told == ["on_scene", "note", "on_scene", "available"], "a note waits for no step"
