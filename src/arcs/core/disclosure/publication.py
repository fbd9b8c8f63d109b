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
from itertools import combinations

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
        fixed = [one for one in together if id(one) in past]
        fresh = [one for one in together if id(one) not in past]
        dropped, exposed = _settle(fixed, fresh, smallest_publishable_count)
        held_back.update((one.name, "complementary") for one in dropped)
        already.extend(exposed)
    kept = tuple(one for one in shown if one.name not in held_back)
    return Publication(
        shown=frozenset(one.name for one in kept),
        held_back=held_back,
        release=(*earlier, *kept),
        already_disclosed=tuple(already),
    )


def _settle(fixed: list[Statistic], fresh: list[Statistic], count: int) -> tuple[list[Statistic], list[frozenset[str]]]:
    """Hold back fresh statistics, least wanted first, until nothing small can be derived."""
    dropped: list[Statistic] = []
    exposed_before = _exposed(fixed, count)
    while fresh:
        new = [persons for persons in _exposed([*fixed, *fresh], count) if persons not in exposed_before]
        if not new:
            break
        victim = _least_wanted(fixed, fresh, new[0], count)
        fresh = [one for one in fresh if one is not victim]
        dropped.append(victim)
    return dropped, exposed_before


def _least_wanted(fixed: list[Statistic], fresh: list[Statistic], exposed: frozenset[str], count: int) -> Statistic:
    """The statistic whose absence hides `exposed`, least wanted first; failing that, the least wanted of all."""
    by_wish = sorted(fresh, key=lambda one: (one.keep, one.persons, str(one.name)))
    for one in by_wish:
        rest = [other for other in fresh if other is not one]
        if exposed not in _exposed([*fixed, *rest], count):
            return one
    return by_wish[0]


def narrowest_exposure(statistics: Sequence[Statistic], count: int = SMALLEST_PUBLISHABLE_COUNT) -> frozenset[str]:
    """Persons on whom some derivable number rests, if fewer than `count`; empty when nothing small can be derived."""
    for together in _connected(statistics):
        exposed = _exposed(together, count)
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


def _exposed(statistics: Sequence[Statistic], count: int) -> list[frozenset[str]]:
    """Minimal small sets of persons on whom a derivable number rests."""
    if not statistics:
        return []
    within: dict[tuple[Hashable, str], list[int]] = defaultdict(list)
    for at, one in enumerate(statistics):
        for question, asked in one.asked.items():
            for person in asked:
                within[question, person].append(at)
    atoms: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for (_, person), where in within.items():
        atoms[tuple(where)].add(person)
    signatures = sorted(atoms)
    persons = [frozenset(atoms[one]) for one in signatures]
    one_question = len({question for one in statistics for question in one.asked}) == 1
    found = (
        _exposed_alike(tuple(signatures), len(statistics), tuple(min(len(one), count) for one in persons), count)
        if one_question
        else _search(_null_space(tuple(signatures), len(statistics)), persons, count)
    )
    return [frozenset().union(*(persons[at] for at in chosen)) for chosen in found]


@lru_cache(maxsize=4096)
def _exposed_alike(
    signatures: tuple[tuple[int, ...], ...], statistics: int, sizes: tuple[int, ...], count: int
) -> tuple[tuple[int, ...], ...]:
    """The search for one question, where atoms share no person; the same shape is met for many items."""
    persons = [frozenset(f"{at} {one}" for one in range(size)) for at, size in enumerate(sizes)]
    return tuple(_search(_null_space(signatures, statistics), persons, count))


def _search(kernel: NDArray[np.float64], persons: Sequence[frozenset[str]], count: int) -> list[tuple[int, ...]]:
    """Atoms, as positions, of each minimal set of fewer than `count` persons on whom a derivable number rests.

    Such a set is a union of the person sets of fewer than `count` atoms, because each adds a person at least.
    """
    own = sorted({one for one in persons if len(one) < count}, key=lambda one: (len(one), sorted(one)))
    minimal: list[frozenset[str]] = []
    found: list[tuple[int, ...]] = []
    for width in range(1, min(len(own), count - 1) + 1):
        for chosen in combinations(own, width):
            union = frozenset[str]().union(*chosen)
            if len(union) >= count or any(known <= union for known in minimal):
                continue
            inside = tuple(at for at, one in enumerate(persons) if one <= union)
            if np.linalg.matrix_rank(kernel[list(inside)], tol=1e-9) < len(inside):
                minimal.append(union)
                found.append(inside)
    return found


def _null_space(signatures: tuple[tuple[int, ...], ...], statistics: int) -> NDArray[np.float64]:
    """Basis of what the shown statistics cannot see, atoms × dimensions (at least one column, of zeros)."""
    table = np.zeros((statistics, len(signatures)))
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
