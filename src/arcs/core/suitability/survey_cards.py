"""Which categories one respondent is asked about: chance, held to equal numbers.

Nobody answers about every category: twelve to fifteen are enough for one sitting. The least shown come first, ties are
broken by chance, and the order on the screen is chance as well, so that no category is always the tired last one.
"""

from collections.abc import Mapping, Sequence
from random import Random

from arcs.core.refusal import Refusal

FEWEST_CARDS, MOST_CARDS = 12, 15


def share_cards(categories: Sequence[str], shown: Mapping[str, int], *, cards: int, chance: Random) -> tuple[str, ...]:
    """The categories of one respondent, in the order in which they are shown.

    `shown` counts how often each was given so far; after any number of respondents no two differ by more than one.
    The same `chance` gives the same cards. Refused where a category is named twice, or no card is asked for.

    >>> share_cards(["Noise", "Theft", "Lock Out"], {"Noise": 2, "Theft": 1}, cards=1, chance=Random(1))
    ('Lock Out',)
    """
    if cards < 1:
        raise Refusal("cards", f"{cards} cards are asked for", f"ask for {FEWEST_CARDS} to {MOST_CARDS}")
    if len(set(categories)) < len(categories):
        raise Refusal("categories", "one of them is named twice", "name each once")
    mixed = list(categories)
    chance.shuffle(mixed)
    mixed.sort(key=lambda one: shown.get(one, 0))  # stable: chance decides among the equally often shown
    given = mixed[:cards]
    chance.shuffle(given)
    return tuple(given)
