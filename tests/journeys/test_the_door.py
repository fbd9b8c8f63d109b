"""The door: locked after five wrong passwords, locked after half an hour, open to a passkey and to the keyboard."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.journeys.conftest import DESK, PHONE, Programme

from arcs.postgres.server import PrivateServer


@pytest.fixture
def owner(programme: Programme) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the running demonstration's private database."""
    folder = next(programme.state.rglob("database"))
    with (
        PrivateServer(folder) as server,  # attaches to the one that runs
        psycopg.connect(server.addresses.owner, autocommit=True) as connection,
    ):
        yield connection


def test_after_five_wrong_passwords_the_right_one_does_not_open_either(programme: Programme, visit: Any) -> None:
    account = programme.accounts["dispatcher"]
    window = visit(width=PHONE)
    for _ in range(5):
        window.open("/sign-in/")
        window.page.fill("[name=login]", account["sign_in"])
        window.page.fill("[name=password]", "not the password 12")
        with window.page.expect_navigation():
            window.page.keyboard.press("Enter")
    window.open("/sign-in/")
    window.page.fill("[name=login]", account["sign_in"])
    window.page.fill("[name=password]", account["password"])
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("text=15 minutes")
    window.complaints.clear()  # the browser notes each 429 as an error; the page itself says what to do
    window.look("locked-out")


def test_a_locked_session_keeps_what_was_being_typed(programme: Programme, visit: Any, owner: Any) -> None:
    # Given an analyst who types a study's title and goes away for half an hour
    account = programme.accounts["analyst"]
    window = visit(width=DESK)
    window.sign_in(account)
    window.open("/studies/new/")
    window.page.fill("[name=title]", "Half a thought")
    window.page.wait_for_timeout(600)
    owner.execute("select set_config('arcs.person', gen_random_uuid()::text, false)")
    owner.execute("alter table people_sessionmark no force row level security")
    owner.execute("update people_sessionmark set last_active = last_active - interval '31 minutes'")
    # when she comes back and goes on,
    window.page.fill("[name=place]", "Oak Park")
    window.page.get_by_role("button", name="Begin the study").click()
    # then the page is locked, says that nothing was saved and that nothing is lost,
    window.page.wait_for_selector("h1:has-text('Locked while you were away')")
    assert "is kept in this browser" in window.text("main")
    window.complaints.clear()  # 423 Locked is noted by the browser
    window.look("locked")
    # and after her password what she typed stands there again.
    window.page.fill("[name=password]", account["password"])
    window.page.get_by_role("button", name="Unlock").first.click()
    window.page.wait_for_selector("[name=title]")
    assert window.page.input_value("[name=title]") == "Half a thought"
    assert window.page.input_value("[name=place]") == "Oak Park"
    window.look("draft-kept")


def test_a_passkey_is_added_and_opens_the_door_alone(programme: Programme, visit: Any) -> None:
    # Given a chief who has signed in under the name localhost, in a browser with a key of its own
    window = visit(width=DESK, host="localhost")
    key = window.context.new_cdp_session(window.page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    window.sign_in(programme.accounts["chief"])
    # when she adds a passkey, for which she has just proved who she is,
    window.open("/me/")
    window.page.get_by_role("link", name="Add a passkey").click()
    window.page.wait_for_selector("h1:has-text('Add a passkey')")
    window.look("passkey-add")
    window.page.fill("[name=name]", "My desk")
    if window.page.locator("[name=passwordless]").count():
        window.page.check("[name=passwordless]")
    window.page.locator("main form button.btn-primary").click()
    window.page.wait_for_url(lambda url: "passkeys/add" not in url)
    # and signs out,
    window.open("/")
    window.page.get_by_role("button", name="Sign out").first.click()
    window.page.wait_for_url("**/sign-in/**")
    # then the passkey alone lets her in again.
    window.page.get_by_role("button", name="Sign in with a passkey").click()
    window.page.wait_for_selector("h1:has-text('Good day')")


def test_everything_is_reached_by_the_keyboard_and_the_focus_is_always_seen(programme: Programme, visit: Any) -> None:
    # Given somebody without a mouse, who signs in
    window = visit(width=DESK)
    page, keys = window.page, window.page.keyboard
    window.enter_as("programme-manager")
    page.wait_for_selector("h1:has-text('Good day')")
    # when they press ? the keys are shown, and Escape closes them,
    keys.press("?")
    assert page.locator("#keys").is_visible()
    window.look("keys")
    keys.press("Escape")
    assert not page.locator("#keys").is_visible()
    # g and s go to the studies,
    keys.press("g")
    keys.press("s")
    page.wait_for_url("**/studies/")
    # / goes to the filter, Enter filters,
    keys.press("/")
    keys.type("invented")
    keys.press("Enter")
    page.wait_for_url("**invented**")
    # and Tab reaches the row, with the focus seen at every stop.
    for _ in range(60):
        keys.press("Tab")
        seen = page.evaluate(
            "() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.textContent.trim(), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]; }"
        )
        assert seen[1], f"the focus is not seen on {seen[0]!r}"
        if seen[0].startswith("A year of invented calls"):
            break
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('A year of invented calls')")
