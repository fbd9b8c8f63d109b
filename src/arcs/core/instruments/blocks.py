"""Sharing out the rating work: who rates which call types, so that every type has raters enough and nobody too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from random import Random

from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Block:
    """One rater's work: call types in the order shown, and those of them that come a second time (hidden repeats)."""

    rater: str
    group: str
    call_types: tuple[str, ...]
    repeats: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, int], ...]:
        """What the rater sees, in order: (call type, 0 for the first time or 1 for the hidden repeat)."""
        return (*((one, 0) for one in self.call_types), *((one, 1) for one in self.repeats))


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Who rates what. `raters_needed` is the least number of raters who could do it within the time."""

    blocks: tuple[Block, ...]
    minutes_per_type: float
    at_least: int
    raters_needed: int

    def raters_of(self, call_type: str) -> tuple[str, ...]:
        """Raters who see a call type."""
        return tuple(block.rater for block in self.blocks if call_type in block.call_types)

    def minutes(self, block: Block) -> float:
        """Time that a block takes, its hidden repeats included."""
        return len(block.shown) * self.minutes_per_type


def raters_needed(types: int, minutes_per_type: float, at_least: int, minutes: float, repeats: int) -> int:
    """Least number of raters so that `types` each have `at_least` and nobody works longer than `minutes`.

    >>> raters_needed(233, 0.75, 8, 60, 4)  # 80 in the hour, 4 of them repeats: 233 x 8 / 76
    25
    """
    each = floor(minutes / minutes_per_type + 1e-9) - repeats
    if each < 1:
        raise Refusal(
            f"{minutes_per_type:g} minutes per call type",
            f"with {repeats} hidden repeats no type fits into {minutes:g} minutes",
            "allow more time, fewer repeats or a quicker rating",
        )
    return max(at_least, ceil(types * at_least / each))


def share_out(
    types: Sequence[str],
    raters: Sequence[str] | Mapping[str, str],
    minutes_per_type: float = 0.75,
    *,
    at_least: int = 8,
    minutes: float = 60,
    repeats: int = 4,
    seed: int = 1,
    held: Mapping[str, int] | None = None,
) -> Sharing:
    """Share out call types among raters: each type has `at_least` raters, loads differ by one at most.

    `held` counts the raters who have a type already, where some began before others came: what is left is shared out
    among `raters`, who are those that have not begun.

    `raters` are pseudonymous codes, or {code: group}; groups are spread evenly over the types. Where everybody could
    rate everything within the time, everybody does. The same seed gives the same blocks. Refused, with the number of
    raters needed, when there are too few.

    >>> sharing = share_out([f"type {n}" for n in range(20)], [f"officer {n}" for n in range(10)], minutes=15)
    >>> {len(sharing.raters_of(f"type {n}")) for n in range(20)}, {len(block.shown) for block in sharing.blocks}
    ({8}, {20})
    """
    people = dict(raters) if isinstance(raters, Mapping) else dict.fromkeys(raters, "")
    _check(types, raters, at_least, minutes_per_type)
    fits = floor(minutes / minutes_per_type + 1e-9) - repeats
    needed = raters_needed(len(types), minutes_per_type, at_least, minutes, repeats)
    missing = {one: max(0, at_least - (held or {}).get(one, 0)) for one in types}
    if held:
        needed = max(*missing.values(), ceil(sum(missing.values()) / fits))
    if len(people) < needed:
        raise Refusal(
            f"{len(people)} raters",
            f"{len(types)} call types with {at_least} raters each, {minutes_per_type:g} minutes a type and "
            f"{minutes:g} minutes a person need {needed}",
            f"ask {needed - len(people)} more, allow more minutes, or leave types without volume out",
        )
    copies = _copies(missing, held or {}, room=fits * len(people), most=len(people))
    chance = Random(seed)  # noqa: S311 - a reproducible order of work, no secret
    order = _spread(people, chance)
    shuffled = list(types)
    chance.shuffle(shuffled)
    hands: dict[str, list[str]] = {rater: [] for rater in order}
    # Types go round the table: a type's copies lie in neighbouring seats, so that no seat gets one twice, and all
    # loads differ by one at most. Seats of one group are spread, so that each type meets every group.
    seat = 0
    for call_type in shuffled:
        for _ in range(copies[call_type]):
            hands[order[seat]].append(call_type)
            seat = (seat + 1) % len(order)
    blocks = [_block(rater, people[rater], hands[rater], repeats, chance) for rater in people]
    return Sharing(blocks=tuple(blocks), minutes_per_type=minutes_per_type, at_least=at_least, raters_needed=needed)


def _check(
    types: Sequence[str], raters: Sequence[str] | Mapping[str, str], at_least: int, minutes_per_type: float
) -> None:
    for what, given in (("call types", types), ("raters", list(raters))):
        if not given:
            raise Refusal(what, "there are none", "list them first")
        doubled = sorted({one for one in given if given.count(one) > 1})
        if doubled:
            raise Refusal(what, f"{doubled[0]} stands twice", "list each one once")
    if at_least < 1 or minutes_per_type <= 0:
        raise Refusal("sharing out", "raters per type and minutes per type must be above zero", "give both above zero")


def _copies(missing: Mapping[str, int], held: Mapping[str, int], *, room: int, most: int) -> dict[str, int]:
    """How many raters each type gets: what it misses, and its part of the room that is left over.

    Room that is too little for one more of every type goes, where some began before, to the types with fewest raters:
    nobody who comes later sits before an empty sheet.
    """
    left = max(0, room - sum(missing.values()))
    copies = {one: min(most, many + left // len(missing)) for one, many in missing.items()}
    if held:
        fewest = sorted(copies, key=lambda one: held.get(one, 0) + copies[one])
        for one in fewest[: left % len(missing)]:
            copies[one] = min(most, copies[one] + 1)
    return copies


def _spread(people: Mapping[str, str], chance: Random) -> list[str]:
    """Raters in an order in which each group is spread evenly round the table."""
    by_group: dict[str, list[str]] = {}
    for rater, group in people.items():
        by_group.setdefault(group, []).append(rater)
    placed: list[tuple[float, str, str]] = []
    for group, members in sorted(by_group.items()):
        chance.shuffle(members)
        placed.extend(((at + 0.5) / len(members), group, rater) for at, rater in enumerate(members))
    return [rater for _, _, rater in sorted(placed)]


def _block(rater: str, group: str, types: list[str], repeats: int, chance: Random) -> Block:
    shown = list(types)
    chance.shuffle(shown)
    # Repeats come from the first half, so that some time lies between the two answers.
    early = shown[: max(1, len(shown) // 2)]
    again = chance.sample(early, min(repeats, len(early))) if shown else []
    return Block(rater=rater, group=group, call_types=tuple(shown), repeats=tuple(again))
