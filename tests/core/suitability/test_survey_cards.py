"""Cards are shared out by chance, and still equally often."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.core.suitability.survey_cards import share_cards

NAMES = [f"C{number}" for number in range(60)]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - chance, no secret


@given(many=st.integers(1, 60), cards=st.integers(1, 15), people=st.integers(0, 60), seed=st.integers(0, 2**32))
def test_after_any_number_of_people_no_category_was_shown_oftener_than_another_by_more_than_one(
    many: int, cards: int, people: int, seed: int
) -> None:
    categories, shown, lots = NAMES[:many], Counter[str](), chance(seed)
    for _ in range(people):
        given_cards = share_cards(categories, shown, cards=cards, chance=lots)
        assert len(set(given_cards)) == len(given_cards) == min(cards, many)
        shown.update(given_cards)
    counts = [shown[one] for one in categories]
    assert max(counts) - min(counts) <= 1


def test_the_same_chance_gives_the_same_cards_and_another_gives_others() -> None:
    first = share_cards(NAMES, {}, cards=13, chance=chance(7))
    assert first == share_cards(NAMES, {}, cards=13, chance=chance(7))
    assert first != share_cards(NAMES, {}, cards=13, chance=chance(8))


def test_the_least_shown_come_first_however_chance_falls() -> None:
    shown = dict.fromkeys(NAMES, 3) | {"C5": 1, "C9": 2}
    for seed in range(50):
        assert {"C5", "C9"} <= set(share_cards(NAMES, shown, cards=2, chance=chance(seed)))


def test_a_category_named_twice_and_no_cards_are_refused() -> None:
    with pytest.raises(Refusal, match="named twice"):
        share_cards(["A", "A"], {}, cards=1, chance=chance(1))
    with pytest.raises(Refusal, match="0 cards"):
        share_cards(["A"], {}, cards=0, chance=chance(1))
