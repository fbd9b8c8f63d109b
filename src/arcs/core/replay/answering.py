"""What an edition says to calls that it cannot tell apart: at best, at worst, and on which questions it turns."""

from dataclasses import dataclass
from typing import NamedTuple

from arcs.core.protocol import BoundEdition
from arcs.core.protocol.binding import Plan
from arcs.core.protocol.choosing import Heard, hear
from arcs.core.protocol.recommending import sent
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


# What the rules say, and everything of it on which it depends who leads.
_Said = tuple[Heard, tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class _Spoken:
    """What the rules say to a kind of call with some needs recorded: at best, at worst, and for each unknown alone."""

    plan: Plan
    yes: int
    silent: int
    best: _Said
    worst: _Said
    tried: tuple[tuple[int, _Said], ...]


class Asked:
    """The edition, asked once for each kind of call that is answered alike; it remembers its answers."""

    def __init__(self, bound: BoundEdition, hours: Hours) -> None:
        self.bound = bound
        self._open = {at: bound.open_at(one) for at, one in enumerate(hours.moments)} | {NO_HOUR: bound.always_open}
        self._every = bound.questions(bound.question_bit)
        self._kinds: dict[str, tuple[int, int]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._spoken: dict[tuple[int, int], _Spoken] = {}
        self._held: dict[tuple[int, int, int], int] = {}
        self.answers: dict[Answered, int] = {}
        self._leads: dict[tuple[object, ...], str] = {}

    def answer(self, one: Vector) -> int:
        """What the edition says to a vector, by its number in `answers`."""
        kind, at = self._kind(one.call_type)
        key = (kind, one.pattern, one.needs)
        if key not in self._held:
            if (kind, one.needs) not in self._spoken:
                self._spoken[kind, one.needs] = self._hear(at, one.needs)
            answered = self._ask(kind, self._spoken[kind, one.needs], one.pattern)
            self._held[key] = self.answers.setdefault(answered, len(self.answers))
        return self._held[key]

    def _kind(self, call_type: str) -> tuple[int, int]:
        """A number for all types that are answered alike, and the type's own.

        What a type's answers depend on is its plan; types of one base, row and rules have the same.
        """
        if call_type not in self._kinds:
            at = self.bound.type_at(call_type)
            plans = [self.bound.plan(at, behavioral=recorded) for recorded in (False, True)]
            alike = tuple(
                (one.behavioral, one.candidates, one.keeps, one.row, tuple(rule.at for rule in one.rules))
                for one in plans
            )
            self._kinds[call_type] = self._numbers.setdefault(alike, len(self._numbers)), at
        return self._kinds[call_type]

    def _hear(self, at: int, needs: int) -> _Spoken:
        bound, (yes, told) = self.bound, self.known(needs)
        silent = self._every & ~told
        plan = bound.plan(at, behavioral=bool(yes & bound.law.behavioral))
        # An unknown that does not count as present is a no to every rule: it turns nothing.
        counted = silent & bound.counts_as_present
        tried = counted & (
            bound.bearing(bound.plan(at, behavioral=False)) | bound.bearing(bound.plan(at, behavioral=True))
        )
        return _Spoken(
            plan=plan,
            yes=yes,
            silent=silent,
            best=self._said(plan, yes, 0),
            worst=self._said(plan, yes, counted),
            tried=tuple((bit, self._said(plan, yes, bit)) for bit in bound.question_bit.values() if tried & bit),
        )

    def _said(self, plan: Plan, yes: int, counted: int) -> _Said:
        heard = hear(self.bound, plan, yes | counted, yes, 0)
        return heard, (plan.behavioral, heard.asks, yes & self.bound.leading)

    def _ask(self, kind: int, spoken: _Spoken, pattern: int) -> Answered:
        best = self._lead(kind, spoken, spoken.best, pattern)
        turns = sum(bit for bit, said in spoken.tried if self._lead(kind, spoken, said, pattern) != best)
        worst = self._lead(kind, spoken, spoken.worst, pattern)
        return Answered(best=best, worst=worst, turns=turns, silent=spoken.silent)

    def _lead(self, kind: int, spoken: _Spoken, said: _Said, pattern: int) -> str:
        """Who leads, once for everything on which that depends."""
        heard, depends = said
        key = (kind, pattern, depends)
        if key not in self._leads:
            decision = sent(
                self.bound,
                spoken.plan,
                heard,
                recorded=spoken.yes,
                open_routes=self._open[pattern],
                timeless=pattern == NO_HOUR,
            )
            # Police who come beside medics or the fire department are police on the call; who only follows up is not.
            police = self.bound.police_routes
            lead = next((route for route in decision.routes if police & (1 << route)), decision.routes[0])
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
