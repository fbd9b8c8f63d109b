"""Colours and sizes shared by charts, print and page. One name, one colour; the page swaps them in the dark."""

from dataclasses import dataclass

INK = "#15232b"
SOFT = "#47575f"
LINE = "#c9d4d4"
MIST = "#f2f6f5"
PAPER = "#ffffff"
BRAND = "#0b5a62"
BRAND_WASH = "#e2f0ef"
REST = "#b3c6c5"
REST_PALE = "#dfe6e5"
AMBER = "#8a5300"
AMBER_WASH = "#fff1d6"
ALARM = "#a4231c"
# light to dark, five steps: for heat maps and for answers 1 to 5
STEPS = ("#eef4f3", "#c5dad8", "#8fb8b7", "#3a787c", "#0b5a62")


@dataclass(frozen=True, kw_only=True)
class Form:
    """The paper a chart is drawn for: `width` and `text` in px, where 1 px is 1 pt in print."""

    name: str
    width: float
    text: float

    @property
    def is_narrow(self) -> bool:
        """Whether names have to stand above their bars."""
        return self.width < 400


PRINT = Form(name="print", width=460, text=8)
PHONE = Form(name="phone", width=344, text=12)
