"""Vectors answered by an edition: what moves at best and at worst, what history cannot answer, what we would regret."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import gcd
from types import MappingProxyType
from typing import Any, Protocol

import ibis

from arcs.core.protocol import Answer, BoundEdition, Case, ProtocolEdition, routes_of
from arcs.core.protocol.words import BEHAVIORAL_HEALTH, EVERY_OTHER, MINOR
from arcs.core.replay.folding import (
    DECIDED,
    HOURS,
    NATURES,
    NO_HOUR,
    OUTCOMES,
    REGRETS,
    TYPES,
    folded,
    harmed,
    narrow,
    needs_of,
    per_call,
    split,
)

# Which question each recorded need answers.
_ANSWERS = {"mental_health": BEHAVIORAL_HEALTH, "juvenile": MINOR, "unhoused": "unhoused"}
POLICE = ("officer", "cit_officer", "co_response", "srt")


class ReplayStore(Protocol):
    """Where calls are kept: it answers expressions, keeps their rows under a name, and takes rows in."""

    def rows(self, expression: ibis.Table) -> Sequence[tuple[Any, ...]]:
        """The expression's rows as plain values, in its column order."""

    def keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Keep the expression's rows under a name; the table to go on with."""

    def put(self, name: str, schema: ibis.Schema, rows: Sequence[Sequence[Any]]) -> ibis.Table:
        """Put rows under a name; the table to go on with."""


