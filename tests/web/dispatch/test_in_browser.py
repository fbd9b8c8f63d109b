"""Board and phone in a browser: a link that swallows everything is said to be lost, and no step overtakes another."""

from threading import Event
from urllib.parse import parse_qs

import pytest
from tests.making.browser import CHROMIUM
from tests.making.dispatch import Scene
from tests.making.served import KEEPS, Answer, Answers, a_window, given, hanging, served
from tests.web.conftest import SignIn

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
