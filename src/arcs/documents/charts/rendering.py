"""A chart's files: SVG and PNG, drawn with the fonts that ARCS carries."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

FONTS = Path(__file__).parent.parent / "fonts"
PRINT_SCALE = 3


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def svg(specification: dict[str, Any]) -> str:
    """The drawing as SVG text, the same on every run."""
    _register_fonts()
    drawing: str = vl_convert.vegalite_to_svg(specification)
    return drawing


def inside_a_page(drawing: str) -> str:
    """The drawing without its prologue, as it stands inside HTML; the renderer has escaped every word of it.

    >>> inside_a_page('<?xml version="1.0"?><svg></svg>')
    '<svg></svg>'
    """
    return re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", drawing)


def png(specification: dict[str, Any]) -> bytes:
    """The drawing as a PNG picture at three dots per px, on white."""
    _register_fonts()
    picture: bytes = vl_convert.vegalite_to_png({**specification, "background": "#ffffff"}, scale=PRINT_SCALE)
    return picture
