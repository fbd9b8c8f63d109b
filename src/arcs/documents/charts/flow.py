"""The lineage as a flow: what became of every call type, and how much officer time each stream carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.figures import Column
from arcs.documents.charts.canvas import Canvas, shortened
from arcs.documents.charts.chart import Chart, data_table, drawn
from arcs.documents.look import BRAND, INK, REST, SOFT, STEPS, Form
from arcs.documents.words.grammar import capital, plural
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import Record, main_line, number, records, source_line, text

FTE = Column(name="fte", heading="FTE", kind="number", places=2)


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Call types that share an end; `fte` is None where no type of theirs has a recorded volume."""

    end: str
    types: int
    fte: Decimal | None
    certainty: str
    is_kept: bool

    @property
    def words(self) -> str:
        """How many types, and how much time."""
        return f"{self.types} {plural(self.types, 'type', 'types')}, {FTE.shown(self.fte or Decimal(0))} FTE"


def chain(measured: Measured) -> tuple[int, ...]:
    """The counts of the lineage's main line, such as 233, 181, 62, 46."""
    steps = main_line(measured.evaluation)
    return (steps[0].into, *(one.out for one in steps)) if steps else ()


def _ends(measured: Measured) -> dict[str, Record]:
    """The last thing that happened to each call type."""
    return {text(row.get("call_type")): row for row in records(measured.evaluation, "lineage")}


def streams(measured: Measured) -> tuple[Stream, ...]:
    """Where the call types ended: those kept first, then those left out, most time first."""
    volumes = {
        text(row.get("cfs_category")): number(row.get("fte")) for row in records(measured.evaluation, "table_a1")
    }
    groups: dict[tuple[bool, str], list[tuple[str, Record]]] = {}
    for name, row in _ends(measured).items():
        is_kept = bool(text(row.get("category")))
        end = "Asked about in the survey" if is_kept else capital(text(row.get("outcome")) or "no outcome recorded")
        groups.setdefault((is_kept, end), []).append((name, row))
    found = []
    for (is_kept, end), members in groups.items():
        known = [volume for name, _ in members if (volume := volumes.get(name)) is not None]
        certainties = sorted({text(row.get("certainty")).replace("_", " ") for _, row in members} - {""})
        found.append(
            Stream(
                end=end,
                types=len(members),
                fte=sum(known, Decimal(0)) if known else None,
                certainty=" or ".join(certainties),
                is_kept=is_kept,
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_kept, -(one.fte or 0), one.end)))


def lineage_title(measured: Measured) -> str:
    """The flow in one line."""
    whole, kept = measured.all_fte(), measured.category_fte()
    counts = chain(measured)
    if len(counts) < 2:
        return "What became of each call type"
    first = measured.figure("lineage_first", counts[0], "Call types before the first step.", table="lineage_steps",
                            kind="whole")  # fmt: skip
    last = measured.figure("lineage_last", counts[-1], "Categories after the last step.", table="lineage_steps",
                           kind="whole")  # fmt: skip
    held = f"; {kept} of {whole} FTE remain" if whole is not None and measured.share_of_all() is not None else ""
    return f"How {first} call types became {last} categories{held}"


def lineage(measured: Measured) -> Chart | None:
    """What became of the call types, as streams as wide as their officer time; None without a lineage."""
    table, found = measured.evaluation.tables.get("lineage"), streams(measured)
    if table is None or not found or not any(one.fte for one in found):
        return None
    columns = (
        Column(name="end", heading="End"),
        Column(name="types", heading="Call types", kind="whole"),
        FTE,
        Column(name="certainty", heading="How sure"),
    )
    rows = tuple((one.end, one.types, one.fte, one.certainty) for one in found)
    counts = " → ".join(str(one) for one in chain(measured))
    spoken = " ".join(f"{one.end}: {one.words}, {one.certainty or 'certainty not stated'}." for one in found)
    unknown = any("cannot" in one.certainty for one in found)
    said = " Where the source does not say what became of which type, the stream says so." if unknown else ""
    return drawn(
        name="lineage",
        title=lineage_title(measured),
        subtitle=f"Width is officer time in FTE.{f' Call types at each step: {counts}.' if counts else ''}",
        source=f"{source_line(table)} A kept type’s FTE is that of Table A.1, before merging.{said}",
        alternative=f"Flow of all call types to their ends. {spoken}",
        data=data_table("chart_lineage", "What became of the call types", columns, rows, table),
        draw=lambda form: _stacked(form, found) if form.is_narrow else _across(form, found),
    )


def _across(form: Form, found: Sequence[Stream]) -> Canvas:
    """One bar at the left, one stream to each end at the right."""
    size, bar, tall, gap = form.text, 8.0, 190.0, 9.0
    total = sum((one.fte or Decimal(0) for one in found), Decimal(0)) or Decimal(1)
    right, top, least = form.width * 0.56, size * 3.0, size * 4.6
    highs = [float((one.fte or Decimal(0)) / total) * tall for one in found]
    places, y = [], top
    for high in highs:
        places.append(y)
        y += max(high, least) + gap
    canvas = Canvas(form, max(y, top + tall) + 2)
    types = sum(one.types for one in found)
    canvas.text(0, size * 0.9, f"{types} call types, {FTE.shown(total)} FTE", weight=600, size=size * 1.2)
    at = top
    for one, high, end in zip(found, highs, places, strict=True):
        thick = max(high, 0.8)
        canvas.ribbon((bar, at, at + thick), (right, end, end + thick), STEPS[2] if one.is_kept else REST)
        canvas.box(right, end, bar, thick, BRAND if one.is_kept else SOFT)
        at += high
        _end(canvas, one, right + bar + 8, end + size * 0.8)
    canvas.box(0, top, bar, tall, INK)
    return canvas


def _end(canvas: Canvas, one: Stream, x: float, y: float) -> None:
    size = canvas.form.text
    canvas.text(x, y, one.words, weight=600, size=size * 1.15)
    words = one.end if not one.certainty else f"{one.end} ({one.certainty})"
    for line, part in enumerate(_wrapped(words, canvas.form.width - x, size)[:3], start=1):
        canvas.text(x, y + line * size * 1.35, part, fill=SOFT)


def _wrapped(words: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and shortened(longer, room, size) == longer:
            lines[-1] = longer
        else:
            lines.append(shortened(word, room, size))
    return lines


def _stacked(form: Form, found: Sequence[Stream]) -> Canvas:
    """For phones: one bar per end, as long as its officer time."""
    size = form.text
    pitch = size * 6.6
    canvas = Canvas(form, pitch * len(found))
    most = max((one.fte or Decimal(0) for one in found), default=Decimal(0)) or Decimal(1)
    for at, one in enumerate(found):
        y = at * pitch
        canvas.text(0, y + size * 0.9, one.words, weight=600)
        words = one.end if not one.certainty else f"{one.end} ({one.certainty})"
        for line, part in enumerate(_wrapped(words, form.width, size)[:2], start=1):
            canvas.text(0, y + size * (0.9 + 1.35 * line), part, fill=SOFT)
        long = float((one.fte or Decimal(0)) / most) * form.width
        canvas.box(0, y + size * 4.4, max(long, 0.8), size * 1.2, BRAND if one.is_kept else REST)
    return canvas
