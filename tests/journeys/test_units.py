"""A supervisor plans a week, sees who is covered, and puts somebody on with too little rest for a reason."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.conftest import DESK, PHONE, Programme, Visit


def choose(window: Visit, field: str, name: str) -> None:
    """Choose in a list to choose from by typing."""
    box = window.page.locator(f"#id_{field}")
    box.fill(name)
    box.press("Enter")


def next_monday() -> date:
    today = datetime.now(tz=ZoneInfo("America/Chicago")).date()
    return today + timedelta(days=7 - today.weekday())


def test_a_supervisor_plans_a_week_sees_coverage_and_gives_a_reason_for_short_rest(
    programme: Programme, visit: Any
) -> None:
    # Given a supervisor and the units of the programme, narrow and wide,
    window = visit(width=PHONE)
    window.enter_as("supervisor")
    for path in ("", "mine/", "roster/", "on-call/", "routes/", "roster/patterns/", "new/", "on-call/new/"):
        window.open(f"/units/{path}")
        window.look(f"units-{path.strip('/').replace('/', '-') or 'list'}")
    window.resize(DESK)
    for path in ("", "mine/", "roster/", "on-call/", "routes/", "roster/patterns/", "on-call/new/"):
        window.open(f"/units/{path}")
        window.look(f"units-{path.strip('/').replace('/', '-') or 'list'}")
    page = window.page
    # one unit says who is on it and what it has;
    window.open("/units/")
    page.get_by_role("link", name="CR 1").click()
    window.look("units-unit")
    assert "Plain clothes" in window.text("main")
    # when the next week is planned from the weekly hours,
    window.open(f"/units/roster/?week={next_monday()}")
    window.look("units-roster-empty")
    page.get_by_role("button", name="Plan this week").click()
    assert "21 shifts are new" in window.text("main")
    # and somebody without a CIT certificate is put on the first day,
    page.get_by_role("link", name=re.compile("^Day")).first.click()
    window.look("units-shift")
    page.select_option("#id_unit", label="CSO 12")
    choose(window, "staff", "Cecily Sorensen")
    page.select_option("#id_route", value="cso")
    page.get_by_role("button", name="Put on", exact=True).click()
    assert "Cecily Sorensen" in window.text("main ul.lines")
    # then the roster says in words that this shift has nobody with CIT.
    page.get_by_role("link", name="Roster").first.click()
    assert "On 1 shift nobody holds a valid CIT certificate: Mon Day." in window.text("main")
    assert "No CIT: 0 of 1" in window.text("main")
    # The evening of the same day would leave her no rest: the rule is said,
    page.get_by_role("link", name=re.compile("^Evening")).first.click()
    page.select_option("#id_unit", label="CSO 12")
    choose(window, "staff", "Cecily Sorensen")
    page.select_option("#id_route", value="cso")
    page.get_by_role("button", name="Put on", exact=True).click()
    assert "Cecily Sorensen would rest 0 hours, and the rule is 10." in window.text("main")
    window.faults("units-short-rest")
    window.complaints.clear()  # the browser tells of the refusal
    # and with a reason she is on, and the reason stands there.
    page.fill("#id_why_short_rest", "A storm: the other crew is out.")
    page.get_by_role("button", name="Put on", exact=True).click()
    assert "Little rest, because: A storm" in window.text("main")
    # Taken off by mistake, she is put back by one button.
    page.get_by_role("button", name="Take off Cecily Sorensen").click()
    window.look("units-taken-off")
    page.get_by_role("button", name="Undo").click()
    assert "Cecily Sorensen is on again" in window.text("main")
    page.get_by_role("link", name="Roster").first.click()
    window.look("units-roster-covered")
    window.resize(PHONE)
    window.look("units-roster-covered")


def test_whoever_is_on_a_unit_tells_how_it_stands_from_a_phone(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE)
    window.enter_as("cso")
    window.open("/units/mine/")
    window.look("units-mine-cso")
    if window.page.get_by_role("button", name="Out of service").count():  # by day her shift runs
        window.page.get_by_role("button", name="Out of service").click()
        assert "Available" in window.text("main")
        window.page.get_by_role("button", name="Available").click()
    # Else her next shift stands there, or on a Sunday evening that no more is planned.
    assert re.search(r"CSO 1\d|No shift is planned for you", window.text("main"))
