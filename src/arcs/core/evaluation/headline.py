"""Every number that a sentence of the report may print, each with its population, unit and definition."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from arcs.core.evaluation.budget_tables import positions_needed
from arcs.core.evaluation.judging import CategoryView, Judged
from arcs.core.evaluation.printed_tables import fte_sum
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.study_values import study_values
from arcs.core.figures import ColumnKind, Figure, Table, Value
from arcs.core.staffing.cost import position_cost, salaried_cost
from arcs.core.suitability.nature import nature_volumes
from arcs.core.vocabulary import Disposition


class Figures:
    """Figures as they are named, with the study's period."""

    def __init__(self, study: Study) -> None:
        self.period = study.study.period
        self.found: dict[str, Figure] = {}

    def add(
        self, name: str, value: Value, unit: str, definition: str, *,
        population: str = "", table: str = "", rows: str = "", kind: ColumnKind = "whole", places: int = 0,
    ) -> None:  # fmt: skip
        """Note a figure; one without a value is left out, because a sentence must not print nothing."""
        if value is None:
            return
        self.found[name] = Figure(name=name, value=value, unit=unit, population=population or definition,
                                  period=self.period, definition=definition, table=table, rows=rows, kind=kind,
                                  places=places)  # fmt: skip

    def fte(self, name: str, views: Iterable[CategoryView], definition: str, rows: str = "") -> None:
        """FTE of some categories, their count (NAME_categories) and their share of all (see `shares`)."""
        own = tuple(views)
        self.add(f"{name}_fte", fte_sum(own), "FTE", f"FTE of {definition}", table="matrix", rows=rows, kind="number",
                 places=2)  # fmt: skip
        self.add(f"{name}_categories", len(own), "categories", definition, table="matrix", rows=rows)


def figures_of(judged: Judged, tables: Mapping[str, Table]) -> dict[str, Figure]:
    """All figures of an evaluation by name."""
    found = Figures(judged.study)
    _types(found, judged)
    _people(found, judged.study)
    _categories(found, judged)
    _acceptance(found, judged)
    _dispositions(found, judged)
    _natures(found, judged)
    _lineage(found, judged.study)
    _assumptions(found, judged.study, tables)
    _budget(found, judged.study)
    _listed(found, tables)
    return found.found


def _types(found: Figures, judged: Judged) -> None:
    values = study_values(judged.study, judged.views)
    counts = {
        "call_types": "call types in the dispatch system",
        "call_types_with_fte": "call types with a volume in numbers",
        "call_types_without_fte": "call types without a volume in numbers",
        "call_types_zero_fte": "call types whose volume is printed as 0.00",
        "crime_ordinance_types": "crime and ordinance types",
        "service_traffic_types": "service and traffic types",
        "value_sum_types": "sum of values to the department over call types",
        "value_sum_categories": "sum of values to the department over categories",
        "merged_types": "call types merged into categories",
        "asked_outside": "categories asked about an outside resource",
        "outside_named": "categories for which an outside resource was named",
        "outside_none": "categories for which none was found",
    }
    for name, definition in counts.items():
        found.add(name, int(values[name]), "count", definition, table="table_a1" if "type" in name else "table_3_2")
    for code in ("risk_H", "risk_P", "risk_L", "other_resources_Y", "other_resources_N", "other_resources_T",
                 "police_mandate_Y", "alternative_response_Y"):  # fmt: skip
        item, letter = code.rsplit("_", 1)
        found.add(
            f"types_{item}_{letter.lower()}",
            int(values[code]),
            "call types",
            f"call types coded {letter} for {item.replace('_', ' ')}",
            table="table_a1",
            rows=f"{item} = {letter}",
        )
    found.add("all_fte", values["fte_all"], "FTE", "FTE over all call types", table="table_a1", kind="number", places=2)


def _people(found: Figures, study: Study) -> None:
    who = study.participation
    rated = len({one.rater for one in study.ratings}) or None
    found.add(
        "raters", who.raters if who.raters is not None else rated, "officers", "officers who rated the call types"
    )
    found.add("answers_received", who.answers_received, "answers", "survey answers received")
    found.add("answers_usable", who.answers_usable, "answers", "survey answers that could be used")
    found.add("stakeholders", who.stakeholders, "stakeholders", "stakeholders invited by name")
    found.add("survey_weeks", who.survey_weeks, "weeks", "weeks that the survey was open, about")


