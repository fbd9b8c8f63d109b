"""Where the time is: officer time by category, by call type, and over the week."""

from collections.abc import Sequence
from decimal import Decimal

from arcs.core.figures import Column, Figure, rounded
from arcs.documents.charts.canvas import Canvas, shortened, text_width
from arcs.documents.charts.chart import Chart, data_table, drawn
from arcs.documents.look import BRAND, LINE, MIST, PAPER, REST, REST_PALE, SOFT, STEPS, Form
from arcs.documents.words.grammar import plural
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import amount, number, records, source_line, text
from arcs.documents.words.sentences import pareto_title

SHOWN = 15
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Bar = tuple[str, Decimal, str, str, str]  # name, value, value shown, running share shown, tone


def pareto(measured: Measured) -> Chart | None:
    """Officer time by category, largest first, with the running share; None without a matrix."""
    table = measured.evaluation.tables.get("matrix")
    if table is None or not measured.categories:
        return None
    total = sum((one.fte for one in measured.categories), Decimal(0))
    head = {one.name for one in measured.head()}
    rows, running = [], Decimal(0)
    for one in measured.categories:
        running += one.fte
        rows.append((one.name, one.fte, running / total if total else None))
    share = Column(name="running_share", heading="Running share", kind="share")
    fte = Column(name="fte", heading="FTE", kind="number", places=2)
    data = data_table(
        "chart_pareto", "Officer time by category", (Column(name="category", heading="Category"), fte, share),
        tuple(rows), table,
    )  # fmt: skip
    bars: list[Bar] = [
        (name, value, fte.shown(value), share.shown(part), BRAND if name in head else REST)
        for name, value, part in rows[:SHOWN]
    ]
    rest = rows[SHOWN:]
    if rest:
        others = sum((value for _, value, _ in rest), Decimal(0))
        what = f"Other {len(rest)} {plural(len(rest), 'category', 'categories')}, together"
        bars.append((what, others, fte.shown(others), share.shown(rest[-1][2]), REST_PALE))
    spoken = "; ".join(f"{name} {shown}" for name, _, shown, _, _ in bars)
    return drawn(
        name="pareto",
        title=pareto_title(measured),
        subtitle=_subtitle("FTE a year, and the running share of all", table.period),
        source=f"{source_line(table)} All {len(rows)} are in the workbook, sheet matrix.",
        alternative=f"Bar chart of officer time in FTE, largest first. {spoken}.",
        data=data,
        draw=lambda form: _bars(form, bars, "FTE"),
    )


def _subtitle(unit: str, period: str) -> str:
    return f"{unit}, {period}" if period else unit


def _bars(form: Form, bars: Sequence[Bar], unit: str) -> Canvas:
    """Horizontal bars: names at the left, or above their bars on a phone; the running share at the right."""
    pitch = form.text * (3.7 if form.is_narrow else 2.25)
    top = form.text * 2.2
    canvas = Canvas(form, top + pitch * len(bars) + form.text)
    names = 0.0 if form.is_narrow else min(max(text_width(b[0], form.text) for b in bars) + 10, form.width * 0.36)
    with_share = any(bar[3] for bar in bars)
    right = form.width - (form.text * 9.5 if with_share else form.text * 5)
    most = max((bar[1] for bar in bars), default=Decimal(1)) or Decimal(1)
    if with_share:
        canvas.text(form.width, form.text * 0.7, "Running share", align="right", fill=SOFT)
    canvas.text(names, form.text * 0.7, unit, fill=SOFT)
    canvas.line(names, top - 2, names, canvas.height, LINE)
    for at, (name, value, shown, run, tone) in enumerate(bars):
        y = top + pitch * at
        middle = y + (form.text * 2.3 if form.is_narrow else pitch / 2)
        long = float(value / most) * (right - names)
        if form.is_narrow:
            canvas.text(0, y + form.text * 0.8, shortened(name, form.width, form.text))
        else:
            canvas.text(names - 8, middle, shortened(name, names - 8, form.text), align="right")
        canvas.box(names, middle - form.text * 0.72, max(long, 0.8), form.text * 1.44, tone)
        canvas.text(names + long + 4, middle, shown, weight=600)
        canvas.text(form.width, middle, run, align="right", fill=SOFT)
    return canvas


def call_types_by_hours(measured: Measured) -> Chart | None:
    """Hours by call type from the study's own calls; None without a workload table."""
    table = measured.evaluation.tables.get("workload")
    rows = sorted(
        ((text(r.get("call_type")), amount(r.get("hours"))) for r in records(measured.evaluation, "workload")),
        key=lambda one: (-one[1], one[0]),
    )
    total = sum((hours for _, hours in rows), Decimal(0))
    if table is None or not rows or not total:
        return None
    hours = Column(name="hours", heading="Hours", kind="number", places=0)
    kinds = (Column(name="call_type", heading="Call type"), hours)
    data = data_table("chart_workload", "Hours by call type", kinds, tuple(rows), table)
    top = rows[:SHOWN]
    bars: list[Bar] = [(name, value, hours.shown(value), "", BRAND) for name, value in top]
    if rows[SHOWN:]:
        rest = sum((value for _, value in rows[SHOWN:]), Decimal(0))
        bars.append((f"Other {len(rows) - SHOWN} types, together", rest, hours.shown(rest), "", REST_PALE))
    first = measured.share("largest_type_share", top[0][1], total, "Largest type, of all hours.", table="workload")
    return drawn(
        name="workload",
        title=f"{top[0][0]} takes the most time, {first} of all hours",
        subtitle=_subtitle("Committed unit hours", table.period),
        source=source_line(table),
        alternative=f"Bar chart of hours by call type. {'; '.join(f'{b[0]} {b[2]}' for b in bars)}.",
        data=data,
        draw=lambda form: _bars(form, bars, "Hours"),
    )


