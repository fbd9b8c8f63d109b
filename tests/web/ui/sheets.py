"""Reading the stylesheets and templates of this room, for the tests that hold them."""

import re
from functools import cache
from pathlib import Path

from tests.repository.tree import ROOT

ROOM = ROOT / "src" / "arcs" / "web" / "ui"
STATIC = ROOM / "static" / "ui"
Colour = tuple[float, float, float]


@cache
def sheet(name: str) -> str:
    """One stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def sheets() -> dict[str, str]:
    """Every stylesheet by name."""
    return {path.name: sheet(path.name) for path in sorted(STATIC.glob("*.css"))}


def web_templates() -> list[Path]:
    """Every template of every room of the web."""
    return sorted((ROOT / "src" / "arcs" / "web").rglob("templates/**/*.html"))


@cache
def tokens(theme: str) -> dict[str, str]:
    """Colour tokens of one theme, by name."""
    pairs = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", sheet("tokens.css"))
    return {name: light if theme == "light" else dark for name, light, dark in pairs}


def rgb(colour: str) -> Colour:
    """#rrggbb as three numbers from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def mixed(over: str, under: str, share: float) -> Colour:
    """`share` of one colour in another, as color-mix(in srgb) makes it."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(rgb(over), rgb(under), strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