def _by_fte(views: tuple[CategoryView, ...]) -> list[CategoryView]:
    return sorted(views, key=lambda view: (-(view.fte or Decimal(0)), view.category))


def _share(found: Figures, name: str, part: Decimal, whole: Decimal, definition: str) -> None:
    if whole:
        found.add(name, part / whole, "share", definition, table="matrix", kind="share")


def _categories(found: Figures, judged: Judged) -> None:
    views, given = judged.views, judged.study.assumptions
    total = fte_sum(views)
    everything = study_values(judged.study, judged.views)["fte_all"]
    found.add("categories", len(views), "categories", "categories of the survey", table="table_3_2")
    found.add("categories_fte", total, "FTE", "FTE over all categories", table="table_3_2", kind="number", places=2)
    found.add("categories_hours", total * given.hours_per_fte, "hours a year", "hours on calls over all categories",
              table="matrix")  # fmt: skip
    _share(found, "categories_share", total, everything, "FTE of the categories out of all call types")
    ranked = _by_fte(views)
    for name, count in (("top_two", 2), ("top_six", 6), ("top_24", 24)):
        found.fte(name, ranked[:count], f"the {count} categories with most FTE")
        _share(found, f"{name}_share", fte_sum(tuple(ranked[:count])), total, f"FTE of the {count} largest categories")
    small = [view for view in views if (view.fte or Decimal(0)) < given.little_relief_fte]
    found.fte("little_relief", small, f"categories below {given.little_relief_fte} FTE", "little_relief = Yes")
    found.add("little_relief_bound", given.little_relief_fte, "FTE", "FTE below which a category gives little relief",
              kind="number", places=2)  # fmt: skip
    for mark in ("compressed_mark", "multi_need_mark"):
        own = [view for view in views if getattr(view.printed, mark)]
        found.fte(mark.removesuffix("_mark"), own, f"categories marked {mark.removesuffix('_mark').replace('_', ' ')}")
    for item, code in (("risk", "L"), ("risk", "P"), ("risk", "H")):
        own = [view for view in views if view.code(item) == code]
        found.fte(f"categories_{item}_{code.lower()}", own, f"categories of risk {code}", f"{item} = {code}")


def _acceptance(found: Figures, judged: Judged) -> None:
    views = judged.views
    for name, definition in (("cso", "a community service officer"), ("tru_online", "telephone or online reports")):
        means = [mean for view in views if (mean := getattr(view, name)) is not None]
        found.add(f"{name}_rated", len(means), "categories", f"categories asked about {definition}", table="table_3_2")
        found.add(f"{name}_sum", sum(means, Decimal(0)), "points", f"sum of mean acceptances of {definition}",
                  table="table_3_2")  # fmt: skip
    bands = ((2, "acceptance_two"), (3, "acceptance_three"), (4, "acceptance_four"))
    for whole, name in bands:
        own = [v for v in views if v.acceptance is not None and int(v.acceptance + Decimal("0.5")) == whole]
        found.fte(name, own, f"categories whose best accepted alternative averages {whole}")
    accepted = [v for v in views if v.acceptance is not None and v.acceptance >= Decimal("2.5")]
    found.fte("accepted", accepted, "categories with an alternative accepted at 3 or more")
    _share(found, "accepted_share", fte_sum(tuple(accepted)), fte_sum(views), "FTE of categories accepted at 3 or more")
    marked = [v for v in views if judged.judgements[v.category].not_yet]
    found.fte("not_yet", marked, "categories with an alternative marked not yet", "not_yet is not empty")
    found.fte("outside_named", [v for v in views if v.printed.alternative == "X"],
              "categories for which an outside resource was named", "alternative = X")  # fmt: skip


def _dispositions(found: Figures, judged: Judged) -> None:
    total = fte_sum(judged.views)
    for one in Disposition:
        own = [view for view in judged.views if judged.judgements[view.category].disposition is one]
        found.fte(f"disposition_{one.value}", own, f"categories: {one.label}", f"disposition = {one.value}")
        _share(found, f"disposition_{one.value}_share", fte_sum(tuple(own)), total, f"FTE share: {one.label}")
    leaving = [v for v in judged.views if judged.judgements[v.category].disposition is not Disposition.OFFICER]
    found.fte("may_leave_officers", leaving, "categories whose disposition is not an officer")
    fragile = [name for name, one in judged.robustness.items() if one.stays < Decimal("0.7")]
    found.add("fragile_categories", len(fragile), "categories", "dispositions that hold in fewer than 70% of draws",
              table="robustness")  # fmt: skip
    found.add("draws", judged.study.coding_choice.draws, "draws", "draws behind each share of robustness")


