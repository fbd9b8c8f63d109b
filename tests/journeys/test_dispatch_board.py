"""A dispatcher sends a unit with keys alone, a second screen sees it within two seconds, and both may not take one."""

import re
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

WITHIN = 2000  # milliseconds: what the board promises


def signs_of_a_free_unit(window: Visit) -> str:
    """The call sign of the unit that the board recommends for the chosen call."""
    return str(window.page.locator("#part-chosen button:has-text('Assign')").first.get_attribute("value"))


def choose(window: Visit, call_type: str) -> None:
    window.page.locator("#part-waiting h3 a", has_text=call_type).first.click()
    window.page.locator("#part-chosen h2", has_text=call_type).wait_for()


def assigns(window: Visit, unit: str) -> None:
    """The unit from the list of the others is sent; the list is not exchanged while somebody stands in it."""
    window.settle()
    window.page.locator("#other-unit").focus()
    window.page.select_option("#other-unit", unit)
    window.page.locator(".other:not(.stand-in) button", has_text="Assign").click()
    window.settle()


def test_a_dispatcher_sends_by_keys_and_the_other_screen_sees_it(programme: Programme, visit: Any) -> None:
    # Given two screens with the board
    one, other = visit(width=DESK), visit(width=DESK)
    one.enter_as("dispatcher")
    one.open("/dispatch/")
    other.enter_as("supervisor")
    other.open("/dispatch/")
    one.look("board")
    # when the first goes down and up the waiting calls by keys,
    first = one.page.get_attribute("#part-chosen", "data-call")
    one.page.keyboard.press("j")
    one.page.wait_for_function("first => document.querySelector('#part-chosen').dataset.call !== first", arg=first)
    assert one.page.evaluate("document.activeElement.id").startswith("call-")
    one.page.keyboard.press("k")
    one.page.wait_for_function("first => document.querySelector('#part-chosen').dataset.call === first", arg=first)
    # and sends the recommended unit to the one that is latest,
    choose(one, "NOISE COMPLAINT")
    call = one.page.get_attribute("#part-chosen", "data-call")
    unit = signs_of_a_free_unit(one)
    before = int(other.page.inner_text("#part-head dd >> nth=0"))
    other.page.locator("#other-unit").focus()
    one.page.keyboard.press("a")
    one.page.locator(".messages", has_text=f"{unit} is assigned").wait_for()
    # then the other screen shows it, and the one who stood in a list still stands there;
    waiting = "before => Number(document.querySelector('#part-head dd').textContent) === before - 1"
    other.page.wait_for_function(waiting, arg=before, timeout=WITHIN)
    assert other.page.evaluate("document.activeElement.id") == "other-unit"
    row = other.page.locator(".unit-row", has_text=unit)
    assert "NOISE COMPLAINT" in row.inner_text()
    # who wants the same unit reads who has it,
    other.page.select_option("#other-unit", unit)
    choose(other, "CHECK CONDITIONS")
    assigns(other, unit)
    assert f"{unit} is taken" in other.text(".messages")
    # `u` stands in the list of units, `n` takes a new call at the strip,
    one.page.keyboard.press("u")
    assert one.page.evaluate("document.activeElement.id") == "other-unit"
    one.page.keyboard.press("Escape")
    one.page.evaluate("document.activeElement.blur()")
    one.page.keyboard.press("n")
    assert "/triage/" in (one.settle() or one.page.url)
    # and the wall says the same without a name.
    one.open("/dispatch/wall/")
    one.look("wall")
    assert "Cuyler" not in one.text("main")
    other.open("/dispatch/")
    other.resize(PHONE)
    other.look("board")
    # A unit that is cleared before it arrived leaves a call that waits again, and says so.
    give_back(other, unit)
    other.open(f"/dispatch/?call={call}")
    assert f"{unit} was taken off before it arrived." in other.text("#part-chosen")
    assert other.page.locator(f"#part-waiting > .calls #call-{call}").count() == 1


def give_back(window: Visit, unit: str) -> None:
    """The unit is free for whoever comes next."""
    window.open("/units/")
    window.page.get_by_role("link", name=unit).first.click()
    window.settle()
    clear, free = (window.page.get_by_role("button", name=name) for name in ("Clear", "Available"))
    clear.or_(free).first.click()
    window.settle()


