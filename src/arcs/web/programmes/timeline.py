"""The phases of a plan on a line of months, drawn on the server, with the same as a table."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arcs.core.evaluation.records import PHASES
from arcs.core.figures import Column, Table
from arcs.web.programmes.drafting import months_later
from arcs.web.programmes.forms import PHASE_WORDS
from arcs.web.programmes.permits import day
from arcs.web.programmes.plan import Plan, Standing
from arcs.web.ui.charts import Chart
from arcs.web.ui.drawing import Plot

ROW, TOP = 32, 22
Span = tuple[str, date, date, int, int]  # phase, first day, last day, steps, done


def spans_of(plan: Plan) -> list[Span]:
    """Each phase with its first and last day, its steps and how many are done; phases without a date are left out."""
    found: list[Span] = []
    for phase in PHASES:
        steps = [one for one in plan.steps if one.of.step.phase == phase and one.of.step.due_on is not None]
        days = [edge for one in steps for edge in _edges(one)]
        if days:
            found.append((phase, min(days), max(days), len(steps), sum(one.is_done for one in steps)))
    return sorted(found, key=lambda one: (one[2], one[1]))


def _edges(one: Standing) -> list[date]:
    step = one.of.step
    return [edge for edge in (step.starts_on, step.due_on) if edge is not None]


def timeline(plan: Plan) -> Chart | None:
    """The chart of phases; None for a plan without dates."""
    spans = spans_of(plan)
    if not spans:
        return None
    first, last = min(one[1] for one in spans), max(one[2] for one in spans)
    done, steps = sum(one[4] for one in spans), sum(one[3] for one in spans)
    title = _title(spans, first, last)
    sentence = _("%(done)s of %(steps)s dated steps are done. Today is %(today)s.") % {
        "done": done, "steps": steps, "today": day(plan.today),
    }  # fmt: skip
    rows = tuple((str(PHASE_WORDS[one[0]]), one[1].isoformat(), one[2].isoformat(), one[3], one[4]) for one in spans)
    table = Table(
        name="phases", title=_("Phases of the plan"), population=_("steps with a date"),
        period=f"{first.isoformat()} – {last.isoformat()}", source=_("Programme plan"), rows=rows,
        columns=(
            Column(name="phase", heading=_("Phase")), Column(name="first", heading=_("First day")),
            Column(name="last", heading=_("Last day")), Column(name="steps", heading=_("Steps"), kind="whole"),
            Column(name="done", heading=_("Done"), kind="whole"),
        ),
    )  # fmt: skip
    note = _("The line is today. The dark part of a bar is the share of its steps that are done.")
    return Chart(
        title=title, wide=_plot(spans, plan.today, left=20.0, every=1), sentence=sentence, note=note, table=table,
        narrow=_plot(spans, plan.today, left=0.0, every=3),
    )  # fmt: skip


def _title(spans: Sequence[Span], first: date, last: date) -> str:
    """What the chart finds: until when every route goes live, or how long the plan runs."""
    goes_live = next((one[2] for one in spans if one[0] == "go_live"), None)
    if goes_live is None:
        return _("The plan runs from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    words = _("Every route goes live by %(live)s; the plan runs until %(last)s")
    return words % {"live": day(goes_live), "last": day(last)}


def _plot(spans: Sequence[Span], today: date, *, left: float, every: int) -> Plot:
    first, last = min(one[1] for one in spans), max(one[2] for one in spans)
    whole = max((last - first).days, 1)
    above = 0 if left else 16

    def across(of: date) -> float:
        return left + (of - first).days / whole * (99 - left)

    height = TOP + len(spans) * (ROW + above)
    pieces = [_month(at, across(at), height) for at in _months(first, last, every)]
    for number, (phase, begins, ends, steps, done) in enumerate(spans):
        top = TOP + number * (ROW + above) + above
        width = max(across(ends) - across(begins), 0.8)
        words = _("%(phase)s: %(done)s of %(steps)s done") % {
            "phase": PHASE_WORDS[phase], "done": done, "steps": steps,
        }  # fmt: skip
        label_y, label = (top - 3, words) if above else (top + 20, str(PHASE_WORDS[phase]))
        pieces.append(format_html('<text x="0" y="{}" class="t-ink">{}</text>', label_y, label))
        pieces.append(_bar(across(begins), top + 6, width, "f-bar-soft", words))
        if done:
            pieces.append(_bar(across(begins), top + 6, width * done / steps, "f-strong", words))
    if first <= today <= last:
        x = f"{across(today):.2f}%"
        line = '<line class="axis-l" x1="{}" x2="{}" y1="14" y2="{}" stroke-dasharray="4 3"><title>{}</title></line>'
        pieces.append(format_html(line, x, x, height, _("Today")))
    return Plot(height=height, body=format_html_join("", "{}", ((one,) for one in pieces)))


def _bar(x: float, y: float, width: float, fill: str, said: str) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="{}%" height="18" rx="2"><title>{}</title></rect>',
        fill, f"{x:.2f}", y, f"{width:.2f}", said,
    )  # fmt: skip


def _months(first: date, last: date, every: int) -> list[date]:
    """The first days of months between two days, at most about eight of them."""
    start = date(first.year, first.month, 1)
    months = [months_later(start, number) for number in range(600) if months_later(start, number) <= last]
    step = max(every, -(-len(months) // 8))
    return [one for one in months[::step] if one >= first]


def _month(of: date, x: float, height: int) -> SafeString:
    words = date_format(of, "M Y") if of.month == 1 else date_format(of, "M")
    return format_html(
        '<line class="grid-l" x1="{}%" x2="{}%" y1="18" y2="{}"/><text x="{}%" y="11">{}</text>',
        f"{x:.2f}", f"{x:.2f}", height, f"{x:.2f}", words,
    )  # fmt: skip
