"""The analyst works on a study's tables: types, codes, assumptions, the folder that goes home and comes back."""

import re
from pathlib import Path
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit
from tests.journeys.test_the_analyst import begin_a_study

OAK_PARK = "Essential Calls"


def open_home(window: Visit, title: str) -> None:
    window.open("/studies/")
    window.page.get_by_role("link", name=title).first.click()


def go(window: Visit, label: str) -> None:
    """Open a page of the study by the study's own navigation."""
    window.page.locator("details.way > summary").click()
    window.page.locator("details.way").get_by_role("link", name=label, exact=True).click()


def test_types_codes_and_assumptions_are_moved_by_keys_and_taken_back(programme: Programme, visit: Any) -> None:
    # Given an analyst in a study whose calls are loaded
    window = visit(width=DESK)
    window.enter_as("analyst")
    open_home(window, "A year of invented calls")
    go(window, "Call types")
    before = left_out(window)
    # when she leaves two types out with a reason, one key takes that back;
    boxes = window.page.locator("#bulk input[name=chosen]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    bar = window.page.locator("[data-marked]")
    assert "2 marked" in bar.inner_text()
    bar.get_by_role("link").click()
    window.settle()
    assert window.page.get_by_role("button", name="Leave out").is_visible()
    window.page.select_option("[name=why]", "does_not_apply")
    window.page.fill("[name=reason]", "Not police work.")
    window.page.get_by_role("button", name="Leave out").click()
    assert left_out(window) == before + 2
    window.page.keyboard.press("u")
    window.page.wait_for_url("**/call-types/")
    assert left_out(window) == before
    # she matches codes that she brings,
    window.page.get_by_role("link", name="Match codes").click()
    window.page.fill("[name=system]", "NIBRS")
    window.page.fill("[name=codes]", "240, Motor vehicle theft\n290, Vandalism\n13B, Assault\n90, Noise complaint")
    window.page.get_by_role("button", name="Match by words").click()
    window.look("workbench-crosswalk")
    # reads the profile,
    go(window, "Profile of the calls")
    assert "has the most calls" in window.text("main")
    window.look("workbench-profile")
    # and moves what an FTE is with the arrows: the numbers follow at once.
    go(window, "Workload in FTE")
    drawn = window.page.locator("#drawn .stat dd").first.inner_text()
    slider = window.page.locator(".slider[aria-label^='Share of net hours']").first
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    window.page.wait_for_function("before => document.querySelector('#drawn .stat dd').innerText !== before", arg=drawn)
    window.look("workbench-workload")


def left_out(window: Visit) -> int:
    """How many call types are left out, as the page says."""
    found = re.search(r"([\d,]+) left out before coding", window.text("main"))
    assert found
    return int(found[1].replace(",", ""))


def test_every_table_page_on_a_phone_and_on_a_desk(programme: Programme, visit: Any) -> None:
    for width in (PHONE, DESK):
        window = visit(width=width)
        window.enter_as("analyst")
        open_home(window, OAK_PARK)
        window.look("workbench-home-oak-park")
        window.page.locator("details.way > summary").click()
        window.look("workbench-way")
        window.page.locator("details.way").get_by_role("link", name="All tables").click()
        window.look("workbench-tables")
        for label in ("Work plan", "Call types", "Workload in FTE", "Check and evaluate", "Dispatch exports"):
            go(window, label)
            window.look(f"workbench-{label}")
        go(window, "All tables")
        window.page.get_by_role("link", name="Alternative models").first.click()
        window.look("workbench-models")
        window.page.locator("tbody a.rowlink").first.click()
        window.look("workbench-row")


def test_a_study_goes_home_and_comes_back_the_same(programme: Programme, visit: Any, tmp_path: Path) -> None:
    window = visit(width=DESK)
    window.enter_as("analyst")
    open_home(window, OAK_PARK)
    go(window, "Check and evaluate")
    with window.page.expect_download() as taken:
        window.page.get_by_role("button", name="Download the study folder").click()
    first = tmp_path / "first.zip"
    taken.value.save_as(first)
    begin_a_study(window, "Brought from a folder")
    window.page.get_by_role("link", name="Upload a study folder").click()
    window.page.set_input_files("[name=folder]", first)
    window.page.get_by_role("button", name="Upload and compare").click()
    window.look("workbench-take-in")
    window.page.get_by_role("button", name="Put it in place").click()
    assert "The study folder stands in the tables now" in window.text("main")
    with window.page.expect_download() as again:
        window.page.get_by_role("button", name="Download the study folder").click()
    assert Path(again.value.path()).read_bytes() == first.read_bytes()
    window.page.keyboard.press("u")
    window.page.wait_for_selector("main:has-text('stand as before')")


def test_without_scripts_the_workload_is_reckoned_by_a_button(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE, script=False)
    window.enter_as("analyst")
    open_home(window, "A year of invented calls")
    window.page.locator("details.way > summary").click()
    window.page.locator("details.way").get_by_role("link", name="Workload in FTE").click()
    before = window.page.locator("#drawn .stat dd").first.inner_text()
    window.page.fill("[name=share_on_calls]", "0.25")
    window.page.get_by_role("button", name="Reckon again").click()
    window.settle()
    assert window.page.locator("#drawn .stat dd").first.inner_text() != before
    assert "csrf" not in window.page.url
