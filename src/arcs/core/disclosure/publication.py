"""Complementary suppression over any set of statistics, earlier releases included.

The rule as linear algebra: every statistic is a row of zeros and ones over persons. What can be derived from all that
is shown is the row space. A derived number rests on the persons where its row is not zero; none may rest on fewer than
the smallest publishable count. Persons who stand in exactly the same statistics form one atom. A non-zero row resting
on a set of atoms exists just when the null space, cut down to those atoms, has dependent rows.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from arcs.core.refusal import Refusal

SMALLEST_PUBLISHABLE_COUNT = 5


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A number that may be shown, and whose answers to which questions it was computed from.

    `name` tells it from the others. Two statistics can be subtracted only where they share the same person's answer to
    the same question. `keep` ranks it: the lowest rank is held back first (a total has a higher rank than a group);
    among equals the one about fewer persons goes first.
    """

    name: Hashable
    asked: Mapping[Hashable, frozenset[str]]
    keep: int = 0

    @classmethod
    def about(cls, name: Hashable, question: Hashable, persons: Iterable[str], keep: int = 0) -> "Statistic":
        """A statistic on one question (an item of one call type, say) over some persons."""
        return cls(name=name, asked={question: frozenset(persons)}, keep=keep)

    @property
    def persons(self) -> int:
        """How many persons it rests on; one who answers several questions counts once."""
        if len(self.asked) == 1:
            return len(next(iter(self.asked.values())))
        return len(frozenset[str]().union(*self.asked.values()))


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What may be shown, what is held back and why: "small" itself, or "complementary" to protect another.

    `release` is what to hand to the next call as part of `releases`. `already_disclosed` lists small sets of persons
    that earlier releases alone give away, which no suppression can take back.
    """

    shown: frozenset[Hashable]
    held_back: Mapping[Hashable, str]
    release: tuple[Statistic, ...]
    already_disclosed: tuple[frozenset[str], ...] = ()

    def may_show(self, name: Hashable) -> bool:
        """Whether a statistic may be shown."""
        return name in self.shown


def publishable(
    statistics: Iterable[Statistic],
    *,
    releases: Iterable[Statistic] = (),
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
) -> Publication:
    """Choose what may be shown so that nothing rests on fewer persons than `smallest_publishable_count`.

    `releases` are the statistics shown earlier (`Publication.release`); they cannot be taken back, so what is new gives
    way. A statistic that rests on nobody shows nothing and is neither shown nor held back.

    >>> patrol = Statistic.about("patrol", "risk", ["a", "b", "c", "d", "e", "f"])
    >>> detective = Statistic.about("detective", "risk", ["g", "h"])
    >>> everyone = Statistic.about("all", "risk", "abcdefgh", keep=1)
    >>> decided = publishable([patrol, detective, everyone])
    >>> sorted(decided.shown), dict(decided.held_back)
    (['all'], {'detective': 'small', 'patrol': 'complementary'})
    """
    if smallest_publishable_count < 1:
        raise Refusal("smallest publishable count", f"it is {smallest_publishable_count}", "give 1 or more")
    candidates = [one for one in statistics if one.persons]
    names = [one.name for one in candidates]
    if len(set(names)) < len(names):
        raise ValueError("Two statistics have the same name; give each a name of its own.")
    earlier = [one for one in releases if one.persons]
    held_back: dict[Hashable, str] = {}
    shown: list[Statistic] = []
    for one in candidates:
        if one.persons < smallest_publishable_count:
            held_back[one.name] = "small"
        else:
            shown.append(one)
    already: list[frozenset[str]] = []
    past = {id(one) for one in earlier}
    for together in _connected([*earlier, *shown]):
        fixed = frozenset(at for at, one in enumerate(together) if id(one) in past)
        dropped, exposed = _settle(together, fixed, smallest_publishable_count)
        held_back.update((together[at].name, "complementary") for at in dropped)
        already.extend(exposed)
    kept = tuple(one for one in shown if one.name not in held_back)
    return Publication(
        shown=frozenset(one.name for one in kept),
        held_back=held_back,
        release=(*earlier, *kept),
        already_disclosed=tuple(already),
    )


def _settle(
    together: Sequence[Statistic], fixed: frozenset[int], count: int
) -> tuple[list[int], tuple[frozenset[str], ...]]:
    """Hold back fresh statistics, least wanted first, until nothing new about few persons can be derived."""
    cells = _cells(together, count)
    before = _exposed(cells, fixed, count)
    fresh = [at for at in range(len(together)) if at not in fixed]
    fresh.sort(key=lambda at: (together[at].keep, together[at].persons, str(together[at].name)))
    dropped: list[int] = []
    while fresh:
        new = _newly(_exposed(cells, fixed | set(fresh), count), before)
        if not new:
            break
        victim = _least_wanted(cells, fixed, fresh, before, count)
        fresh.remove(victim)
        dropped.append(victim)
    return dropped, tuple(before)


def _newly(exposed: Mapping[frozenset[str], int], before: Mapping[frozenset[str], int]) -> list[frozenset[str]]:
    """Small sets of persons about whom more can be derived than before."""
    return [
        few
        for few, numbers in exposed.items()
        if numbers > max((known for earlier, known in before.items() if earlier <= few), default=0)
    ]


def _least_wanted(
    cells: Mapping[tuple[int, ...], frozenset[str]],
    fixed: frozenset[int],
    fresh: Sequence[int],
    before: Mapping[frozenset[str], int],
    count: int,
) -> int:
    """The first of `fresh`, which stands in order of wish, whose absence closes anything; else the first of all."""
    now = len(_newly(_exposed(cells, fixed | set(fresh), count), before))
    for at in fresh:
        if len(_newly(_exposed(cells, fixed | (set(fresh) - {at}), count), before)) < now:
            return at
    return fresh[0]


def narrowest_exposure(statistics: Sequence[Statistic], count: int = SMALLEST_PUBLISHABLE_COUNT) -> frozenset[str]:
    """Persons on whom some derivable number rests, if fewer than `count`; empty when nothing small can be derived."""
    for together in _connected(statistics):
        exposed = _exposed(_cells(together, count), frozenset(range(len(together))), count)
        if exposed:
            return min(exposed, key=lambda persons: (len(persons), sorted(persons)))
    return frozenset()


def _connected(statistics: Sequence[Statistic]) -> Iterator[list[Statistic]]:
    """Sets of statistics that share a question, directly or through others; strangers cannot be combined."""
    parent = list(range(len(statistics)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first_with: dict[Hashable, int] = {}
    for at, one in enumerate(statistics):
        for question in one.asked:
            parent[root(at)] = root(first_with.setdefault(question, at))
    groups: dict[int, list[Statistic]] = defaultdict(list)
    for at, one in enumerate(statistics):
        groups[root(at)].append(one)
    yield from groups.values()


def _cells(statistics: Sequence[Statistic], count: int) -> dict[tuple[int, ...], frozenset[str]]:
    """Persons whose answers went into exactly the same statistics, by the positions of these.

    Of `count` persons and more only `count` are kept: no small set can hold them, so who they are does not matter.
    """
    by_question: dict[Hashable, dict[str, int]] = defaultdict(dict)
    for at, one in enumerate(statistics):
        for question, asked in one.asked.items():
            within = by_question[question]
            for person in asked:
                within[person] = within.get(person, 0) | 1 << at
    cells: dict[int, set[str]] = defaultdict(set)
    for within in by_question.values():
        for person, where in within.items():
            cells[where].add(person)
    return {
        tuple(at for at in range(len(statistics)) if where >> at & 1): frozenset(islice(persons, count))
        for where, persons in cells.items()
    }


def _exposed(
    cells: Mapping[tuple[int, ...], frozenset[str]], shown: frozenset[int], count: int
) -> dict[frozenset[str], int]:
    """Sets of fewer than `count` persons on whom derivable numbers rest, and how many independent such numbers."""
    atoms: dict[tuple[int, ...], frozenset[str]] = {}
    for where, persons in cells.items():
        seen = tuple(at for at in where if at in shown)
        if seen:
            atoms[seen] = atoms.get(seen, frozenset()) | persons
    signatures = tuple(sorted(atoms))
    inside = [atoms[one] for one in signatures]
    if sum(map(len, inside)) == len(frozenset[str]().union(*inside)):  # no person stands in two atoms
        found = _exposed_alike(signatures, tuple(min(len(one), count) for one in inside), count)
    else:
        found = _search(signatures, inside, count)
    return {frozenset[str]().union(*(inside[at] for at in chosen)): numbers for chosen, numbers in found}


@lru_cache(maxsize=4096)
def _exposed_alike(
    signatures: tuple[tuple[int, ...], ...], sizes: tuple[int, ...], count: int
) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The search where atoms share no person: only their sizes matter, and the same shape is met for many items."""
    persons = [frozenset(f"{at} {one}" for one in range(size)) for at, size in enumerate(sizes)]
    return _search(signatures, persons, count)


