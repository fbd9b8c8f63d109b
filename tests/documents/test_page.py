"""The page: self-contained, accessible, sortable, and readable on a phone."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.making.evaluation import a_full_invention, oak_park

from arcs.documents.package import write_report

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                 if (found := shutil.which(name))), None)  # fmt: skip
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
needs_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome on this machine to open the page")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Oak Park's page and an invented one that has every chart."""
    root = tmp_path_factory.mktemp("pages")
    write_report(oak_park(), root / "oak_park")
    write_report(a_full_invention(), root / "invented")
    return {name: root / name / "report.html" for name in ("oak_park", "invented")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield started
        started.close()


class _Outline(HTMLParser):
    """Heading levels, identifiers and links in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.identifiers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if given.get("id"):
            self.identifiers.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))


@pytest.mark.parametrize("name", ["oak_park", "invented"])
def test_headings_descend_step_by_step_and_links_lead_somewhere(pages: dict[str, Path], name: str) -> None:
    outline = _Outline()
    outline.feed(pages[name].read_text(encoding="utf-8"))
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.identifiers) == len(set(outline.identifiers))
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.identifiers)


@pytest.mark.parametrize("name", ["oak_park", "invented"])
def test_the_page_asks_nothing_of_any_other_place(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text(encoding="utf-8")
    fetched = re.findall(r'(?:src|href|url|action)\s*[=(]\s*["\']?((?:https?:)?//[^"\')\s]+)', text)
    assert fetched == []
    assert '<html lang="en">' in text
    assert "@import" not in text


def test_every_chart_has_its_data_and_every_table_a_named_region(pages: dict[str, Path]) -> None:
    text = pages["oak_park"].read_text(encoding="utf-8")
    assert text.count('role="img"') == text.count("<details>") == 6
    assert text.count('class="scroll" role="region" tabindex="0" aria-labelledby=') == text.count("<table>")


@needs_a_browser
@pytest.mark.parametrize("name", ["oak_park", "invented"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(
    browser: Any, pages: dict[str, Path], name: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.set_viewport_size({"width": 400, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    # What passes need not be described: that takes half of axe's time.
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert errors == []
    context.close()


@needs_a_browser
def test_a_table_is_sorted_with_the_keyboard_and_says_how(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["oak_park"].as_uri())
    head = page.locator("#table-table_a1").locator("xpath=..").get_by_role("button", name="FTE", exact=True)
    head.focus()
    page.keyboard.press("Enter")
    table = page.locator("#table-table_a1").locator("xpath=..")
    column = table.locator("thead th").filter(has=page.get_by_role("button", name="FTE", exact=True))
    assert column.get_attribute("aria-sort") == "descending"
    first = table.locator("tbody tr").first.inner_text()
    assert "PARKING COMPLAINT" in first or float(re.findall(r"\d+\.\d\d", first)[0]) >= 4
    page.keyboard.press("Enter")
    assert column.get_attribute("aria-sort") == "ascending"
    assert "0.00" in table.locator("tbody tr").first.inner_text()
    assert "–" in table.locator("tbody tr").last.inner_text()  # what is not recorded stays last both ways
    page.close()


@needs_a_browser
def test_without_script_the_tables_stand_as_they_are(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["oak_park"].as_uri())
    assert page.locator("thead button").count() == 0
    assert page.locator("#table-table_a1").locator("xpath=..").locator("tbody tr").count() == 233
    context.close()
