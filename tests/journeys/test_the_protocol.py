"""The protocol at a browser: a manager reads what is in force, drafts on, is shown why a call goes where it goes."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

CALL = "LOST ARTICLE"


def open_the_draft(window: Visit) -> None:
    """Begin a draft of one's own as a copy of the edition in force, so that a visit disturbs no other."""
    window.open("/protocols/")
    window.page.get_by_role("link", name="Begin an edition").click()
    window.page.get_by_text("as a copy of an edition").click()
    window.look("protocol-begin")
    window.page.get_by_role("button", name="Begin the draft").click()
    window.page.wait_for_selector("text=On the way to force")


def test_a_manager_copies_the_edition_in_force_changes_who_answers_and_takes_it_back(
    programme: Programme, visit: Any
) -> None:
    # Given a manager and an edition in force
    window = visit(width=DESK)
    window.enter_as("programme-manager")
    window.open("/protocols/")
    assert "In force today" in window.text("main")
    window.look("protocol-list")
    # when a copy is begun,
    open_the_draft(window)
    window.page.wait_for_selector("text=/It is being proven as it stands now|Every answer of 233 call types was tried/")
    window.look("protocol-edition")
    # its matrix is narrowed and changed, with the reason,
    window.page.get_by_role("link", name="Who answers").click()
    window.page.get_by_label("Words").fill(CALL.lower())
    window.page.get_by_role("button", name="Show").click()
    window.look("protocol-who-answers")
    window.page.get_by_label(f"{CALL} goes to").select_option("officer")
    window.page.get_by_role("button", name="Save this page").click()
    window.page.wait_for_selector("text=Say why these call types now go where they go")
    assert window.inaccessible() == []
    window.complaints.clear()  # the browser notes that the page was answered with 422
    window.page.get_by_label("Why these now go").fill("The board wants an officer here")
    window.page.get_by_role("button", name="Save this page").click()
    window.page.wait_for_selector("text=Kept.")
    # then a tried call says who answers and why,
    window.page.get_by_role("link", name="Edition").first.click()
    window.page.get_by_role("link", name="Try a call").click()
    window.look("protocol-try-empty")
    window.page.get_by_label("Call type").fill(CALL)
    window.page.get_by_label("Every other question").select_option("no")
    window.page.get_by_role("button", name="Who answers?").click()
    window.page.wait_for_selector("text=What would have changed it")
    assert "The board wants an officer here" in window.text("#answer")
    window.look("protocol-try")
    # the comparison says it in plain words,
    window.page.get_by_role("link", name="Edition").first.click()
    window.page.get_by_role("link", name="Compare").click()
    assert f"Call type {CALL} now goes to Officer; before: Community Service Officer." in window.text("main")
    window.look("protocol-compare")
    # and the row's own history has the button's way back.
    window.page.get_by_role("link", name="Edition").first.click()
    window.page.get_by_role("link", name="Call types", exact=True).click()
    window.page.get_by_label("Words").fill(CALL.lower())
    window.page.get_by_role("button", name="Filter").click()
    window.look("protocol-section")
    window.page.get_by_role("link", name=CALL, exact=True).click()
    assert "The board wants an officer here" in window.text("ol.history")
    window.look("protocol-row")


def test_a_rule_that_is_taken_out_is_missed_and_the_edition_is_proven_once_it_is_back_on_a_phone(
    programme: Programme, visit: Any
) -> None:
    # Given a copy of the edition in force, on a phone
    window = visit(width=PHONE)
    window.enter_as("programme-manager")
    open_the_draft(window)
    # when the rule that brings officers to a weapon is taken out and the edition is proven,
    window.page.get_by_role("link", name="Rules", exact=True).click()
    window.look("protocol-rules")
    window.page.get_by_role("link", name="weapon", exact=True).click()
    window.look("protocol-rule")
    window.page.get_by_role("button", name="Take this row out").click()
    window.page.wait_for_selector("text=Kept.")
    window.look("protocol-rule-out")
    window.page.get_by_role("link", name="Edition").first.click()
    assert 'names "weapon", which is none of the rules' in window.text("#findings, main")
    window.look("protocol-disagrees")
    # then it says what does not agree; taken back, it is proven by itself.
    window.page.go_back()
    window.page.get_by_role("button", name="Undo").click()
    window.page.wait_for_selector("text=1 row stands as before.")
    window.page.get_by_role("link", name="Edition").first.click()
    window.page.wait_for_selector("text=Every answer of 233 call types was tried", timeout=120_000)
    window.look("protocol-proven")
