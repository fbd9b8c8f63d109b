"""Two people edit one row at the same time: nobody's work is overwritten, and both versions are shown."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit
from tests.journeys.test_the_analyst import begin_a_study


def open_step(window: Visit, home: str) -> None:
    window.open(home + "plan/")
    window.page.get_by_role("link", name="Facilitate initial discussions").first.click()


def test_the_second_of_two_chooses_cell_by_cell(programme: Programme, visit: Any) -> None:
    # Given a study with a work plan that two windows have open at the same step
    one = visit(width=DESK)
    one.enter_as("analyst")
    begin_a_study(one, "Two at once")
    one.page.get_by_role("button", name="Take the method over").click()
    home = one.page.url.replace(programme.url, "").partition("begin/")[0]
    other = visit(width=PHONE)
    other.enter_as("analyst")
    open_step(one, home)
    open_step(other, home)
    # when both change it, the first is kept,
    one.page.fill("[name=owner]", "Chief of police")
    one.page.get_by_role("button", name="Keep the change").click()
    assert "Undo" in one.text("main")
    # the second sees both versions,
    other.page.fill("[name=owner]", "Village manager")
    other.page.fill("[name=text]", "Facilitate first discussions")
    other.page.get_by_role("button", name="Keep the change").click()
    said = other.text("main")
    assert "Somebody else was quicker" in said
    assert "Chief of police" in said and "Village manager" in said
    other.complaints.clear()  # the browser notes the answer 409, which is what it should be
    other.look("two-at-once")
    # and chooses: the other's owner, her own words.
    other.page.locator("input[name=choose_owner][value=theirs]").check()
    other.page.get_by_role("button", name="Keep what is chosen").click()
    said = other.text("main")
    other.open(home + "plan/")
    plan = other.text("main")
    assert "Facilitate first discussions" in plan
    assert "Chief of police" in plan
    assert "Village manager" not in plan
    one.open(home + "plan/")
    one.look("two-at-once-plan")
