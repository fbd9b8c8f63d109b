"""Charts drawn on the server: the title is the finding, positions in %, type in px, a sentence and a table behind each.

No style attribute, no script: colours are classes of the stylesheet, so dark pages, print and forced colours follow.
Each chart is drawn twice, for a wide and for a narrow place; the stylesheet shows the one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arcs.core.figures import Column, Table, Value
from arcs.core.refusal import Refusal
from arcs.web.ui.drawing import Form, Part, Plot, bar_rows, column_plot, heat_cells, heat_columns, one_bar

_numbers = count(1)
MOST_PARTS = 5


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawn chart: `title` is the finding, `sentence` its words, `note` the unit, population, period and source."""

    title: str
    wide: Plot
    narrow: Plot
    sentence: str
    note: str
    table: Table
    legend: tuple[Part, ...] = ()
    steps: tuple[str, ...] = ()

    def html(self, level: int = 2) -> str:
        """The figure as it stands in a page; `level` is its heading's."""
        name = f"chart-{next(_numbers)}"
        drawings = [_svg(self.wide, name, "wide-only"), _svg(self.narrow, name, "narrow")]
        words = {"chart": self, "name": name, "level": level, "drawings": drawings}
        return render_to_string("ui/parts/chart.html", words)


def _svg(plot: Plot, name: str, form: str) -> SafeString:
    return format_html(
        '<svg class="plot {}" width="100%" height="{}" role="img" aria-labelledby="{}-t {}-s">{}</svg>',
        form, plot.height, name, name, plot.body,
    )  # fmt: skip


def _number(value: Value) -> float:
    return 0.0 if value is None else float(value)


def _note(table: Table, column: Column) -> str:
    counted = ", ".join(one for one in (column.unit or column.heading, table.population, table.period) if one)
    return f"{counted[:1].upper()}{counted[1:]}. {table.source}".rstrip(". ") + "."


def _two(table: Table) -> tuple[Column, list[tuple[str, Value]]]:
    """The label and the first number of each row: a table's own column kinds say which that is."""
    at = next((at for at, one in enumerate(table.columns) if one.kind not in {"text", "code", "mark"}), None)
    if at is None:
        raise Refusal(table.name, "it has no column of numbers", "give a table with one")
    return table.columns[at], [(str(row[0]), row[at]) for row in table.rows]


def sentence_of(table: Table) -> str:
    """What the chart shows, in one breath: largest, smallest, total, unit.

    A total is said only of what may be added: counts and amounts, never shares.
    """
    column, rows = _two(table)
    known = [(label, value) for label, value in rows if value is not None]
    if not known:
        return _("No number is recorded.")
    unit = f" {column.unit or column.heading}" if column.kind != "share" else ""
    largest = max(known, key=lambda row: _number(row[1]))
    smallest = min(known, key=lambda row: _number(row[1]))
    words = [_("Largest: %(label)s, %(value)s.") % {"label": largest[0], "value": column.shown(largest[1]) + unit}]
    if len(known) > 1:
        words.append(_("Smallest: %(label)s, %(value)s.") % {"label": smallest[0], "value": column.shown(smallest[1])})
    if column.kind != "share" and len(known) > 1:
        total = column.shown(sum(_number(value) for _label, value in known))
        words.append(_("All %(count)s together: %(total)s.") % {"count": len(known), "total": total + unit})
    if len(known) < len(rows):
        words.append(_("Not recorded: %(count)s.") % {"count": len(rows) - len(known)})
    return " ".join(words)


def _parts(table: Table, strong: Sequence[str] | None) -> tuple[Column, list[Part]]:
    column, rows = _two(table)
    parts = [
        Part(
            label=label, value=_number(value), shown=column.shown(value) or "–",
            is_strong=strong is None or label in strong, is_known=value is not None,
        )
        for label, value in rows
    ]  # fmt: skip
    return column, parts


