"""A replay as tables that any document prints."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from arcs.core.figures import Column, Table, Value
from arcs.core.replay.replaying import Moved, Regret, Replay, Unanswerable

_BEST = "everything that history does not say was answered no"
_WORST = "everything that history does not say counts as the edition counts unknown"
_HOURS = "unit hours"


def replay_tables(found: Replay, *, population: str, source: str) -> Mapping[str, Table]:
    """`moved`, `regret` and `unanswerable`, with what they count, when, and where they come from."""
    period = f"{found.first} to {found.last}" if found.first and found.last else "not recorded"
    moved = Table(
        name="moved",
        title="Who would have been sent",
        columns=_MOVED,
        rows=tuple(_of_moved(one) for one in found.moved),
        notes=(
            f"At best, {_BEST}; at worst, {_WORST}. A call to which police go beside others counts for police.",
            "Hours are unit hours from dispatched to cleared, as they were spent; a new route may spend others.",
        ),
        population=population,
        period=period,
        source=source,
    )
    regret = Table(
        name="regret",
        title="Calls we would regret",
        columns=_REGRET,
        rows=tuple(_of_regret(one) for one in found.regrets),
        notes=("Sent away from police at best, and recorded with arrest, force, injury, weapon, backup or upgrade.",),
        population=population,
        period=period,
        source=source,
    )
    unanswerable = Table(
        name="unanswerable",
        title="What history cannot answer",
        columns=_UNANSWERABLE,
        rows=tuple(_of_unanswerable(one) for one in found.unanswerable),
        notes=("A route turns on a question where it alone, being unknown and all others no, changes who goes.",),
        population=population,
        period=period,
        source=source,
    )
    return {one.name: one for one in (moved, regret, unanswerable)}


def summary_tables(
    found: Replay, *, population: str, source: str, names: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, Table]:
    """`by_route`, `by_hour` and `by_area`: what leaves the police, as shares of all calls; `names` are the routes'."""
    period = f"{found.first} to {found.last}" if found.first and found.last else "not recorded"
    titles = {"by_route": "By route", "by_hour": "By hour of the day", "by_area": "By area or beat"}
    heads = {"by_route": _BY_ROUTE, "by_hour": _by_place("Hour"), "by_area": _by_place("Area or beat")}
    rows = {
        "by_route": _route_rows(found, names), "by_hour": _place_rows(found, "hour"),
        "by_area": _place_rows(found, "area"),
    }  # fmt: skip
    return {
        name: Table(
            name=name, title=title, columns=heads[name], rows=tuple(rows[name]), population=population, period=period,
            source=source,
        )
        for name, title in titles.items()
    }  # fmt: skip


def _route_rows(found: Replay, names: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """Each route, and all calls last."""
    rows = [
        (names.get(one.route, one.route), (one.calls_best, one.hours_best), (one.calls_worst, one.hours_worst))
        for one in found.moved
        if one.by == "all"
    ]
    for name, best, worst in [*rows, ("All calls", (found.calls, found.hours), (found.calls, found.hours))]:
        told: list[Value] = [name]
        for calls, hours in (best, worst):
            told += [calls, _share(calls, found.calls), _decimal(hours)]
        yield tuple(told)


def _place_rows(found: Replay, by: str) -> Iterator[tuple[Value, ...]]:
    """How many calls each hour or area had, and how many would have gone to nobody of the police."""
    places: dict[str, list[Moved]] = {}
    for one in found.moved:
        if one.by == by:
            places.setdefault(one.value, []).append(one)
    for value, listed in places.items():
        of = sum(one.calls_best for one in listed)
        best = sum(one.calls_best for one in listed if one.route not in found.police)
        worst = sum(one.calls_worst for one in listed if one.route not in found.police)
        yield value, best, _share(best, of), worst, _share(worst, of), of


def _share(part: int, of: int) -> Decimal | None:
    return Decimal(part) / Decimal(of) if of else None


def _away(name: str, heading: str) -> tuple[Column, Column]:
    """Calls that leave the police, and their share."""
    definition = f"nobody of the police goes; {_BEST if name == 'best' else _WORST}"
    return (
        Column(name=name, heading=f"Away from police {heading}", kind="whole", unit="calls", definition=definition),
        Column(name=f"share_{name}", heading=f"Share {heading}", kind="share", places=1, definition="of its calls"),
    )


def _by_place(heading: str) -> tuple[Column, ...]:
    first = Column(name="value", heading=heading)
    return (
        first,
        *_away("best", "at best"),
        *_away("worst", "at worst"),
        Column(name="calls", heading="Calls", kind="whole"),
    )


def _of_case(name: str, heading: str, definition: str) -> tuple[Column, ...]:
    return (
        Column(name=f"calls_{name}", heading=f"Calls {heading}", kind="whole", definition=definition),
        Column(name=f"share_{name}", heading=f"Share {heading}", kind="share", places=1, definition="of all calls"),
        Column(name=f"hours_{name}", heading=f"Hours {heading}", kind="number", unit=_HOURS),
    )


_BY_ROUTE = (
    Column(name="route", heading="Route"), *_of_case("best", "at best", _BEST), *_of_case("worst", "at worst", _WORST),
)  # fmt: skip
_MOVED = (
    Column(name="by", heading="By"),
    Column(name="value", heading="Value"),
    Column(name="route", heading="Route"),
    Column(name="calls_best", heading="Calls at best", kind="whole", definition=_BEST),
    Column(name="hours_best", heading="Hours at best", kind="number", places=1, unit=_HOURS),
    Column(name="calls_worst", heading="Calls at worst", kind="whole", definition=_WORST),
    Column(name="hours_worst", heading="Hours at worst", kind="number", places=1, unit=_HOURS),
)
_REGRET = (
    Column(name="received_local", heading="Received"),
    Column(name="call_type", heading="Call type"),
    Column(name="route", heading="Route of the edition"),
    Column(name="outcomes", heading="Recorded"),
    Column(name="disposition", heading="Disposition"),
    Column(name="call_number", heading="Call number"),
    Column(name="source_file", heading="File"),
    Column(name="source_line", heading="Line", kind="whole"),
)
_UNANSWERABLE = (
    Column(name="kind", heading="What"),
    Column(name="code", heading="Name"),
    Column(name="text", heading="In words"),
    Column(name="calls", heading="Calls without an answer", kind="whole"),
    Column(name="calls_that_turn", heading="Calls whose route turns on it", kind="whole"),
    Column(name="hours_that_turn", heading="Their hours", kind="number", places=1, unit=_HOURS),
)


def _of_moved(one: Moved) -> tuple[str | int | Decimal, ...]:
    best, worst = _decimal(one.hours_best), _decimal(one.hours_worst)
    return (one.by, one.value, one.route, one.calls_best, best, one.calls_worst, worst)


def _of_regret(one: Regret) -> tuple[str | int | None, ...]:
    received = one.received_local.isoformat(sep=" ", timespec="seconds") if one.received_local else None
    outcomes = ", ".join(one.outcomes)
    where = (one.call_number, one.source_file, one.source_line)
    return (received, one.call_type, one.route, outcomes, one.disposition, *where)


def _of_unanswerable(one: Unanswerable) -> tuple[str | int | Decimal, ...]:
    return (one.kind, one.code, one.text, one.calls, one.calls_that_turn, _decimal(one.hours_that_turn))


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))
