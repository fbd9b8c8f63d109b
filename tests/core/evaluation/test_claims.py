"""Printed claims: a small arithmetic that runs nothing else."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.evaluation.claims import check_claim, filled_note, reckoned, worked
from arcs.core.evaluation.records import Claim
from arcs.core.refusal import Refusal

VALUES = {"hourly": Decimal(25), "annual_hours": Decimal(2080), "overhead": Decimal("0.50"), "nothing": Decimal(0)}


def a_claim(**given: Any) -> Claim:
    usual: dict[str, Any] = {
        "claim": "Annual cost", "where": "7.1", "printed": "approximately $86,000", "printed_value": Decimal(86_000),
        "comparison": "equals", "formula": "hourly * annual_hours * (1 + overhead)", "unit": "money",
    }  # fmt: skip
    return Claim(**{**usual, **given})


def test_86_000_dollars_are_recomputed_as_78_000_with_what_they_would_need() -> None:
    note = "needs ${86000 / (annual_hours * (1 + overhead))|2}/h"
    checked = check_claim(a_claim(tolerance=Decimal(1000), note=note), VALUES)
    assert (checked.printed, checked.recomputed, checked.verdict) == ("approximately $86,000", "$78,000", "differs")
    assert checked.formula == "25 × 2,080 × (1 + 0.50); needs $27.56/h"


def test_a_claim_agrees_within_half_of_its_last_place() -> None:
    near = a_claim(printed_value=Decimal("77999.6"))
    assert check_claim(near, VALUES).verdict == "agrees"
    assert check_claim(a_claim(printed_value=Decimal(77_999)), VALUES).verdict == "differs"


def test_at_most_and_at_least_look_one_way_only() -> None:
    assert check_claim(a_claim(comparison="at_most"), VALUES).verdict == "agrees"
    assert check_claim(a_claim(comparison="at_least"), VALUES).verdict == "differs"


def test_what_cannot_be_checked_is_said_and_a_contradiction_shows_both_texts() -> None:
    unknown = check_claim(a_claim(comparison="cannot_be_checked", note="no sworn cost is printed"), VALUES)
    assert (unknown.verdict, unknown.formula) == ("cannot be checked", "no sworn cost is printed")
    both = check_claim(a_claim(comparison="contradicts", against="24hrs Response"), VALUES)
    assert (both.recomputed, both.verdict) == ("24hrs Response", "differs")


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')", "hourly.__class__", "[1][0]", "2 ** 9999999", "hourly if 1 else 2",
        "'a' * 9",
        "1 / nothing", "unknown_name", "round(1)", "round(1, 99)", "abs(-1)", "", "1 +", "(" * 300, "1" * 500, "True",
        "lambda: 1", "1 // 2", "1e400", "9" * 40, "round(1e30, 2)", "~1", "1j",
    ],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(Refusal):
        reckoned(formula, VALUES)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 999))
def test_formulas_are_exact(a: int, b: int, c: int) -> None:
    values = {"a": Decimal(a), "b": Decimal(b), "c": Decimal(c)}
    assert reckoned("(a + b) / c - a * b", values) == Fraction(a + b, c) - a * b


@given(st.text(max_size=80))
def test_no_text_breaks_the_arithmetic(formula: str) -> None:
    try:
        reckoned(formula, VALUES)
    except Refusal as refused:
        assert refused.remedy


def test_a_formula_is_shown_with_its_numbers() -> None:
    assert worked("hourly * annual_hours / (1 + overhead)", VALUES) == "25 × 2,080 ÷ (1 + 0.50)"
    assert filled_note("{hourly / 3|2} an hour", VALUES) == "8.33 an hour"
