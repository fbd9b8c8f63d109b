"""Builders of small studies for tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from arcs.core.evaluation.records import Assumptions, CodingChoice, Participation, StudyTitle
from arcs.core.evaluation.study import Study
from arcs.core.suitability.records import CallType, Category, Merge

OAK_PARK = Path(__file__).parents[2] / "examples" / "oak_park"
GOLDEN = Path(__file__).parents[1] / "golden" / "oak_park"


def a_call_type(name: str, **given: Any) -> CallType:
    """A harmless service call of 1 FTE unless told otherwise."""
    usual: dict[str, Any] = {
        "call_type": name, "police_mandate": "Y", "risk": "L", "immediate_response": "Y", "type": "S",
        "other_resources": "Y", "alternative_response": "Y", "fte": Decimal("1.00"), "police_department_value": 5,
    }  # fmt: skip
    return CallType(**{**usual, **given})


def a_study(*names: str, **given: Any) -> Study:
    """A study in which each call type is a category of its own, accepted at 4 for a CSO."""
    types = tuple(a_call_type(name) for name in names)
    made = Study(
        study=StudyTitle(title="A study", place="Anytown", prepared_by="Anytown", version_date=date(2026, 1, 2),
                         period="2025", source="Anytown's calls"),
        assumptions=Assumptions(
            annual_hours=Decimal(2080), net_hours=Decimal(1750), share_on_calls=Decimal("0.30"),
            net_hours_low=Decimal(1650), net_hours_high=Decimal(1850), share_low=Decimal("0.25"),
            share_high=Decimal("0.35"), little_relief_fte=Decimal("0.25"),
        ),
        coding_choice=CodingChoice(preset="report", draws=50),
        participation=Participation(),
        call_types=types,
        merges=tuple(Merge(category=name.title(), call_type=name, certainty="certain") for name in names),
        categories=tuple(Category(category=name.title(), cso_average=4) for name in names),
    )  # fmt: skip
    return replace(made, **given)