@dataclass(frozen=True, kw_only=True)
class Vector:
    """Calls that an edition cannot tell apart."""

    call_type: str
    pattern: int
    needs: int
    calls: int
    spent_ms: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Calls and hours of one route, by one thing, at best and at worst."""

    by: str
    value: str
    route: str
    calls_best: int
    hours_best: float
    calls_worst: int
    hours_worst: float


@dataclass(frozen=True, kw_only=True)
class Unanswerable:
    """What history does not say: a question or a call type, and the calls on whose route it bears."""

    kind: str
    code: str
    text: str
    calls: int
    calls_that_turn: int
    hours_that_turn: float


@dataclass(frozen=True, kw_only=True)
class Regret:
    """A call that the edition would have sent elsewhere and that was recorded with harm."""

    source_file: str
    source_line: int | None
    call_number: str
    received_local: datetime | None
    call_type: str
    route: str
    outcomes: tuple[str, ...]
    disposition: str


@dataclass(frozen=True, kw_only=True)
class Replay:
    """An edition over a call table."""

    edition: str
    calls: int
    hours: float
    first: date | None
    last: date | None
    moved: tuple[Moved, ...]
    unanswerable: tuple[Unanswerable, ...]
    regrets: tuple[Regret, ...]

    def away_from_police(self, case: str) -> tuple[int, float]:
        """Calls and hours that would have gone to nobody of the police, at `best` or at `worst`."""
        rows = [one for one in self.moved if one.by == "all" and one.route not in POLICE]
        if case == "best":
            return sum(one.calls_best for one in rows), sum(one.hours_best for one in rows)
        return sum(one.calls_worst for one in rows), sum(one.hours_worst for one in rows)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The sets of services open together over some days: each slot's set, a slot's minutes, a moment of each set."""

    slots: tuple[tuple[int, int], ...]
    slot_minutes: int
    moments: tuple[datetime, ...]

    def pattern(self, at: datetime) -> int:
        """The number of the set that is open at a local moment of the span."""
        return self.slots[_minutes(at) // self.slot_minutes - self.slots[0][0]][1]


def hours_of(edition: ProtocolEdition, first: date, last: date) -> Hours:
    """Which services are open in each slot of the wall clock, over the days from `first` to `last`.

    A slot is as long as the hours allow: no service opens or closes within one, nor does a clock change.
    """
    bound = BoundEdition(edition)
    length = gcd(60, *_edges(edition))
    numbers: dict[int, int] = {}
    moments: list[datetime] = []
    slots: list[tuple[int, int]] = []
    at, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    while at < end:
        open_routes = bound.open_at(at)
        if open_routes not in numbers:
            numbers[open_routes] = len(moments)
            moments.append(at)
        slots.append((_minutes(at) // length, numbers[open_routes]))
        at += timedelta(minutes=length)
    return Hours(slots=tuple(slots), slot_minutes=length, moments=tuple(moments))


def _minutes(at: datetime) -> int:
    return (at - datetime(1970, 1, 1)) // timedelta(minutes=1)


def _edges(edition: ProtocolEdition) -> tuple[int, ...]:
    """Every minute of a day at which a service opens or closes."""
    spans = (span for service in edition.services for day in service.week.days for span in day)
    return tuple(edge for span in spans for edge in (span.opens, span.closes))


def replay(
    edition: ProtocolEdition,
    span: tuple[date, date] | None,
    store: ReplayStore,
    calls: ibis.Table,
    spent_by_call: ibis.Table,
    *,
    types: Mapping[str, str] = MappingProxyType({}),
    outcomes: Mapping[str, str] = MappingProxyType({}),
) -> Replay:
    """The edition over calls received in a `span` of days, and their committed time (`folding.spent`).

    `types` and `outcomes` put the export's words for types and dispositions beside ours. The edition is asked as if it
    had been in force: a draft is tried on the past.
    """
    undated = replace(edition, about=replace(edition.about, status="draft", effective_from=None, retired_from=None))
    hours = hours_of(edition, *span) if span else Hours(slots=(), slot_minutes=60, moments=())
    asked = _Asked(BoundEdition(undated), hours)
    rows = per_call(
        calls,
        store.put("replay_types", TYPES, sorted(types.items())),
        store.put("replay_outcomes", OUTCOMES, sorted(outcomes.items())),
        store.put("replay_hours", HOURS, hours.slots),
        slot_minutes=hours.slot_minutes,
    )
    kept = store.keep("replay_calls", narrow(rows, spent_by_call))
    vectors = [_vector(row) for row in store.rows(folded(kept))]
    decided = store.put("replay_decided", DECIDED, [_decided(asked, one) for one in vectors])
    return Replay(
        edition=BoundEdition(edition).name,
        calls=sum(one.calls for one in vectors),
        hours=_hours(sum(one.spent_ms for one in vectors)),
        first=span[0] if span else None,
        last=span[1] if span else None,
        moved=tuple(_moved(asked, vectors, {by: store.rows(split(kept, decided, by)) for by in ("hour", "area")})),
        unanswerable=tuple(_unanswerable(asked, vectors)),
        regrets=tuple(_regret(row) for row in store.rows(harmed(rows, decided, POLICE))),
    )


def _vector(row: Sequence[Any]) -> Vector:
    kind, pattern, needs, calls, spent_ms = row
    return Vector(call_type=kind, pattern=pattern, needs=needs, calls=calls, spent_ms=spent_ms or 0)


def _decided(asked: "_Asked", one: Vector) -> tuple[str, int, int, str, str]:
    answer = asked.answer(one)
    return one.call_type, one.pattern, one.needs, answer.best, answer.worst


@dataclass(frozen=True, kw_only=True)
class _Answered:
    """Who leads at best and at worst, and on which questions, each unknown by itself, that would turn."""

    best: str
    worst: str
    turns: frozenset[str]
    silent: frozenset[str]


class _Asked:
    """The edition, asked once for each vector of calls that are answered alike; it remembers its answers."""

    def __init__(self, bound: BoundEdition, hours: Hours) -> None:
        self.bound = bound
        self.moments = hours.moments
        self._open = [bound.open_at(one) for one in hours.moments]
        self._kinds: dict[str, tuple[object, ...]] = {}
        self._held: dict[tuple[object, ...], _Answered] = {}

    def answer(self, one: Vector) -> _Answered:
        """What the edition says to a vector."""
        if one.call_type not in self._kinds:
            self._kinds[one.call_type] = self._alike(one.call_type)
        key = (self._kinds[one.call_type], one.pattern, one.needs)
        if key not in self._held:
            self._held[key] = self._ask(one)
        return self._held[key]

    def _alike(self, call_type: str) -> tuple[object, ...]:
        """What a type's answers depend on: types of one base, row and rules are answered alike."""
        at = self.bound.type_at(call_type)
        plans = [self.bound.plan(at, behavioral=recorded) for recorded in (False, True)]
        return tuple(
            (one.behavioral, one.candidates, one.keeps, one.row, tuple(rule.at for rule in one.rules)) for one in plans
        )

    def _ask(self, one: Vector) -> _Answered:
        known = self.known(one)
        silent = frozenset(code for code in self.bound.question_bit if code not in known)
        bearing = self._bearing(one.call_type)
        best = self._lead(one, known | {EVERY_OTHER: Answer.NO})
        turns = (
            code
            for code in silent & bearing
            if self._lead(one, known | {EVERY_OTHER: Answer.NO, code: Answer.UNKNOWN}) != best
        )
        return _Answered(
            best=best,
            worst=self._lead(one, known | {EVERY_OTHER: Answer.UNANSWERED}),
            turns=frozenset(turns),
            silent=silent,
        )

    def _bearing(self, call_type: str) -> frozenset[str]:
        """The questions that can change who goes to a type at all."""
        at = self.bound.type_at(call_type)
        bits = 0
        for recorded in (False, True):
            bits |= self.bound.bearing(self.bound.plan(at, behavioral=recorded))
        return frozenset(code for code, bit in self.bound.question_bit.items() if bits & bit)

    def _lead(self, one: Vector, answers: dict[str, Answer]) -> str:
        at = None if one.pattern == NO_HOUR else self.moments[one.pattern]
        case = Case(call_type=one.call_type, answers=answers, local_time=at)
        routes = routes_of(self.bound, case, None if at is None else self._open[one.pattern])
        # Police who come beside medics or the fire department are police on the call.
        return next((route for route in routes if route in POLICE), routes[0])

    def known(self, one: Vector) -> dict[str, Answer]:
        """What history says."""
        said = zip(NATURES, needs_of(one.needs), strict=True)
        questions = {_ANSWERS[name]: value for name, value in said if value is not None}
        return {
            code: Answer.YES if value else Answer.NO
            for code, value in questions.items()
            if code in self.bound.question_bit
        }


def _hours(milliseconds: int) -> float:
    return milliseconds / 3_600_000


def _moved(asked: _Asked, vectors: list[Vector], splits: Mapping[str, Sequence[Sequence[Any]]]) -> Iterator[Moved]:
    rows: list[tuple[str, str, str, str, int, int]] = []
    for one in vectors:
        answer = asked.answer(one)
        for by, value in (("all", ""), ("call_type", one.call_type)):
            rows.append((by, value, answer.best, answer.worst, one.calls, one.spent_ms))
    for by, found in splits.items():
        rows += [(by, _named(value), best, worst, calls, ms or 0) for value, best, worst, calls, ms in found]
    sums: dict[tuple[str, str, str], list[int]] = {}
    for by, value, best, worst, calls, ms in rows:
        for at, route in ((0, best), (2, worst)):
            held = sums.setdefault((by, value, route), [0, 0, 0, 0])
            held[at] += calls
            held[at + 1] += ms
    order = {one.code: at for at, one in enumerate(asked.bound.edition.routes)}
    places = ("all", "call_type", "hour", "area")
    for by, value, route in sorted(sums, key=lambda key: (places.index(key[0]), key[1], order[key[2]])):
        calls_best, ms_best, calls_worst, ms_worst = sums[by, value, route]
        yield Moved(
            by=by,
            value=value,
            route=route,
            calls_best=calls_best,
            hours_best=_hours(ms_best),
            calls_worst=calls_worst,
            hours_worst=_hours(ms_worst),
        )


def _named(value: object) -> str:
    if isinstance(value, int):
        return f"{value:02d}"
    return str(value) if value else "not recorded"


def _unanswerable(asked: _Asked, vectors: list[Vector]) -> Iterator[Unanswerable]:
    sums = {code: [0, 0, 0] for code in asked.bound.question_bit}
    unknown: dict[str, list[int]] = {}
    for one in vectors:
        answer = asked.answer(one)
        for code in answer.silent:
            sums[code][0] += one.calls
        for code in answer.turns:
            sums[code][1] += one.calls
            sums[code][2] += one.spent_ms
        if asked.bound.type_at(one.call_type) < 0:
            held = unknown.setdefault(one.call_type, [0, 0])
            held[0] += one.calls
            held[1] += one.spent_ms
    for question in asked.bound.edition.questions:
        calls, turned, spent_ms = sums[question.code]
        yield Unanswerable(
            kind="question",
            code=question.code,
            text=question.text,
            calls=calls,
            calls_that_turn=turned,
            hours_that_turn=_hours(spent_ms),
        )
    for name, (calls, spent_ms) in sorted(unknown.items(), key=lambda pair: (-pair[1][0], pair[0])):
        yield Unanswerable(
            kind="call_type",
            code=name,
            text="The edition does not hold this type: the safest route answers.",
            calls=calls,
            calls_that_turn=calls,
            hours_that_turn=_hours(spent_ms),
        )


def _regret(row: Sequence[Any]) -> Regret:
    file, line, number, received, kind, route, disposition, told, *flags = row
    return Regret(
        source_file=file or "",
        source_line=line,
        call_number=number or "",
        received_local=received,
        call_type=kind,
        route=route,
        outcomes=tuple(name for name, flag in zip(REGRETS, flags, strict=True) if flag or told == name),
        disposition=disposition or "",
    )
