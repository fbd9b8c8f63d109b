"""The analyst carries one study through the workbench: from the upload of an export to an evaluated study."""

from pathlib import Path
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit
from tests.journeys.test_the_analyst import begin_a_study, confirm, export, upload, wait_for

__all__ = ["export"]
OAK_PARK = "Essential Calls"


def open_home(window: Visit, title: str) -> None:
    window.open("/studies/")
    window.page.get_by_role("link", name=title).first.click()


def go(window: Visit, label: str) -> None:
    """Open a page of the study by the study's own navigation."""
    window.page.locator("details.way > summary").click()
    window.page.locator("details.way").get_by_role("link", name=label, exact=True).click()


def test_from_the_upload_of_an_export_to_an_evaluated_study(programme: Programme, visit: Any, export: Any) -> None:
    files, zone, where, _told = export
    # Given an analyst who begins a study with the published method
    window = visit(width=DESK)
    window.enter_as("analyst")
    begin_a_study(window, "From upload to report")
    window.look("workbench-begin")
    window.page.get_by_role("button", name="Take the method over").click()
    assert "The method stands in your tables" in window.page.inner_text("main")
    # (going back to the name loses nothing)
    window.page.get_by_role("link", name="Name and place").click()
    assert window.page.input_value("[name=title]") == "From upload to report"
    window.page.get_by_role("button", name="Go on").click()
    # when she uploads her export and confirms its columns,
    upload(window, files)
    wait_for(window, "Confirm and load the calls")
    window.page.locator("form[hx-post]").dispatch_event("change")  # as any of its menus would tell
    window.page.wait_for_selector("#preview table")
    window.look("workbench-preview")
    confirm(window, zone, where)
    wait_for(window, "Make it the study’s")
    # makes it the study's,
    window.page.get_by_role("button", name="Make it the study’s").click()
    assert "Undo" in window.page.inner_text("main")
    window.look("workbench-call-types")
    # leaves two types out with a reason, and takes that back by one key,
    boxes = window.page.locator("#bulk input[name=chosen]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    window.page.select_option("[name=why]", "does_not_apply")
    window.page.fill("[name=reason]", "Not police work.")
    window.page.get_by_role("button", name="Leave out").click()
    assert "2 left out before coding" in window.page.inner_text("main")
    window.page.keyboard.press("u")
    window.page.wait_for_url("**/call-types/")
    assert "0 left out before coding" in window.page.inner_text("main")
    # matches codes that she brings,
    window.page.get_by_role("link", name="Match codes").click()
    window.page.fill("[name=system]", "NIBRS")
    window.page.fill("[name=codes]", "240, Motor vehicle theft\n290, Vandalism\n13B, Assault\n90, Noise complaint")
    window.page.get_by_role("button", name="Match by words").click()
    window.look("workbench-crosswalk")
    # reads the profile,
    go(window, "Profile of the calls")
    assert "has the most calls" in window.page.inner_text("main")
    window.look("workbench-profile")
    # and moves what an FTE is: the numbers follow at once and are kept when she says so,
    go(window, "Workload in FTE")
    before = window.page.locator("#drawn .stat dd").first.inner_text()
    slider = window.page.locator(".slider[aria-label^='Share of net hours']").first
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    window.page.wait_for_function(
        "before => document.querySelector('#drawn .stat dd').innerText !== before", arg=before
    )
    window.look("workbench-workload")
    window.page.fill("[name=share_on_calls]", "0.30")
    window.page.get_by_role("button", name="Keep as the study’s own").click()
    assert "The assumptions are the study’s now" in window.page.inner_text("main")
    # then nothing stands against an evaluation,
    go(window, "Check and evaluate")
    assert "mend" not in window.page.inner_text("main").lower()
    window.look("workbench-folder")
    window.page.get_by_role("button", name="Evaluate now").click()
    # which is there when its work is done.
    for _ in range(120):
        window.page.wait_for_timeout(1500)
        window.open(window.page.url.replace(programme.url, "").replace("/folder/", "/evaluation/"))
        if "Download the report" in window.page.inner_text("main"):
            break
        window.page.go_back()
    assert "Download the report" in window.page.inner_text("main")
    open_home(window, "From upload to report")
    window.look("workbench-home")


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
    assert "The study folder stands in the tables now" in window.page.inner_text("main")
    with window.page.expect_download() as again:
        window.page.get_by_role("button", name="Download the study folder").click()
    assert Path(again.value.path()).read_bytes() == first.read_bytes()
    window.page.keyboard.press("u")
    window.page.wait_for_load_state()
    assert "stand as before" in window.page.inner_text("main")


def test_without_scripts_the_workload_is_reckoned_by_a_button(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE, script=False)
    window.enter_as("analyst")
    open_home(window, "A year of invented calls")
    window.page.locator("details.way > summary").click()
    window.page.locator("details.way").get_by_role("link", name="Workload in FTE").click()
    before = window.page.locator("#drawn .stat dd").first.inner_text()
    window.page.fill("[name=share_on_calls]", "0.25")
    window.page.get_by_role("button", name="Reckon again").click()
    assert window.page.locator("#drawn .stat dd").first.inner_text() != before
