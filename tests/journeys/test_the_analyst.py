"""The analyst's day: from the dispatch export to the hours, from the evaluation to the report."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.conftest import DESK, LONG_MS, PHONE, Programme, Visit
from tests.making.true_calls import true_calls
from tests.making.vendors import LAYOUTS
from tests.repository.tree import ROOT

ALEXANDRIA = ROOT.parent / "shared" / "data" / "alexandria"


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], str, str, tuple[str, ...]]:
    """Files, their time zone, whose calls count, and what the ledger must say: a real export where there is one."""
    if ALEXANDRIA.is_dir():
        files = sorted(ALEXANDRIA.glob("week*.csv"))
        return files, "America/New_York", "Agency=POLICE", ("15,222", "9,725")
    layout = next(one for one in LAYOUTS if one.row_kind == "unit")
    calls = true_calls(400)
    return [layout.write(tmp_path_factory.mktemp("export") / "calls.csv", calls)], "America/Chicago", "", ()


def begin_a_study(window: Visit, title: str) -> None:
    window.open("/studies/")
    window.page.get_by_role("link", name="Begin a study").first.click()
    window.page.fill("[name=title]", title)
    window.page.fill("[name=place]", "Alexandria, Virginia")
    window.page.get_by_role("button", name="Begin the study").click()


def upload(window: Visit, files: list[Path]) -> None:
    window.page.get_by_role("link", name="Next: upload your calls").click()
    window.page.set_input_files("[name=exports]", files)
    window.page.get_by_role("button", name="Upload and look at the columns").click()


def wait_for(window: Visit, text: str) -> None:
    """Stay on the page until the work has got that far: it shows by itself what came of it, except without scripts."""
    there = window.page.get_by_role("button", name=text).or_(window.page.get_by_role("link", name=text)).first
    for _ in range(0 if window.script else LONG_MS // 1500):
        if there.count():
            return
        window.page.wait_for_timeout(1500)
        window.page.reload()
    there.wait_for(timeout=LONG_MS)


def confirm(window: Visit, zone: str, where: str) -> None:
    """Say the clocks' zone (the widget of the choice lies over a menu) and whose calls count."""
    window.page.wait_for_selector(".job[hx-get]", state="detached")  # until then the page may still be drawn anew
    window.page.select_option("select[name=time_zone]", zone, force=True)
    if where:
        column, value = where.split("=")
        window.page.select_option("select[name=where_column]", label=column)
        window.page.fill("[name=where_value]", value)
    window.page.get_by_role("button", name="Confirm and load the calls").click()
    window.page.wait_for_load_state()
    assert window.page.locator(".errors").count() == 0, window.page.locator(".errors").inner_text()