def _search(
    signatures: Sequence[tuple[int, ...]], persons: Sequence[frozenset[str]], count: int
) -> tuple[tuple[tuple[int, ...], int], ...]:
    """For each small set of persons its atoms, as positions, and the numbers that rest on it, where there are any.

    Such a set is a union of the person sets of fewer than `count` atoms, because each adds a person at least.
    """
    own = sorted({one for one in persons if len(one) < count}, key=lambda one: (len(one), sorted(one)))
    if not own:
        return ()
    kernel = _null_space(signatures)
    found: dict[tuple[int, ...], int] = {}
    for width in range(1, min(len(own), count - 1) + 1):
        for chosen in combinations(own, width):
            union = frozenset[str]().union(*chosen)
            inside = tuple(at for at, one in enumerate(persons) if one <= union)
            if len(union) >= count or inside in found:
                continue
            numbers = len(inside) - int(np.linalg.matrix_rank(kernel[list(inside)], tol=1e-9))
            if numbers:
                found[inside] = numbers
    return tuple(found.items())


def _null_space(signatures: Sequence[tuple[int, ...]]) -> NDArray[np.float64]:
    """Basis of what the shown statistics cannot see, atoms × dimensions (at least one column, of zeros)."""
    table = np.zeros((1 + max(max(where) for where in signatures), len(signatures)))
    for at, within in enumerate(signatures):
        table[list(within), at] = 1.0
    _, weights, right = np.linalg.svd(table, full_matrices=True)
    rank = int((weights > 1e-9).sum())
    basis = right[rank:].T
    return basis if basis.shape[1] else np.zeros((len(signatures), 1))


