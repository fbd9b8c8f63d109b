"""A member of the board reads what was found, opens the reasons, and approves; the record is printed."""

import re
from pathlib import Path
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme
from tests.journeys.test_the_chief import at_the_study


def decided(words: str) -> int:
    """How many of the 46 categories the page says are decided; the demonstration holds some already."""
    found = re.search(r"(\d+) of 46 decided", words)
    assert found, words[:500]
    return int(found[1])


def test_a_board_member_reads_and_approves(programme: Programme, visit: Any) -> None:
    # Given a member of the board
    window = visit(width=DESK)
    window.enter_as("board-member")
    home = at_the_study(window)
    # who opens the approval: the finding comes first, in words, with what it does not say
    window.open(f"{home}approval/")
    page = window.page
    assert "of officer time on calls is in 46 categories" in page.locator("h1").inner_text()
    assert page.get_by_role("heading", name="What these figures do not say").is_visible()
    window.look("board-approval")
    # and takes the report home,
    with page.expect_download() as taken:
        page.get_by_role("link", name="The report (PDF)").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    # looks up why one category is answered so, and where it holds least,
    window.open(f"{home}matrix/")
    window.look("board-matrix")
    page.get_by_role("link", name="Theft From Auto").click()
    window.settle()
    assert page.get_by_role("heading", name="Rules that spoke").is_visible()
    assert page.get_by_text("You can read this study and not change it.").first.is_visible()
    window.look("board-why")
    # puts one category off with a reason,
    window.open(f"{home}approval/")
    before = decided(window.text("main"))
    for box in page.locator("[name=category]").all():
        box.uncheck()
    page.check("[name=category][value='Vagrant']")
    page.check("[name=decision][value=put_off]", force=True)
    page.fill("[name=decided_by]", "Village Board")
    page.get_by_role("button", name="Enter the decision").click()
    assert "Say why" in window.text("main"), "what is put off needs a reason, and nothing typed is lost"
    assert page.input_value("[name=decided_by]") == "Village Board"
    window.complaints.clear()  # the browser notes that the answer was a refusal
    page.fill("[name=reason]", "We want to hear the shelter first.")
    page.get_by_role("button", name="Enter the decision").click()
    assert decided(window.text("main")) == before + 1
    # adopts all the others as proposed,
    page.check("[name=decision][value=adopted]", force=True)
    page.fill("[name=effective_on]", "2027-01-01")
    page.get_by_role("button", name="Enter the decision").click()
    assert "46 of 46 decided" in window.text("main")
    window.look("board-decided")
    # and prints the record.
    window.open(f"{home}approval/record/")
    assert page.locator("article tbody tr").count() == 46
    assert "We want to hear the shelter first." in window.text("article")
    window.look("board-record")
    window.open(f"{home}approval/")


def test_the_board_reads_on_a_phone_in_the_dark(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE, dark=True)
    window.enter_as("board-member")
    home = at_the_study(window)
    for name in ("approval", "approval/record", "matrix", "claims"):
        window.open(f"{home}{name}/")
        window.look(f"board-{name.replace('/', '-')}")
