"""The report's charts, each for print and for phones, and a sentence for each one that cannot be drawn."""

from collections.abc import Callable

from arcs.documents.charts import acceptance, flow, hours, judgement
from arcs.documents.charts.chart import Chart
from arcs.documents.words.measured import Measured

DRAWINGS: tuple[tuple[str, Callable[[Measured], Chart | None], str], ...] = (
    ("lineage", flow.lineage, "The flow of call types is left out, because the study records no lineage steps."),
    ("pareto", hours.pareto, "Officer time by category is left out, because the study has no suitability matrix."),
    ("hours_acceptance", acceptance.scatter,
     "Officer time against acceptance is left out, because nobody was asked about an alternative."),
    ("acceptance", acceptance.answers, "Answers are left out, because nobody was asked about an alternative."),
    ("dispositions", judgement.dispositions, "Dispositions are left out, because the study has none."),
    ("agreement", judgement.agreement,
     "The agreement heat map is left out, because individual ratings were not published."),
    ("sensitivity", judgement.sensitivity,
     "FTE under other assumptions is left out, because the study has no sensitivity table."),
    ("workload", hours.call_types_by_hours,
     "Hours by call type from a dispatch export are left out, because the study holds no calls of its own."),
    ("hour_of_week", hours.hour_of_week,
     "The hour-of-week heat map is left out, because the study holds no calls with times of day."),
)  # fmt: skip


def all_charts(measured: Measured) -> tuple[dict[str, Chart], tuple[str, ...]]:
    """The charts by name, in report order, and one sentence for each that had to be left out."""
    charts: dict[str, Chart] = {}
    left_out: list[str] = []
    for name, draw, reason in DRAWINGS:
        chart = draw(measured)
        if chart is None:
            left_out.append(reason)
        else:
            charts[name] = chart
    return charts, tuple(left_out)
