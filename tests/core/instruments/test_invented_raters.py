"""The path from individual ratings to the published codes, proven on invented raters."""

from functools import cache

import pytest
from tests.making.oak_park import ITEMS, MERGES_WITH_MEDICAL, category_codes, type_codes

from arcs.core.instruments.coding import code_ratings, compare_presets, pool_ratings
from arcs.core.instruments.invented import invented_raters, invented_ratings
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import Rating


@cache
def oak_park(seed: int) -> tuple[Rating, ...]:
    merged = {category: category_codes()[category] for category in MERGES_WITH_MEDICAL}
    return invented_ratings(type_codes(), PRESET_INSTRUMENT, seed=seed, merges=MERGES_WITH_MEDICAL, merged=merged)


@pytest.mark.parametrize("seed", [1, 2026])
def test_thirty_one_invented_raters_merge_back_to_every_cell_of_table_a1(seed: int) -> None:
    coded = code_ratings(oak_park(seed), PRESET_INSTRUMENT, "report", call_types=list(type_codes()))
    assert len(coded.call_types) == 233
    found = {call_type: {item: coded.code(call_type, item) for item in ITEMS} for call_type in coded.call_types}
    assert found == type_codes()


@pytest.mark.parametrize("seed", [1, 2026])
def test_their_pooled_ratings_give_the_compressed_categories_of_table_3_2(seed: int) -> None:
    pooled = code_ratings(pool_ratings(oak_park(seed), MERGES_WITH_MEDICAL), PRESET_INSTRUMENT, "report")
    found = {category: {item: pooled.code(category, item) for item in ITEMS} for category in MERGES_WITH_MEDICAL}
    assert found == {category: category_codes()[category] for category in MERGES_WITH_MEDICAL}


def test_pooling_can_differ_from_merging_codes_and_the_difference_can_be_seen() -> None:
    ratings = invented_ratings(type_codes(), PRESET_INSTRUMENT, seed=3)  # without leaning towards the categories
    pooled = code_ratings(pool_ratings(ratings, MERGES_WITH_MEDICAL), PRESET_INSTRUMENT)
    assert pooled.code("Assist Fire Department", "risk") == "L"  # 155 answers of five L types outweigh 31 of one P
    assert category_codes()["Assist Fire Department"]["risk"] == "P"


def test_they_disagree_as_people_do_and_the_same_seed_gives_the_same() -> None:
    ratings = oak_park(1)
    assert ratings == oak_park.__wrapped__(1)
    assert ratings != oak_park(2)
    raters = {one.rater for one in ratings}
    assert len(raters) == 31
    assert any(one.answer == "?" for one in ratings)
    assert any(one.comment for one in ratings)
    assert any(one.repeat for one in ratings)
    changed = [one for one in compare_presets(ratings, PRESET_INSTRUMENT) if one.differs]
    assert len(changed) > 100  # any-Yes hides disagreement that the other presets show


def test_raters_carry_codes_and_groups_never_names() -> None:
    raters = invented_raters()
    assert len(raters) == 31
    assert all(rater[0] == "R" and rater[1:].isdigit() for rater in raters)
    assert sorted(set(raters.values())) == ["detective", "patrol", "supervisor"]
