"""The programme manager after the board's decision: the plan, a step done, a route that may not go live yet."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

INVENTED_STUDY = "A year of invented calls"


def begin_the_plan(window: Visit) -> None:
    """Draft the plan of the study whose board has decided; where an earlier visit has begun it, open it."""
    window.open("/programme/")
    draft = window.page.get_by_role("link", name="Draft its programme plan")
    if draft.count():
        draft.first.click()
        window.look("programme-draft")
        window.page.get_by_role("button", name="Begin with this plan").click()
    else:
        window.page.get_by_role("link", name=INVENTED_STUDY, exact=True).click()
    window.page.wait_for_selector("h1:has-text('Programme plan')")


def test_the_programme_manager_drafts_the_plan_marks_a_step_done_and_takes_it_back(
    programme: Programme, visit: Any
) -> None:
    # Given a manager and a study in which the board has adopted some categories
    window = visit(width=DESK)
    window.enter_as("programme-manager")
    # when the plan is drafted from the decisions,
    begin_the_plan(window)
    # then its first glance says how it stands and what comes next;
    assert "steps done" in window.page.locator(".lede").inner_text()
    window.look("programme-plan-begun")
    # a step that waits for another cannot be done, and the page says why;
    window.page.get_by_role("link", name="CSO: policy", exact=True).first.click()
    assert "It waits for “CSO: responsible”" in window.text("main")
    window.look("programme-step-waits")
    # the one before it can, and its owner is changed where it stands in the plan.
    window.page.get_by_role("link", name="Programme plan", exact=True).click()
    row = window.page.locator("tr[id^=step-]").filter(has_text="CSO: responsible").first
    row.get_by_role("link", name="Change").click()
    row.locator("[name=owner]").fill("Deputy chief")
    row.get_by_role("button", name="Save the step").click()
    window.page.wait_for_selector("text=Undo this change")
    assert "Deputy chief" in window.text("main")
    window.page.get_by_role("link", name="CSO: responsible", exact=True).first.click()
    window.page.get_by_role("button", name="Mark as done").click()
    window.page.wait_for_selector("text=Undo this change")
    assert "1 of " in window.page.locator(".lede").inner_text()
    window.look("programme-plan-done")
    window.page.get_by_role("button", name="Undo this change").click()
    window.page.wait_for_selector("text=The change was taken back.")
    assert "0 of " in window.page.locator(".lede").inner_text()


def published(window: Visit) -> None:
    """Open the programme of the published study."""
    window.open("/programme/")
    window.page.get_by_role("link", name="Essential Calls").first.click()
    window.page.wait_for_selector("h1:has-text('Programme plan')")


def test_a_route_may_not_go_live_until_its_officer_has_read_the_policy_on_a_phone(
    programme: Programme, visit: Any
) -> None:
    # Given a route whose people have not all read its policy
    manager = visit(width=DESK)
    manager.enter_as("programme-manager")
    published(manager)
    manager.look("programme-plan")
    manager.page.get_by_role("link", name="Routes and readiness", exact=True).click()
    manager.page.wait_for_selector("h1:has-text('Routes and readiness')")
    manager.look("programme-routes")
    manager.page.get_by_role("link", name="Non-sworn (CSO)", exact=True).click()
    manager.page.wait_for_selector("h1:has-text('Non-sworn (CSO)')")
    # when the manager would switch it on, the button is refused with the sentence why;
    refused = manager.page.locator(".refused").filter(has_text="Switch it on")
    assert "people are not current" in refused.inner_text()
    manager.look("programme-route-refused")
    # an officer opens the programme on a phone, reads the policy, and says so with one click;
    officer = visit(width=PHONE)
    officer.enter_as("cso")
    officer.open("/programme/")
    officer.look("programme-to-read")
    officer.page.get_by_role("link", name="Calls that a community service officer answers (invented)").click()
    officer.page.wait_for_selector("h1:has-text('Calls that a community')")
    officer.look("programme-read")
    if officer.page.get_by_role("button", name="I have read this").count():
        officer.page.get_by_role("button", name="I have read this").click()
    officer.page.wait_for_selector("text=You have read it")
    officer.look("programme-read-done")
    # then the manager sees one person more who is current.
    manager.page.reload()
    assert "1 of 2 people is current" in manager.text("main") or "1 of 2 people are current" in (manager.text("main"))
    manager.look("programme-route")


def test_the_pages_of_a_programme_are_usable_on_a_phone_and_without_script(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE)
    window.enter_as("programme-manager")
    published(window)
    window.look("programme-plan")
    window.page.get_by_role("link", name="Open the next step").click()
    window.look("programme-step")
    published(window)
    window.page.get_by_role("link", name="Routes and readiness", exact=True).click()
    window.page.wait_for_selector("h1:has-text('Routes and readiness')")
    window.look("programme-routes")
    window.page.get_by_role("link", name="Non-sworn (CSO)", exact=True).click()
    window.page.wait_for_selector("h1:has-text('Non-sworn (CSO)')")
    window.look("programme-route")
    window.page.get_by_role("link", name="Calls that a community").click()
    window.page.wait_for_selector("h1:has-text('Calls that a community')")
    window.look("programme-policy")
    # A supervisor sees who is current, and changes nothing.
    supervisor = visit(width=DESK, dark=True)
    supervisor.enter_as("supervisor")
    published(supervisor)
    supervisor.look("programme-plan-supervisor")
    supervisor.page.get_by_role("link", name="Ending soon", exact=True).click()
    supervisor.page.wait_for_selector("h1:has-text('Ending soon')")
    supervisor.page.get_by_role("link", name="60 days").click()
    supervisor.look("programme-ending")
    # Without script the same change is a page of its own.
    plain = visit(width=PHONE, script=False)
    plain.enter_as("programme-manager")
    published(plain)
    plain.page.locator(".step-edit a").first.click()
    plain.settle()
    assert plain.page.locator("#step-form [name=owner]").count() == 1


def test_every_form_of_a_programme_is_usable_on_a_phone_and_on_a_desk(programme: Programme, visit: Any) -> None:
    finder = visit(width=DESK)
    finder.enter_as("programme-manager")
    published(finder)
    forms = {"add-step": finder.page.get_by_role("link", name="Add a step").first.get_attribute("href")}
    finder.page.get_by_role("link", name="Routes and readiness", exact=True).click()
    finder.page.get_by_role("link", name="Non-sworn (CSO)", exact=True).click()
    finder.page.wait_for_selector("h1:has-text('Non-sworn (CSO)')")
    for name, words in (("write-policy", "Write a policy"), ("require-training", "Require a training"),
                        ("add-people", "Add people"), ("training", "Field course for service officers")):  # fmt: skip
        forms[name] = finder.page.get_by_role("link", name=words).first.get_attribute("href")
    finder.page.get_by_role("link", name="Calls that a community").click()
    forms["new-version"] = finder.page.get_by_role("link", name="Write a new version").get_attribute("href")
    phone = visit(width=PHONE)
    phone.enter_as("programme-manager")
    faults = []
    for name, address in forms.items():
        for window in (finder, phone):
            window.open(str(address))
            faults += window.faults(f"programme-{name}")
    assert faults == []
