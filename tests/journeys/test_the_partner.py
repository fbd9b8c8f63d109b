"""A partner answers by its link, and the analyst takes the answers into the study."""

import re
from typing import Any

import pytest
from tests.journeys.conftest import DESK, PHONE, Programme, Visit

from arcs.web.demo.links import read_links


@pytest.fixture
def questionnaire(programme: Programme) -> str:
    """The path of the demonstration's partner link."""
    return read_links(programme.state / "demo-accounts.json")["partner"]


def press(window: Visit, label: str) -> None:
    with window.page.expect_navigation():
        window.page.get_by_role("button", name=label, exact=True).click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_partner_saves_comes_back_and_sends(questionnaire: str, visit: Any, width: int) -> None:
    # Given a mediation centre that got a link
    window = visit(width=width)
    window.open(questionnaire)
    assert "Which calls could you take?" in window.text("h1")
    window.look("partner-questionnaire")
    # when it answers about one kind of call and saves,
    window.page.locator("label.check:has(input[name=c1-would_take][value=depends])").click()
    window.page.fill("[name=c1-hours]", "weekdays 9:00 to 21:00")
    window.page.fill("[name=c1-conditions]", "Police stay in reach by telephone.")
    press(window, "Save and go on later")
    assert "Saved." in window.text("main")
    # then it finds that again on another day,
    later = visit(width=width)
    later.open(questionnaire)
    assert later.page.input_value("[name=c1-hours]") == "weekdays 9:00 to 21:00"
    # and a number that is none is said without losing anything,
    later.page.fill("[name=c1-calls_a_week]", "-3")
    press(later, "Save and send")
    assert "Nothing you typed is lost" in later.text("main")
    later.page.fill("[name=c1-calls_a_week]", "12")
    later.page.fill("[name=c1-annual_cost]", "40000")
    later.page.fill("[name=contact_name]", "Mia Mediator")
    press(later, "Save and send")
    assert "Sent. Thank you." in later.text("main")
    later.complaints.clear()
    later.look("partner-sent")


def test_the_analyst_takes_the_answers_into_the_study_and_back(questionnaire: str, visit: Any) -> None:
    partner = visit(width=DESK)
    partner.open(questionnaire)
    partner.page.locator("label.check:has(input[name=c2-would_take][value=yes])").click()
    press(partner, "Save and send")
    window = visit(width=DESK)
    window.enter_as("analyst")
    window.open("/studies/")
    window.page.get_by_role("link", name=re.compile("A year of invented calls")).click()
    study = window.page.url.removeprefix(window.url)
    for name, address in (("home", "surveys/"), ("words", "surveys/words/"), ("interviews", "interviews/"),
                          ("partners", "partners/")):  # fmt: skip
        window.open(f"{study}{address}")
        window.look(f"surveys-{name}")
    window.page.get_by_role("link", name=re.compile("^Open Oak Leaf")).click()
    press(window, "Take into the study")
    assert "In the study" in window.text("main")
    window.look("surveys-partner")
    partner.page.reload()
    assert "Your answers are in the study" in partner.text("main")
    press(window, "Take them back")
    assert "Taken back" in window.text("main")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_staff_see_who_answered_and_results_of_closed_waves_only(visit: Any, width: int) -> None:
    window = visit(width=width)
    window.enter_as("analyst")
    window.open("/studies/")
    window.page.get_by_role("link", name=re.compile("A year of invented calls")).click()
    home = f"{window.page.url.removeprefix(window.url)}surveys/"
    # the open wave shows counts of people, and no result
    window.open(home)
    window.page.get_by_role("link", name="Second wave").click()
    window.look("surveys-open-wave")
    here = window.page.url.removeprefix(window.url)
    window.open(f"{here}results/")
    assert "Results come when the survey is closed" in window.text("main")
    window.look("surveys-results-waiting")
    for name in ("invite", "close", "paper", "entry"):
        window.open(f"{here}{name}/")
        window.look(f"surveys-{name}")
    # the closed wave shows what people would accept, from five people up
    window.open(home)
    window.page.get_by_role("link", name=re.compile("First wave")).click()
    window.look("surveys-closed-wave")
    assert "124" in window.text("main")
    window.page.get_by_role("link", name="Results", exact=True).click()
    window.look("surveys-results")
    window.page.select_option("[name=category]", "Neighbor Dispute")
    press(window, "Show")
    assert "Acceptance by group" in window.text("main")
    window.look("surveys-results-category")


def test_paper_forms_are_printed_and_keyed_in_with_digits_alone(visit: Any) -> None:
    window = visit(width=DESK)
    window.enter_as("analyst")
    window.open("/studies/")
    window.page.get_by_role("link", name=re.compile("A year of invented calls")).click()
    window.open(f"{window.page.url.removeprefix(window.url)}surveys/")
    window.page.get_by_role("link", name="Second wave").click()
    window.page.get_by_role("link", name="Paper forms").click()
    window.page.fill("[name=many]", "2")
    press(window, "Make forms")
    said = window.text("main")
    number = re.search(r"Forms (\d+) to \d+ are ready", said)
    assert number is not None, said
    with window.page.expect_download() as taken:
        window.page.get_by_role("link", name=re.compile(f"Print {number[1]}–")).click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    window.page.get_by_role("link", name="Key in forms that came back").click()
    window.page.fill("[name=form]", number[1])
    press(window, "Open this form")
    # a digit leads on by itself: the group, then 4, 2, 0 for the three questions of the first card
    window.page.keyboard.type("1420")
    assert [window.page.input_value(f"[name=c1-{one}]") for one in ("cso", "tru_online", "outside")] == ["4", "2", "0"]
    window.look("surveys-keying")
    press(window, "Keep this form")
    assert f"Form {number[1]} is kept" in window.text("main")
