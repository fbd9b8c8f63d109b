"""A dispatcher with keys only: a common call, an override, and a link that is lost and comes back."""

from typing import Any
from uuid import uuid4

from tests.journeys.conftest import DESK, Programme, Visit

STRIP = 420
COUNT_KEYS = "document.addEventListener('keydown', () => { window.pressed = (window.pressed ?? 0) + 1 }, true)"


def is_there(window: Visit) -> None:
    """Wait until the recommendation for what was answered stands there."""
    window.page.wait_for_selector("#strip:not(.is-asking)")


def press(window: Visit, *keys: str) -> None:
    for one in keys:
        is_there(window)
        window.page.keyboard.press(one)


def is_told(window: Visit, words: str) -> None:
    """Wait until the strip says it."""
    window.page.wait_for_selector(f"#told >> text={words}")


def lose(window: Visit) -> None:
    """The link is gone, as the network and as the browser knows it."""
    window.context.set_offline(True)
    window.page.wait_for_selector("#lost:visible")


def test_a_common_call_takes_four_keys_and_a_lost_link_loses_nothing(programme: Programme, visit: Any) -> None:
    # Given a dispatcher whose own system hands a call over to the strip
    window = visit(width=STRIP)
    window.context.add_init_script(COUNT_KEYS)
    window.enter_as("dispatcher")
    window.open("/triage/?call_type=LOST+ARTICLE&address=123+Invented+Avenue&source_key=" + uuid4().hex)
    window.look("strip-handed-over")
    assert "Officer" in window.text("#advice"), "not asked counts as danger"
    # when she says no to all and accepts, that is two keys of the four there may be;
    press(window, "0")
    is_there(window)
    assert window.page.evaluate("window.pressed") == 1
    window.look("strip-no-danger")
    assert window.text("#accept-name") != "Officer", (
        "by day an officer of the community goes, at night it is reported online"
    )
    press(window, "Enter")
    is_told(window, "is triaged")
    assert window.page.evaluate("window.pressed") == 2
    assert window.page.input_value("#id_call_type") == ""
    assert window.page.input_value("[name=source_key]") == "", "what comes next is another call"

    # a call that she types: the list narrows, the first fits, one answer is unsure, and she sends somebody else;
    window.page.keyboard.type("lost art")
    window.page.wait_for_selector("#opts li >> nth=0")
    window.look("strip-while-typing")
    press(window, "Enter", "0", "3")
    is_there(window)
    assert window.page.locator("[name=a-in_progress]:checked").get_attribute("value") == "yes"
    window.look("strip-a-danger")
    press(window, "3", "o")
    window.look("strip-override")
    assert window.page.locator("#override.open").is_visible()
    press(window, "Escape", "Escape")
    assert window.page.input_value("#id_call_type") == ""
    window.page.keyboard.press("Tab")
    press(window, "Shift+Tab")
    window.page.locator("#questions").focus()
    press(window, "z")
    assert window.page.input_value("#id_call_type") == "LOST ARTICLE", "nothing that was cleared is lost"
    press(window, "o", "ArrowDown", "d")  # where an officer was to go, she says whom instead
    is_told(window, "is triaged")

    # then the link is lost: the strip says so in words, shape and colour, and recommends police or EMS only;
    lose(window)
    window.page.keyboard.type("noise comp")
    press(window, "Enter", "0")
    assert "Officer" in window.text("#advice")
    assert "Only police or EMS" in window.text("#advice")
    window.look_without_a_link("strip-link-lost")
    press(window, "Enter")
    window.page.wait_for_selector("#queue >> text=NOISE COMPLAINT")
    window.page.keyboard.type("FALLS")
    press(window, "Enter", "0", "7", "Enter")
    window.page.wait_for_selector("#queue >> text=FALLS")
    assert "not sent: 2" in window.text("#lost-words")
    window.look_without_a_link("strip-queued")
    # and when it is back, both are sent, once, and marked as computed at sync.
    window.context.set_offline(False)
    is_told(window, "is triaged")
    window.page.wait_for_selector("#linked:visible")
    assert window.page.locator("#queue").is_hidden()
    window.complaints.clear()
    window.look("strip-back")
    window.page.locator("#told a").first.click()
    assert "Computed at sync" in window.text("main")
    assert "Shown without the link" in window.text("main")
    window.look("triage-decisions-of-a-call")
    window.resize(DESK)
    window.look("triage-decisions-of-a-call")
    window.open("/triage/decisions/?computed=at_sync")
    assert window.text("main").count("Computed at sync") >= 2
    window.look("triage-decisions")


def test_a_common_call_is_two_keys_beside_the_cad(programme: Programme, visit: Any) -> None:
    # Given a call from a file or another program, without a decision
    window = visit(width=DESK)
    window.enter_as("supervisor")
    window.open("/calls/new/")
    for name, text in {"call_type": "FOUND PROPERTY", "address": "5 Invented Court", "accommodation": "a ramp"}.items():
        window.page.fill(f"[name={name}]", text)
    window.page.get_by_role("button", name="Take the call").click()
    window.settle()
    window.open("/triage/waiting/")
    window.look("triage-waiting")
    window.page.locator("tbody tr", has_text="FOUND PROPERTY").locator("a").first.click()
    window.settle()
    window.look("strip-of-a-call")
    assert "a ramp" in window.text("#strip"), "the accommodation is there to be followed"
    # when it is triaged by keys
    window.page.evaluate(COUNT_KEYS)
    press(window, "0", "Enter")
    keys = window.page.evaluate("window.pressed")
    is_told(window, "is triaged")
    # then that took no more than four keys
    assert keys <= 4
    window.look("strip-on-a-desk")


def test_without_script_the_strip_is_a_plain_form(programme: Programme, visit: Any) -> None:
    window = visit(width=STRIP, script=False)
    window.enter_as("dispatcher")
    window.open("/triage/?call_type=FOUND+PROPERTY")
    window.look("strip-without-script")
    for one in window.page.locator("#questions > fieldset input[value=no]").all():
        one.check()
    window.page.get_by_role("button", name="Recommend again").click()
    window.settle()
    window.page.locator("#accept").click()
    window.settle()
    assert "Accepted" in window.text("main")