def hour_of_week(measured: Measured) -> Chart | None:
    """Calls by hour of the week as a heat map; None without calls."""
    table = measured.evaluation.tables.get("by_hour_of_week")
    cells: dict[tuple[int, int], Decimal] = {}
    for row in records(measured.evaluation, "by_hour_of_week"):
        day, hour = number(row.get("weekday")), number(row.get("hour"))
        if day is not None and hour is not None and 0 <= day <= 6 and 0 <= hour <= 23:
            cells[int(day), int(hour)] = cells.get((int(day), int(hour)), Decimal(0)) + amount(row.get("calls"))
    if table is None or not any(cells.values()):
        return None
    busiest = max(cells, key=lambda cell: (cells[cell], -cell[0], -cell[1]))
    quietest = min(cells, key=lambda cell: (cells[cell], cell[0], cell[1]))
    calls = Column(name="calls", heading="Calls", kind="whole")
    columns = (Column(name="day", heading="Day"), Column(name="hour", heading="Hour"), calls)
    rows = tuple((DAYS[d], f"{h:02d}:00", n) for (d, h), n in sorted(cells.items()))
    most = _cell_figure(measured, "busiest_hour", cells[busiest])
    least = _cell_figure(measured, "quietest_hour", cells[quietest])
    return drawn(
        name="hour_of_week",
        title=f"The busiest hour of the week is {_spoken(busiest)}, the quietest {_spoken(quietest)}",
        subtitle=_subtitle("Calls by local hour received", table.period),
        source=source_line(table),
        alternative=(
            f"Heat map of seven days by 24 hours. Most calls: {_spoken(busiest)}, {most}. "
            f"Fewest: {_spoken(quietest)}, {least}."
        ),
        data=data_table("chart_hour_of_week", "Calls by hour of the week", columns, rows, table),
        draw=lambda form: _week(form, cells),
    )


def _cell_figure(measured: Measured, name: str, value: Decimal) -> Figure:
    definition = "Calls received in one hour of the week."
    return measured.figure(name, value, definition, table="by_hour_of_week", unit="calls", kind="whole")


def _spoken(cell: tuple[int, int]) -> str:
    return f"{DAYS[cell[0]]} {cell[1]:02d}:00"


def _tone(value: Decimal, most: Decimal) -> int:
    return min(int(value * len(STEPS) / most), len(STEPS) - 1) if most else 0


def _week(form: Form, cells: dict[tuple[int, int], Decimal]) -> Canvas:
    """Days across and hours down on a phone; hours across and days down in print."""
    most = max(cells.values())
    across, down = (7, 24) if form.is_narrow else (24, 7)
    left = form.text * (3.6 if form.is_narrow else 6.5)
    wide = (form.width - left) / across
    high = form.text * (1.9 if form.is_narrow else 3.0)
    top = form.text * 1.8
    canvas = Canvas(form, top + high * down + form.text * 3.2)
    for (day, hour), value in sorted(cells.items()):
        column, line = (day, hour) if form.is_narrow else (hour, day)
        canvas.box(left + column * wide, top + line * high, wide, high, STEPS[_tone(value, most)], edge=PAPER)
    for day, name in enumerate(DAYS):
        if form.is_narrow:
            canvas.text(left + (day + 0.5) * wide, form.text * 0.7, name[:3], align="center", fill=SOFT)
        else:
            canvas.text(left - 6, top + (day + 0.5) * high, name, align="right")
    for hour in range(0, 24, 3):
        if form.is_narrow:
            canvas.text(left - 6, top + (hour + 0.5) * high, f"{hour:02d}", align="right", fill=SOFT)
        else:
            canvas.text(left + (hour + 0.5) * wide, form.text * 0.7, f"{hour:02d}:00", align="center", fill=SOFT)
    _key(canvas, left, top + high * down + form.text * 1.6, most)
    return canvas


def _key(canvas: Canvas, left: float, y: float, most: Decimal) -> None:
    size = canvas.form.text
    words = (
        f"{rounded(most, 0):,} calls"
        if canvas.form.is_narrow
        else f"{rounded(most, 0):,} calls in one hour of the week"
    )
    canvas.text(left, y, "0", fill=SOFT)
    x = left + size * 1.2
    for tone in STEPS:
        canvas.box(x, y - size * 0.6, size * 2.4, size * 1.2, tone, edge=MIST)
        x += size * 2.4
    canvas.text(x + size * 0.6, y, words, fill=SOFT)
