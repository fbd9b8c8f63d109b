"""Agreement measures against published examples, an independent computation and the laws they obey."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.instruments.agreement import (
    Floats,
    Metric,
    agreement_on,
    alpha_interval,
    answer_grids,
    disagreement,
    fleiss_kappa,
    fleiss_kappa_of_counts,
    krippendorff_alpha,
    pair_agreement,
    percent_agreement,
    steadiness,
)
from arcs.core.instruments.by_group import agreement_by_group
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import Rating

_ = np.nan
# Four observers, twelve units: the example of DescTools' KrippAlpha.
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
# Fleiss' kappa, the textbook's ten subjects and five categories by fourteen raters.
FOURTEEN_RATERS = np.array(
    [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
     [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]
)  # fmt: skip
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)]
)
def test_alpha_equals_the_published_example(metric: Metric, alpha: float) -> None:
    assert krippendorff_alpha(FOUR_OBSERVERS, metric) == pytest.approx(alpha, abs=5e-5)


def test_fleiss_kappa_equals_the_textbook() -> None:
    assert fleiss_kappa_of_counts(FOURTEEN_RATERS) == pytest.approx(0.2099, abs=5e-5)
    raw = np.array([[code for code, n in enumerate(row) for _ in range(n)] for row in FOURTEEN_RATERS], dtype=float)
    assert fleiss_kappa(raw) == pytest.approx(0.2099, abs=5e-5)


def test_fleiss_kappa_wants_the_same_number_of_answers_everywhere() -> None:
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa(FOUR_OBSERVERS)


def pair_by_pair(values: Floats, metric: Metric) -> float | None:
    """Alpha as its definition reads: mean squared distance within units over that among all pairable answers."""
    units = [row[~np.isnan(row)].tolist() for row in values]
    units = [row for row in units if len(row) > 1]
    pooled = sorted(value for row in units for value in row)

    def distance(a: float, b: float) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        if metric == "ratio":
            return ((a - b) / (a + b)) ** 2 if a + b else 0.0
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in pooled)
        return float((between - (pooled.count(a) + pooled.count(b)) / 2) ** 2) if a != b else 0.0

    within = sum(sum(distance(a, b) for a, b in permutations(row, 2)) / (len(row) - 1) for row in units)
    among = sum(distance(a, b) for a, b in permutations(pooled, 2))
    return None if not among else 1 - (len(pooled) - 1) * within / among


answers = st.lists(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, np.nan]), min_size=4, max_size=4), min_size=1, max_size=8
)


@given(answers, st.sampled_from(METRICS))
def test_alpha_equals_its_definition_computed_pair_by_pair(rows: list[list[float]], metric: Metric) -> None:
    values = np.array(rows)
    expected = pair_by_pair(values, metric)
    found = krippendorff_alpha(values, metric)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


@given(answers, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_the_order_of_raters_and_of_types_changes_nothing(
    rows: list[list[float]], metric: Metric, chance: st.DataObject
) -> None:
    values = np.array(rows)
    shuffled = values[chance.sample(range(len(values)), len(values))][:, [2, 0, 3, 1]]
    one, other = krippendorff_alpha(values, metric), krippendorff_alpha(shuffled, metric)
    assert one == (None if other is None else pytest.approx(other, abs=1e-9))


def test_without_any_variation_or_with_single_answers_alpha_is_undefined_not_one() -> None:
    assert krippendorff_alpha(np.ones((5, 3)), "nominal") is None
    assert krippendorff_alpha(np.array([[1.0, np.nan], [np.nan, 2.0]]), "ordinal") is None
    assert alpha_interval(np.ones((5, 3)), "nominal", chance=np.random.default_rng(1)) is None
    assert krippendorff_alpha(np.full((3, 3), np.nan), "interval") is None


def test_the_bootstrap_interval_holds_alpha_and_is_the_same_for_the_same_seed() -> None:
    first = alpha_interval(FOUR_OBSERVERS, "ordinal", chance=np.random.default_rng(5))
    again = alpha_interval(FOUR_OBSERVERS, "ordinal", chance=np.random.default_rng(5))
    alpha = krippendorff_alpha(FOUR_OBSERVERS, "ordinal")
    assert first == again
    assert first is not None
    assert alpha is not None
    assert first[0] < alpha < first[1]


def test_pairs_that_agree_are_counted_per_type() -> None:
    values = np.array([[1.0, 1.0, 2.0], [1.0, np.nan, np.nan], [3.0, 3.0, 3.0]])
    assert pair_agreement(values)[[0, 2]].tolist() == [pytest.approx(1 / 3), 1.0]
    assert percent_agreement(values) == pytest.approx(2 / 3)


def rating(rater: str, call_type: str, answer: str, repeat: int = 0) -> Rating:
    return Rating(rater=rater, group="", call_type=call_type, item="risk", answer=answer, repeat=repeat)


def test_ratings_become_one_grid_per_item_and_dont_know_is_no_answer() -> None:
    ratings = [
        rating("a", "FIGHT", "H"),
        rating("b", "FIGHT", "?"),
        rating("b", "FALLS", "L"),
        rating("a", "FALLS", "P"),
    ]
    grid = answer_grids(ratings, PRESET_INSTRUMENT)["risk"]
    assert grid.call_types == ("FIGHT", "FALLS")
    assert np.isnan(grid.values[0, 1])
    assert bool(grid.dont_know[0, 1])
    rows = {(call_type, item): share for call_type, item, share in disagreement([grid], smallest_publishable_count=2)}
    assert rows == {("FIGHT", "risk"): None, ("FALLS", "risk"): 1.0}
    assert all(share is None for _, _, share in disagreement([grid]))  # two raters are too few to be shown


def test_a_hidden_repeat_measures_a_raters_steadiness() -> None:
    ratings = [rating("a", "FIGHT", "H"), rating("a", "FALLS", "L"), rating("b", "FIGHT", "P")]
    ratings += [rating("a", "FIGHT", "H", repeat=1), rating("a", "FALLS", "P", repeat=1)]
    grid = answer_grids(ratings, PRESET_INSTRUMENT)["risk"]
    assert steadiness(grid, "a") == (2, 0.5)
    assert steadiness(grid, "b") == (0, None)


def test_agreement_within_a_group_uses_its_raters_only() -> None:
    ratings = [rating(rater, f"T{at}", "H" if at % 2 else "L") for rater in "ab" for at in range(6)]
    ratings += [rating("c", f"T{at}", "L" if at % 2 else "H") for at in range(6)]
    grid = answer_grids(ratings, PRESET_INSTRUMENT)["risk"]
    pair = agreement_on(grid, chance=np.random.default_rng(1), group="patrol", raters=["a", "b"])
    everyone = agreement_on(grid, chance=np.random.default_rng(1))
    assert (pair.alpha, pair.raters, pair.types, pair.measure) == (1.0, 2, 6, "ordinal")
    assert everyone.alpha is not None
    assert everyone.alpha < 0


def test_a_group_of_four_has_no_alpha_and_neither_has_the_group_that_would_give_it_away() -> None:
    sizes = {"patrol": 12, "supervisor": 6, "detective": 4}
    groups = {f"{group} {at}": group for group, size in sizes.items() for at in range(size)}
    ratings = [rating(rater, f"T{at}", "HPL"[(at + len(rater)) % 3]) for rater in groups for at in range(9)]
    grids = answer_grids(ratings, PRESET_INSTRUMENT)
    rows, _ = agreement_by_group(grids.values(), groups, chance=np.random.default_rng(1), draws=50)
    assert {one.group: one.suppressed for one in rows} == {
        "": False, "patrol": False, "supervisor": True, "detective": True
    }  # fmt: skip
    assert [one.agreement.raters for one in rows if one.agreement] == [22, 12]


def test_three_hundred_raters_on_all_types_and_items_are_measured_without_a_loop_over_pairs() -> None:
    chance = np.random.default_rng(4)
    values = chance.integers(1, 11, (233, 300)).astype(float)
    values[chance.random(values.shape) < 0.5] = np.nan
    alpha = krippendorff_alpha(values, "interval")
    interval = alpha_interval(values, "interval", chance=chance, draws=200)
    assert alpha == pytest.approx(0, abs=0.01)
    assert interval is not None
    assert interval[0] < 0.005
