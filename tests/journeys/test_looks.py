"""The resident's first page in Spanish, and the style page in both themes and both widths."""

from typing import Any

import pytest
from tests.journeys.conftest import DESK, PHONE


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_style_page_shows_every_part_in_light_and_dark(visit: Any, width: int, dark: bool) -> None:
    window = visit(width=width, dark=dark)
    window.enter_as("administrator")
    assert window.open("/style/").status == 200
    window.look("style")


@pytest.mark.parametrize("address", ["/", "/studies/", "/people/", "/settings/"])
def test_pages_are_as_readable_in_the_dark(visit: Any, address: str) -> None:
    window = visit(width=PHONE, dark=True)
    window.enter_as("programme-manager")
    window.open(address)
    window.look(f"dark-{address.strip('/') or 'start'}")


def test_a_resident_reads_the_first_page_in_spanish_without_scripts(visit: Any) -> None:
    window = visit(width=PHONE, script=False)
    window.open("/")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Español").click()
    assert window.page.locator("html").get_attribute("lang") == "es"
    said = window.text("body")
    for english in ("Not every call", "Sign in", "For staff", "In danger now", "Choose a role", "Demonstration"):
        assert english not in said, english
    assert window.page.locator(".untranslated").count() == 1
    window.look("front-es")
