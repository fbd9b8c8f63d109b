"""The whole evaluation from one study."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from arcs.core.evaluation.budget_tables import break_even_table, budget_table, claim_tables, sensitivity
from arcs.core.evaluation.headline import figures_of
from arcs.core.evaluation.judgement_tables import (
    assumptions_table,
    coding_tables,
    disposition_totals,
    dispositions,
    lineage_tables,
    matrix,
    nature_tables,
    robustness_table,
)
from arcs.core.evaluation.judging import Judged, judge_study
from arcs.core.evaluation.limits import limits
from arcs.core.evaluation.printed_tables import appendix_tables, front_tables, table_3_2, table_a1
from arcs.core.evaluation.programme_tables import programme_tables
from arcs.core.evaluation.rating_tables import acceptance_tables, rating_tables, resource_tables
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import tabled, text, whole
from arcs.core.evaluation.weighting import weighed
from arcs.core.figures import Figure, Table, rounded


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Everything that a report prints: tables in report order, figures by name, the study's own words by section.

    `sections_left_out` are numbers of sections that are not printed, each with its reason.
    """

    title: str
    place: str
    subtitle: str
    prepared_by: str
    version_date: date
    invented: bool
    tables: Mapping[str, Table]
    figures: Mapping[str, Figure]
    statements: Mapping[str, tuple[str, ...]]
    sections_left_out: Mapping[str, str] = field(default_factory=dict)


def evaluate(study: Study, *, seed: int = 2022, workload_tables: Mapping[str, Table] | None = None) -> Evaluation:
    """Evaluate a study; the same study and seed give the same evaluation to the last digit.

    `workload_tables` are tables of the study's own dispatch export (workload, by_hour_of_week, …), where it has one.
    """
    study = with_volumes(study, (workload_tables or {}).get("workload"))
    study, weights = weighed(study)
    judged = judge_study(study, seed=seed)
    tables = {one.name: one for one in _tables(judged) if one.rows or one.name == "discrepancies"}
    if weights is not None:
        tables[weights.name] = weights
    tables |= dict(workload_tables or {})
    front = study.study
    return Evaluation(
        title=front.title,
        place=front.place,
        subtitle=front.subtitle,
        prepared_by=front.prepared_by,
        version_date=front.version_date,
        invented=front.invented,
        tables=tables,
        figures=figures_of(judged, tables),
        statements={**study.statements, "limits": limits(study, tuple(tables))},
        sections_left_out={one.section: one.reason for one in study.report_sections if one.printed == "N"},
    )


def with_volumes(study: Study, workload: Table | None) -> Study:
    """Call types whose FTE no source gives take it from the study's own calls; what a source prints stays."""
    if workload is None or "fte" not in {one.name for one in workload.columns}:
        return study
    measured = {row["call_type"]: row["fte"] for row in workload.records()}
    types = tuple(
        replace(one, fte=_plain(fte))
        if one.fte is None and not one.fte_note and isinstance(fte := measured.get(one.call_type), Decimal)
        else one
        for one in study.call_types
    )
    return replace(study, call_types=types)


def _withheld(study: Study) -> tuple[str, ...]:
    few = sum(not one.may_be_quoted for one in study.interviews)
    if not few:
        return ()
    return (f"The words of {few} of {len(study.interviews)} points are not printed: nobody consented to it.",)


def _plain(fte: Decimal) -> Decimal:
    """The same number with two decimals where two say it all, as a source would print it."""
    short = rounded(fte, 2)
    return short if short == fte else fte


def _tables(judged: Judged) -> Iterable[Table]:
    study = judged.study
    yield from front_tables(study)
    yield tabled(study, "work_plan", "Work plan", (whole("step", "Step"), text("text", "What is done")),
                 [(one.step, one.text) for one in study.work_plan], "steps")  # fmt: skip
    yield assumptions_table(judged)
    yield from rating_tables(judged)
    yield from coding_tables(judged)
    yield table_3_2(study, judged.views)
    yield from acceptance_tables(judged)
    yield matrix(judged)
    yield dispositions(judged)
    yield disposition_totals(judged)
    yield robustness_table(judged)
    yield from lineage_tables(judged)
    yield from resource_tables(study)
    yield tabled(study, "interviews", "What was said in interviews and meetings",
                 (text("group"), text("theme"), whole("mentions", "Mentions"), text("quotation")),
                 [(one.group, one.theme, one.mentions, one.quotation if one.may_be_quoted else "")
                  for one in study.interviews],
                 "points raised",
                 notes=_withheld(study))  # fmt: skip
    yield from nature_tables(judged)
    yield from programme_tables(study)
    yield sensitivity(judged)
    yield from (one for one in (budget_table(study), break_even_table(study)) if one is not None)
    yield from claim_tables(judged)
    yield table_a1(study)
    yield from appendix_tables(study)
