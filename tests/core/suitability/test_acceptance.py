"""Acceptance from survey answers, the printed number and the range it hides, groups and weights."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.oak_park import printed_acceptance as oak_park_printed

from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import (
    SurveyAnswer,
    accept,
    accept_by_group,
    half_up,
    printed_acceptance,
    printed_range,
    rake,
    student_t,
    weighted_mean_interval,
)
from arcs.core.suitability.invented import invented_answers


def answer(respondent: str, score: int | None, group: str = "", **more: object) -> SurveyAnswer:
    fields: dict[str, object] = {"respondent": respondent, "group": group, "category": "Graffiti", "alternative": "cso"}
    return SurveyAnswer(score=score, **(fields | more))


def test_five_answers_by_hand() -> None:
    (row,) = accept([answer(str(at), score) for at, score in enumerate([4, 4, 5, 2, 3, None])])
    assert (row.n, row.distribution) == (5, (0, 1, 1, 2, 1))
    assert row.mean == 3.6
    reach = 2.776445 * sqrt(1.3) / sqrt(5)  # t(4) x standard deviation / root of n
    assert row.low == pytest.approx(3.6 - reach, abs=1e-5)
    assert row.high == pytest.approx(min(5, 3.6 + reach), abs=1e-5)
    assert (row.printed, row.printed_low, row.printed_high) == (4, 3.5, 4.5)


def test_an_invented_survey_prints_the_numbers_of_all_forty_six_categories() -> None:
    printed = oak_park_printed()
    assert len(printed) == 43 + 17
    assert len({category for category, _ in printed}) == 46
    answers = invented_answers(printed)
    assert len({one.respondent for one in answers}) == 124
    assert {(one.category, one.alternative): one.printed for one in accept(answers)} == printed


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_the_mean_always_lies_in_the_range_that_its_printed_number_hides(scores: list[int]) -> None:
    (row,) = accept([answer(str(at), score) for at, score in enumerate(scores)])
    assert row.mean is not None
    assert row.printed_low is not None
    assert row.printed_high is not None
    assert row.printed_low <= row.mean + 1e-9
    assert row.mean < row.printed_high or row.printed == 5
    assert sum(row.distribution or ()) == row.n == len(scores)


def test_a_printed_number_alone_has_a_range_and_no_mean() -> None:
    row = printed_acceptance("Graffiti", "cso", 4)
    assert (row.mean, row.n, row.printed, row.printed_low, row.printed_high) == (None, None, 4, 3.5, 4.5)
    assert printed_range(1) == (1.0, 1.5)
    with pytest.raises(Refusal, match="outside"):
        printed_range(6)


def test_halves_go_up() -> None:
    assert half_up(2.5) == 3
    (row,) = accept([answer("a", 2), answer("b", 3)])
    assert row.printed == 3


def test_nobody_single_answers_and_impossible_scores() -> None:
    (nobody,) = accept([answer("a", None)])
    assert (nobody.n, nobody.mean, nobody.printed) == (0, None, None)
    (single,) = accept([answer("a", 4)])
    assert (single.mean, single.low, single.high) == (4.0, None, None)
    with pytest.raises(Refusal, match="score is 7"):
        accept([answer("a", 7)])
    with pytest.raises(Refusal, match="twice"):
        accept([answer("a", 4), answer("a", 3)])


def test_a_group_of_four_is_held_back_and_cannot_be_subtracted() -> None:
    answers = [answer(f"r{at}", 3, "resident") for at in range(20)]
    answers += [answer(f"b{at}", 2, "business") for at in range(6)]
    answers += [answer(f"s{at}", 1, "stakeholder") for at in range(4)]
    rows, release = accept_by_group(answers)
    found = {one.group: one for one in rows}
    assert found[""].n == 30
    assert found["stakeholder"].suppressed
    assert found["business"].suppressed
    assert found["business"].mean is None
    assert found["resident"].mean == 3.0
    late, _ = accept_by_group([*answers, answer("late", 5, "resident")], releases=release)
    assert all(one.suppressed for one in late)


def test_students_t_equals_the_printed_tables() -> None:
    for freedom, t in ((1, 12.7062), (2, 4.3027), (4, 2.7764), (10, 2.2281), (30, 2.0423), (123, 1.9794)):
        assert student_t(0.95, freedom) == pytest.approx(t, abs=5e-5)


def test_equal_weights_change_nothing_and_unequal_ones_widen() -> None:
    values = [1.0, 2.0, 4.0, 4.0, 5.0, 3.0]
    plain, doubled = weighted_mean_interval(values, [1.0] * 6), weighted_mean_interval(values, [2.0] * 6)
    assert plain == doubled
    _, low, high = weighted_mean_interval(values, [1.0, 1.0, 1.0, 1.0, 4.0, 1.0])
    assert low is not None
    assert high is not None
    assert low >= 1
    assert high <= 5


def test_raking_meets_two_margins_by_hand() -> None:
    people = {
        "a": {"area": "north", "age": "young"},
        "b": {"area": "north", "age": "old"},
        "c": {"area": "south", "age": "young"},
        "d": {"area": "south", "age": "old"},
    }
    raked = rake(people, {"area": {"north": 0.75, "south": 0.25}, "age": {"young": 0.5, "old": 0.5}})
    assert raked.converged
    assert {who: round(weight, 6) for who, weight in raked.weights.items()} == {"a": 1.5, "b": 1.5, "c": 0.5, "d": 0.5}
    assert "converged" in raked.statement


@given(st.lists(st.tuples(st.sampled_from("ns"), st.sampled_from("yo")), min_size=8, max_size=40))
def test_raked_weights_keep_the_number_of_respondents_and_meet_the_margins_when_they_converge(
    people: list[tuple[str, str]],
) -> None:
    respondents = {str(at): {"area": area, "age": age} for at, (area, age) in enumerate(people)}
    margins = {"area": {"n": 0.5, "s": 0.5}, "age": {"y": 0.4, "o": 0.6}}
    if any(len({one[at] for one in people}) < 2 for at in (0, 1)):
        with pytest.raises(Refusal, match="nobody answered"):
            rake(respondents, margins)
        return
    raked = rake(respondents, margins)
    assert sum(raked.weights.values()) == pytest.approx(len(people))
    north = sum(weight for who, weight in raked.weights.items() if respondents[who]["area"] == "n")
    assert not raked.converged or north / len(people) == pytest.approx(0.5, abs=1e-4)
    assert raked.converged == (raked.largest_miss <= 1e-6)


def test_weights_are_cut_and_the_statement_says_so() -> None:
    people = {str(at): {"area": "north" if at == 0 else "south"} for at in range(50)}
    raked = rake(people, {"area": {"north": 0.5, "south": 0.5}})
    assert raked.trimmed == 1
    assert max(raked.weights.values()) == pytest.approx(5)
    assert sum(raked.weights.values()) == pytest.approx(50)
    assert not raked.converged
    assert "1 weight cut at 5 times the mean" in raked.statement


@pytest.mark.parametrize(
    ("margins", "why"),
    [
        ({"area": {"north": 0.5, "south": 0.4}}, "sum to 0.9"),
        ({"area": {"north": 1.0}}, "does not name"),
        ({"area": {"north": 0.4, "south": 0.4, "east": 0.2}}, "nobody answered"),
        ({}, "no margins"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(margins: dict[str, dict[str, float]], why: str) -> None:
    people = {"a": {"area": "north"}, "b": {"area": "south"}}
    with pytest.raises(Refusal, match=why):
        rake(people, margins)
