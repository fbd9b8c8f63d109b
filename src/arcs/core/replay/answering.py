"""What an edition says to calls that it cannot tell apart: at best, at worst, and on which questions it turns."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from arcs.core.protocol import BoundEdition
from arcs.core.protocol.binding import Plan
from arcs.core.protocol.choosing import Heard, bears_on_routes, hear, turns_on
from arcs.core.protocol.recommending import who_go
from arcs.core.protocol.records import crisis_words
from arcs.core.protocol.words import BEHAVIORAL_HEALTH, MINOR
from arcs.core.replay.hours import Hours
from arcs.core.workload.committed import NEEDS

NATURES = tuple(one.removeprefix("nature_") for one in NEEDS)
# Which question each recorded need answers.
ANSWERS = {"mental_health": BEHAVIORAL_HEALTH, "juvenile": MINOR, "unhoused": "unhoused"}
NO_HOUR = -1


class Vector(NamedTuple):
    """Calls that an edition cannot tell apart: `call_type` as the edition names it, the services open, the needs."""

    call_type: str
    pattern: int
    needs: int
    calls: int
    spent_ms: int


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Who leads at best and at worst, and the questions as bits: what nobody recorded, and what would turn it."""

    best: str
    worst: str
    turns: int
    silent: int


def needs_of(number: int) -> tuple[bool | None, ...]:
    """The recorded needs out of their number.

    >>> needs_of(5)
    (True, False, None)
    """
    return tuple((None, False, True)[number // 3**at % 3] for at in range(len(NATURES)))


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Call types that are answered alike: what holds for them without and with a behavioral-health need recorded."""

    number: int
    plans: tuple[Plan, Plan]
    bearing: int  # the questions that can change who goes


class _Said(NamedTuple):
    """What the rules say to a call."""

    plan: Plan
    heard: Heard
    yes: int
    turns_on: int  # the routes on whose being open it depends who goes


@dataclass(frozen=True, kw_only=True)
class _Spoken:
    """What the rules say to a kind of call with some needs recorded, at best and at worst, by numbers.

    `tried` is what they say otherwise than at best for one unknown alone, each with the unknowns for which they do.
    """

    silent: int
    best: int
    worst: int
    tried: tuple[tuple[int, int], ...]


class Asked:
    """The edition, asked once for each kind of call that is answered alike; it remembers its answers."""

    def __init__(self, bound: BoundEdition, hours: Hours) -> None:
        self.bound = bound
        self._open = {at: bound.open_at(one) for at, one in enumerate(hours.moments)} | {NO_HOUR: bound.always_open}
        self._every = bound.questions(bound.question_bit)
        self._kinds: dict[str, _Kind] = {}
        self._alike: dict[tuple[object, ...], _Kind] = {}
        self._spoken: dict[tuple[int, int], _Spoken] = {}
        self._held: dict[tuple[int, int, int], int] = {}
        self.answers: dict[Answered, int] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._said: list[_Said] = []
        self._leads: dict[tuple[int, int, bool], str] = {}

    def answer(self, one: Vector) -> int:
        """What the edition says to a vector, by its number in `answers`."""
        kind = self._kinds.get(one.call_type) or self._kind(one.call_type)
        key = (kind.number, one.pattern, one.needs)
        if key not in self._held:
            if (kind.number, one.needs) not in self._spoken:
                self._spoken[kind.number, one.needs] = self._hear(kind, one.needs)
            answered = self._ask(self._spoken[kind.number, one.needs], one.pattern)
            self._held[key] = self.answers.setdefault(answered, len(self.answers))
        return self._held[key]

    def _kind(self, call_type: str) -> _Kind:
        """What a type's answers depend on is its plan; types of one base, row and rules have the same."""
        at = self.bound.type_at(call_type)
        plans = self.bound.plan(at, behavioral=bool(crisis_words(call_type))), self.bound.plan(at, behavioral=True)
        alike = tuple(one.alike for one in plans)
        if alike not in self._alike:
            bearing = self.bound.bearing(plans[0]) | self.bound.bearing(plans[1])
            self._alike[alike] = _Kind(number=len(self._alike), plans=plans, bearing=bearing)
        self._kinds[call_type] = self._alike[alike]
        return self._alike[alike]

    def _hear(self, kind: _Kind, needs: int) -> _Spoken:
        bound, (yes, told) = self.bound, self.known(needs)
        silent = self._every & ~told
        plan = kind.plans[bool(yes & bound.law.behavioral)]
        # An unknown that does not count as present is a no to every rule: it turns nothing.
        counted = silent & bound.counts_as_present
        at_worst = hear(bound, plan, yes | counted, yes, 0)
        # More that is present only makes more rules speak: which are silent at worst are silent before.
        plan = replace(plan, rules=at_worst.spoken)
        best = self._say(plan, hear(bound, plan, yes, yes, 0), yes)
        tried: dict[int, int] = {}
        for bit in bound.question_bit.values():
            if counted & kind.bearing & bit:
                said = self._say(plan, hear(bound, plan, yes | bit, yes, 0), yes)
                tried[said] = tried.get(said, 0) | bit
        tried.pop(best, None)
        return _Spoken(silent=silent, best=best, worst=self._say(plan, at_worst, yes), tried=tuple(tried.items()))

    def _say(self, plan: Plan, heard: Heard, yes: int) -> int:
        """The number of everything that was heard on which it depends who leads."""
        number = self._numbers.setdefault(bears_on_routes(self.bound, plan, heard, yes), len(self._said))
        if number == len(self._said):
            self._said.append(_Said(plan, heard, yes, turns_on(self.bound, plan, heard)))
        return number

    def _ask(self, spoken: _Spoken, pattern: int) -> Answered:
        best = self._lead(spoken.best, pattern)
        turns = sum(bits for said, bits in spoken.tried if self._lead(said, pattern) != best)
        return Answered(best=best, worst=self._lead(spoken.worst, pattern), turns=turns, silent=spoken.silent)

    def _lead(self, number: int, pattern: int) -> str:
        """Who leads, once for what was said and what of that on which it turns is open."""
        said = self._said[number]
        key = (number, self._open[pattern] & said.turns_on, pattern == NO_HOUR)
        if key not in self._leads:
            _choice, routes = who_go(
                self.bound, said.plan, said.heard, recorded=said.yes, open_routes=key[1], timeless=key[2]
            )
            # Police who come beside medics or the fire department are police on the call; who only follows up is not.
            police = self.bound.police_routes
            lead = next((route for route in routes if police & (1 << route)), routes[0])
            self._leads[key] = self.bound.edition.routes[lead].code
        return self._leads[key]

    def known(self, needs: int) -> tuple[int, int]:
        """What history says, as bits: the questions answered with yes, and all that it answers."""
        yes = told = 0
        for name, value in zip(NATURES, needs_of(needs), strict=True):
            bit = self.bound.question_bit.get(ANSWERS[name], 0)
            told |= bit if value is not None else 0
            yes |= bit if value else 0
        return yes, told
