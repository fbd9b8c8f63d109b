"""A police analyst follows the tutorial word for word; its pictures are taken on the way.

The walk knows no button: it reads the steps and does what they say (`tutorial`). ARCS_WRITE_GOLDEN=1 writes the
pictures that the page shows; look at each before you commit it.
"""

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.conftest import PHONE, Programme, Visit
from tests.journeys.tutorial import Deed, bold_outside_steps, numbers_of, pictures_in, steps_of
from tests.making import anytown
from tests.repository.tree import ROOT

PAGE = ROOT / "docs" / "tutorials" / "evaluate-in-the-browser.md"
DEMONSTRATION = "http://127.0.0.1:8000"
WIDE, LONG_MS = 1280, 240_000
SHARP, QUALITIES = 1.5, (85, 75, 65, 55, 45)  # dots for each px; how much of them WebP keeps, until the file is small
LARGEST = 80_000
EDGE, HEIGHT = 10, 900  # px around what is meant; how much of a page a window shows at once
# What each picture is of: everything from the first of these to the last.
MEANT = {
    "choose": ("main h1", ".players li:nth-child(6)"),
    "way": ("section:has(.journey) > .card-h", ".journey li:nth-child(6)"),
    "why": ("section:has(> .card-h:has-text('Who answers'))", "section:has(> .card-h:has-text('In 400 draws'))"),
    "preview": ("figure.drawn >> nth=1", "figure.drawn >> nth=1"),
    "approved": ("#approve", "#approve"),
    "mapping": ("section:has(table.mapping) .card-h >> nth=0", "table.mapping tbody tr >> nth=7"),
    "ledger": (".accounts", ".accounts"),
    "call-types": ("#bulk section >> nth=0", "#bulk section >> nth=0"),
    "workload": ("#assumptions", "#drawn"),
    "sheet": ("header.phone-bar", "fieldset.item >> nth=4"),
    "coding": (".coding", ".coding"),
    "matrix": ("figure.chart >> nth=0", "table:has(caption:text('Evaluation matrix'))"),
}


