"""The administrator invites, limits and removes; what opens confidential work takes two others; all of it is seen."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.journeys.conftest import DESK, PHONE, Programme, one_time_code

PHRASE = "a long sentence about rain 7"


def test_somebody_is_invited_joins_is_limited_and_leaves(programme: Programme, visit: Any) -> None:
    # Given an administrator who invites a colleague and copies the link,
    admin, page = (window := visit(width=DESK)), window.page
    admin.sign_in(programme.accounts["administrator"])
    admin.open("/people/invite/")
    page.fill("[name=name]", "Nell Newcombe")
    page.fill("[name=login]", f"nell-{uuid4().hex[:8]}@demonstration.example")  # a run may follow another
    page.select_option("select[name=role]", label="Care navigator")
    page.locator("main form button.btn-primary").click()
    link = page.locator(".link-text").inner_text().strip()
    admin.look("administrator-link")
    person = page.locator("a.back").get_attribute("href")
    # when the colleague opens it in another window, with a password and an authenticator app,
    nell = visit(width=PHONE)
    nell.page.goto(link)
    nell.look("invitation")
    nell.page.fill("[name=password]", PHRASE)
    nell.page.fill("[name=again]", PHRASE)
    nell.page.get_by_role("button", name="Go on").click()
    nell.look("second-step")
    nell.page.get_by_role("link", name="Use an authenticator app").click()
    nell.page.get_by_text("You cannot scan it?").click()
    secret = nell.page.locator("details .mono").inner_text().replace(" ", "")
    nell.look("authenticator-app")
    nell.page.fill("[name=code]", one_time_code(secret))
    nell.page.get_by_role("button", name="Go on").click()
    nell.look("recovery-codes")
    nell.page.get_by_role("link", name="I have kept them").click()
    # then she may do what her role may, and no more;
    assert nell.text("h1") == "Good day, Nell Newcombe"
    assert nell.page.context.request.get(f"{programme.url}/people/").status in (403, 404)
    # with a second role she sees the studies,
    page.goto(programme.url + person)
    page.get_by_role("link", name="Give a role").click()
    page.select_option("select[name=role]", label="Analyst")
    page.locator("main form button.btn-primary").click()
    nell.open("/studies/")
    assert nell.page.locator("h1").inner_text() == "Studies"
    # until it ends,
    page.goto(programme.url + person)
    admin.look("administrator-person")
    analyst = page.locator("li", has_text="Analyst").locator("form[action*='/assignments/'] button")
    analyst.click()
    admin.settle()
    assert nell.open("/studies/").status in (403, 404)
    # and once she has left, she is out.
    page.goto(programme.url + person)
    page.get_by_role("button", name="Has left").click()
    nell.open("/me/")
    assert "/sign-in/" in nell.page.url


def test_confidential_work_opens_only_by_two_others_and_the_auditor_sees_all_of_it(
    programme: Programme, visit: Any
) -> None:
    # Given an administrator, who cannot propose himself for a confidential compartment
    admin = visit(width=DESK)
    admin.enter_as("administrator")
    admin.open("/people/?q=Adam")
    admin.page.locator("tbody a", has_text="Adam Strator").first.click()
    button = admin.page.get_by_text("Propose access", exact=True).first
    assert button.get_attribute("aria-disabled") == "true"
    assert "Nobody opens a compartment to himself" in admin.text("main")
    # when he proposes a colleague,
    admin.open("/people/")
    admin.page.locator("tbody a", has_text="Cary Navarro").first.click()
    admin.page.get_by_role("link", name="Propose access").click()
    admin.page.fill("[name=reason]", "Follows up on referrals from October")
    last_day = admin.page.locator(".usa-date-picker:has([name=valid_to]) .usa-date-picker__external-input")
    last_day.fill((datetime.now(UTC) + timedelta(days=20)).strftime("%m/%d/%Y"))
    admin.page.locator("main form button.btn-primary").click()
    assert "waits for a second person" in admin.text("main")
    # then the auditor finds it waiting, and confirms it;
    auditor, page = (window := visit(width=DESK)), window.page
    auditor.enter_as("auditor")
    auditor.look("auditor-start")
    auditor.open("/people/access/")
    auditor.look("auditor-access")
    page.locator("tbody a.rowlink", has_text="Cary Navarro").first.click()
    auditor.look("auditor-access-one")
    page.get_by_role("button", name="Confirm").click()
    assert "Confirmed. Access counts from now on." in auditor.text("body")
    assert page.locator("tbody a.rowlink", has_text="Cary Navarro").count() == 0
    # the audit tells of it, an event opens, and her own look is written down;
    auditor.open("/audit/")
    auditor.look("auditor-audit")
    page.locator("tbody a.rowlink").first.click()
    auditor.look("auditor-event")
    auditor.open("/audit/")
    assert "Audrey Torres" in page.locator("tbody").inner_text()
    # and she reviews the week, line by line.
    auditor.open("/audit/review/")
    page.locator("tbody a.rowlink").first.click()
    page.locator(".review form input[name=note]").first.fill("Known: demonstration")
    page.locator(".review form button").first.click()
    assert re.search("Looked at by Audrey Torres", auditor.text("main"))
    auditor.look("auditor-week")
