"""The frame in a browser: axe finds nothing, nothing runs off the side, keys lead, and drafts come back."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from tests.journeys.conftest import free_port
from tests.making.browser import CHROMIUM
from tests.repository.tree import ROOT

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome on this machine; install Debian's chromium"),
]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
BROKEN = """axe.run(document, {resultTypes: ["violations"]})
    .then(({violations}) => violations.map((one) => [one.id, one.nodes[0].html]))"""
PAGES = ("style/", "imports/", "imports/?print=1", "resident/", "error/404/", "error/503/")


@pytest.fixture(scope="module")
def preview() -> Iterator[str]:
    """The address of this room's preview, served by a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "django", "runserver", f"127.0.0.1:{port}", "--noreload", "--skip-checks"]
    places = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "tests.web.ui.preview_settings"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=places, cwd=ROOT, **quiet) as process:
        url = f"http://127.0.0.1:{port}/"
        for _attempt in range(200):
            try:
                urllib.request.urlopen(f"{url}imports/", timeout=5).close()  # noqa: S310 - our own preview
                break
            except OSError:
                time.sleep(0.1)
        yield url
        process.terminate()


@contextmanager
def a_page(chromium: Any, **place: Any) -> Iterator[Any]:
    """A page whose console must stay silent: a broken policy or a script's error shows itself there."""
    context = chromium.new_context(**place)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [one for one in said if "the server responded with a status of" not in one] == []


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_no_page_runs_off_the_side(chromium: Any, preview: str, width: int, scheme: str) -> None:
    with a_page(chromium, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for name in PAGES:
            page.goto(preview + name)
            page.wait_for_load_state("networkidle")
            page.evaluate(AXE)
            found = page.evaluate(BROKEN)
            assert found == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_at_twice_the_size_of_letters_nothing_runs_off_the_side(chromium: Any, preview: str) -> None:
    with a_page(chromium, viewport={"width": 640, "height": 450}) as page:
        for name in PAGES:
            page.goto(preview + name)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_a_list_on_paper_is_a_table_although_a_sheet_is_as_narrow_as_a_phone(chromium: Any, preview: str) -> None:
    with a_page(chromium, viewport={"width": 710, "height": 1000}) as page:
        page.goto(f"{preview}imports/?print=1")
        rows = "getComputedStyle(document.querySelector('.two-line tbody tr')).display"
        assert page.evaluate(rows) == "flex"
        page.emulate_media(media="print")
        assert page.evaluate(rows) == "table-row"


def test_without_script_a_list_still_filters_and_sorts(chromium: Any, preview: str) -> None:
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(preview + "imports/")
        page.get_by_label("State", exact=True).select_option("Loaded")
        page.get_by_role("button", name="Filter").click()
        assert "state=Loaded" in page.url
        page.get_by_role("link", name="Rows").click()
        assert "sort=-rows" in page.url
        assert "state=Loaded" in page.url


def test_a_question_mark_shows_the_keys_and_one_leads_on(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "imports/")
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog")
        assert "Search this list" in dialog.inner_text()
        assert "Go to: People" in dialog.inner_text()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("g s?")
        assert page.evaluate("document.activeElement.value") == "g s?"
        assert not dialog.is_visible()


def test_keys_can_be_switched_off(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "imports/")
        page.keyboard.press("?")
        page.get_by_label("Use single keys in this browser").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") != "q"


def test_what_was_typed_comes_back_and_can_be_discarded(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("Note").fill("A knock and a kind word.")
        page.get_by_label("No, others could answer it").check()
        page.wait_for_timeout(600)
        page.goto(preview + "imports/")
        page.goto(preview + "style/")
        assert page.get_by_label("Note").input_value() == "A knock and a kind word."
        assert page.get_by_label("No, others could answer it").is_checked()
        assert "We kept what you typed" in page.locator(".kept").inner_text()
        page.get_by_role("button", name="Discard").click()
        page.wait_for_load_state("networkidle")
        assert page.get_by_label("Note").input_value() == ""
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_draft_outlives_a_session_that_ended_while_it_was_sent(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("Note").fill("Kept over the sign-in.")
        page.evaluate(
            "document.querySelector('form[data-draft]').addEventListener('submit', (e) => e.preventDefault())"
        )
        page.get_by_role("button", name="Check this form").click()
        page.goto(preview + "resident/?out=1")
        page.goto(preview + "style/")
        assert page.get_by_label("Note").input_value() == "Kept over the sign-in."


def test_a_draft_that_was_accepted_is_gone(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("Note").fill("Accepted.")
        page.evaluate(
            "document.querySelector('form[data-draft]').addEventListener('submit', (e) => e.preventDefault())"
        )
        page.get_by_role("button", name="Check this form").click()
        page.goto(preview + "imports/")
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_form_that_comes_back_with_errors_keeps_everything_and_leads_to_the_first(
    chromium: Any, preview: str
) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("Share of time on calls").fill("1.2")
        page.get_by_label("First day").fill("01/06/2025")
        page.get_by_role("button", name="Check this form").click()
        summary = page.get_by_role("alert")
        assert "Nothing you typed is lost." in summary.inner_text()
        assert page.evaluate("document.activeElement.classList.contains('errors')")
        assert page.get_by_label("Share of time on calls").input_value() == "1.2"
        assert page.get_by_label("First day").input_value() == "01/06/2025"
        summary.get_by_role("link", name="This is more than the whole").click()
        assert page.evaluate("document.activeElement.name") == "try-share"


def test_a_day_that_cannot_be_read_stays_to_be_mended(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("First day").fill("the 31st of May")
        page.get_by_role("button", name="Check this form").click()
        page.locator(".usa-date-picker--initialized").wait_for()
        assert page.get_by_label("First day").input_value() == "the 31st of May"


def test_the_combo_box_finds_by_typing_and_posts_its_value(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        box = page.get_by_role("combobox", name="Call type")
        box.fill("park")
        page.get_by_role("option", name="Parking complaint").click()
        assert page.locator("select[name=try-call_type]").input_value() == "2"


def test_the_calendar_fills_the_day(chromium: Any, preview: str) -> None:
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.get_by_label("First day").fill("01/06/2025")
        page.get_by_role("button", name="Toggle calendar").click()
        page.get_by_role("button", name="15 January 2025 Wednesday").click()
        assert page.get_by_label("First day").input_value() == "01/15/2025"


def test_a_chosen_file_is_named_and_never_read_into_the_page(chromium: Any, preview: str, tmp_path: Path) -> None:
    export = tmp_path / "calls.csv"
    export.write_text("a,b\n1,2\n", encoding="utf-8")
    with a_page(chromium) as page:
        page.goto(preview + "style/")
        page.locator("input[type=file]").set_input_files(str(export))
        assert "calls.csv" in page.locator(".usa-file-input").inner_text()
        assert page.locator(".usa-file-input img").count() == 0
