"""Every pair of colours in use can be read, light and dark (WCAG 2.2: 4.5 for text, 3 for shapes and edges)."""

import re

import pytest
from tests.web.ui.sheets import contrast, mixed, rgb, sheet, tokens

THEMES = ("light", "dark")
GROUNDS = ("canvas", "surface", "sunken", "selected")
WASHES = ("brand-wash", "good-wash", "warn-wash", "alarm-wash")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in GROUNDS),
    *(("ink", wash) for wash in WASHES),
    *((tone, ground) for tone in ("brand", "alarm") for ground in ("canvas", "surface", "sunken")),
    ("brand", "brand-wash"), ("brand", "selected"), ("good", "good-wash"), ("warn", "warn-wash"),
    ("alarm", "alarm-wash"), ("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-alarm", "alarm"),
    ("on-alarm", "alarm-strong"),
    ("band-ink", "band"), ("band-soft", "band"), ("ink-soft", "brand-wash"),
]  # fmt: skip
SHAPES = [
    *((edge, ground) for edge in ("edge-strong", "focus", "brand", "alarm") for ground in ("canvas", "surface")),
    *((risk, ground) for risk in ("risk-l", "risk-p", "risk-h") for ground in ("surface", "selected")),
    ("bar", "surface"), ("brand", "edge"), ("focus", "sunken"), ("good", "good-wash"), ("warn", "warn-wash"),
]  # fmt: skip
ROUTES = ("officer", "coresponse", "cso", "tru", "online", "care", "partner", "ems")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(rgb(colours[ink]), rgb(colours[ground])) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_and_shapes_stand_out_from_their_ground(theme: str, shape: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(rgb(colours[shape]), rgb(colours[ground])) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_can_be_read_on_its_own_tag(theme: str, route: str) -> None:
    colours = tokens(theme)
    own = colours[f"route-{route}"]
    assert contrast(rgb(own), mixed(own, colours["surface"], 0.09)) >= 4.5


def test_black_on_white_is_21_and_grey_767676_is_just_enough() -> None:
    assert round(contrast(rgb("#000000"), rgb("#ffffff")), 2) == 21
    assert 4.5 <= contrast(rgb("#767676"), rgb("#ffffff")) < 4.6


def test_a_browser_without_light_dark_gets_the_light_colours() -> None:
    plain, _, both = sheet("tokens.css").partition("@supports")
    assert both
    assert dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", plain)) == tokens("light")


@pytest.mark.parametrize("theme", THEMES)
def test_the_five_steps_of_a_heat_map_go_one_way(theme: str) -> None:
    colours = tokens(theme)
    ground = rgb(colours["surface"])
    steps = [contrast(rgb(colours[f"heat-{step}"]), ground) for step in range(1, 6)]
    assert steps == sorted(steps)
    assert len(set(steps)) == 5
