"""Vectors answered by an edition: what moves at best and at worst, what history cannot answer, what we would regret."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import eq
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, overload

import ibis

from arcs.core.protocol import BoundEdition, ProtocolEdition
from arcs.core.replay.answering import Answered, Asked, Vector
from arcs.core.replay.folding import ANSWERED, REGRETS, SLOTS, WORDS, Clock, plans_of, vector_parts
from arcs.core.replay.hours import hours_of_bound


class ReplayStore(Protocol):
    """Where calls are kept: it answers expressions and takes rows in."""

    def rows(self, expression: ibis.Table) -> Sequence[tuple[Any, ...]]:
        """The expression's rows as plain values, in its column order."""

    def held(self, expression: ibis.Table) -> Sequence[tuple[Any, ...]]:
        """The same rows, each made when it is looked at: for many of which few are."""

    def put(self, name: str, schema: ibis.Schema, rows: Sequence[Sequence[Any]]) -> ibis.Table:
        """Put rows under a name; the table to go on with."""


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


class Regret(NamedTuple):
    """A call that the edition would have sent elsewhere and that was recorded with harm: a bit for each outcome."""

    source_file: str
    source_line: int | None
    call_number: str
    received_local: datetime | None
    call_type: str
    disposition: str
    route: str
    recorded: int

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What was recorded, by name."""
        return tuple(name for at, name in enumerate(REGRETS) if self.recorded & 1 << at)


class Regrets(Sequence[Regret]):
    """Calls that are regretted, as the store holds them; each is made when it is looked at."""

    def __init__(self, held: Sequence[tuple[Any, ...]]) -> None:
        self._held = held

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, at: int) -> Regret: ...
    @overload
    def __getitem__(self, at: slice) -> "Regrets": ...
    def __getitem__(self, at: int | slice) -> "Regret | Regrets":
        return Regrets(self._held[at]) if isinstance(at, slice) else Regret._make(self._held[at])

    def __iter__(self) -> Iterator[Regret]:
        return map(Regret._make, self._held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment] # its columns can be changed


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
    regrets: Sequence[Regret]
    police: frozenset[str]  # routes with police among them
    telling: int  # calls that say at all whether an outcome came about that would be regretted

    def away_from_police(self, case: str) -> tuple[int, float]:
        """Calls and hours that would have gone to nobody of the police, at `best` or at `worst`."""
        rows = [one for one in self.moved if one.by == "all" and one.route not in self.police]
        if case == "best":
            return sum(one.calls_best for one in rows), sum(one.hours_best for one in rows)
        return sum(one.calls_worst for one in rows), sum(one.hours_worst for one in rows)


@contextmanager
def _unswept() -> Iterator[None]:
    """Without searches for reference cycles meanwhile.

    A replay makes tens of thousands of small values and no cycle; each of the searches that they set off goes through
    every object of the programme, and together they took a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_unswept()
def replay(
    edition: ProtocolEdition,
    span: tuple[date, date] | None,
    store: ReplayStore,
    calls: ibis.Table,
    committed: ibis.Table,
    *,
    types: Mapping[str, str] = MappingProxyType({}),
    outcomes: Mapping[str, str] = MappingProxyType({}),
) -> Replay:
    """The edition over calls received in a `span` of days; `committed` holds their unit responses, of the same calls.

    `types` and `outcomes` put the export's words for types and dispositions beside ours. The edition is asked as if it
    had been in force: a draft is tried on the past.
    """
    bound = BoundEdition(edition)
    hours = hours_of_bound(bound, span)
    asked = Asked(bound, hours)
    clock = Clock(slot_minutes=hours.slot_minutes, outside=hours.outside)
    plans = plans_of(calls.op(), committed.op(), clock, with_words=bool(outcomes))
    _put(store, SLOTS, list(hours.slots))
    found = [_vector(row, types) for row in store.rows(plans.vectors)]
    answers = _Numbered(asked, [one for _, one in found])
    police = frozenset(one.code for at, one in enumerate(edition.routes) if bound.police_routes & (1 << at))
    routes = [None if one.best in police else one.best for one in answers.known]
    numbers = [(*vector, at, routes[at]) for (vector, _), at in zip(found, answers.numbers, strict=True)]
    _put(store, ANSWERED, numbers)
    if outcomes:
        _put(store, WORDS, _bits(outcomes))
    return Replay(
        edition=bound.name,
        calls=sum(one.calls for _, one in found),
        hours=_hours(sum(one.spent_ms for _, one in found)),
        first=span[0] if span else None,
        last=span[1] if span else None,
        moved=tuple(_moved(bound, answers, store.rows(plans.split))),
        unanswerable=tuple(_unanswerable(bound, answers.pairs())),
        regrets=Regrets(store.held(plans.harmed)),
        police=police,
        telling=store.rows(plans.telling)[0][0] or 0,
    )