def test_an_alarm_reaches_whoever_types_or_looks_elsewhere(programme: Programme, visit: Any) -> None:
    # Given somebody on a unit, on a call that the dispatcher gave it,
    phone, desk, strip = visit(width=PHONE), visit(width=DESK), visit(width=DESK)
    phone.enter_as("cso")
    phone.open("/field/")
    unit = phone.text(".sign")
    desk.enter_as("dispatcher")
    desk.open("/dispatch/")
    choose(desk, "CHECK CONDITIONS")
    call = desk.page.get_attribute("#part-chosen", "data-call")
    assigns(desk, unit)
    phone.page.locator("h1", has_text="CHECK CONDITIONS").wait_for()
    assert "Alarms sound" in desk.text("#tone-said"), "and only after a key or a click"
    # when he needs somebody, the board says so in its title,
    desk.page.locator("body").click(position={"x": 2, "y": 2})
    phone.page.get_by_role("button", name="Routine").click()
    desk.page.locator(".ask", has_text="Officer needed, routine").wait_for()
    assert desk.page.title().startswith("(1) ")
    assert desk.page.evaluate("document.documentElement.dataset.sounded") == "1"
    desk.look("board with an alarm")
    # and a second alarm comes to whoever is typing an answer, while another page lies before the board;
    answer = desk.page.get_by_label("Your answer")
    answer.fill("Car 231 in")
    answer.focus()
    desk.page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    phone.page.get_by_role("button", name="Emergency").click()
    desk.page.locator(".ask-now", has_text="Officer needed, emergency").wait_for()
    assert desk.page.title().startswith("(2) ")
    assert desk.page.locator(".ask .input:focus").input_value() == "Car 231 in"
    assert desk.page.evaluate("document.documentElement.dataset.sounded") == "2"
    # what another dispatcher answers meanwhile is not taken away from whoever types, and says that it is over.
    strip.enter_as("supervisor")
    strip.open("/dispatch/")
    strip.page.locator(".ask", has_text="routine").get_by_label("Your answer").fill("Call me.")
    strip.page.locator(".ask", has_text="routine").get_by_role("button", name="Answer").click()
    desk.page.locator(".ask[data-over]", has_text="somebody has dealt with it meanwhile").wait_for()
    assert desk.page.locator(".ask[data-over] .input").input_value() == "Car 231 in"
    assert desk.page.title().startswith("(1) ")
    desk.look("board with an alarm that is over")
    desk.page.get_by_role("button", name="Mute").click()
    assert "Alarms are mute here." in desk.text("#tone-said")
    desk.page.get_by_role("button", name="Mute").click()
    # whoever works at the strip reads it there, in a line.
    strip.open("/triage/")
    strip.page.locator(".beside-lines", has_text="1 alarm on the board").wait_for()
    strip.look("strip with an alarm")
    strip.resize(PHONE)
    strip.look("strip with an alarm")
    desk.open("/dispatch/wall/")
    assert "Officer needed, emergency" in desk.text("#part-alarms")
    desk.look("wall with an alarm")
    desk.open(f"/dispatch/?call={call}")
    desk.page.get_by_label("Your answer").fill("Car 231 in four minutes.")
    desk.page.get_by_role("button", name="Answer").click()
    desk.settle()
    assert desk.page.title().startswith("Dispatch board")
    strip.page.locator(".beside-lines .banner").wait_for(state="detached")
    # By keys alone the unit is en route and clear; as nobody arrived, the call waits again.
    desk.open(f"/dispatch/?call={call}")
    desk.look("board with a unit")
    desk.page.keyboard.press("e")
    assert f"{unit} is en route." in desk.text(".messages")
    desk.page.keyboard.press("c")
    assert f"{unit} is clear." in desk.text(".messages")
    assert f"{unit} was taken off before it arrived." in desk.text("#part-chosen")


