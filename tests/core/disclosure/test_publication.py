"""An attacker with a solver learns nothing about fewer than five persons."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.disclosure import Statistic, narrowest_exposure, publishable, publishable_counts
from arcs.core.refusal import Refusal

ROWS, COLUMNS = ("patrol", "desk", "detective"), ("yes", "no", "unsure")
Place = tuple[str | None, str | None]
MARGINS: list[Place] = [(row, None) for row in ROWS] + [(None, column) for column in COLUMNS] + [(None, None)]


def value_of(place: Place, cells: dict[tuple[str, str], int]) -> int:
    return sum(
        count for (row, column), count in cells.items() if place[0] in (None, row) and place[1] in (None, column)
    )


def attack(cells: dict[tuple[str, str], int], shown: list[Place]) -> dict[tuple[str, str], int]:
    """Hidden cells that linear algebra recovers from everything that is shown."""
    places = list(cells)
    known = {place for place in shown if None not in place}
    hidden = [place for place in places if place not in known and cells[place]]
    if not hidden:
        return {}
    equations, values = [], []
    for margin in shown:
        if margin in known:
            continue
        inside = [margin[0] in (None, row) and margin[1] in (None, column) for row, column in hidden]
        visible = sum(cells[p] for p in known if margin[0] in (None, p[0]) and margin[1] in (None, p[1]))
        equations.append([float(one) for one in inside])
        values.append(value_of(margin, cells) - visible)
    if not equations:
        return {}
    table = np.array(equations)
    recovered = {}
    for at, place in enumerate(hidden):
        unit = np.zeros(len(hidden))
        unit[at] = 1.0
        weights, *_ = np.linalg.lstsq(table.T, unit, rcond=None)
        if np.allclose(table.T @ weights, unit, atol=1e-9):
            recovered[place] = round(float(weights @ np.array(values)))
    return recovered


@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_linear_algebra_recovers_no_small_cell_of_a_table_with_all_its_margins(counts: list[int]) -> None:
    cells = dict(zip(product(ROWS, COLUMNS), counts, strict=True))
    decided = publishable_counts(cells, totals=MARGINS)
    shown: list[Place] = [place for place in [*cells, *MARGINS] if decided.may_show(place)]
    for place, value in attack(cells, shown).items():
        assert value == cells[place]  # the attack is sound,
        assert value >= 5  # and what it recovers may be known
    assert all(value_of(place, cells) >= 5 for place in shown)


def test_the_attack_works_where_only_the_small_cell_is_held_back() -> None:
    cells = dict(zip(product(ROWS, COLUMNS), [9, 3, 8, 7, 9, 6, 6, 8, 9], strict=True))
    naive: list[Place] = [place for place in [*cells, *MARGINS] if place != ("patrol", "no")]
    assert attack(cells, naive) == {("patrol", "no"): 3}


@given(st.lists(st.integers(1, 7), min_size=4, max_size=4))
def test_brute_force_over_all_tables_leaves_every_small_cell_uncertain(counts: list[int]) -> None:
    cells = dict(zip(product(ROWS[:2], COLUMNS[:2]), counts, strict=True))
    margins: list[Place] = (
        [(row, None) for row in ROWS[:2]] + [(None, column) for column in COLUMNS[:2]] + [(None, None)]
    )
    decided = publishable_counts(cells, totals=margins)
    shown: list[Place] = [place for place in [*cells, *margins] if decided.may_show(place)]
    truth = {place: value_of(place, cells) for place in shown}
    fitting = [
        trial
        for values in product(range(9), repeat=4)
        if all(
            value_of(place, trial := dict(zip(cells, values, strict=True))) == truth[place] for place in shown
        )
    ] if shown else []  # fmt: skip
    for place, count in cells.items():
        if count < 5 and fitting:
            assert len({trial[place] for trial in fitting}) > 1


def test_two_small_groups_hide_each_other_only_if_together_they_are_enough() -> None:
    enough = publishable_counts({("a",): 3, ("b",): 4, ("c",): 9}, totals=[(None,)])
    assert sorted(map(str, enough.shown)) == ["('c',)", "(None,)"]
    short = publishable_counts({("a",): 2, ("b",): 2, ("c",): 9}, totals=[(None,)])
    assert not short.may_show(("c",))  # 13 - 9 would show 4 persons
    assert short.may_show((None,))


def test_a_group_of_which_all_but_a_few_are_counted_elsewhere_is_held_back() -> None:
    all_ten = Statistic.about("all", "risk", "abcdefghij", keep=1)
    nine = Statistic.about("those who answered early", "risk", "abcdefghi")
    decided = publishable([all_ten, nine])
    assert dict(decided.held_back) == {"those who answered early": "complementary"}


def test_overlapping_groups_cannot_be_combined_into_a_small_one() -> None:
    shifts = Statistic.about("nights", "risk", "abcdef")
    units = Statistic.about("unit 1", "risk", "defghi")
    union = Statistic.about("nights or unit 1", "risk", "abcdefghi", keep=1)
    assert publishable([shifts, units, union]).held_back  # nights + unit 1 - union = d, e, f
    assert not narrowest_exposure(
        [one for one in (shifts, units, union) if publishable([shifts, units, union]).may_show(one.name)]
    )


def test_what_was_released_earlier_limits_what_is_released_now() -> None:
    first = publishable([Statistic.about("wave 1", "risk", "abcdefgh")])
    second = publishable([Statistic.about("wave 2", "risk", "abcdefghij")], releases=first.release)
    assert dict(second.held_back) == {"wave 2": "complementary"}
    later = publishable([Statistic.about("wave 3", "risk", "abcdefghijklm")], releases=second.release)
    assert later.may_show("wave 3")  # five newcomers hide each other
    other = publishable([Statistic.about("wave 2", "mandate", "abcdefghij")], releases=first.release)
    assert other.may_show("wave 2")  # another question cannot be subtracted


def test_an_earlier_slip_is_told_and_made_no_worse() -> None:
    slips = [Statistic.about("all", "risk", "abcdefg"), Statistic.about("most", "risk", "abcdef")]
    decided = publishable([Statistic.about("again", "risk", "abcdefg")], releases=slips)
    assert decided.already_disclosed == (frozenset("g"),)
    assert decided.may_show("again")
    worse = publishable([Statistic.about("others", "risk", "bcdefg")], releases=slips)
    assert not worse.may_show("others")


def test_one_person_answering_many_questions_counts_once() -> None:
    same_three = {question: frozenset("abc") for question in ("risk", "mandate", "type")}
    assert publishable([Statistic(name="pooled", asked=same_three)]).held_back == {"pooled": "small"}


def test_a_pooled_category_cannot_be_subtracted_from_its_types() -> None:
    pooled = Statistic(name="category", asked={"FALLS": frozenset("abcdef"), "FALL REPORT": frozenset("abc")}, keep=1)
    falls = Statistic.about("FALLS", "FALLS", "abcdef")
    decided = publishable([pooled, falls])
    assert decided.held_back == {"FALLS": "complementary"}  # pooled - FALLS = three raters on FALL REPORT


sets_of_raters = st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), min_size=1), min_size=1, max_size=5)


@given(sets_of_raters, sets_of_raters)
def test_whatever_is_shown_over_two_releases_exposes_nobody(
    now: list[frozenset[str]], then: list[frozenset[str]]
) -> None:
    first = publishable([Statistic.about(("then", at), "risk", who) for at, who in enumerate(then)])
    second = publishable(
        [Statistic.about(("now", at), "risk", who) for at, who in enumerate(now)], releases=first.release
    )
    assert not narrowest_exposure(second.release)
    assert not second.already_disclosed
    vectors = np.array([[float(letter in one.asked["risk"]) for letter in "abcdefghijkl"] for one in second.release])
    for one, other in product(vectors, repeat=2):  # the plainest attack, without our own algebra
        assert not 0 < np.count_nonzero(one - other) < 5


def test_nobody_is_neither_shown_nor_held_back_and_the_count_is_a_setting() -> None:
    statistics = [Statistic.about("none", "risk", ""), Statistic.about("three", "risk", "abc")]
    decided = publishable(statistics, smallest_publishable_count=3)
    assert decided.shown == {"three"}
    assert not decided.held_back
    with pytest.raises(Refusal):
        publishable(statistics, smallest_publishable_count=0)
    with pytest.raises(ValueError, match="same name"):
        publishable([statistics[1], statistics[1]])
