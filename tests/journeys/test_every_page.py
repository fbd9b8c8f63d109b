"""Every page that anybody can reach: it answers, names itself, and is usable by everyone, narrow and wide."""

from typing import Any

import pytest
from tests.journeys.conftest import DESK, PHONE, Programme
from tests.journeys.links import follow_links, name_of, read_page


@pytest.fixture(scope="module")
def found(programme: Programme, chromium: Any) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """One example (role, address) of each named page over all roles, and every fault of every page."""
    examples: dict[str, tuple[str, str]] = {}
    faults: list[str] = []
    for role in programme.accounts:
        context = chromium.new_context(base_url=programme.url)
        page = context.new_page()
        page.goto("/demonstration/")
        page.locator(f"[data-role='{role}'] button").click()
        for one in follow_links(context.request, programme.url, most_of_a_kind=4 if role == "analyst" else 1):
            faults += [f"{role}: {fault}" for fault in one.faults]
            if one.kind.startswith("text/html"):
                examples.setdefault(name_of(one.address), (role, one.address))
        context.close()
    return examples, faults


def test_every_link_that_any_role_is_shown_leads_to_a_page_with_a_title_a_language_and_one_heading(found: Any) -> None:
    examples, faults = found
    assert faults == []
    assert {"home", "studies:list", "studies:workload", "studies:evaluation", "audit:trail", "people:list"} <= set(
        examples
    )


def test_one_page_of_each_kind_is_usable_by_everyone_narrow_and_wide(found: Any, visit: Any) -> None:
    examples, _ = found
    windows: dict[str, Any] = {}
    faults = []
    for name, (role, address) in sorted(examples.items()):
        if role not in windows:
            windows[role] = visit()
            windows[role].enter_as(role)
        windows[role].resize(PHONE)
        windows[role].open(address)
        faults += windows[role].faults(f"page-{name}")
        windows[role].resize(DESK)
        # What axe says of colors, names and order holds at both widths; journeys ask it of pages on a desk as well.
        faults += windows[role].faults(f"page-{name}", with_axe=False)
    assert faults == []


def test_a_visitor_finds_the_front_page_the_door_and_nothing_else(programme: Programme, visit: Any) -> None:
    window = visit(width=PHONE)
    for address in ("/", "/sign-in/", "/demonstration/"):
        assert read_page(window.context.request, programme.url, address).faults == []
        window.open(address)
        window.look(f"visitor-{address.strip('/') or 'front'}")
    for address in ("/studies/", "/people/", "/audit/", "/jobs/", "/settings/", "/messages/", "/me/"):
        window.open(address)
        assert window.page.url.startswith(f"{programme.url}/sign-in/"), address
