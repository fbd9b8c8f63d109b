"""A draft that a browser keeps belongs to one page: words typed for one study never appear in another's form."""

import re

from tests.repository.tree import ROOT

TEMPLATES = sorted((ROOT / "src" / "arcs" / "web").glob("*/templates/**/*.html"))
WITHOUT_A_THING = {"studies/new.html", "ui/style.html"}  # a study that is not begun, and the page of components


def test_every_draft_is_named_after_the_thing_it_is_about() -> None:
    found = {}
    for file in TEMPLATES:
        for name in re.findall(r'data-draft="([^"]*)"', file.read_text(encoding="utf-8")):
            found[f"{file.parent.name}/{file.name}"] = name
    assert len(found) > 8
    assert {page for page, name in found.items() if "{{" not in name} == WITHOUT_A_THING


def test_pages_of_every_room_of_a_study_carry_the_look_of_its_way() -> None:
    bases = [file for file in TEMPLATES if "studies/crumbs.html" in file.read_text(encoding="utf-8")]
    rooms = {file.parent.name for file in bases} - {"studies"}
    assert {"ratings", "surveys", "sheets", "workbench"} <= rooms
    for room in rooms:
        frames = [file for file in TEMPLATES if file.parent.name == room and file.name in ("page.html", "staff.html")]
        assert any("studies/page.html" in file.read_text(encoding="utf-8") for file in frames), room
