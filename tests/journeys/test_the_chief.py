"""The chief codes call types with keys only: no mouse is touched after the page is open."""

import re
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit


def at_the_study(window: Visit) -> str:
    window.open("/studies/")
    window.page.get_by_role("link", name=re.compile("Essential Calls")).first.click()
    window.page.wait_for_load_state()
    return window.page.url.removeprefix(window.url)


def coded(window: Visit) -> int:
    """How many call types this person has coded, as the page says."""
    found = re.search(r"You have coded (\d+) of", window.text("main"))
    assert found is not None
    return int(found[1])


def here(window: Visit) -> str:
    return str(window.page.locator("#evidence-h").inner_text())


def test_a_chief_codes_call_types_with_keys_only(programme: Programme, visit: Any) -> None:
    # Given a chief who may code in the published study
    window = visit(width=DESK)
    window.enter_as("chief")
    home = at_the_study(window)
    window.open(f"{home}coding/")
    window.look("chief-coding")
    page, first, before = window.page, here(window), coded(window)
    # when he answers every question with y and n, the next one is at hand each time;
    for answer in ("n", "y", "n", "n", "y")[: page.locator("[data-question]").count() - 1]:
        page.keyboard.press(answer)
    assert page.locator(".asked-answers :checked").count() == page.locator("[data-question]").count() - 1
    # he writes his reason, and saves,
    page.keyboard.press("r")
    page.keyboard.type("Nobody is at risk; a community service officer can look.")
    window.look("chief-answered")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("s")
    # then the next type that is open comes, and the first one counts as coded.
    assert coded(window) == before + 1
    second = here(window)
    assert second != first
    # With the arrows he goes back to a question and answers it anew; a reason he gave before is one key away.
    for answer in ("y", "n", "n", "y", "n")[: page.locator("[data-question]").count() - 1]:
        page.keyboard.press(answer)
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("n")
    assert page.locator("[name=officer_required]:checked").input_value() == "N"
    page.keyboard.press("b")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert coded(window) == before + 2
    # j and k go through the queue, ? shows every key, z takes the last answer back.
    third = here(window)
    with page.expect_navigation():
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("k")
    assert here(window) == third
    page.keyboard.press("?")
    assert page.locator("#keys").get_by_text("Save and next").is_visible()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("z")
    assert coded(window) == before + 1
    with page.expect_navigation():
        page.keyboard.press("z")
    assert coded(window) == before


def test_coding_works_without_script_and_on_a_phone(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE, script=False)
    window.enter_as("chief")
    home = at_the_study(window)
    window.open(f"{home}coding/")
    page, before = window.page, coded(window)
    page.get_by_role("button", name="Save and next").click()
    assert "Say why in a few words" in window.text("main"), "nothing is kept without answers and a reason"
    for name in {one.get_attribute("name") for one in page.locator(".coding-form fieldset:visible [type=radio]").all()}:
        page.check(f"[name={name}][value=N]", force=True)
    page.fill("[name=reason]", "Without a script.")
    page.get_by_role("button", name="Save and next").click()
    assert coded(window) == before + 1
    page.get_by_role("button", name="Undo last").click()
    assert coded(window) == before
    dark = visit(width=PHONE, dark=True)
    dark.enter_as("chief")
    for path in ("coding/", "coding/conflicts/", "lineage/"):
        dark.open(f"{home}{path}")
        dark.look(f"chief-{path.strip('/').replace('/', '-')}")
