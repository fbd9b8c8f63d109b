"""Coding rules against the published tables, by hand, and for all votes."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.instruments.coding import (
    Code,
    code_counted,
    code_ratings,
    code_votes,
    compare_presets,
    count_votes,
    pool_ratings,
    pool_votes,
)
from arcs.core.instruments.items import DONT_KNOW, PRESET_INSTRUMENT
from arcs.core.instruments.presets import PRESETS
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal


def coded(item: str, preset: str, **votes: int) -> Code:
    one = PRESET_INSTRUMENT.item(item)
    return code_votes("FIGHT", one, votes, PRESETS[preset].rule(one))


def rating(rater: str, item: str, answer: str, call_type: str = "FIGHT", repeat: int = 0) -> Rating:
    return Rating(rater=rater, group="", call_type=call_type, item=item, answer=answer, repeat=repeat)


@pytest.mark.parametrize(
    ("item", "votes", "report", "majority", "two_thirds"),
    [
        ("police_mandate", {"Y": 1, "N": 30}, "Y", "N", "N"),
        ("police_mandate", {"Y": 17, "N": 14}, "Y", "Y", "N"),
        ("alternative_response", {"Y": 20, "N": 10}, "Y", "Y", "Y"),
        ("immediate_response", {"N": 31}, "N", "N", "N"),
        ("risk", {"H": 3, "P": 4, "L": 3}, "P", "P", "P"),
        ("risk", {"L": 21, "P": 5, "H": 5}, "L", "L", "L"),
        ("risk", {"L": 10, "P": 9, "H": 12}, "H", "P", "H"),
        ("type", {"C": 9, "O": 2, "S": 8}, "C", "C", "C"),
        ("other_resources", {"Y": 30, "L": 1}, "T", "Y", "Y"),
        ("other_resources", {"Y": 12, "T": 9, "N": 10}, "T", "T", "T"),
        ("other_resources", {"Y": 1, "N": 30}, "Y", "N", "N"),
    ],
)
def test_the_presets_code_the_same_votes_as_a_person_would_by_hand(
    item: str, votes: dict[str, int], report: str, majority: str, two_thirds: str
) -> None:
    assert coded(item, "report", **votes).code == report
    assert coded(item, "majority", **votes).code == majority
    assert coded(item, "two_thirds", **votes).code == two_thirds


def test_a_value_is_the_mean_rounded_half_up() -> None:
    assert coded("department_value", "report", **{"2": 1, "3": 1}).code == "3"
    assert coded("department_value", "report", **{"2": 2, "3": 1}).mean == Fraction(7, 3)


@pytest.mark.parametrize(
    ("item", "preset", "votes", "code", "tied"),
    [
        ("risk", "report", {"P": 5, "L": 5}, "P", ("P", "L")),
        ("risk", "report", {"H": 4, "L": 4, "P": 4}, "H", ("H", "P", "L")),
        ("type", "report", {"S": 1, "C": 1}, "S", ("S", "C")),
        ("police_mandate", "majority", {"Y": 5, "N": 5}, "Y", ("Y", "N")),
        ("alternative_response", "majority", {"Y": 5, "N": 5}, "N", ("N", "Y")),
        ("risk", "majority", {"L": 5, "H": 5}, "H", ("H", "L")),
    ],
)
def test_ties_go_by_the_stated_rule_and_are_listed(
    item: str, preset: str, votes: dict[str, int], code: str, tied: tuple[str, ...]
) -> None:
    one = coded(item, preset, **votes)
    assert (one.code, one.tied) == (code, tied)


def test_dont_know_and_hidden_repeats_never_vote_and_nobody_gives_no_code() -> None:
    ratings = [rating("a", "risk", DONT_KNOW), rating("b", "risk", "L"), rating("b", "risk", "H", repeat=1)]
    codes = code_ratings(ratings, PRESET_INSTRUMENT, call_types=["EMPTY", "FIGHT"])
    risk = codes.codes["FIGHT", "risk"]
    assert (risk.code, risk.answered, risk.dont_know) == ("L", 1, 1)
    assert codes.code("EMPTY", "risk") == ""
    assert codes.call_types == ("EMPTY", "FIGHT")


votes_on_risk = st.fixed_dictionaries({"H": st.integers(0, 12), "P": st.integers(0, 12), "L": st.integers(0, 12)})


@given(votes_on_risk, st.sampled_from(sorted(PRESETS)))
def test_one_more_vote_for_high_never_lightens_the_risk(votes: dict[str, int], preset: str) -> None:
    risk = PRESET_INSTRUMENT.item("risk")
    before = coded("risk", preset, **votes).code
    after = coded("risk", preset, **(votes | {"H": votes["H"] + 1})).code
    if before:
        assert risk.rank(after) <= risk.rank(before)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_stricter_share_never_turns_a_no_into_a_yes(yes: int, no: int) -> None:
    order = [coded("police_mandate", preset, Y=yes, N=no).code for preset in ("report", "majority", "two_thirds")]
    if yes + no:
        assert order == sorted(order, reverse=True)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=40))
def test_the_coded_value_lies_within_half_of_the_mean(values: list[int]) -> None:
    counted = {str(value): count for value, count in Counter(values).items()}
    code = int(coded("department_value", "report", **counted).code)
    assert Fraction(2 * code - 1, 2) <= Fraction(sum(values), len(values)) < Fraction(2 * code + 1, 2)


def test_a_type_in_two_categories_is_refused() -> None:
    with pytest.raises(Refusal, match="both"):
        pool_ratings([], {"A": ["FALLS"], "B": ["FALLS"]})


def test_pooling_counts_the_individual_answers_not_the_codes() -> None:
    ratings = [rating(str(at), "risk", "L", "FALLS") for at in range(9)]
    ratings += [rating(str(at), "risk", "P", "FALL REPORT") for at in range(5)]
    pooled = pool_ratings(ratings, {"Falls": ["FALLS", "FALL REPORT"]})
    code = code_ratings(pooled, PRESET_INSTRUMENT).codes["Falls", "risk"]
    assert (code.code, code.answered, code.tied) == ("L", 14, ())  # as codes, P and L would tie


ANSWERS = st.tuples(
    st.integers(0, 12), st.sampled_from(["FALLS", "FALL REPORT", "FIGHT"]),
    st.sampled_from([("risk", "L"), ("risk", "H"), ("risk", DONT_KNOW), ("police_mandate", "Y"), ("", "")]),
    st.integers(0, 1),
)  # fmt: skip


@given(st.lists(ANSWERS, max_size=60))
def test_votes_pooled_are_coded_as_the_answers_pooled(given: list[tuple[int, str, tuple[str, str], int]]) -> None:
    ratings = [rating(str(who), item, code, call_type, repeat) for who, call_type, (item, code), repeat in given]
    merges = {"Falls": ["FALLS", "FALL REPORT"]}
    pooled = code_counted(pool_votes(count_votes(ratings), merges), PRESET_INSTRUMENT, "report")
    assert pooled == code_ratings(pool_ratings(ratings, merges), PRESET_INSTRUMENT)


def test_all_presets_stand_side_by_side_with_the_share_of_yes() -> None:
    ratings = [rating(str(at), "police_mandate", "Y" if at < 4 else "N") for at in range(10)]
    compared = {one.item: one for one in compare_presets(ratings, PRESET_INSTRUMENT)}
    mandate = compared["police_mandate"]
    assert mandate.codes == {"report": "Y", "majority": "N", "two_thirds": "N"}
    assert (mandate.share_of_yes, mandate.differs) == (0.4, True)


def test_a_preset_nobody_declared_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match="report, majority, two_thirds"):
        code_ratings([], PRESET_INSTRUMENT, "loudest")
