"""Waits against targets, and the wait to expect."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.targets import Band, RouteTarget, age, expected_wait, target_on
from arcs.core.refusal import Refusal

TWENTY = RouteTarget(route="cso", from_day=date(2026, 1, 1), minutes=20)
BANDS = [Band.WITHIN, Band.NEAR, Band.LATE]


def test_a_target_of_20_minutes_is_near_from_15_and_late_after_20() -> None:
    waits = [timedelta(minutes=14, seconds=59), timedelta(minutes=15), timedelta(minutes=20), timedelta(seconds=1201)]
    assert [age(one, TWENTY).band for one in waits] == [Band.WITHIN, Band.NEAR, Band.NEAR, Band.LATE]
    assert age(timedelta(minutes=26), TWENTY).words == "26 of 20 min, late by 6 min"


def test_the_target_of_the_day_holds_and_a_later_one_does_not_reach_back() -> None:
    later = RouteTarget(route="cso", from_day=date(2026, 6, 1), minutes=15)
    assert target_on([later, TWENTY], "cso", date(2026, 5, 31)) == TWENTY
    assert target_on([later, TWENTY], "cso", date(2026, 6, 1)) == later
    assert target_on([later, TWENTY], "tru", date(2026, 6, 1)) is None


def test_few_waits_are_not_known_and_a_clock_that_is_ahead_is_no_wait() -> None:
    assert expected_wait([60] * 9, least=10).words == "not known: 9 recent calls, 10 are needed"
    assert age(timedelta(minutes=-3), TWENTY).words == "0 of 20 min, within target"
    assert age(timedelta(minutes=3), None).band is Band.NO_TARGET


def test_a_target_that_cannot_be_is_refused() -> None:
    with pytest.raises(Refusal, match="at least one minute"):
        RouteTarget(route="cso", from_day=date(2026, 1, 1), minutes=0)
    with pytest.raises(Refusal, match="nothing can be told from none"):
        expected_wait([], least=0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_waiting_longer_never_looks_better(first: int, more: int) -> None:
    before, after = age(timedelta(seconds=first), TWENTY), age(timedelta(seconds=first + more), TWENTY)
    assert BANDS.index(before.band) <= BANDS.index(after.band)


@given(st.lists(st.integers(0, 86_400), min_size=10))
def test_the_median_is_never_above_the_90th_percentile(waits: list[int]) -> None:
    found = expected_wait(waits)
    assert found.n == len(waits)
    assert found.median is not None
    assert found.p90 is not None
    assert found.median <= found.p90
