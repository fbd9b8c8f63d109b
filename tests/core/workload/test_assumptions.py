"""Hours to FTE: the report's own arithmetic, and how far it moves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.core.workload import CIVILIAN_FULL_TIME, OFFICER, AssumptionSet, fte, fte_range, sensitivity_table

HOURS = st.decimals(min_value=0, max_value=10**7, places=4)


def test_an_officer_is_525_hours_on_calls_and_a_civilian_post_1750() -> None:
    assert OFFICER.hours_per_fte == 525
    assert CIVILIAN_FULL_TIME.hours_per_fte == 1750
    assert fte(Decimal("5.25")) == Decimal("0.01")
    assert round(fte(Decimal("3.02") * 525, CIVILIAN_FULL_TIME), 2) == Decimal("0.91")


def test_the_24_30_fte_of_table_3_2_are_19_7_to_30_9() -> None:
    hours = Decimal("24.30") * 525
    span = fte_range(hours)
    assert (round(span.low, 1), round(span.high, 1)) == (Decimal("19.7"), Decimal("30.9"))
    table = sensitivity_table(hours, population="46 categories", period="a year")
    cells = {(row["net_hours"], row["share_on_calls"]): row["fte"] for row in table.records()}
    assert len(cells) == 9
    assert cells[Decimal(1750), Decimal("0.30")] == Decimal("24.30")
    assert (min(cells.values()), max(cells.values())) == (span.low, span.high)


@given(HOURS, HOURS)
def test_more_hours_never_make_fewer_fte_and_the_range_holds_the_middle(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert fte(low) <= fte(high)
    span = fte_range(low)
    assert span.low <= fte(low) <= span.high


@pytest.mark.parametrize(
    ("net", "share"), [("0", "0.3"), ("-1", "0.3"), ("2081", "0.3"), ("1750", "0"), ("1750", "1.01"), ("1750", "30")]
)
def test_a_year_that_cannot_be_is_refused_with_a_remedy(net: str, share: str) -> None:
    with pytest.raises(Refusal, match="Try this"):
        AssumptionSet(
            name="wrong", label="", paid_hours=Decimal(2080), net_hours=Decimal(net), share_on_calls=Decimal(share),
            source="",
        )  # fmt: skip
