"""The dispatcher at the telephone: a call taken, changed, noted and closed with its six needs, all of it by keys."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

HERE = "4700 block of Invented Court (invented)"


def press(window: Visit, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        window.page.keyboard.press(key)


def test_a_dispatcher_takes_a_call_and_closes_it_by_the_keyboard_alone(programme: Programme, visit: Any) -> None:
    # Given a dispatcher who looks at the calls
    window = visit(width=DESK)
    window.enter_as("dispatcher")
    window.open("/calls/")
    window.look("calls-list")
    # when a call comes in, n opens the form, and nothing but the keyboard fills it;
    press(window, "n")
    window.page.wait_for_selector("h1:has-text('New call')")
    assert window.page.input_value("[name=received_at]"), "when it came in is now, until somebody says otherwise"
    window.page.focus("[name=call_type]")
    window.page.keyboard.type("NOISE COMPLAINT")
    press(window, "Tab", "Tab")
    window.page.keyboard.type(HERE)
    window.page.focus("[name=said]")
    window.page.keyboard.type("A dog barks since noon.")
    press(window, "Tab", "n", "n", "y", "u")
    chosen = window.page.locator("[data-need] :checked").evaluate_all("all => all.map(one => one.value)")
    assert chosen == ["no", "no", "yes", "unknown"]
    window.look("calls-new-filled")
    window.page.focus("main button:has-text('Take the call')")
    press(window, "Enter")
    # then the call stands there, with what was said;
    window.page.wait_for_selector("h1:has-text('NOISE COMPLAINT')")
    assert "A dog barks since noon." in window.text("main")
    here = window.page.url.removeprefix(window.url)
    # it is changed,
    press(window, "e")
    window.page.wait_for_selector("h1:has-text('Change call')")
    window.page.fill("[name=priority]", "3")
    window.look("calls-change")
    window.page.focus("main button:has-text('Save')")
    press(window, "Enter")
    window.page.wait_for_selector("text=Priority: 3 (was nothing)")
    # noted,
    window.page.focus("[name=text] >> nth=0")
    window.page.keyboard.type("The owner was reached.")
    window.page.focus("main button:has-text('Add the note')")
    press(window, "Enter")
    window.page.wait_for_selector("text=The note is written.")
    # and not closed while a need is open,
    press(window, "x")
    window.page.wait_for_selector("h1:has-text('Close call')")
    window.page.select_option("[name=code]", "advised")
    window.page.focus("[name=mental_health] >> nth=0")
    press(window, "n", "n", "y", "u", "n")
    window.page.focus("main button:has-text('Close the call')")
    press(window, "Enter")
    window.page.wait_for_selector("text=Elder: answer yes, no or unknown.")
    window.look("calls-close-open-need")
    window.page.focus("[name=elder] >> nth=0")
    press(window, "n")
    window.page.focus("main button:has-text('Close the call')")
    press(window, "Enter")
    # until all six are answered; both moments stand beside each other.
    window.page.wait_for_selector("text=Closed: Advice given")
    assert window.page.url.removeprefix(window.url) == here
    window.look("calls-closed")
    # On paper no form is left over.
    window.page.emulate_media(media="print")
    assert not window.page.locator("[name=text]").first.is_visible()
    assert window.page.locator("text=The owner was reached.").is_visible()


def test_a_second_call_from_the_same_house_is_marked_on_a_phone(programme: Programme, visit: Any) -> None:
    # Given a dispatcher with a phone, and two open calls from one address
    window = visit(width=PHONE)
    window.enter_as("dispatcher")
    for _ in range(2):
        window.open("/calls/new/")
        window.page.fill("[name=call_type]", "LOUD PARTY")
        window.page.fill("[name=address]", "88 Invented Avenue (invented)")
        if _ == 0:
            window.look("calls-new")
        window.page.get_by_role("button", name="Take the call").click()
        window.page.wait_for_selector("h1:has-text('LOUD PARTY')")
    # then the second says so, and the list too,
    assert "Another open call at this address." in window.text("main")
    window.look("calls-twin")
    window.open("/calls/?address=88+Invented")
    assert window.page.locator("text=Another open call here").count() == 2
    window.look("calls-list")
    # and the page that closes a call asks each need on a line of its own.
    window.page.locator("main .rowlink").first.click()
    window.page.get_by_role("link", name="Close", exact=True).click()
    window.page.wait_for_selector("h1:has-text('Close call')")
    window.page.get_by_role("button", name="Close the call").click()
    window.page.wait_for_selector("text=Mental health: answer yes, no or unknown.")
    window.look("calls-close")


def test_a_supervisor_reads_what_was_set_aside_and_why(programme: Programme, visit: Any) -> None:
    # Given a supervisor, whose programme of dispatch sent something that is no call
    window = visit(width=DESK)
    window.enter_as("supervisor")
    for width in (DESK, PHONE):
        window.resize(width)
        window.open("/calls/set-aside/")
        window.look("calls-set-aside")
    # then the list leads to all that it says.
    window.page.get_by_role("link", name="no column is called colour").click()
    window.page.wait_for_selector("h1:has-text('A call that was set aside')")
    assert '"colour": "red"' in window.text("main")
    window.look("calls-one-set-aside")