class Walk:
    """The reader at the browser: the window in front, and those behind it."""

    def __init__(self, programme: Programme, visit: Callable[..., Visit]) -> None:
        self.programme, self.visit = programme, visit
        self.windows = [visit(width=WIDE)]
        self.pictures: dict[str, bytes] = {}

    @property
    def window(self) -> Visit:
        return self.windows[-1]

    @property
    def page(self) -> Any:
        return self.window.page

    def do(self, deed: Deed) -> None:
        self.window.settle()
        getattr(self, f"do_{deed.kind}")(**deed.given)

    def do_address(self, address: str) -> None:
        self.page.goto(address.replace(DEMONSTRATION, self.programme.url))

    def do_press(self, name: str, first: str) -> None:
        there = self._named(name)
        if not first:
            assert there.count() == 1, f"{there.count()} things here are called {name}: {self.page.url}"
        there.first.click()

    def _named(self, name: str) -> Any:
        """What can be pressed by this name; the page's own things before those of the frame."""
        of_main, of_all = (self._pressable(self.page.locator(place), name) for place in ("main", "body"))
        of_all.first.wait_for(timeout=LONG_MS)
        return of_main if of_main.count() else of_all

    def _pressable(self, place: Any, name: str) -> Any:
        """Buttons and links by their whole name; what unfolds, and a card, by the words that it begins with."""
        begins = re.compile(rf"^\s*{re.escape(name)}(?!\S)")
        whole = re.compile(rf"^{re.escape(name)}(\s+\S)?$")  # its key may stand on it
        exact = place.get_by_role("button", name=whole).or_(place.get_by_role("link", name=whole))
        unfolds = place.locator("summary").filter(has_text=begins)
        card = place.locator("button.player").filter(has=self.page.get_by_text(name, exact=True))
        return exact.or_(unfolds).or_(card).filter(visible=True)

    def do_page(self, name: str) -> None:
        self._headed(name, "h1")

    def do_heading(self, name: str) -> None:
        self._headed(name, "h2, h3, legend")

    def _headed(self, name: str, which: str) -> None:
        self.page.wait_for_function(
            "([name, which]) => [...document.querySelectorAll(which)].some(one => one.innerText.trim() === name)",
            arg=[name, which],
        )

    def do_read(self, name: str) -> None:
        self.page.wait_for_function(
            "name => document.body.innerText.replace(/\\s+/g, ' ').includes(name)", arg=name, timeout=LONG_MS
        )

    def _labelled(self, under: str) -> Any:
        """The box of this label; a slider beside it moves the same."""
        boxes = self.page.locator("input:not([type=range]), textarea, select")
        exact = self.page.get_by_label(under, exact=True).and_(boxes).filter(visible=True)
        begins = self.page.get_by_label(re.compile(rf"^\s*{re.escape(under)}\b")).and_(boxes).filter(visible=True)
        return exact if exact.count() else begins

    def do_fill(self, value: str, under: str) -> None:
        self._labelled(under).first.wait_for()
        there = self._labelled(under)
        assert there.count() == 1, f"{there.count()} boxes are called {under}"
        there.fill(value.replace(" / ", "\n"))

    def do_file(self, value: str, under: str) -> None:
        box = self.page.locator(".field", has_text=under).locator("input[type=file]")
        box.first.set_input_files(ROOT / value)

    def do_choose(self, name: str, under: str) -> None:
        group = self.page.get_by_role("group", name=under, exact=True)
        if group.count():
            group.get_by_label(re.compile(rf"^\s*{re.escape(name)}")).first.check(force=True)
            return
        there = self._labelled(under).first
        if there.evaluate("one => one.tagName") == "SELECT":
            there.select_option(label=name)
        else:  # a box to type in, with its list
            there.fill(name)
            self.page.get_by_role("option", name=name, exact=True).first.click()

    def do_tick(self, name: str) -> None:
        self.page.get_by_role("checkbox", name=name, exact=True).check()

    def do_keys(self, value: str) -> None:
        for key in value.split():
            self.page.keyboard.press(key)

    def do_sheet(self, rows: dict[str, str]) -> None:
        """Every page of an officer's sheet by the keys of its call type; the order of the types is each sheet's own."""
        for _ in rows:
            before = self.page.url
            self.page.wait_for_selector("fieldset.item.current")
            self.do_keys(rows[self.window.text("h1")])
            self.page.keyboard.press("Enter")
            self.page.wait_for_url(lambda url, before=before: url != before)
            self.window.settle()

    def do_letter(self, name: str) -> None:
        there = self.page.locator("li", has_text=name).locator("code").first.inner_text()
        self.windows.append(self.visit(width=PHONE))
        self.page.goto(there)

    def do_back(self) -> None:
        self.windows.pop().close()

    def do_download(self, name: str) -> None:
        with self.page.expect_download() as taken:
            self._named(name).first.click()
        assert Path(taken.value.path()).stat().st_size

    def do_picture(self, alt: str, picture: str) -> None:
        name = Path(picture).stem
        self.window.look(f"tutorial-{name}")
        self.pictures[picture] = self._taken(name)

    def _taken(self, name: str) -> bytes:
        """The part of the page that is meant, as WebP: the browser draws it sharper than the screen is."""
        self.page.evaluate("scrollTo(0, 0)")
        boxes = [self.page.locator(one).first.bounding_box() for one in MEANT[name]]
        left, above = min(one["x"] for one in boxes) - EDGE, min(one["y"] for one in boxes) - EDGE
        right = max(one["x"] + one["width"] for one in boxes) + EDGE
        below = max(one["y"] + one["height"] for one in boxes) + EDGE
        clip = {"x": left, "y": above, "width": right - left, "height": below - above}
        devtools = self.window.context.new_cdp_session(self.page)
        for quality in QUALITIES:
            shot = {"format": "webp", "quality": quality, "clip": clip | {"scale": SHARP}}
            taken = devtools.send("Page.captureScreenshot", shot | {"captureBeyondViewport": below > HEIGHT})
            picture = base64.b64decode(taken["data"])
            if len(picture) <= LARGEST:
                break
        return picture


def test_the_tutorial_is_as_written(programme: Programme, visit: Any) -> None:
    walk = Walk(programme, visit)
    for number, step in enumerate(steps_of(PAGE), 1):
        for deed in step.deeds():
            try:
                walk.do(deed)
            except Exception as failed:
                raise AssertionError(f"step {number} of “{step.part}”: {deed}; at {walk.page.url}") from failed
    assert {name: len(taken) for name, taken in walk.pictures.items() if len(taken) > LARGEST} == {}
    if os.environ.get("ARCS_WRITE_GOLDEN"):
        for name, taken in walk.pictures.items():
            (PAGE.parent / name).write_bytes(taken)
    assert sorted(walk.pictures) == sorted(pictures_in(PAGE))


def test_the_tutorial_names_nothing_that_nobody_looks_for() -> None:
    steps = steps_of(PAGE)
    assert [number for number, _ in numbers_of(PAGE)] == list(range(1, len(steps) + 1))
    assert {step.text[:60]: step.unexplained() for step in steps if step.unexplained()} == {}
    assert bold_outside_steps(PAGE) == ["**bold**"]


def test_each_picture_of_the_tutorial_is_kept_small_and_none_is_left_over() -> None:
    shown = pictures_in(PAGE)
    kept = sorted((PAGE.parent / "pictures").glob("*"))
    assert sorted(shown) == [f"pictures/{one.name}" for one in kept]
    assert len(shown) == len(set(shown)) <= 14
    assert [one.name for one in kept if one.stat().st_size > LARGEST or one.read_bytes()[8:12] != b"WEBP"] == []
    assert set(MEANT) == {Path(one).stem for one in shown}


def test_the_export_of_the_tutorial_is_the_one_that_is_invented_for_it() -> None:
    assert anytown.EXPORT.read_text(encoding="utf-8") == anytown.text()
