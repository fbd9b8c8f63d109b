"""A dispatcher sends a unit with keys alone, a second screen sees it within two seconds, and both may not take one."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

WITHIN = 2000  # milliseconds: what the board promises


def signs_of_a_free_unit(window: Visit) -> str:
    """The call sign of the unit that the board recommends for the chosen call."""
    return str(window.page.locator("#part-chosen button:has-text('Assign')").first.get_attribute("value"))


def choose(window: Visit, call_type: str) -> None:
    window.page.locator("#part-waiting h3 a", has_text=call_type).first.click()
    window.page.locator("#part-chosen h2", has_text=call_type).wait_for()


def test_a_dispatcher_sends_by_keys_and_the_other_screen_sees_it(programme: Programme, visit: Any) -> None:
    # Given two screens with the board
    one, other = visit(width=DESK), visit(width=DESK)
    one.enter_as("dispatcher")
    one.open("/dispatch/")
    other.enter_as("supervisor")
    other.open("/dispatch/")
    one.look("board")
    # when the first goes down and up the waiting calls by keys,
    first = one.text("#part-chosen h2")
    one.page.keyboard.press("j")
    one.page.wait_for_function("first => document.querySelector('#part-chosen h2').textContent !== first", arg=first)
    assert one.page.evaluate("document.activeElement.id").startswith("call-")
    one.page.keyboard.press("k")
    one.page.wait_for_function("first => document.querySelector('#part-chosen h2').textContent === first", arg=first)
    # and sends the recommended unit to the one that is latest,
    choose(one, "NOISE COMPLAINT")
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
    choose(other, "IDENTITY THEFT")
    other.page.select_option("#other-unit", unit)
    other.page.locator(".other button", has_text="Assign").click()
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
    give_back(other, unit)


def give_back(window: Visit, unit: str) -> None:
    """The unit is free for whoever comes next."""
    window.open("/units/")
    window.page.get_by_role("link", name=unit).first.click()
    window.settle()
    clear, free = (window.page.get_by_role("button", name=name) for name in ("Clear", "Available"))
    clear.or_(free).first.click()
    window.settle()


def test_a_call_is_handed_over_and_a_review_is_worked_through(programme: Programme, visit: Any) -> None:
    # Given a call that a dispatcher gives back to police
    one = visit(width=DESK)
    one.enter_as("dispatcher")
    one.open("/dispatch/")
    choose(one, "MENTAL HEALTH")
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
    one.page.get_by_label("Who took it there").first.fill("Counselor 17")
    one.look("hand-overs")
    one.page.get_by_role("button", name="Accepted").first.click()
    assert "Accepted by Counselor 17" in one.text("main")
    # then a review is open, whose lesson is told to the editor of the edition in force.
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
