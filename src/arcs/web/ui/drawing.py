"""The shapes of a chart as SVG text: across in %, down in px, so that letters keep their size at every width."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST_LABEL = 30
Box = tuple[float, float, float, float]  # left in %, top in px, width in %, height in px
Cells = Sequence[Sequence[tuple[int, str]]]


class Form(Enum):
    """The place a chart is drawn for; in a short narrow one the labels stand left of their bars."""

    WIDE = "wide"
    NARROW = "narrow"
    NARROW_SHORT = "narrow short"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One bar, column or piece: its label, its value, the number as a reader sees it."""

    label: str
    value: float
    shown: str
    is_strong: bool = True
    is_known: bool = True


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The inside of one SVG and its height in px."""

    height: int
    body: SafeString


def _text(x: str, y: float, words: str, classes: str = "", *, dx: int = 0) -> SafeString:
    shift = format_html(' dx="{}"', dx) if dx else ""
    named = format_html(' class="{}"', classes) if classes else ""
    return format_html('<text x="{}" y="{}"{}{}>{}</text>', x, _px(y), shift, named, words)


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _percent(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def _rect(box: Box, classes: str, title: str = "") -> SafeString:
    x, y, width, height = box
    said = format_html("<title>{}</title>", title) if title else ""
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2">{}</rect>',
        classes, _percent(x), _px(y), _percent(max(width, 0)), _px(height), said,
    )  # fmt: skip


def _joined(pieces: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _fill(part: Part) -> str:
    return "f-bar" if part.is_strong else "f-bar-soft"


def bar_rows(parts: Sequence[Part], form: Form) -> Plot:
    """Horizontal bars from nought; the number stands at the end of its bar."""
    most = max((part.value for part in parts), default=0) or 1
    step, left, room = {Form.WIDE: (30, 30.0, 58.0), Form.NARROW: (44, 0.0, 80.0), Form.NARROW_SHORT: (26, 18.0, 62.0)}[
        form
    ]
    above = form is Form.NARROW
    pieces: list[SafeString] = []
    for at, part in enumerate(parts):
        top, width = at * step, part.value / most * room
        bar_y, bar_height = (top + 20, 14) if above else (top + (step - 18) / 2, 18)
        pieces += [
            _text("0", top + 14 if above else top + step / 2 + 4, part.label if above else _short(part.label), "t-ink"),
            _rect((left, bar_y, width, bar_height), _fill(part), f"{part.label}: {part.shown}")
            if part.is_known
            else SafeString(""),
            _text(_percent(left + width), bar_y + bar_height / 2 + 4, part.shown, "t-ink", dx=6),
        ]
    return Plot(height=max(len(parts) * step, 1), body=_joined(pieces))


def round_step(most: float) -> float:
    """A round distance between grid lines, so that two to five fit below `most`.

    >>> round_step(58), round_step(1883), round_step(0.7)
    (20.0, 500.0, 0.2)
    """
    most = max(most, 1e-9)
    power = 10.0 ** floor(log10(most / 2))
    return next(round(power * factor, 12) for factor in (5, 2, 1) if most / (power * factor) >= 2 - 1e-9)


def column_plot(parts: Sequence[Part], form: Form, *, every_value: bool = False) -> Plot:
    """Columns over a ground line, with two to five grid lines; the highest is labelled, or each."""
    most = max((part.value for part in parts), default=0) or 1
    floor_y, tall, left = 164, 140, 7.0 if form is Form.WIDE else 13.0
    slot = (100 - left) / max(len(parts), 1)
    pieces = _grid(most, floor_y, tall, left)
    every = 1 if len(parts) <= 12 else 3 if form is Form.WIDE else 6
    highest = max(range(len(parts)), key=lambda at: parts[at].value, default=-1)
    for at, part in enumerate(parts):
        height, x = part.value / most * tall, left + at * slot
        if part.is_known:
            pieces.append(
                _rect(
                    (x + slot * 0.07, floor_y - height, slot * 0.86, height), _fill(part), f"{part.label}: {part.shown}"
                )
            )
        middle = _percent(x + slot / 2)
        if every_value or at == highest:
            pieces.append(
                _text(middle, floor_y - height - 6, part.shown, "t-b t-mid" if at == highest else "t-ink t-mid")
            )
        if at % every == 0:
            pieces.append(_text(middle, floor_y + 18, part.label, "t-mid"))
    return Plot(height=floor_y + 24, body=_joined(pieces))


def _grid(most: float, floor_y: int, tall: int, left: float) -> list[SafeString]:
    step = round_step(most)
    lines: list[SafeString] = []
    for at in range(int(most / step) + 1):
        y = floor_y - at * step / most * tall
        kind, up = ("grid-l" if at else "axis-l"), _px(y)
        line = '<line class="{}" x1="{}" x2="100%" y1="{}" y2="{}"/>'
        lines.append(format_html(line, kind, _percent(left), up, up))
        lines.append(_text(_percent(left), y + 4, f"{at * step:,.12g}", "t-end", dx=-6))
    return lines


def heat_cells(cells: Cells, days: Sequence[str]) -> Plot:
    """A row a day, a column an hour; every third hour is named above."""
    left, high = 8.0, 24
    slot = (100 - left) / 24
    pieces = [_text(_percent(left + hour * slot), 12, f"{hour:02d}") for hour in range(0, 24, 3)]
    for at, (day, row) in enumerate(zip(days, cells, strict=True)):
        top = 20 + at * high
        pieces.append(_text("0", top + high / 2 + 4, day, "t-ink"))
        pieces += [
            _rect((left + hour * slot, top, slot, high), f"heat-cell heat-{level}", said)
            for hour, (level, said) in enumerate(row)
        ]
    return Plot(height=20 + len(days) * high, body=_joined(pieces))


def heat_columns(cells: Cells, days: Sequence[str]) -> Plot:
    """The same turned: a row an hour, a column a day; every third hour is named at the left."""
    left, high = 14.0, 16
    slot = (100 - left) / max(len(days), 1)
    pieces = [_text(_percent(left + (at + 0.5) * slot), 12, day, "t-ink t-mid") for at, day in enumerate(days)]
    for hour in range(24):
        top = 20 + hour * high
        if hour % 3 == 0:
            pieces.append(_text("0", top + 12, f"{hour:02d}"))
        pieces += [
            _rect((left + at * slot, top, slot, high), f"heat-cell heat-{row[hour][0]}", row[hour][1])
            for at, row in enumerate(cells)
        ]
    return Plot(height=20 + 24 * high, body=_joined(pieces))


def one_bar(parts: Sequence[Part]) -> Plot:
    """One bar of the whole, cut at each part."""
    whole = sum(part.value for part in parts) or 1
    pieces: list[SafeString] = []
    x = 0.0
    for at, part in enumerate(parts, start=1):
        width = part.value / whole * 100
        pieces.append(_rect((x, 0, width, 22), f"share-part share-{at}", f"{part.label}: {part.shown}"))
        x += width
    return Plot(height=22, body=_joined(pieces))
