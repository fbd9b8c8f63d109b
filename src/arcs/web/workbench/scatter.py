"""Officer time against acceptance, drawn on the server: bands instead of points, because a rounded mean is no point.

Wide: a column for each whole number of acceptance, hours upwards. Narrow: a row for each, hours to the right. Where a
mark stands inside its band means nothing but that it keeps clear of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arcs.core.figures import Column, Table, Value, rounded
from arcs.core.vocabulary import Risk
from arcs.web.studies.workload_pages import number
from arcs.web.ui.charts import Chart
from arcs.web.ui.drawing import Plot, round_step

WIDE_PX, NARROW_PX, LETTER = 860.0, 330.0, 6.4
TALL, TOP, LEFT, GOLDEN = 380.0, 76.0, 6.0, 0.618
SMALLEST = 3.4
NAMED_FROM = 0.03  # of the largest category's hours: names of smaller ones would cover each other
SHAPES = {
    "L": ("m-limited", "M-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z"),
    "P": ("m-possible", "M0 -{r}L{r} 0 0 {r}-{r} 0z"),
    "H": ("m-high", "M0 -{r}L{r} {r}-{r} {r}z"),
    "": ("m-unknown", "M-{r} -{r}h{d}v{d}h-{d}z"),
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One category: hours a year, the band of its best accepted alternative, its risk."""

    name: str
    hours: float
    fte: Decimal
    band: int
    risk: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A mark with its middle and radius in px of the assumed width, and whether its name fits beside it."""

    mark: Mark
    x: float
    y: float
    radius: float
    is_named: bool


Box = tuple[float, float, float, float]


def scatter(matrix: Table) -> Chart | None:
    """The chart of a matrix; None where nobody was asked about an alternative."""
    marks = [one for row in matrix.records() if (one := _mark(row)) is not None]
    if not marks:
        return None
    marks.sort(key=lambda one: (-one.hours, one.name))
    total = sum((one.fte for one in marks), Decimal(0))
    two = sum((one.fte for one in marks[:2]), Decimal(0))
    share = rounded(two / total * 100, 0) if total else Decimal(0)
    bands = sorted({one.band for one in marks})
    return Chart(
        title=_("Hours against acceptance: two categories hold %(share)s%% of the hours") % {"share": share},
        wide=_wide(marks, bands),
        narrow=_narrow(marks, bands),
        sentence=" ".join(_spoken(band, [one for one in marks if one.band == band]) for band in bands),
        note=_(
            "Hours a year on calls, by the best accepted alternative; area is FTE. A mean printed as a whole number "
            "stands for a range (a 3 is 2.5 to 3.49), so place inside a band means nothing. Counted: %(source)s."
        )
        % {"source": ", ".join(one for one in (matrix.population, matrix.period, matrix.source.rstrip(".")) if one)},
        table=_table(matrix, marks),
    )


def _mark(row: Mapping[str, Value]) -> Mark | None:
    means = [number(row[name]) for name in ("cso_average", "tru_online_average") if row[name] is not None]
    if not means or row["fte"] is None:
        return None
    return Mark(
        name=str(row["category"]), hours=float(number(row["hours"])), fte=number(row["fte"]),
        band=int(rounded(max(means), 0)), risk=str(row["risk"] or ""),
    )  # fmt: skip


def _table(matrix: Table, marks: Sequence[Mark]) -> Table:
    columns = (
        Column(name="category", heading=_("Category")),
        Column(name="fte", heading="FTE", kind="number", places=2),
        Column(name="hours", heading=_("Hours a year"), kind="number", places=0),
        Column(name="band", heading=_("Best acceptance, 1 to 5"), kind="whole"),
        Column(name="risk", heading=_("Risk")),
    )
    rows = tuple((one.name, one.fte, one.hours, one.band, Risk(one.risk).label if one.risk else "–") for one in marks)
    return Table(
        name="scatter", title=_("Hours and acceptance"), columns=columns, rows=rows, population=matrix.population,
        period=matrix.period, source=matrix.source,
    )  # fmt: skip


def _spoken(band: int, own: Sequence[Mark]) -> str:
    return _("%(band)s of 5: %(many)s categories, %(fte)s FTE; the largest is %(name)s.") % {
        "band": band, "many": len(own), "fte": f"{sum((one.fte for one in own), Decimal(0)):,.2f}", "name": own[0].name,
    }  # fmt: skip


def _radius(mark: Mark, most: float, largest: float) -> float:
    return max(SMALLEST, largest * (mark.hours / most) ** 0.5) if most else SMALLEST


def _overlaps(box: Box, others: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < far and near < right and top < low and high < bottom for near, high, far, low in others)


def _steps(first: float, last: float, step: float, middle: float) -> list[float]:
    many = int((last - first) / step) + 1
    return sorted((first + at * step for at in range(many)), key=lambda x: abs(x - middle))


# ---- wide: columns


def _wide(marks: Sequence[Mark], bands: Sequence[int]) -> Plot:
    most = max(one.hours for one in marks) or 1.0
    counts = [sum(one.band == band for one in marks) for band in bands]
    shares = [max(0.16, (100 - LEFT) / 100 * many / len(marks)) for many in counts]
    widths = [(100 - LEFT) * one / sum(shares) for one in shares]
    pieces = [*_key(marks, 0.0), *_hours_grid(most)]
    left = LEFT
    for at, (band, width) in enumerate(zip(bands, widths, strict=True)):
        own = [one for one in marks if one.band == band]
        if at % 2 == 0:
            pieces.append(_ground(left, width))
        pieces.append(_head(left, band, own))
        placed = _in_column(own, most, left * WIDE_PX / 100 + 8, (left + width) * WIDE_PX / 100 - 8)
        pieces += [_drawn(one, WIDE_PX) for one in placed]
        left += width
    return Plot(height=int(TOP + TALL + 14), body=_joined(pieces))


def _ground(left: float, width: float) -> SafeString:
    return format_html(
        '<rect class="band" x="{}%" y="{}" width="{}%" height="{}"/>',
        f"{left:.2f}", TOP - 12, f"{width:.2f}", int(TALL + 12),
    )  # fmt: skip


def _height(hours: float, most: float) -> float:
    return TOP + TALL - 12 - (TALL - 40) * (hours / most) ** 0.5


def _hours_grid(most: float) -> list[SafeString]:
    step = round_step(most)
    values = [0.0, step / 4, step, *(step * at for at in range(2, int(most / step) + 1))]
    pieces = [
        format_html('<text class="t-b" x="0" y="40">{}</text><text x="0" y="56">{}</text>', _("Hours"), _("a year"))
    ]
    for value in values:
        y = _height(value, most)
        pieces.append(format_html('<text x="0" y="{}">{}</text>', f"{y + 4:.1f}", f"{value:,.0f}"))
        pieces.append(
            format_html('<line class="grid-l" x1="{}%" x2="100%" y1="{}" y2="{}"/>', LEFT, f"{y:.1f}", f"{y:.1f}")
        )
    return pieces


def _head(left: float, band: int, own: Sequence[Mark]) -> SafeString:
    fte = sum((one.fte for one in own), Decimal(0))
    words = _("%(many)s categories, %(fte)s FTE") % {"many": len(own), "fte": f"{fte:,.2f}"}
    return format_html(
        '<text class="t-b" x="{}%" dx="6" y="40">{}</text><text x="{}%" dx="6" y="56">{}</text>',
        f"{left:.2f}", _("%(band)s of 5") % {"band": band}, f"{left:.2f}", words,
    )  # fmt: skip


def _in_column(own: Sequence[Mark], most: float, left: float, right: float) -> list[Placed]:
    """Each mark at its height, where it touches no other; large ones carry their name where it has room."""
    taken: list[Box] = []
    placed: list[Placed] = []
    for mark in own:
        radius, y = _radius(mark, most, 12), _height(mark.hours, most)
        wide = len(mark.name) * LETTER + 6 if mark.hours > most * NAMED_FROM else 0.0
        middle = (left + right) / 2
        spread = 0.12 + 0.7 * ((len(placed) * GOLDEN) % 1)  # the next one far from the last, so that names have room
        spots = _steps(left + radius, right - radius, 4, left + (right - left) * spread)
        boxes = [(x, _box(x, y, radius, name)) for name in dict.fromkeys((wide, 0.0)) for x in spots]
        free = [(x, box) for x, box in boxes if box[2] <= right + 4 and not _overlaps(box, taken)]
        x, box = free[0] if free else (middle, _box(middle, y, radius, 0.0))
        taken.append(box)
        placed.append(Placed(mark=mark, x=x, y=y, radius=radius, is_named=box[2] > x + radius + 3))
    return placed


def _box(x: float, y: float, radius: float, wide: float) -> Box:
    half = max(radius + 1, 7.5 if wide else 0)
    return (x - radius - 2, y - half, x + radius + 2 + wide, y + half)


# ---- narrow: rows


def _narrow(marks: Sequence[Mark], bands: Sequence[int]) -> Plot:
    most = max(one.hours for one in marks) or 1.0
    pieces = _key(marks, 0.0)
    top = 26.0
    for band in reversed(bands):
        own = [one for one in marks if one.band == band]
        placed, tall = _in_row(own, most, top + 58)
        pieces.append(
            format_html('<rect class="band" x="0" y="{}" width="100%" height="{}"/>', f"{top:.1f}", f"{tall + 66:.1f}")
        )
        fte = sum((one.fte for one in own), Decimal(0))
        head = _("%(band)s of 5: %(many)s categories, %(fte)s FTE") % {
            "band": band, "many": len(own), "fte": f"{fte:,.2f}",
        }  # fmt: skip
        pieces.append(format_html('<text class="t-b" x="8" y="{}">{}</text>', f"{top + 18:.1f}", head))
        first = _("Largest: %(name)s, %(hours)s h") % {"name": own[0].name, "hours": f"{own[0].hours:,.0f}"}
        pieces.append(format_html('<text x="8" y="{}">{}</text>', f"{top + 35:.1f}", first))
        pieces += [_drawn(one, NARROW_PX) for one in placed]
        top += tall + 72
    for value, x, end in ((0.0, 0.0, ""), (most, 100.0, " t-end")):
        pieces.append(
            format_html('<text class="{}" x="{}%" y="{}">{}</text>', end, x, f"{top + 10:.1f}", f"{value:,.0f} h")
        )
    return Plot(height=int(top + 18), body=_joined(pieces))


def _in_row(own: Sequence[Mark], most: float, top: float) -> tuple[list[Placed], float]:
    """Hours to the right on a root scale; each mark as high in its row as it has room."""
    taken: list[Box] = []
    found: list[tuple[Mark, float, float, float]] = []
    for mark in own:
        radius = _radius(mark, most, 11)
        x = 14 + (NARROW_PX - 40) * (mark.hours / most) ** 0.5
        y = top
        while _overlaps((x - radius, y - radius, x + radius, y + radius), taken):
            y += 4
        taken.append((x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1))
        found.append((mark, x, y, radius))
    lowest = max((y + radius for _mark, _x, y, radius in found), default=top)
    return [Placed(mark=m, x=x, y=y, radius=r, is_named=False) for m, x, y, r in found], lowest - top + 4


def _key(marks: Sequence[Mark], left: float) -> list[SafeString]:
    """What the shapes mean, for the risks that are there."""
    pieces, x = [], left + 8
    for risk in [one for one in ("L", "P", "H", "") if any(mark.risk == one for mark in marks)]:
        word = _("%(risk)s risk") % {"risk": Risk(risk).label} if risk else _("risk not coded")
        classes, path = SHAPES[risk]
        shape = path.replace("{r}", "5").replace("{d}", "10")
        pieces.append(format_html('<svg class="at" x="{}" y="10"><path class="{}" d="{}"/></svg>', x, classes, shape))
        pieces.append(format_html('<text class="t-ink" x="{}" y="14">{}</text>', x + 10, word))
        x += 34 + len(word) * LETTER
    return pieces


def _drawn(one: Placed, width: float) -> SafeString:
    classes, path = SHAPES[one.mark.risk]
    radius, double = f"{one.radius:.1f}", f"{one.radius * 2:.1f}"
    said = f"{one.mark.name}: {one.mark.fte:,.2f} FTE"
    x = f"{one.x / width * 100:.2f}"
    shape = format_html(
        '<svg class="at" x="{}%" y="{}"><path class="mark-of {}" d="{}"><title>{}</title></path></svg>',
        x, f"{one.y:.1f}", classes, path.replace("{r}", radius).replace("{d}", double), said,
    )  # fmt: skip
    if not one.is_named:
        return shape
    return shape + format_html(
        '<text class="t-ink" x="{}%" dx="{}" y="{}">{}</text>',
        x, f"{one.radius + 5:.0f}", f"{one.y + 4:.1f}", one.mark.name,
    )  # fmt: skip


def _joined(pieces: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((one,) for one in pieces))