def test_an_analyst_goes_from_the_export_to_the_hours_and_to_a_report_that_is_frozen(
    programme: Programme, visit: Any, export: Any
) -> None:
    files, zone, where, told = export
    # Given an analyst who has signed in with password and one-time code, and has begun a study
    window = visit(width=DESK)
    window.sign_in(programme.accounts["analyst"])
    begin_a_study(window, "Ten weeks of calls")
    window.look("analyst-new-study")
    window.page.get_by_role("button", name="Take the method over").click()
    assert "The method stands in your tables" in window.text("main")
    # (going back to the name loses nothing)
    window.page.get_by_role("link", name="Name and place").click()
    assert window.page.input_value("[name=title]") == "Ten weeks of calls"
    window.page.get_by_role("button", name="Go on").click()
    # when she uploads the export, closes the tab and comes back,
    upload(window, files)
    here = window.page.url
    window.page.close()
    window.begin_page()
    window.page.goto(here)
    wait_for(window, "Confirm and load the calls")
    window.look("analyst-mapping")
    # reads what each column means and confirms it,
    confirm(window, zone, where)
    # and stays: the page shows by itself how far it is, and then what came of it,
    window.page.get_by_role("link", name="Open the workload").wait_for(timeout=LONG_MS)
    assert window.page.locator("select[name=time_zone]").input_value() == zone, "what was chosen is chosen still"
    # then she sees where every record went, and that it sums;
    said = window.text("main")
    assert "Sums" in said and "Does not sum" not in said
    assert all(number in said for number in told), said[:3000]
    window.look("analyst-ledger")
    loaded = window.page.url
    # the workload shows its charts as pictures and as tables,
    window.page.get_by_role("link", name="Open the workload").click()
    window.page.locator("figure.chart svg:visible").nth(1).wait_for()
    window.page.get_by_text("Show as table").first.click()
    assert window.page.locator("figure.chart table").first.is_visible()
    window.look("analyst-workload")
    # a number opens its definition and its calls,
    window.page.get_by_text("What is this number?").first.click()
    assert window.page.locator(".stat .facts").first.is_visible()
    window.page.locator(".stat dd a").first.click()
    window.page.wait_for_selector("h1:text-is('Calls')")
    # which can be narrowed, sorted, taken along as CSV and printed (a whole year is too long for either).
    window.page.locator("form.filters select").first.select_option(index=1)
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Filter").click()
    with window.page.expect_navigation():
        window.page.locator("a.sort").first.click()
    assert "sort=" in window.page.url
    with window.page.expect_download() as taken:
        window.page.get_by_role("link", name="CSV", exact=True).first.click()
    assert Path(taken.value.path()).read_text(encoding="utf-8-sig").count("\n") >= 2
    window.page.get_by_role("link", name="Print").first.click()
    window.page.wait_for_selector("form.filters", state="detached")
    window.look("analyst-print")
    # The calls become the study's; its report is made and approved, and stays as it is.
    window.page.goto(loaded)
    window.page.get_by_role("button", name="Make it the study’s").click()
    window.page.locator("details.way > summary").click()
    window.page.locator("details.way").get_by_role("link", name="Sections and words").click()
    window.page.get_by_role("button", name="Make the report").click()
    window.page.get_by_role("link", name="report.pdf").wait_for(timeout=LONG_MS)
    window.page.get_by_role("button", name="Approve in my name").click()
    window.page.get_by_text("Approved in your name").first.wait_for()
    window.look("analyst-frozen")


def test_an_analyst_opens_the_published_evaluation_and_takes_its_report(programme: Programme, visit: Any) -> None:
    # Given an analyst who has signed in
    window = visit(width=DESK)
    window.sign_in(programme.accounts["analyst"])
    # when she opens the published study's evaluation,
    window.open("/studies/")
    window.page.get_by_role("link", name=re.compile("Essential Calls")).first.click()
    window.page.get_by_role("link", name="Newest evaluation").last.click()
    # then its full-time equivalents are those of the report,
    assert "24.30" in window.text("main")
    window.look("analyst-evaluation")
    # a category is found by its name, a figure opens what it counts,
    window.page.fill("#m-q", "theft")
    window.page.get_by_role("button", name="Filter").click()
    assert "of 46 categories" in window.text("#matrix") or window.page.locator("#matrix tbody tr").count()
    window.page.locator("a[href^='/studies/figures/']").first.evaluate("link => link.click()")
    window.page.wait_for_url("**/studies/figures/**")
    assert "Definition" in window.text("main")
    window.look("analyst-figure")
    # the report comes as a PDF,
    window.page.go_back()
    with window.page.expect_download() as taken:
        window.page.get_by_role("link", name="Download the report").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    # and after signing out the way back shows nothing of it.
    here = window.page.url
    window.page.get_by_role("button", name="Sign out").first.click()
    window.page.wait_for_url("**/sign-in/**")
    window.page.go_back()
    assert "24.30" not in window.text("body")
    window.page.goto(here)
    assert "/sign-in/" in window.page.url


def test_without_scripts_the_way_to_the_ledger_is_the_same(programme: Programme, visit: Any, export: Any) -> None:
    files, zone, _, _ = export
    window = visit(width=PHONE, script=False)
    window.enter_as("analyst")
    begin_a_study(window, "One week, without scripts")
    upload(window, files[:1])
    wait_for(window, "Confirm and load the calls")
    confirm(window, zone, "")
    wait_for(window, "Open the workload")
    assert "Sums" in window.text("main")
