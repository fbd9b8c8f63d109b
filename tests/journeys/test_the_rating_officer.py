"""An officer rates call types: on a phone in a minute between two calls, and at a desk by keys alone."""

import json
import re
from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit

BEGIN = re.compile("^(Begin|Go on)$")  # whoever came before may have begun this sheet


def link(programme: Programme, name: str) -> str:
    links: dict[str, str] = json.loads((programme.state / "demo-links.json").read_text(encoding="utf-8"))
    return links[name]


def saved(window: Visit) -> None:
    window.page.wait_for_selector("#saved:not(.lost):has-text('Saved')")  # "Not saved" holds the word, too


def test_an_officer_rates_on_a_phone_loses_the_line_and_finishes(programme: Programme, visit: Any) -> None:
    window: Visit = visit(width=PHONE)
    path = link(programme, "rater")
    window.open(path)
    window.look("rating-intro")
    window.page.get_by_role("button", name=BEGIN).click()
    page = window.page
    first = window.text("h1")
    for item in page.locator("fieldset.item").all():
        item.locator("label").first.click()
    saved(window)
    window.look("rating-page")
    page.reload()
    assert page.locator("fieldset.item input:checked").count() == 7
    page.get_by_role("button", name="Next type").click()
    assert window.text("h1") != first

    window.context.set_offline(True)
    page.locator("fieldset.item").nth(1).locator("label").nth(2).click()
    page.wait_for_selector("#saved.lost")
    window.complaints.clear()  # the browser's own word about the lost line
    window.look("rating-no-connection")
    page.get_by_role("button", name="Next type").click()
    assert "Wait" in window.text("#saved")
    window.context.set_offline(False)
    saved(window)
    window.complaints.clear()

    page.get_by_role("button", name="Finish …").click()
    page.wait_for_selector("form.finish")
    window.look("rating-review")
    page.get_by_role("button", name="Finish", exact=True).click()
    page.wait_for_selector("h1:has-text('Thank you')")
    window.look("rating-thanks")
    window.open(f"{path}1/")
    assert "Thank you" in window.text("h1")


def test_an_officer_rates_by_keys_alone_at_a_desk(programme: Programme, visit: Any) -> None:
    window: Visit = visit(width=DESK)
    window.open(link(programme, "rater-desk"))
    keys = window.page.keyboard
    window.page.get_by_role("button", name=BEGIN).focus()
    keys.press("Enter")
    window.page.wait_for_selector("fieldset.item.current")
    window.look("rating-keys")
    window.page.set_viewport_size({"width": DESK, "height": 720})
    last = window.page.locator("fieldset.item").last.bounding_box()
    bar = window.page.locator(".bottom").bounding_box()
    assert last["y"] + last["height"] <= bar["y"] + 2, "one call type is one glance, also on a low screen"
    for at in range(1, 4):
        for key in ("2", "1", "2", "4", "?", "1", "0"):
            keys.press(key)
        chosen = window.page.eval_on_selector_all("fieldset.item input:checked", "all => all.map(one => one.value)")
        assert chosen == ["N", "L", "N", "S", "?", "Y", "10"]
        if at == 1:
            saved(window)
            window.look("rating-by-keys")
        with window.page.expect_navigation():
            keys.press("Enter")
    with window.page.expect_navigation():
        keys.press("b")
    assert window.page.locator("fieldset.item input:checked").count() == 7
    window.page.get_by_role("button", name="Finish …").focus()
    keys.press("Enter")
    window.page.wait_for_selector("form.finish")
    window.page.get_by_role("button", name="Finish", exact=True).focus()
    keys.press("Enter")
    window.page.wait_for_selector("h1:has-text('Thank you')")


def test_a_sheet_works_without_script_and_in_spanish(programme: Programme, visit: Any) -> None:
    window: Visit = visit(width=PHONE, script=False)
    window.open(link(programme, "rater-plain"))
    window.page.get_by_role("button", name="Español").click()
    window.look("rating-intro-es")
    window.page.get_by_role("button", name=re.compile("Empezar|Seguir")).click()
    window.page.locator("fieldset.item").first.locator("label").nth(1).click()
    window.page.get_by_role("button", name="Tipo siguiente").click()
    window.page.get_by_role("button", name="Atrás").click()
    window.settle()
    assert window.page.locator("fieldset.item input:checked").count() == 1
    window.look("rating-page-es")


def test_an_analyst_follows_the_round_and_reads_what_may_be_shown(programme: Programme, visit: Any) -> None:
    for width in (PHONE, DESK):
        window: Visit = visit(width=width)
        window.enter_as("analyst")
        window.open("/studies/")
        window.page.get_by_role("link", name="Officers rate the call types").first.click()
        study = window.page.url.removeprefix(window.url)
        for name in ("", "agreement/", "yes/", "rules/report/two_thirds/"):
            window.open(f"{study}ratings/{name}")
            window.look(f"ratings-{name.split('/')[0] or 'overview'}")
        window.open(f"{study}ratings/agreement/")
        window.page.locator(".list tbody th a").first.click()
        window.look("ratings-type")
        window.open(f"{study}ratings/")
        window.page.get_by_role("link", name="Invite raters").first.click()
        window.look("ratings-invite")
        window.page.fill("[name=printed]", "1")
        window.page.get_by_role("button", name="Make the links").click()
        window.look("ratings-links")
        window.open(f"{study}ratings/")
        window.page.locator(".list tbody th a").first.click()
        window.look("ratings-rater")
    window.open(f"{study}ratings/rules/report/two_thirds/")
    window.page.get_by_label("To", exact=True).get_by_role("link", name="Majority").click()
    window.page.wait_for_selector("h1:has-text('to “Majority”')")
    assert window.page.url.endswith("/rules/report/majority/")
