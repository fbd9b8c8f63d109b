"""Acceptance as a chart: how many find it mostly or fully acceptable, for each category or each way of answering."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from arcs.core.figures import Column, Table
from arcs.web.surveys.models import AcceptanceResult, SurveyWave
from arcs.web.surveys.pages import acceptance_table, shown_alternative
from arcs.web.ui.charts import Chart, bars

ACCEPTING = slice(3, 5)  # of the counts by score: 4 and 5
MOST_BARS = 20


def accepting(one: AcceptanceResult) -> float | None:
    """The share of answers that say mostly or fully acceptable; None where nothing may be said.

    >>> accepting(AcceptanceResult(n=8, distribution=[1, 1, 0, 2, 4])), accepting(AcceptanceResult(suppressed=True))
    (0.75, None)
    """
    return sum(one.distribution[ACCEPTING]) / one.n if one.n and one.distribution else None


def acceptance_chart(wave: SurveyWave, rows: Sequence[AcceptanceResult], *, category: str = "") -> Chart | None:
    """Each category by the way of answering that most accept; of one category, each way. None where nothing is told.

    It tells what the table of all answers tells, never a group's.
    """
    told = [(share, one) for one in rows if not one.group and category in ("", one.category)
            and (share := accepting(one)) is not None]  # fmt: skip
    if not told:
        return None
    ranked = sorted(told, key=lambda each: -each[0])
    best: dict[str, tuple[float, AcceptanceResult]] = {}
    for share, one in ranked:
        best.setdefault(one.alternative if category else one.category, (share, one))
    shown = list(best.values())[:MOST_BARS]
    return bars(_table(wave, rows, shown, len(best), category), title=_finding(*shown[0], category))


def _finding(share: float, one: AcceptanceResult, category: str) -> str:
    words = {"way": shown_alternative(one.alternative), "category": one.category, "share": f"{share:.0%}"}
    if category:
        return _("Accepted most: %(way)s, by %(share)s of those who answered") % words
    return _("Accepted most: “%(category)s” – %(way)s, by %(share)s of those who answered") % words


def _table(
    wave: SurveyWave, rows: Sequence[AcceptanceResult], shown: Sequence[tuple[float, AcceptanceResult]], all_of: int,
    category: str,
) -> Table:  # fmt: skip
    whole = acceptance_table(wave, rows, groups=False, category=category)
    by, way = (_("Category"), _("Who would answer"))
    left = _("The %(shown)s that are accepted most, of %(all)s.") % {"shown": len(shown), "all": all_of}
    return Table(
        name="accepting",
        title=_("Mostly or fully acceptable"),
        columns=(
            Column(name="what", heading=way if category else by),
            Column(name="share", heading=_("Mostly or fully acceptable"), kind="share",
                   unit=_("share of answers that are 4 or 5")),
            Column(name="n", heading=_("Answers"), kind="whole"),
            *(() if category else (Column(name="way", heading=way),)),
        ),
        rows=tuple(
            (shown_alternative(one.alternative), share, one.n) if category
            else (one.category, share, one.n, shown_alternative(one.alternative))
            for share, one in shown
        ),
        population=whole.population, period=whole.period, source=whole.source,
        notes=(
            _("“I don’t know” is in no number. Not weighed."),
            *(() if category else (_("For each category the way of answering that most accept."),)),
            *((left,) if len(shown) < all_of else ()),
        ),
    )  # fmt: skip