def _put(store: ReplayStore, table: ibis.Table, rows: Sequence[Sequence[Any]]) -> None:
    store.put(table.get_name(), table.schema(), rows)


def _vector(row: Sequence[Any], types: Mapping[str, str]) -> tuple[tuple[str, int], Vector]:
    """The vector as the store tells it, by the export's word for the type, and under the edition's."""
    kind, number, calls, spent_ms = row
    pattern, needs = vector_parts(number)
    return (kind, number), Vector(types.get(kind, kind), pattern, needs, calls, spent_ms)


def _bits(outcomes: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(word, 1 << REGRETS.index(one)) for word, one in sorted(outcomes.items())]


class _Numbered:
    """Vectors with the edition's answers, each distinct answer under a number that the store can carry."""

    def __init__(self, asked: Asked, found: Sequence[Vector]) -> None:
        self.numbers = [asked.answer(one) for one in found]
        self.known = tuple(asked.answers)
        self.found = found

    def pairs(self) -> Iterator[tuple[Vector, Answered]]:
        """Each vector with its answer."""
        return ((one, self.known[at]) for one, at in zip(self.found, self.numbers, strict=True))


def _hours(milliseconds: int) -> float:
    return milliseconds / 3_600_000


def _moved(bound: BoundEdition, answers: _Numbered, splits: Iterable[Sequence[Any]]) -> Iterator[Moved]:
    """Sums by route, in all and by type, hour and area."""
    sums: dict[tuple[str, str], dict[int, list[int]]] = {}

    def add(by: str, value: str, at: int, calls: int, spent_ms: int) -> None:
        held = sums.setdefault((by, value), {}).setdefault(at, [0, 0])
        held[0] += calls
        held[1] += spent_ms

    for one, at in zip(answers.found, answers.numbers, strict=True):
        add("call_type", one.call_type, at, one.calls, one.spent_ms)
        add("all", "", at, one.calls, one.spent_ms)
    for hour, area, at, calls, spent_ms in splits:
        add("hour", "not recorded" if hour is None else f"{hour:02d}", at, calls, spent_ms)
        add("area", area or "not recorded", at, calls, spent_ms)
    for by, value in sorted(sums, key=lambda key: (_PLACES.index(key[0]), key[1])):
        yield from _by_route(bound, answers, by, value, sums[by, value])


_PLACES = ("all", "call_type", "hour", "area")


def _by_route(
    bound: BoundEdition, answers: _Numbered, by: str, value: str, sums: Mapping[int, Sequence[int]]
) -> Iterator[Moved]:
    routes: dict[str, list[int]] = {}
    for number, (calls, spent_ms) in sums.items():
        answer = answers.known[number]
        for at, route in ((0, answer.best), (2, answer.worst)):
            held = routes.setdefault(route, [0, 0, 0, 0])
            held[at] += calls
            held[at + 1] += spent_ms
    for route in sorted(routes, key=lambda one: bound.route_at[one]):
        calls_best, ms_best, calls_worst, ms_worst = routes[route]
        yield Moved(
            by=by,
            value=value,
            route=route,
            calls_best=calls_best,
            hours_best=_hours(ms_best),
            calls_worst=calls_worst,
            hours_worst=_hours(ms_worst),
        )


def _unanswerable(bound: BoundEdition, pairs: Iterable[tuple[Vector, Answered]]) -> Iterator[Unanswerable]:
    sums: dict[tuple[int, int], list[int]] = {}
    unknown: dict[str, list[int]] = {}
    for one, answer in pairs:
        held = sums.setdefault((answer.silent, answer.turns), [0, 0])
        held[0] += one.calls
        held[1] += one.spent_ms
        if bound.type_at(one.call_type) < 0:
            held = unknown.setdefault(one.call_type, [0, 0])
            held[0] += one.calls
            held[1] += one.spent_ms
    for question in bound.edition.questions:
        bit = bound.question_bit[question.code]
        turned = [held for (_, turns), held in sums.items() if turns & bit]
        yield Unanswerable(
            kind="question",
            code=question.code,
            text=question.text,
            calls=sum(held[0] for (silent, _), held in sums.items() if silent & bit),
            calls_that_turn=sum(held[0] for held in turned),
            hours_that_turn=_hours(sum(held[1] for held in turned)),
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
