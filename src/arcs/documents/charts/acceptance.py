"""What people accept: officer time against acceptance, and the answers or the range a printed mean hides."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from arcs.core.figures import Column, Table
from arcs.documents.charts.canvas import Canvas, shortened, text_width
from arcs.documents.charts.chart import Chart, data_table, drawn
from arcs.documents.charts.labels import Box, Spot, place_labels
from arcs.documents.look import ALARM, AMBER, AMBER_WASH, BRAND, BRAND_WASH, INK, LINE, MIST, PAPER, SOFT, STEPS, Form
from arcs.documents.words.grammar import capital, in_words, plural
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import Category, Record, coded_words, number, records, risk_label, source_line, text

RISK_LOOK = {"L": ("circle", BRAND), "P": ("diamond", AMBER), "H": ("triangle-up", ALARM)}
UNKNOWN_LOOK = ("square", SOFT)
BAND_WORDS = {5: "5: accepted", 4: "4: mostly accepted", 3: "3: in the middle", 2: "2: not yet", 1: "1: no"}
MOST_ROWS = 48
SMALL_BAND = 6
NAMED_FROM = (
    0.1  # in a crowded band only marks of a tenth of the largest or more are named: a name in a cluster misleads
)
TWO_PLACES = Column(name="fte", heading="FTE", kind="number", places=2)


def scatter_title(measured: Measured) -> str:
    """Whether the time lies where people accept another answer."""
    asked, held = measured.asked(), measured.not_yet()
    if not held:
        return "No category is one that people say “not yet” to"
    waiting = measured.fte("not_yet_fte", held, "FTE of categories whose best alternative scored 2 or less.")
    whole = measured.fte("asked_fte", asked, "FTE of categories that were asked about.")
    many = measured.count("not_yet", held, "Categories whose best alternative scored 2 or less.", table="matrix")
    return (
        f"The {in_words(many)} {plural(many, 'category', 'categories')} people say “not yet” to "
        f"{plural(many, 'holds', 'hold')} {waiting} of {whole} FTE"
    )


def scatter(measured: Measured) -> Chart | None:
    """Officer time across, acceptance in bands; None where nobody was asked."""
    table, asked = measured.evaluation.tables.get("matrix"), measured.asked()
    if table is None or not asked:
        return None
    columns = (
        Column(name="category", heading="Category"),
        TWO_PLACES,
        Column(name="best", heading="Best acceptance, 1 to 5", kind="number", places=_places(asked)),
        Column(name="risk", heading="Risk"),
    )
    rows = tuple((one.name, one.fte, one.best, risk_label(one.risk)) for one in asked)
    bands = sorted({one.band for one in asked if one.band is not None}, reverse=True)
    spoken = " ".join(_band_spoken(band, [one for one in asked if one.band == band]) for band in bands)
    missing = _no_high_risk(asked)
    return drawn(
        name="hours_acceptance",
        title=scatter_title(measured),
        subtitle="Each mark is a category; its area is officer time in FTE. Rows are the acceptance of the alternative "
        "people liked best.",
        source=f"{source_line(table)} A mean is shown in the band of its whole number: a 3 is 2.5 to 3.49. Height "
        f"inside a band only keeps marks apart.{missing}",
        alternative=f"Scatter chart in bands of acceptance. {spoken}",
        data=data_table("chart_hours_acceptance", "Officer time and acceptance", columns, rows, table),
        draw=lambda form: _bands(form, asked, bands),
    )


def _places(asked: Sequence[Category]) -> int:
    return 0 if all(one.best == one.best.to_integral_value() for one in asked if one.best is not None) else 2


def _no_high_risk(asked: Sequence[Category]) -> str:
    return "" if any(one.risk == "H" for one in asked) else " No category here is rated High risk."


def _band_spoken(band: int, members: Sequence[Category]) -> str:
    largest = max(members, key=lambda one: (one.fte, one.name))
    total = sum((one.fte for one in members), Decimal(0))
    noun = plural(len(members), "category", "categories")
    return (
        f"Acceptance {band}: {len(members)} {noun}, {TWO_PLACES.shown(total)} FTE, the largest {largest.name} at "
        f"{TWO_PLACES.shown(largest.fte)}."
    )


def _radius(form: Form, fte: Decimal, most: float) -> float:
    largest, least = (13.0, 3.0) if form.is_narrow else (12.0, 2.4)
    return max(least, largest * (float(fte) / most) ** 0.5) if most else least


def _offsets(points: Sequence[tuple[float, float]]) -> list[float]:
    """Heights that keep marks apart: each at the least offset from the middle that touches no earlier one."""
    placed: list[tuple[float, float, float]] = []
    for x, radius in points:
        offset = 0.0
        for step in range(400):
            offset = ((step + 1) // 2) * 2.0 * (1 if step % 2 else -1)
            gaps = ((x - px) ** 2 + (offset - py) ** 2 - (radius + pr + 1.2) ** 2 for px, py, pr in placed)
            if all(gap >= 0 for gap in gaps):
                break
        placed.append((x, offset, radius))
    return [y for _, y, _ in placed]


def _rows(many: int, size: float) -> list[float]:
    """Heights that give each mark of a small band a line, so that every one can carry its name."""
    return [(at - (many - 1) / 2) * size * 1.7 for at in range(many)]


def _bands(form: Form, asked: Sequence[Category], bands: Sequence[int]) -> Canvas:
    most = max((float(one.fte) for one in asked), default=0.0)
    left, right = 14.0, form.width - 22
    across = (right - left) / (most or 1.0)
    size = form.text
    layout: list[tuple[int, list[Spot], float]] = []
    for band in bands:
        members = sorted((one for one in asked if one.band == band), key=lambda one: (-one.fte, one.name))
        points = [(left + float(one.fte) * across, _radius(form, one.fte, most)) for one in members]
        heights = _rows(len(points), size) if len(points) <= SMALL_BAND else _offsets(points)
        spots = [
            Spot(x=x, y=y, radius=radius, name=one.name, weight=float(one.fte))
            for one, (x, radius), y in zip(members, points, heights, strict=True)
        ]
        reach = max(abs(spot.y) + spot.radius for spot in spots)
        layout.append((band, spots, max(2 * reach + size * 4.6, size * 9)))
    legend = size * 2.4
    canvas = Canvas(form, legend + sum(high + 6 for _, _, high in layout) + size * 4)
    _risk_key(canvas, sorted({one.risk for one in asked}))
    risks = {one.name: one.risk for one in asked}
    top = legend
    for band, spots, high in layout:
        _one_band(canvas, band, spots, top, high, risks=risks, most=most)
        top += high + 6
    _axis(canvas, top, left, across, most)
    return canvas


def _one_band(
    canvas: Canvas, band: int, spots: Sequence[Spot], top: float, high: float, *, risks: dict[str, str], most: float
) -> None:
    form, size = canvas.form, canvas.form.text
    middle = top + high / 2 + size * 0.9
    canvas.box(0, top, form.width, high, MIST)
    words = BAND_WORDS.get(band, str(band))
    total = sum((Decimal(str(spot.weight)) for spot in spots), Decimal(0))
    under = f"{len(spots)} {plural(len(spots), 'category', 'categories')}, {TWO_PLACES.shown(total)} FTE"
    canvas.text(form.width - 8, top + size * 1.3, words, align="right", weight=600)
    canvas.text(form.width - 8, top + size * 2.6, under, align="right", fill=SOFT)
    header = Box(
        left=form.width - 16 - max(text_width(under, size), text_width(words, size) * 1.1),
        top=top,
        right=form.width,
        bottom=top + size * 3.4,
    )
    shown = [Spot(x=s.x, y=middle + s.y, radius=s.radius, name=s.name, weight=s.weight) for s in spots]
    for spot in shown:
        shape, fill = RISK_LOOK.get(risks[spot.name], UNKNOWN_LOOK)
        canvas.mark(spot.x, spot.y, spot.radius, shape, fill)
    inside = Box(left=2, top=top + 1, right=form.width - 2, bottom=top + high - 1)
    least = 0.0 if len(spots) <= SMALL_BAND else NAMED_FROM * most
    wanted = [
        replace(s, name=shortened(s.name, form.width * 0.6, size)) if s.weight >= least else replace(s, name="")
        for s in shown
    ]
    for label in place_labels(wanted, size, inside, [header]):
        canvas.text(label.x, label.y, label.name, align=label.align)


def _risk_key(canvas: Canvas, risks: Sequence[str]) -> None:
    x, size = 2.0, canvas.form.text
    for risk in risks:
        shape, fill = RISK_LOOK.get(risk, UNKNOWN_LOOK)
        words = f"{risk_label(risk)} risk" if risk in RISK_LOOK else risk_label(risk)
        canvas.mark(x + size * 0.5, size, size * 0.5, shape, fill)
        canvas.text(x + size * 1.4, size, words, weight=600, fill=fill)
        x += size * 2.6 + text_width(words, size) * 1.05


def _axis(canvas: Canvas, top: float, left: float, across: float, most: float) -> None:
    step = next(one for one in (0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 1000, 1e9) if most / one <= 6)
    at = 0.0
    size = canvas.form.text
    while at <= most * 1.001:
        canvas.line(left + at * across, top - 6, left + at * across, top - 2, LINE)
        canvas.text(left + at * across, top + size * 0.7, f"{at:g}", align="center", fill=SOFT)
        at += step
    canvas.text(canvas.form.width / 2, top + size * 2.2, "Officer time, FTE", align="center", fill=SOFT)


# ---------------------------------------------------------------- answers, or the range that a printed mean hides


def answers(measured: Measured) -> Chart | None:
    """The distribution of answers where it is known, otherwise printed means with the range each one hides."""
    table = measured.evaluation.tables.get("acceptance")
    rows = records(measured.evaluation, "acceptance")
    counted = [row for row in rows if all(number(row.get(f"n{score}")) is not None for score in range(1, 6))]
    if table is not None and any(number(row.get("n")) for row in counted):
        return _distribution(measured, table, counted)
    matrix = measured.evaluation.tables.get("matrix")
    return _printed_ranges(measured, matrix) if matrix is not None and measured.asked() else None


def _distribution(measured: Measured, table: Table, rows: Sequence[Record]) -> Chart:
    named = [(f"{text(row.get('category'))} · {coded_words(text(row.get('alternative')))}", row) for row in rows]
    shares = []
    for name, row in named:
        counts = [number(row.get(f"n{score}")) or Decimal(0) for score in range(1, 6)]
        if sum(counts):
            shares.append((name, counts, (counts[3] + counts[4]) / sum(counts)))
    shares.sort(key=lambda one: (-one[2], one[0]))
    half = [one for one in shares if one[2] >= Decimal("0.5")]
    many = measured.count("open_pairs", half, "Pairs where at least half answered 4 or 5.", table="acceptance")
    whole = measured.count("asked_pairs", shares, "Pairs of category and alternative asked.", table="acceptance")
    columns = (
        Column(name="asked", heading="Category and alternative"),
        *(Column(name=f"n{score}", heading=f"Answered {score}", kind="whole") for score in range(1, 6)),
    )
    data = data_table("chart_acceptance", "Answers 1 to 5", columns, tuple((n, *c) for n, c, _ in shares), table)
    shown = shares[:MOST_ROWS]
    left_out = "" if len(shown) == len(shares) else f" The {len(shown)} most accepted of {len(shares)} are drawn."
    return drawn(
        name="acceptance",
        title=f"At least half are open (4 or 5) in {many} of {whole} pairs of category and alternative",
        subtitle="Share of answers from 1, not at all, to 5, fully; those who answered “don’t know” are left out",
        source=f"{source_line(table)}{left_out}",
        alternative=f"Stacked bars of answers 1 to 5. Most accepted: {shares[0][0]}; least: {shares[-1][0]}.",
        data=data,
        draw=lambda form: _stacked(form, [(name, counts) for name, counts, _ in shown]),
    )


def _stacked(form: Form, rows: Sequence[tuple[str, list[Decimal]]]) -> Canvas:
    size = form.text
    pitch = size * (3.2 if form.is_narrow else 1.5)
    left = 0.0 if form.is_narrow else form.width * 0.42
    canvas = Canvas(form, size * 2.4 + pitch * len(rows))
    for score, tone in enumerate(STEPS, start=1):
        canvas.box(left + (score - 1) * size * 3, 0, size * 1.2, size * 1.2, tone, edge=LINE)
        canvas.text(left + (score - 1) * size * 3 + size * 1.6, size * 0.6, str(score), fill=SOFT)
    for at, (name, counts) in enumerate(rows):
        y = size * 2.4 + at * pitch
        bar = y + (size * 1.5 if form.is_narrow else 0)
        if form.is_narrow:
            canvas.text(0, y + size * 0.7, shortened(name, form.width, size))
        else:
            canvas.text(left - 6, y + size * 0.6, shortened(name, left - 6, size), align="right")
        x, whole = left, sum(counts)
        for tone, count in zip(STEPS, counts, strict=True):
            wide = float(count / whole) * (form.width - left)
            canvas.box(x, bar, wide, size * 1.2, tone, edge=PAPER)
            x += wide
    return canvas


def _printed_ranges(measured: Measured, table: Table) -> Chart:
    asked = sorted(measured.asked(), key=lambda one: (-(one.best or 0), -one.fte, one.name))
    shown = asked[:MOST_ROWS]
    columns = (
        Column(name="category", heading="Category"),
        Column(name="cso", heading="CSO, mean as printed", kind="number"),
        Column(name="tru_online", heading="Phone or online, mean as printed", kind="number"),
    )
    rows = tuple((one.name, one.cso, one.tru_online) for one in asked)
    four = [one for one in asked if one.band is not None and one.band >= 4]
    many = measured.count("best_four", four, "Categories whose best alternative scored 4 or more.", table="matrix")
    whole = measured.count("asked", asked, "Categories that were asked about.", table="matrix")
    rest = "" if len(shown) == len(asked) else f" The {len(shown)} best accepted of {len(asked)} are drawn."
    return drawn(
        name="acceptance",
        title=f"{capital(in_words(many))} of {whole} categories scored 4 or more, but a whole number hides a range",
        subtitle="Mean acceptance, 1 (least) to 5 (most). Mark: as printed. Bar: what that whole number can stand for.",
        source=f"{source_line(table)} How answers were spread was not published; a printed 3 is 2.5 to 3.49.{rest}",
        alternative="Dot chart of mean acceptance per category, with a bar for the hidden range. "
        + " ".join(
            _band_spoken(band, [one for one in asked if one.band == band])
            for band in (5, 4, 3, 2, 1)
            if any(one.band == band for one in asked)
        ),
        data=data_table("chart_acceptance", "Acceptance as printed", columns, rows, table),
        draw=lambda form: _dots(form, shown),
    )


def _dots(form: Form, rows: Sequence[Category]) -> Canvas:
    size = form.text
    pitch = size * (3.0 if form.is_narrow else 1.42)
    top = size * 4.2
    left = 10.0 if form.is_narrow else form.width * 0.37
    unit = (form.width - left - 14) / 4.5
    canvas = Canvas(form, top + pitch * len(rows) + 4)
    canvas.mark(left + size * 0.5, size * 0.7, size * 0.46, "circle", BRAND)
    canvas.text(left + size * 1.4, size * 0.7, "CSO, no weapon", fill=BRAND, weight=600)
    canvas.mark(left + size * 11.5, size * 0.7, size * 0.46, "square", AMBER)
    canvas.text(left + size * 12.4, size * 0.7, "Phone or online", fill=AMBER, weight=600)
    for score in range(1, 6):
        x = left + (score - 0.5) * unit
        canvas.line(x, top - 4, x, canvas.height, LINE, width=0.6)
        canvas.text(x, top - size * 1.2, str(score), align="center", fill=SOFT)
    for at, one in enumerate(rows):
        y = top + at * pitch + size * (2.1 if form.is_narrow else 0.7)
        if form.is_narrow:
            canvas.text(0, y - size * 1.3, shortened(one.name, form.width, size))
        else:
            canvas.text(left - 4, y, shortened(one.name, left - 6, size), align="right", fill=INK)
        for mean, shape, fill, off in ((one.cso, "circle", BRAND, -0.27), (one.tru_online, "square", AMBER, 0.27)):
            if mean is None:
                continue
            lift = 0.0 if one.cso is None or one.tru_online is None else off * size
            x = left + (float(mean) - 0.5) * unit
            if mean == mean.to_integral_value():
                canvas.box(
                    x - unit / 2,
                    y + lift - size * 0.23,
                    unit * 0.99,
                    size * 0.46,
                    BRAND_WASH if fill == BRAND else AMBER_WASH,
                )
            canvas.mark(x, y + lift, size * 0.36, shape, fill)
    return canvas