def bars(table: Table, *, title: str, strong: Sequence[str] | None = None) -> Chart:
    """Horizontal bars, one a row; `strong` names the rows that the title speaks of (all, if not given)."""
    column, parts = _parts(table, strong)
    return Chart(
        title=title, wide=bar_rows(parts, Form.WIDE), narrow=bar_rows(parts, Form.NARROW),
        sentence=sentence_of(table), note=_note(table, column), table=table,
    )  # fmt: skip


def columns(table: Table, *, title: str, strong: Sequence[str] | None = None, every_label: bool = False) -> Chart:
    """Columns by hour, week or month; few of them lie down as bars where the place is narrow."""
    column, parts = _parts(table, strong)
    narrow = bar_rows(parts, Form.NARROW_SHORT) if len(parts) <= 16 else column_plot(parts, Form.NARROW)
    return Chart(
        title=title, wide=column_plot(parts, Form.WIDE, every_value=every_label), narrow=narrow,
        sentence=sentence_of(table), note=_note(table, column), table=table,
    )  # fmt: skip


def heat_map(
    hours: Sequence[Sequence[int | float | None]], *, days: Sequence[str], title: str, unit: str, population: str,
    period: str, source: str, places: int = 0, definition: str = "",
) -> Chart:  # fmt: skip
    """Seven days by 24 hours: `hours[day][hour]`. Five steps of one hue; each step is named in the key."""
    if len(hours) != len(days) or any(len(row) != 24 for row in hours):
        raise Refusal("heat map", f"it has {len(hours)} days of {len(days)}", "give one row of 24 hours for each day")
    most = max((value for row in hours for value in row if value is not None), default=0) or 1
    column = Column(name="value", heading=unit, kind="number", places=places, unit=unit)
    day_columns = tuple(
        Column(name=f"day_{at}", heading=day, kind="number", places=places, unit="") for at, day in enumerate(days)
    )
    table = Table(
        name="hours_by_day", title=title, population=population, period=period, source=source,
        columns=(Column(name="hour", heading=_("Hour")), *day_columns),
        rows=tuple((f"{hour:02d}:00", *(row[hour] for row in hours)) for hour in range(24)),
        notes=(definition,) if definition else (),
    )  # fmt: skip
    flat = Table(
        name="cells", title=title, population=population, period=period, source=source,
        columns=(Column(name="when", heading=""), column),
        rows=tuple(
            (f"{day} {hour:02d}:00", row[hour]) for day, row in zip(days, hours, strict=True) for hour in range(24)
        ),
    )  # fmt: skip
    cells = [
        [(0 if not value else ceil(value / most * 5), f"{day} {hour:02d}:00, {column.shown(value) or '–'} {unit}")
         for hour, value in enumerate(row)]
        for day, row in zip(days, hours, strict=True)
    ]  # fmt: skip
    return Chart(
        title=title, wide=heat_cells(cells, days), narrow=heat_columns(cells, days), sentence=sentence_of(flat),
        note=_note(flat, column), table=table, steps=_steps(most, column),
    )  # fmt: skip


def _steps(most: float, column: Column) -> tuple[str, ...]:
    """The key of a heat map: the upper end of each of five equal steps."""
    return tuple(_("to %(number)s") % {"number": column.shown(most * step / 5)} for step in range(1, 6))


def share_bar(table: Table, *, title: str) -> Chart:
    """One bar cut into at most five parts, each named with its number and its share of the whole."""
    column, parts = _parts(table, None)
    if len(parts) > MOST_PARTS:
        raise Refusal(
            table.name, f"a bar of {len(parts)} parts cannot be read", "join kinds until five are left, or draw bars"
        )
    whole = sum(part.value for part in parts)
    legend = tuple(
        Part(label=part.label, value=part.value, shown=_with_share(part, column, whole), is_known=part.is_known)
        for part in parts
    )
    plot = one_bar(parts)
    return Chart(
        title=title, wide=plot, narrow=plot, sentence=sentence_of(table), note=_note(table, column), table=table,
        legend=legend,
    )  # fmt: skip


def _with_share(part: Part, column: Column, whole: float) -> str:
    share = Column(name="share", heading="", kind="share").shown(part.value / whole if whole else 0)
    return f"{part.shown} {column.unit}".strip() + f", {share}"
