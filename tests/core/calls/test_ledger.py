"""The ledger's own laws, and the rule for breaks in volume."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.calls.ledger import QualityLedger, volume_breaks

WEEKS = tuple(f"week {n}" for n in range(12))


def test_a_ledger_that_does_not_add_up_cannot_be_made():
    with pytest.raises(ValueError, match="do not add up"):
        QualityLedger(rows_read=3, rows_kept=1, calls=1, row_kind="call", timezone=None, set_aside={"no call type": 1})


def test_the_text_begins_with_the_sum():
    ledger = QualityLedger(
        rows_read=3, rows_kept=2, calls=2, row_kind="call", timezone=None, set_aside={"no call type": 1}
    )
    assert ledger.as_text().splitlines()[:2] == ["3 rows read = 2 kept + 1 set aside.", "  1 set aside: no call type"]


@given(st.lists(st.integers(min_value=50, max_value=100), min_size=12, max_size=12))
def test_ordinary_ups_and_downs_are_no_break(volumes):
    assert volume_breaks({("reception", "PHONE"): dict(enumerate(volumes))}, WEEKS) == ()


@given(st.integers(min_value=2, max_value=10), st.integers(min_value=10, max_value=500))
def test_a_source_that_starts_is_found_in_its_week(start, volume):
    weekly = {("reception", "OFFICER"): dict.fromkeys(range(start, 12), volume)}
    (found,) = volume_breaks(weekly, WEEKS)
    assert (found.week_starting, found.weekly_before, found.weekly_after) == (WEEKS[start], 0.0, volume)
