"""What a strict content security policy and a quiet network ask of every page."""

import re
from pathlib import Path

import pytest
from tests.repository.tree import ROOT
from tests.web.ui.sheets import ROOM, STATIC, sheets, tokens, web_templates

TEMPLATES = web_templates()
OWN = [path for path in TEMPLATES if ROOM in path.parents]
HOOKS = {
    "usa-select",
    "usa-input",
    "usa-file-input",
    "list",
    "chart",
    "strip-public",
    "foot_links",
    "messages",
    "langs",
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _words(template: str) -> set[str]:
    """Class names in the class attributes of a template; what template code decides is left out."""
    found: set[str] = set()
    for attribute in re.findall(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', template):
        plain = re.sub(r"\{%.*?%\}", " ", re.sub(r"\S*\{\{.*?\}\}\S*", " ", attribute))
        found |= set(plain.split())
    return found


def _known() -> set[str]:
    return {name for text in sheets().values() for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", text)}


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_template_holds_style_script_or_a_stranger(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=(?!=)", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert not re.search(r"javascript:|hx-on|hx-vals=['\"]js:|unsafe", text)
    assert not re.search(r"<(?:script|link|img|iframe|source|video)[^>]*(?:src|href)=[\"'](?:https?:)?//", text)


@pytest.mark.parametrize("path", OWN, ids=_name)
def test_every_class_of_a_template_is_in_a_stylesheet(path: Path) -> None:
    assert _words(path.read_text(encoding="utf-8")) - _known() - HOOKS == set()


@pytest.mark.parametrize("name", sorted(sheets()))
def test_every_address_in_a_stylesheet_is_a_file_here(name: str) -> None:
    text = sheets()[name]
    assert "@import" not in text
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", text)
    assert [one for one in addresses if not (STATIC / one).is_file()] == []


@pytest.mark.parametrize("name", sorted(sheets()))
def test_every_token_that_is_used_is_defined_and_no_colour_is_written_beside_them(name: str) -> None:
    text = sheets()[name]
    every = "".join(sheets().values())
    assert set(re.findall(r"var\(--([\w-]+)", text)) - set(re.findall(r"--([\w-]+):", every)) == set()
    if name not in {"tokens.css", "print.css"}:
        outside_print = text.split("@media print")[0]
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", outside_print) == []
    assert {"ink", "surface", "brand"} <= set(tokens("dark"))


@pytest.mark.parametrize("name", sorted(sheets()))
def test_no_stylesheet_is_too_long_to_be_read(name: str) -> None:
    assert len((STATIC / name).read_text(encoding="utf-8").splitlines()) <= 500


def test_every_shape_that_is_asked_for_is_in_the_sprite() -> None:
    shapes = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "sprite.svg").read_text(encoding="utf-8")))
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:\{% icon |glyph=)"([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked <= shapes


def test_every_vendored_part_has_its_licence_and_no_source_map() -> None:
    vendored = {path.name for path in (STATIC / "vendor").iterdir()}
    assert {"htmx-LICENSE.txt", "uswds-LICENSE.txt"} <= vendored
    assert {path.name for path in (STATIC / "fonts").glob("*.txt")} == {"OFL-public-sans.txt", "OFL-roboto-mono.txt"}
    for script in (STATIC / "vendor").glob("*.js"):
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8")