def _natures(found: Figures, judged: Judged) -> None:
    for one in nature_volumes(judged.study.call_types, judged.study.nature):
        for end, value in (("low", one.fte_low), ("high", one.fte_high)):
            words = "types that name it" if end == "low" else "all types that may include it"
            found.add(f"{one.flag.value}_fte_{end}", value, "FTE", f"{one.flag.label}: FTE of {words}", table="nature",
                      rows=f"flag = {one.flag.value}", kind="number", places=2)  # fmt: skip


def _lineage(found: Figures, study: Study) -> None:
    for number, step in enumerate(study.lineage_steps, start=1):
        for name in ("into", "left_out", "out"):
            found.add(f"lineage_{number}_{name}", getattr(step, name), "call types", f"{step.step}: {name}, as printed",
                      table="lineage_steps", rows=step.step)  # fmt: skip


def _assumptions(found: Figures, study: Study, tables: Mapping[str, Table]) -> None:
    given = study.assumptions
    for name, value, unit in (
        ("annual_hours", given.annual_hours, "hours"), ("net_hours", given.net_hours, "hours"),
        ("hours_per_fte", given.hours_per_fte, "hours"), ("net_hours_low", given.net_hours_low, "hours"),
        ("net_hours_high", given.net_hours_high, "hours"),
    ):  # fmt: skip
        found.add(name, value, unit, f"{name.replace('_', ' ')} of one position")
    for name in ("share_on_calls", "share_low", "share_high"):
        found.add(name, getattr(given, name), "share", f"{name.replace('_', ' ')} of net hours", kind="share")
    grid = tables.get("sensitivity")
    fte = [value for value in (grid.values("fte") if grid else ()) if isinstance(value, Decimal)]
    if fte:
        found.add("fte_low", min(fte), "FTE", "lowest FTE over plausible assumptions", table="sensitivity",
                  kind="number", places=1)  # fmt: skip
        found.add("fte_high", max(fte), "FTE", "highest FTE over plausible assumptions", table="sensitivity",
                  kind="number", places=1)  # fmt: skip


def _budget(found: Figures, study: Study) -> None:
    rates = study.budget.rates
    if rates is None:
        return
    cost = position_cost(hourly=rates.hourly, annual_hours=rates.annual_hours, overhead=rates.overhead)
    found.add("hourly_rate", rates.hourly, "$/hour", "pay of one non-sworn position", kind="money")
    found.add("overhead", rates.overhead, "share", "overhead on pay", kind="share")
    found.add("position_cost", cost, "$/year", "yearly cost of one non-sworn position", table="budget", kind="money")
    needed = positions_needed(study)
    if needed is not None:
        found.add("positions_needed", needed, "positions", "positions that fill all posts", table="budget",
                  kind="number", places=2)  # fmt: skip
    if rates.positions is not None:
        found.add("positions_planned", rates.positions, "positions", "positions that the source plans with",
                  table="budget")  # fmt: skip
        found.add("positions_cost", rates.positions * cost, "$/year", "yearly cost of the planned positions",
                  table="budget", kind="money")  # fmt: skip
    salaried = sum((one.number * salaried_cost(salary=one.salary, benefits=one.benefits)
                    for one in study.budget.salaried), Decimal(0))  # fmt: skip
    found.add("salaried_cost", salaried, "$/year", "yearly cost of salaried positions", table="budget", kind="money")
    found.add("salaried_positions", sum((one.number for one in study.budget.salaried), Decimal(0)), "positions",
              "salaried positions", table="budget")  # fmt: skip
    known = [one.quantity * one.unit_cost for one in study.budget.equipment if one.unit_cost is not None]
    found.add("equipment_cost", sum(known, Decimal(0)), "$", "equipment with a stated price", table="budget",
              kind="money")  # fmt: skip


def _listed(found: Figures, tables: Mapping[str, Table]) -> None:
    found.add("discrepancies", len(tables["discrepancies"].rows), "claims", "claims that disagree or cannot be checked",
              table="discrepancies")  # fmt: skip
    for name in ("table_b1", "table_c1", "work_plan"):
        if name in tables:
            found.add(f"{name}_rows", len(tables[name].rows), "rows", f"rows of {name}", table=name)
