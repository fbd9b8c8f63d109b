"""Vectors answered by an edition: what moves at best and at worst, what history cannot answer, what we would regret."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from arcs.core.protocol import Answer, BoundEdition, Case, ProtocolEdition, routes_of
from arcs.core.protocol.words import BEHAVIORAL_HEALTH, EVERY_OTHER, MINOR
from arcs.core.replay.folding import NATURES, REGRETS

# Which question each recorded need answers.
_ANSWERS = {"mental_health": BEHAVIORAL_HEALTH, "juvenile": MINOR, "unhoused": "unhoused"}
POLICE = ("officer", "cit_officer", "co_response", "srt")


@dataclass(frozen=True, kw_only=True)
class Vector:
    """Calls that an edition cannot tell apart, and where they happened."""

    call_type: str
    pattern: int | None
    natures: tuple[bool | None, ...]
    hour: int | None
    area: str
    calls: int = 0
    spent_ms: int = 0

    @classmethod
    def of(cls, row: Sequence[object]) -> "Vector":
        """A vector out of a row of the folded table."""
        kind, pattern, *rest = row
        natures, hour, area, calls, spent = rest[: len(NATURES)], *rest[len(NATURES) :]
        return cls(
            call_type=str(kind),
            pattern=None if pattern is None else int(str(pattern)),
            natures=tuple(None if one is None else bool(one) for one in natures),
            hour=None if hour is None else int(str(hour)),
            area=str(area or ""),
            calls=int(str(calls)),
            spent_ms=int(str(spent or 0)),
        )


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
    """The sets of services open together, over a span of days: from when on which, and a moment of each."""

    steps: tuple[tuple[datetime, int], ...]
    moments: tuple[datetime, ...]


def hours_of(edition: ProtocolEdition, first: date, last: date) -> Hours:
    """When which services are open, over the days from `first` to `last`, on the wall clock."""
    bound = BoundEdition(edition)
    numbers: dict[int, int] = {}
    moments: list[datetime] = []
    steps: list[tuple[datetime, int]] = []
    for at in _edges(edition, first, last):
        open_routes = bound.open_at(at)
        if open_routes not in numbers:
            numbers[open_routes] = len(moments)
            moments.append(at)
        if not steps or steps[-1][1] != numbers[open_routes]:
            steps.append((at, numbers[open_routes]))
    return Hours(steps=tuple(steps), moments=tuple(moments))


def _edges(edition: ProtocolEdition, first: date, last: date) -> Iterator[datetime]:
    """Every wall-clock minute at which a service may open or close; each early minute on the days of the clocks."""
    usual = {0} | {
        edge % (24 * 60)
        for service in edition.services
        for day in service.week.days
        for span in day
        for edge in (span.opens, span.closes)
    }
    zone = edition.hours.zone
    day = first
    while day <= last:
        midnight = datetime.combine(day, time())
        turns = (
            midnight.replace(tzinfo=zone).utcoffset() != (midnight + timedelta(days=1)).replace(tzinfo=zone).utcoffset()
        )
        for minute in sorted(usual | set(range(5 * 60)) if turns else usual):
            yield midnight + timedelta(minutes=minute)
        day += timedelta(days=1)


def replay(
    edition: ProtocolEdition,
    hours: Hours,
    vectors: Iterable[Sequence[object]],
    harmed: Iterable[Sequence[object]],
    *,
    first: date | None = None,
    last: date | None = None,
) -> Replay:
    """The edition over folded calls and over those recorded with harm.

    The edition is asked as if it had been in force: a draft is tried on the past.
    """
    undated = replace(edition, about=replace(edition.about, status="draft", effective_from=None, retired_from=None))
    bound = BoundEdition(undated)
    asked = _Asked(bound, hours)
    rows = [Vector.of(row) for row in vectors]
    return Replay(
        edition=BoundEdition(edition).name,
        calls=sum(one.calls for one in rows),
        hours=_hours(sum(one.spent_ms for one in rows)),
        first=first,
        last=last,
        moved=tuple(_moved(asked, rows)),
        unanswerable=tuple(_unanswerable(asked, rows)),
        regrets=tuple(_regrets(asked, harmed)),
    )


class _Asked:
    """The edition, asked once for each vector; it remembers its answers."""

    def __init__(self, bound: BoundEdition, hours: Hours) -> None:
        self.bound = bound
        self.moments = hours.moments
        self._held: dict[tuple[object, ...], str] = {}

    def route(self, one: Vector, *, rest: Answer, unknown: str = "") -> str:
        """Who leads where what history does not say is answered `rest`, and `unknown` by nobody."""
        key = (one.call_type, one.pattern, one.natures, rest, unknown)
        if key not in self._held:
            answers = self.known(one) | {EVERY_OTHER: rest}
            if unknown:
                answers[unknown] = Answer.UNKNOWN
            at = None if one.pattern is None else self.moments[one.pattern]
            routes = routes_of(self.bound, Case(call_type=one.call_type, answers=answers, local_time=at))
            # Police who come beside medics or the fire department are police on the call.
            self._held[key] = next((route for route in routes if route in POLICE), routes[0])
        return self._held[key]

    def known(self, one: Vector) -> dict[str, Answer]:
        """What history says."""
        said = zip(NATURES, one.natures, strict=True)
        questions = {_ANSWERS[name]: value for name, value in said if value is not None}
        return {
            code: Answer.YES if value else Answer.NO
            for code, value in questions.items()
            if code in self.bound.question_bit
        }


def _hours(milliseconds: int) -> float:
    return milliseconds / 3_600_000


def _moved(asked: _Asked, rows: list[Vector]) -> Iterator[Moved]:
    by: dict[str, Callable[[Vector], str]] = {
        "all": lambda one: "",
        "call_type": lambda one: one.call_type,
        "hour": lambda one: "not recorded" if one.hour is None else f"{one.hour:02d}",
        "area": lambda one: one.area or "not recorded",
    }
    order = {one.code: at for at, one in enumerate(asked.bound.edition.routes)}
    for name, value_of in by.items():
        sums: dict[tuple[str, int], list[int]] = {}
        for one in rows:
            for at, rest in ((0, Answer.NO), (2, Answer.UNANSWERED)):
                held = sums.setdefault((value_of(one), order[asked.route(one, rest=rest)]), [0, 0, 0, 0])
                held[at] += one.calls
                held[at + 1] += one.spent_ms
        codes = list(order)
        for (value, route), (calls_best, ms_best, calls_worst, ms_worst) in sorted(sums.items()):
            yield Moved(
                by=name,
                value=value,
                route=codes[route],
                calls_best=calls_best,
                hours_best=_hours(ms_best),
                calls_worst=calls_worst,
                hours_worst=_hours(ms_worst),
            )


def _unanswerable(asked: _Asked, rows: list[Vector]) -> Iterator[Unanswerable]:
    for question in asked.bound.edition.questions:
        silent = [one for one in rows if question.code not in asked.known(one)]
        turned = [
            one
            for one in silent
            if asked.route(one, rest=Answer.NO) != asked.route(one, rest=Answer.NO, unknown=question.code)
        ]
        yield Unanswerable(
            kind="question",
            code=question.code,
            text=question.text,
            calls=sum(one.calls for one in silent),
            calls_that_turn=sum(one.calls for one in turned),
            hours_that_turn=_hours(sum(one.spent_ms for one in turned)),
        )
    unknown: dict[str, list[Vector]] = {}
    for one in rows:
        if asked.bound.type_at(one.call_type) < 0:
            unknown.setdefault(one.call_type, []).append(one)
    for name, found in sorted(unknown.items(), key=lambda pair: (-sum(one.calls for one in pair[1]), pair[0])):
        calls = sum(one.calls for one in found)
        yield Unanswerable(
            kind="call_type",
            code=name,
            text="The edition does not hold this type: the safest route answers.",
            calls=calls,
            calls_that_turn=calls,
            hours_that_turn=_hours(sum(one.spent_ms for one in found)),
        )


def _regrets(asked: _Asked, harmed: Iterable[Sequence[object]]) -> Iterator[Regret]:
    width = 4 + len(NATURES)  # type, pattern, needs, hour, area
    for row in harmed:
        one = Vector.of((*row[:width], 1, 0))
        route = asked.route(one, rest=Answer.NO)
        if route in POLICE:
            continue
        file, line, number, received, kind, disposition, told, *flags = row[width:]
        outcomes = [name for name, flag in zip(REGRETS, flags, strict=True) if flag or told == name]
        yield Regret(
            source_file=str(file or ""),
            source_line=None if line is None else int(str(line)),
            call_number=str(number or ""),
            received_local=received if isinstance(received, datetime) else None,
            call_type=str(kind),
            route=route,
            outcomes=tuple(outcomes),
            disposition=str(disposition or ""),
        )
