"""What lies at a desk is tried and finished on a phone; the manager opens each number of the programme to its calls."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE


def test_a_navigator_tries_and_finishes_what_lies_at_a_desk(visit: Any) -> None:
    # Given a call that triage sent to a desk and that nobody has
    window = visit(width=PHONE)
    window.enter_as("care-navigator")
    window.open("/desks/")
    window.look("desks")
    window.page.locator("ul.desks a.rowlink").first.click()
    window.look("desk")
    for desk in ("tru", "online", "care", "partner"):
        window.open(f"/desks/{desk}/")
        if window.page.locator("table td a, table th a").count():
            break
    window.page.locator("table tbody a").first.click()
    assert "Call " in window.text("h1")
    window.look("desk-item")
    # when the navigator takes it, tries to reach the caller and says nothing of what came of it,
    if window.page.get_by_role("button", name="Take it").count():
        window.page.get_by_role("button", name="Take it").click()
        assert "It is yours now." in window.text("main")
    window.page.fill("[name=said]", "Rang twice.")
    window.page.get_by_role("button", name="Record the attempt").click()
    # then nothing typed is lost,
    assert "Please check" in window.text("main")
    assert window.page.input_value("[name=said]") == "Rang twice."
    window.complaints.clear()
    window.page.select_option("[name=reached]", "reached")
    window.page.locator("form[action$='/attempts/'] [name=next_date]").first.fill(
        window.page.evaluate("new Date(Date.now() + 864e5).toLocaleDateString('en-US')")
    )
    window.page.get_by_role("button", name="Record the attempt").click()
    assert "Rang twice." in window.text("ol.log")
    # and it is over only with an ending and with what the caller was told.
    window.page.get_by_role("link", name="Finish").click()
    window.look("desk-finish")
    window.page.select_option("[name=ending]", "resolved")
    window.page.select_option("[name=told]", "yes")
    window.page.get_by_role("button", name="Finish").click()
    assert "Say how the caller was told" in window.text("main")
    window.complaints.clear()
    window.page.fill("[name=told_how]", "On the telephone.")
    for need in ("mental_health", "unhoused", "juvenile", "substance", "domestic", "elder"):
        if window.page.locator(f"[name={need}]").count():
            window.page.select_option(f"[name={need}]", "no")
    window.page.get_by_role("button", name="Finish").click()
    assert "On the telephone." in window.text("main")
    window.resize(DESK)
    window.look("desk-item-done")


def test_the_manager_opens_each_number_to_its_calls_and_prints(visit: Any) -> None:
    window = visit(width=DESK)
    window.enter_as("programme-manager")
    window.open("/figures/")
    assert "calls came in" in window.text("main") or "No call in these days" in window.text("main")
    window.look("figures")
    links = [one.get_attribute("href") for one in window.page.locator("main table td a").all()]
    for address in links[:3]:
        window.open(f"/figures/calls/{address}" if address.startswith("?") else address)
        assert "Calls behind" in window.page.title() or window.text("h1")
    if links:
        window.look("figure-calls")
    window.open("/figures/broken/")
    window.look("figures-broken")
    window.open("/figures/?print=1")
    window.page.emulate_media(media="print")
    assert not window.page.locator(".nav-inner").is_visible()
    window.page.emulate_media(media="screen")
    window.resize(PHONE)
    window.open("/figures/")
    window.look("figures")