def publishable_counts(
    cells: Mapping[tuple[str, ...], int],
    *,
    totals: Iterable[tuple[str | None, ...]] = (),
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
) -> Publication:
    """The same for a plain table of counts of persons: `cells` by their place, one person in one cell.

    `totals` are the margins that are to be shown too, with None for "all" of that dimension. Names of statistics are
    the cells' places and the totals as given.

    >>> cells = {("patrol", "yes"): 9, ("patrol", "no"): 3, ("desk", "yes"): 7, ("desk", "no"): 8}
    >>> margins = [("patrol", None), ("desk", None), (None, "yes"), (None, "no"), (None, None)]
    >>> decided = publishable_counts(cells, totals=margins)
    >>> sorted(place for place in cells if not decided.may_show(place))
    [('desk', 'no'), ('desk', 'yes'), ('patrol', 'no'), ('patrol', 'yes')]
    """
    persons = {place: [f"{'/'.join(place)} {at}" for at in range(count)] for place, count in cells.items()}
    statistics = [Statistic.about(place, "counted", who) for place, who in persons.items()]
    for total in totals:
        inside = [
            person
            for place, who in persons.items()
            if all(wanted is None or wanted == got for wanted, got in zip(total, place, strict=True))
            for person in who
        ]
        statistics.append(Statistic.about(total, "counted", inside, keep=1 + sum(part is None for part in total)))
    return publishable(statistics, smallest_publishable_count=smallest_publishable_count)
