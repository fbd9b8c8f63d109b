"""The lineage as a flow: what entered each step, what left, and how much officer time each stream carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.figures import Column
from arcs.documents.charts.canvas import Canvas, shortened
from arcs.documents.charts.chart import Chart, data_table, drawn
from arcs.documents.look import BRAND, INK, REST, REST_PALE, SOFT, STEPS, Form
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import number, records, source_line, text

FTE = Column(name="fte", heading="FTE", kind="number", places=2)
UNKNOWN = "FTE not knowable"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the lineage; `left_fte` is None where the source does not let it be known."""

    name: str
    into: Decimal
    left: Decimal
    out: Decimal
    left_fte: Decimal | None

    @property
    def is_merge(self) -> bool:
        """Whether types were joined rather than left out."""
        return "merge" in self.name.lower()


def steps(measured: Measured) -> tuple[Step, ...]:
    """The steps of the lineage that change the number of types, in order."""
    found = []
    for row in records(measured.evaluation, "lineage_steps"):
        into, out = number(row.get("into")), number(row.get("out"))
        if into is None or out is None or into <= out:
            continue
        left = number(row.get("left_out"))
        fte = number(row.get("left_out_fte"))
        found.append(
            Step(name=text(row.get("step")), into=into, left=into - out if left is None else left, out=out, left_fte=fte)
        )
    return tuple(found)


def lineage(measured: Measured) -> Chart | None:
    """How the call types became categories; None without lineage steps."""
    table, found = measured.evaluation.tables.get("lineage_steps"), steps(measured)
    if table is None or not found:
        return None
    columns = (
        Column(name="step", heading="Step"),
        Column(name="into", heading="Into", kind="whole"),
        Column(name="left_out", heading="Left out or joined", kind="whole"),
        Column(name="out", heading="Out", kind="whole"),
        FTE,
    )
    rows = tuple((one.name, one.into, one.left, one.out, one.left_fte) for one in found)
    whole, kept = measured.all_fte(), measured.category_fte()
    held = f"; {kept} of {whole} FTE remain" if whole is not None and measured.share_of_all() is not None else ""
    known = [one for one in found if not one.is_merge and one.left_fte is not None]
    unknown = " Width is the number of call types, because the source does not let the FTE of every stream be known."
    spoken = " ".join(f"{one.name}: {one.into:f} in, {one.left:f} leave or join, {one.out:f} go on." for one in found)
    return drawn(
        name="lineage",
        title=f"How {found[0].into:f} call types became {found[-1].out:f} categories{held}",
        subtitle="Call types at each step; streams that leave turn down",
        source=f"{source_line(table)}{unknown if len(known) < len([o for o in found if not o.is_merge]) else ''}",
        alternative=f"Flow from left to right. {spoken}",
        data=data_table("chart_lineage", "Lineage", columns, rows, table),
        draw=lambda form: _down(form, found) if form.is_narrow else _across(form, found),
    )


def _fte_words(step: Step) -> str:
    return UNKNOWN if step.left_fte is None else f"{FTE.shown(step.left_fte)} FTE"


def _across(form: Form, found: Sequence[Step]) -> Canvas:
    """Left to right: a bar per step, the stream between them, and what leaves falling to its name."""
    size, bar = form.text, 7.0
    gap = (form.width - bar) / len(found)
    top, tallest = size * 3.4, 150.0
    scale = tallest / float(found[0].into)
    canvas = Canvas(form, top + tallest + size * 9.5)
    for at, one in enumerate(found):
        x = at * gap
        into, out, left = float(one.into) * scale, float(one.out) * scale, float(one.left) * scale
        if one.is_merge:
            canvas.ribbon((x + bar, top, top + into), (x + gap, top, top + out), STEPS[2])
        else:
            canvas.ribbon((x + bar, top, top + out), (x + gap, top, top + out), STEPS[2])
            floor = top + tallest + size * 1.2
            stub = (x + gap * 0.62, floor - left, floor) if floor - left > top + out + 4 else (x + gap * 0.62, floor - 3, floor)
            canvas.ribbon((x + bar, top + out, top + into), stub, REST_PALE if one.left_fte is None else REST)
        _under(canvas, one, x + bar, top + tallest + size * 2.4, gap - bar - 4)
    for at, count in enumerate([found[0].into, *(one.out for one in found)]):
        x = at * gap
        canvas.box(x, top, bar, max(float(count) * scale, 1), BRAND)
        align = "right" if at == len(found) else "left"
        canvas.text(x + (bar if align == "right" else 0), top - size * 1.4, f"{count:f}", size=size * 1.9, weight=600, align=align)  # type: ignore[arg-type]  # fmt: skip
    return canvas


def _under(canvas: Canvas, one: Step, x: float, y: float, room: float) -> None:
    size = canvas.form.text
    sign = "joined" if one.is_merge else "leave"
    canvas.text(x, y, f"{one.left:f} {sign}", weight=600, fill=INK)
    lines = _wrapped(one.name, room, size)
    for line, words in enumerate(lines[:4], start=1):
        canvas.text(x, y + line * size * 1.3, words, fill=SOFT)
    if not one.is_merge:
        canvas.text(x, y + (len(lines[:4]) + 1) * size * 1.3, _fte_words(one), fill=SOFT, weight=600)


def _wrapped(words: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and shortened(longer, room, size) == longer:
            lines[-1] = longer
        else:
            lines.append(shortened(word, room, size))
    return lines


def _down(form: Form, found: Sequence[Step]) -> Canvas:
    """Top to bottom for phones: what goes on at the left, what leaves at the right."""
    size, bar = form.text, 6.0
    pitch, wide = size * 9.0, form.width * 0.5
    scale = wide / float(found[0].into)
    top = size * 2.4
    canvas = Canvas(form, top + pitch * len(found) + size * 2.6)
    for at, one in enumerate(found):
        y = top + at * pitch
        low = float(one.out) * scale
        for part in range(24):
            t = part / 24
            ease = t * t * (3 - 2 * t)
            now = (float(one.into) * scale) * (1 - ease) + low * ease
            canvas.box(0, y + bar + t * (pitch - bar), now, (pitch - bar) / 24 + 0.6, STEPS[2])
        x = wide + 10
        canvas.text(x, y + size * 1.4, f"{one.left:f} {'joined' if one.is_merge else 'leave'}", weight=600)
        lines = _wrapped(one.name, form.width - x, size)[:4]
        for line, words in enumerate(lines, start=1):
            canvas.text(x, y + size * (1.4 + 1.35 * line), words, fill=SOFT)
        if not one.is_merge:
            canvas.text(x, y + size * (1.4 + 1.35 * (len(lines) + 1)), _fte_words(one), fill=SOFT)
    for at, count in enumerate([found[0].into, *(one.out for one in found)]):
        y = top + at * pitch
        canvas.box(0, y, max(float(count) * scale, 1), bar, BRAND)
        below = y - size * 0.9 if at == 0 else y + size * 1.9 if at == len(found) else y - size * 0.9
        canvas.text(0, below, f"{count:f}", weight=600, size=size * 1.3)
    return canvas
