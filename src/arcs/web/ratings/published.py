"""Ratings as they may leave: counted, never of fewer than five raters, and with codes that follow nobody.

Within each call type and item the answers are sorted and numbered, so that the same answers always get the same codes
and no code means the same person twice. Whoever writes these ratings into a study folder and reads them back gets the
same ratings (`gathered` and `coded` undo each other).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.instruments.ratings import Rating

FEWEST = SMALLEST_PUBLISHABLE_COUNT
Cell = tuple[str, str, str]  # call type, item, group
Votes = Mapping[Cell, Mapping[str, int]]
Remark = tuple[str, str, str]  # call type, item ("": the type as a whole), words


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Answers that may be shown, counted; comments; and how many answers and comments were left out."""

    votes: Votes
    remarks: tuple[Remark, ...]
    left_out: int = 0
    raters: int = 0
    repeats_twice: int = 0
    repeats_same: int = 0


def coded(votes: Votes, remarks: Iterable[Remark], instrument: Instrument) -> tuple[Rating, ...]:
    """Counted answers as ratings, by call type, item, group and answer."""
    return (*_answers(votes, instrument), *_comments(remarks, {call_type for call_type, _, _ in votes}))


def _answers(votes: Votes, instrument: Instrument) -> Iterator[Rating]:
    place = {one.name: at for at, one in enumerate(instrument.items)}
    for call_type, item, group in sorted(votes, key=lambda cell: (cell[0], place.get(cell[1], len(place)), cell[2])):
        given = votes[call_type, item, group]
        number = 0
        for answer in _in_order(instrument.items[place[item]], given):
            for _ in range(given[answer]):
                number += 1
                rater = intern(f"{group} {number}".strip())  # the same few hundred, half a million times
                yield Rating(rater=rater, group=group, call_type=call_type, item=item, answer=answer)


def _in_order(item: Item, given: Mapping[str, int]) -> list[str]:
    order = (*item.codes, DONT_KNOW)
    return sorted(given, key=lambda one: (order.index(one) if one in order else len(order), one))


def _comments(remarks: Iterable[Remark], shown: set[str]) -> Iterator[Rating]:
    by_type: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for call_type, item, words in remarks:
        if call_type in shown:
            by_type[call_type].append((item, words))
    for call_type in sorted(by_type):
        for number, (item, words) in enumerate(sorted(by_type[call_type]), start=1):
            yield Rating(
                rater=f"comment-{number}", group="", call_type=call_type, item=item, answer=None, comment=words
            )


@dataclass
class _Pile:
    """The answers, or the "don't know"s, on one item of one call type, by group."""

    by_group: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def raters(self) -> int:
        """How many gave one of these answers."""
        return sum(one.total() for one in self.by_group.values())

    @property
    def may_be_split(self) -> bool:
        """Whether every group in it has raters enough."""
        return all(one.total() >= FEWEST for one in self.by_group.values())


def gathered(ratings: Iterable[Rating]) -> Gathered:
    """Count ratings that came from outside, and leave out what rests on too few raters."""
    given = list(ratings)
    piles: dict[tuple[str, str, bool], _Pile] = defaultdict(_Pile)
    for one in given:
        if one.answer is not None and one.item and one.repeat == 0:
            piles[one.call_type, one.item, one.answer == DONT_KNOW].by_group[one.group][one.answer] += 1
    kept = {place: pile for place, pile in piles.items() if pile.raters >= FEWEST}
    unsplit = {place[0] for place, pile in kept.items() if not pile.may_be_split}
    votes: dict[Cell, Counter[str]] = defaultdict(Counter)
    for (call_type, item, _), pile in kept.items():
        for group, answers in pile.by_group.items():
            votes[call_type, item, "" if call_type in unsplit else group].update(answers)
    shown = {call_type for call_type, _, _ in kept}
    said = [(one.call_type, one.item, one.comment) for one in given if one.comment.strip() and one.repeat == 0]
    remarks = tuple(one for one in said if one[0] in shown)
    dropped = sum(pile.raters for place, pile in piles.items() if place not in kept)
    twice, same = _repeated(given)
    return Gathered(
        votes=votes, remarks=remarks, left_out=dropped + len(said) - len(remarks),
        raters=len({one.rater for one in given if one.answer is not None}), repeats_twice=twice, repeats_same=same,
    )  # fmt: skip


def _repeated(ratings: Iterable[Rating]) -> tuple[int, int]:
    """Hidden repeats answered twice, and the same both times; none where fewer than five raters had any."""
    first: dict[tuple[str, str, str], str] = {}
    again: dict[tuple[str, str, str], str] = {}
    for one in ratings:
        if one.item and one.answer not in {None, DONT_KNOW}:
            (again if one.repeat else first)[one.rater, one.call_type, one.item] = str(one.answer)
    both = [place for place in again if place in first]
    if len({rater for rater, _, _ in both}) < FEWEST:
        return 0, 0
    return len(both), sum(first[place] == again[place] for place in both)
