"""Calls that nobody made, for demonstrations: seeded, at a chosen pace, and marked as invented in every record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from arcs.core.protocol import Answer
from arcs.core.refusal import Refusal

# Streets that no city has; the word stands in each address, so that none is ever taken for a place.
STREETS = ("Invented Avenue", "Invented Street", "Invented Boulevard", "Invented Court")
_ANSWERS = (Answer.NO, Answer.YES, Answer.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class InventedCall:
    """One invented call. `plays_after` is when the simulator sends it, from its own beginning at the chosen pace."""

    key: str
    received_local: datetime
    plays_after: timedelta
    call_type: str
    address: str
    answers: tuple[tuple[str, str], ...]
    invented: bool = True


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a day is made of: weights of call types and of hours, the share of yes and unknown, and the questions."""

    on: date
    calls: int
    types: Mapping[str, float]
    hours: tuple[float, ...] = (1.0,) * 24
    questions: tuple[str, ...] = ()
    share_yes: float = 0.05
    share_unknown: float = 0.10

    def __post_init__(self) -> None:
        where = f"the invented day {self.on}"
        if self.calls < 0:
            raise Refusal(where, f"{self.calls} calls cannot be", "give 0 calls or more")
        if not _usable(tuple(self.types.values())):
            raise Refusal(where, "no call type has a weight above 0, or one is below", "give each type a weight")
        if len(self.hours) != 24 or not _usable(self.hours):
            raise Refusal(where, "the weights of hours are not 24, or none is above 0", "give 24 weights of 0 or more")
        if min(self.share_yes, self.share_unknown) < 0 or self.share_yes + self.share_unknown > 1:
            raise Refusal(where, "the shares of yes and unknown are no shares", "give shares that sum to 1 at most")


def _usable(weights: tuple[float, ...]) -> bool:
    """Whether one can be drawn by them; a weight that is no number fails both comparisons."""
    return all(0 <= one < float("inf") for one in weights) and sum(weights) > 0


def invented_calls(day: Day, *, random: Random, pace: float = 1.0) -> Iterator[InventedCall]:
    """The calls of a day in order of the clock; the same seed gives the same calls. Pace 60: an hour in a minute.

    >>> day = Day(on=date(2026, 3, 10), calls=3, types={"LOST ARTICLE": 1})
    >>> [one.key for one in invented_calls(day, random=Random(7), pace=60)]
    ['invented-2026-03-10-0001', 'invented-2026-03-10-0002', 'invented-2026-03-10-0003']
    """
    if not 0 < pace < float("inf"):
        raise Refusal(f"a pace of {pace}", "time stands still or runs back", "give a pace above 0, as in 60")
    seconds = sorted(_second(day, random) for _ in range(day.calls))
    names = sorted(day.types)
    weights = list(accumulate(day.types[one] for one in names))
    for nth, second in enumerate(seconds, start=1):
        yield InventedCall(
            key=f"invented-{day.on}-{nth:04d}",
            received_local=datetime.combine(day.on, time()) + timedelta(seconds=second),
            plays_after=timedelta(seconds=second / pace),
            call_type=random.choices(names, cum_weights=weights)[0],
            address=f"{random.randrange(1, 100) * 100} block of {random.choice(STREETS)} (invented)",
            answers=tuple((one, _answer(day, random)) for one in day.questions),
        )


def _second(day: Day, random: Random) -> int:
    hour = random.choices(range(24), weights=day.hours)[0]
    return hour * 3600 + random.randrange(3600)


def _answer(day: Day, random: Random) -> str:
    shares = (1 - day.share_yes - day.share_unknown, day.share_yes, day.share_unknown)
    return random.choices(_ANSWERS, weights=[max(0.0, one) for one in shares])[0].value
