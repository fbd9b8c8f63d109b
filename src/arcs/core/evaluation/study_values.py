"""The study's own values by name, for claims to be tested against."""

import re
from collections.abc import Mapping
from decimal import Decimal

from arcs.core.evaluation.judging import CategoryView, category_views
from arcs.core.evaluation.study import Study
from arcs.core.staffing.cost import salaried_cost
from arcs.core.vocabulary import CallClass


def value_name(text: str) -> str:
    """A name for a formula, from words.

    >>> value_name("Theft of Property Under $500")
    'theft_of_property_under_500'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")


def study_values(study: Study, views: tuple[CategoryView, ...] | None = None) -> Mapping[str, Decimal]:
    """Counts, sums, assumptions and rates by name; every category has fte_NAME. `views`: if made already."""
    views = category_views(study) if views is None else views
    values = {name: Decimal(count) for name, count in _counts(study, views).items()}
    for view in views:
        values[f"fte_{value_name(view.category)}"] = view.fte or Decimal(0)
    given = study.assumptions
    values |= {
        "annual_hours": given.annual_hours,
        "net_hours": given.net_hours,
        "share_on_calls": given.share_on_calls,
        "hours_per_fte": given.hours_per_fte,
        "net_hours_low": given.net_hours_low,
        "net_hours_high": given.net_hours_high,
        "share_low": given.share_low,
        "share_high": given.share_high,
        "fte_all": sum((one.fte for one in study.call_types if one.fte is not None), Decimal(0)),
        "fte_categories": sum((view.fte or Decimal(0) for view in views), Decimal(0)),
    }
    rates = study.budget.rates
    if rates is not None:
        values |= {"hourly": rates.hourly, "overhead": rates.overhead, "leave_hours": rates.leave_hours}
        if rates.positions is not None:
            values["positions_planned"] = rates.positions
        if rates.sworn_annual_cost is not None:
            values["sworn_annual_cost"] = rates.sworn_annual_cost
    values["salaried_cost"] = sum(
        (one.number * salaried_cost(salary=one.salary, benefits=one.benefits) for one in study.budget.salaried),
        Decimal(0),
    )
    values["post_hours"] = sum(
        (one.people * one.shifts_per_day * one.shift_hours * one.days for one in study.budget.posts), Decimal(0)
    )
    return values


def _counts(study: Study, views: tuple[CategoryView, ...]) -> dict[str, int]:
    classes = [CallClass(one.type) for one in study.call_types if one.type]
    who = study.participation
    printed = {
        "raters": who.raters,
        "answers_received": who.answers_received,
        "answers_usable": who.answers_usable,
        "stakeholders": who.stakeholders,
        "survey_weeks": who.survey_weeks,
    }
    types = study.call_types
    return (
        {name: count for name, count in printed.items() if count is not None}
        | {
            "call_types": len(types),
            "call_types_with_fte": sum(one.fte is not None for one in types),
            "call_types_without_fte": sum(one.fte is None for one in types),
            "call_types_zero_fte": sum(one.fte == 0 for one in types),
            "call_types_excluded": sum(bool(one.excluded) for one in types),
            "crime_ordinance_types": sum(one.is_criminal for one in classes),
            "service_traffic_types": sum(not one.is_criminal for one in classes),
            "merged_types": len(study.merges),
            "categories": len(views),
            "asked_outside": sum(bool(view.printed.alternative) for view in views),
            "outside_named": sum(view.printed.alternative == "X" for view in views),
            "outside_none": sum(view.printed.alternative == "None" for view in views),
            "value_sum_types": sum(one.police_department_value or 0 for one in types),
            "value_sum_categories": sum(view.value or 0 for view in views),
        }
        | _tallies(study)
    )


def _tallies(study: Study) -> dict[str, int]:
    tallies = {}
    for item, codes in (
        ("police_mandate", "YN"), ("risk", "HPL"), ("immediate_response", "YN"), ("type", "COTS"),
        ("other_resources", "YNLT"), ("alternative_response", "YN"),
    ):  # fmt: skip
        for code in codes:
            tallies[f"{item}_{code}"] = sum(getattr(one, item) == code for one in study.call_types)
    notes = {"na": "#N/A", "x": "X "}
    for name, start in notes.items():
        tallies[f"call_types_{name}"] = sum(one.fte_note.startswith(start) for one in study.call_types)
    return tallies
