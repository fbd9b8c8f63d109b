"""A dispatcher sends a unit of another route: said on the board, asked for one reason, by keys alone."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

OWN_AND_FREE = """[...document.querySelectorAll('#other-unit option')]
    .filter(one => /, free: .*community service officer/.test(one.textContent)).map(one => one.value)"""


def choose(window: Visit, call_type: str) -> None:
    window.open("/dispatch/")
    # by its address: among many that wait it is folded away
    window.open(window.page.locator("#part-waiting h3 a", has_text=call_type).first.get_attribute("href") or "")
    window.page.locator("#part-chosen h2", has_text=call_type).wait_for()


def test_a_unit_that_stands_in_is_said_and_sent_with_its_reason_by_keys(programme: Programme, visit: Any) -> None:
    # Given a call for a community service officer while each of them is kept for another one,
    one = visit(width=DESK)
    one.enter_as("dispatcher")
    choose(one, "FOUND/RECOVERED PROPERTY")
    kept = one.page.evaluate(OWN_AND_FREE)
    for sign in kept:
        one.page.select_option("#other-unit", sign)
        one.page.get_by_role("button", name="Reserve").click()
        one.page.locator(".messages", has_text=f"{sign} is kept").wait_for()
    # when the dispatcher looks at a second one, the board says who stands in and why,
    choose(one, "PANHANDLER")
    one.look("stand-in")
    if one.page.locator("#why-best").count():
        assert "stands in for Community Service Officer" in one.text("#part-chosen")
        one.resize(PHONE)
        one.look("stand-in")
        one.resize(DESK)
        # and after the key of the reason and the key that sends it the call has it, with the reason.
        one.page.evaluate("document.activeElement.blur()")
        one.page.keyboard.press("r")
        assert one.page.evaluate("document.activeElement.id") == "why-best"
        one.page.keyboard.press("Escape")
        one.page.evaluate("document.activeElement.blur()")
        one.page.keyboard.press("a")
        one.page.locator(".messages", has_text="is assigned").wait_for()
        assert "Stands in" in one.text("#part-chosen")
        kept.append(one.page.locator("#part-chosen .plain b").first.inner_text())
    for sign in kept:
        give_back(one, sign)


def give_back(window: Visit, unit: str) -> None:
    """The unit is free for whoever comes next."""
    window.open("/dispatch/")
    its_call = window.page.locator(".call", has=window.page.locator(".pick b", has_text=unit)).first.locator("h3 a")
    if its_call.count():
        window.open(str(its_call.get_attribute("href")))
    back = window.page.locator(f"#part-chosen form:has(button[value='{unit}'], input[value='{unit}'])")
    if (taken := back.get_by_role("button", name="Take back")).count():
        taken.first.click()
    else:
        window.open("/units/")
        window.page.get_by_role("link", name=unit).first.click()
        window.settle()
        window.page.get_by_role("button", name="Clear").or_(
            window.page.get_by_role("button", name="Available")
        ).first.click()
    window.settle()
