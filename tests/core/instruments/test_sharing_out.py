"""Every type gets raters enough, nobody more than fits into the time, and the same seed gives the same blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.instruments.blocks import share_out
from arcs.core.refusal import Refusal

TYPES = [f"TYPE {number}" for number in range(233)]


def test_oak_park_shared_out_among_thirty_one_officers() -> None:
    sharing = share_out(TYPES, [f"R{number:02d}" for number in range(31)])
    loads = [len(block.shown) for block in sharing.blocks]
    assert max(loads) - min(loads) <= 1
    assert min(len(sharing.raters_of(call_type)) for call_type in TYPES) >= 8
    assert max(sharing.minutes(block) for block in sharing.blocks) <= 60


@given(
    types=st.integers(1, 60), raters=st.integers(8, 40), at_least=st.integers(1, 8), seed=st.integers(0, 5),
    minutes=st.integers(20, 90),
)  # fmt: skip
def test_nobody_gets_a_type_twice_loads_are_even_and_the_hour_is_kept(
    types: int, raters: int, at_least: int, seed: int, minutes: int
) -> None:
    people = {f"R{number}": ("patrol", "desk")[number % 3 == 0] for number in range(raters)}
    try:
        sharing = share_out(TYPES[:types], people, 1.0, at_least=at_least, minutes=minutes, seed=seed)
    except Refusal:
        return
    loads = [len(block.call_types) for block in sharing.blocks]
    assert max(loads) - min(loads) <= 1
    for block in sharing.blocks:
        assert len(set(block.call_types)) == len(block.call_types)
        assert set(block.repeats) <= set(block.call_types)
        assert sharing.minutes(block) <= minutes
    assert all(len(sharing.raters_of(call_type)) >= at_least for call_type in TYPES[:types])
    assert sharing == share_out(TYPES[:types], people, 1.0, at_least=at_least, minutes=minutes, seed=seed)


def test_each_type_meets_every_group_when_groups_are_large_enough() -> None:
    people = {f"R{number:02d}": "patrol" if number < 20 else "supervisor" for number in range(30)}
    sharing = share_out(TYPES, people)
    for call_type in TYPES:
        assert {people[rater] for rater in sharing.raters_of(call_type)} == {"patrol", "supervisor"}


def test_too_few_raters_are_told_how_many_are_needed_and_that_many_do() -> None:
    with pytest.raises(Refusal, match="need 25") as refused:
        share_out(TYPES, [f"R{number}" for number in range(20)])
    assert "ask 5 more" in str(refused.value)
    assert share_out(TYPES, [f"R{number}" for number in range(25)]).raters_needed == 25


@pytest.mark.parametrize(
    ("types", "raters", "minutes_per_type", "why"),
    [
        ([], ["a"], 1.0, "none"),
        (["A"], [], 1.0, "none"),
        (["A", "A"], ["a"], 1.0, "twice"),
        (["A"], ["a", "a"], 1.0, "twice"),
        (["A"], ["a"], 0.0, "zero"),
        (["A"], ["a"], 50.0, "hidden repeats"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(
    types: list[str], raters: list[str], minutes_per_type: float, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        share_out(types, raters, minutes_per_type)


@given(types=st.integers(1, 40), later=st.integers(1, 20), seed=st.integers(0, 5), data=st.data())
def test_who_comes_later_takes_what_others_do_not_hold_and_nobody_sits_before_an_empty_sheet(
    types: int, later: int, seed: int, data: st.DataObject
) -> None:
    names = TYPES[:types]
    held = {name: data.draw(st.integers(1, 10)) for name in names}
    try:
        sharing = share_out(names, [f"R{number}" for number in range(later)], 1.0, minutes=60, seed=seed, held=held)
    except Refusal:
        assert sum(max(0, 8 - many) for many in held.values()) > 56 * later or 8 - min(held.values()) > later
        return
    for name in names:
        assert held[name] + len(sharing.raters_of(name)) >= 8
    for block in sharing.blocks:
        assert block.call_types
        assert len(set(block.call_types)) == len(block.call_types)
        assert sharing.minutes(block) <= 60