def test_a_call_is_handed_over_and_a_review_is_worked_through(programme: Programme, visit: Any) -> None:
    # Given a call that a dispatcher gives back to police
    one = visit(width=DESK)
    one.enter_as("dispatcher")
    one.open("/dispatch/")
    choose(one, "MENTAL HEALTH")
    number = re.compile(rf"{re.escape(one.text('#part-chosen .card-h a'))}(?!\d)")
    one.page.keyboard.press("h")
    one.page.select_option("#part-chosen [name=reason]", "inaccurate_caller_information")
    one.page.fill("#part-chosen [name=said]", "He has a knife.")
    one.page.get_by_role("button", name="Hand back", exact=True).click()
    assert "is with police again" in one.text(".messages")
    # when it is handed to 988,
    one.page.get_by_role("link", name="Hand over", exact=True).click()
    one.page.select_option("[name=to]", "988")
    one.page.fill("[name=said]", "He is calm while somebody speaks with him.")
    one.look("hand over")
    one.page.get_by_role("button", name="Hand over").click()
    over = one.page.locator("main .over", has_text=number).first
    over.get_by_label("Who took it there").fill("Counselor 17")
    one.look("hand-overs")
    over.get_by_role("button", name="Accepted").click()
    assert "Accepted by Counselor 17" in one.text("main")
    # and the same call to a clinician, on a unit by day and not in the evening,
    one.open(over.locator("a").first.get_attribute("href") or "")
    one.page.get_by_role("link", name="Hand it over").click()
    clinician = one.page.locator("[name=to] option", has_text="Clio").first
    name = clinician.inner_text().split(",")[0]
    one.page.select_option("[name=to]", clinician.get_attribute("value") or "")
    one.page.fill("[name=said]", "He asked for somebody who comes back tomorrow.")
    one.page.get_by_role("button", name="Hand over").click()
    assert f"{name} is asked to take" in one.text(".messages")
    phone = visit(width=PHONE)
    phone.enter_as("clinician")
    phone.open("/dispatch/hand-overs/")
    phone.look("hand-overs on a phone")
    phone.page.locator("main .over", has_text=number).first.get_by_role("button", name="Accepted").click()
    # it is hers at once: she tells what came of it, and who looks after him from here.
    phone.page.wait_for_url("**/field/calls/**")
    phone.look("field of a call that was taken over")
    answers = {
        "How it ended": "resolved", "De-escalation": "succeeded", "Force": "none", "Injury": "none",
        "Transport": "none", "Who looks after the person from here": "care",
        "How it ended for the person": "released",
    }  # fmt: skip
    for label, value in answers.items():
        phone.page.get_by_label(label, exact=True).select_option(value)
    phone.page.get_by_label("What should follow").fill("A visit tomorrow at ten.")
    if phone.page.get_by_label("Warning").count():
        phone.page.get_by_label("No ground to arrest").check()
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#field-outcomes", has_text="to follow by Community care navigation").wait_for()
    navigator = visit(width=DESK)
    navigator.enter_as("care-navigator")
    navigator.open("/desks/care/")
    navigator.page.locator("tbody tr", has_text=number).first.locator("a").first.click()
    assert "A visit tomorrow at ten." in navigator.text("main")
    navigator.look("follow-up at a desk")
    # Then a review is open, whose lesson is told to the editor of the edition in force.
    boss = visit(width=PHONE)
    boss.enter_as("supervisor")
    boss.open("/dispatch/reviews/")
    boss.look("reviews")
    boss.page.locator("main tbody a").first.click()
    boss.settle()
    boss.look("review")
    for box in boss.page.locator("main textarea").all():
        box.fill("Seen and answered.")
    boss.page.get_by_role("button", name="Finish and tell the editor").click()
    assert "stands as a comment on edition" in boss.text(".messages")


def test_what_comes_late_does_not_take_back_the_call_that_was_chosen(programme: Programme, visit: Any) -> None:
    # Given a board whose question about the call that stands there is answered late,
    one, other = visit(width=DESK), visit(width=DESK)
    one.enter_as("dispatcher")
    one.open("/dispatch/")
    rows = one.page.locator("#part-waiting > .calls h3 a").all()
    calls = [str(row.get_attribute("id")).removeprefix("call-") for row in rows[:3]]

    def stands(call: str) -> None:
        one.page.locator(f"#part-chosen[data-call='{call}']").wait_for(timeout=WITHIN)

    one.page.locator(f"#call-{calls[0]}").click()
    stands(calls[0])
    late: list[Any] = []

    def hold(route: Any) -> None:
        if late or "arcs-background" not in route.request.headers:
            route.continue_()
        else:
            late.append(route)

    one.page.route("**/dispatch/?part=1*", hold)
    other.enter_as("supervisor")
    other.open("/calls/new/")
    other.page.fill("[name=call_type]", "LOST ARTICLE")
    other.page.get_by_role("button", name="Take the call").click()
    while not late:
        one.page.wait_for_timeout(100)
    # when somebody chooses another call meanwhile,
    one.page.locator(f"#call-{calls[1]}").click()
    stands(calls[1])
    with one.page.expect_response("**/dispatch/?part=1*"):
        late[0].continue_()
    # then the late answer changes nothing of it, and the next one brings what is new.
    one.page.locator("#part-waiting", has_text="LOST ARTICLE").wait_for()
    stands(calls[1])
    # Where the server cannot answer, the board says so, and what stands there stays.
    one.page.unroute("**/dispatch/?part=1*")
    one.page.route("**/dispatch/?part=1*", lambda route: route.fulfill(status=503, body="No."))
    one.page.locator(f"#call-{calls[2]}").click()
    one.page.locator("#board-lost").wait_for()
    stands(calls[1])
