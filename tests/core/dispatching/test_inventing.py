"""Invented calls: seeded, in order, within their day, and marked."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.inventing import Day, invented_calls
from arcs.core.refusal import Refusal

NOON_ONLY = tuple(float(hour == 12) for hour in range(24))


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a seed for repetition, not a secret


def test_all_calls_fall_in_the_only_hour_with_a_weight_and_an_hour_plays_in_a_minute() -> None:
    day = Day(on=date(2026, 3, 10), calls=50, types={"A": 1, "NEVER": 0}, hours=NOON_ONLY, questions=("weapon",))
    found = list(invented_calls(day, random=seeded(1), pace=60))
    assert Counter(one.received_local.hour for one in found) == {12: 50}
    assert {one.call_type for one in found} == {"A"}
    assert all(timedelta(minutes=12) <= one.plays_after < timedelta(minutes=13) for one in found)
    assert all(one.invented and "Invented" in one.address for one in found)


def test_what_cannot_be_drawn_is_refused() -> None:
    for changed in (
        {"types": {}},
        {"calls": -1},
        {"types": {"A": float("nan")}},
        {"hours": (1.0,)},
        {"share_yes": 1.5},
    ):
        with pytest.raises(Refusal):
            Day(**({"on": date(2026, 3, 10), "calls": 1, "types": {"A": 1}} | changed))
    with pytest.raises(Refusal, match="pace"):
        list(invented_calls(Day(on=date(2026, 3, 10), calls=1, types={"A": 1}), random=seeded(1), pace=0))


@given(st.integers(0, 40), st.integers(), st.floats(0.5, 1000))
def test_the_same_seed_gives_the_same_calls_in_order_with_keys_of_their_own(calls: int, seed: int, pace: float) -> None:
    day = Day(on=date(2026, 3, 10), calls=calls, types={"B": 2, "A": 1}, questions=("weapon", "medical"))
    found = list(invented_calls(day, random=seeded(seed), pace=pace))
    assert found == list(invented_calls(day, random=seeded(seed), pace=pace))
    assert len({one.key for one in found}) == calls
    assert all(one.received_local <= other.received_local for one, other in pairwise(found))
    assert all(one.plays_after <= other.plays_after for one, other in pairwise(found))
