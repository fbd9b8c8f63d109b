"""The programme page's figures: each with unit, population, denominator, definition and the keys of what it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.dispatching.outcomes import NotServed
from arcs.core.dispatching.targets import quantile
from arcs.core.figures import Figure, rounded

# Calls from one address in the period, in bands: a single address is never shown.
REPEAT_BANDS = ((2, 3), (4, 9), (10, None))


@dataclass(frozen=True, kw_only=True)
class MeasuredCall:
    """One call as the programme page counts it. None is not recorded; `address` is only compared, never shown."""

    key: str
    triaged: bool
    route: str = ""
    eligible: bool = False
    served: bool = False
    not_served: NotServed | None = None
    waited_seconds: int | None = None
    handed_back: bool = False
    backup: bool = False
    recommended: str = ""
    promised_seconds: int | None = None
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A figure with the keys of the rows that it counts and the number of rows it is out of."""

    figure: Figure
    keys: tuple[str, ...]
    denominator: int

    @property
    def share(self) -> Decimal | None:
        """The count over its denominator; None where there is none to divide by."""
        return Decimal(len(self.keys)) / self.denominator if self.denominator else None


def measured(calls: Iterable[MeasuredCall], *, period: str) -> tuple[Counted, ...]:
    """All figures of the programme page, in its order; the order of the calls never matters.

    >>> found = measured([MeasuredCall(key="1", triaged=False)], period="2026-03-10")
    >>> [(str(one.figure), one.denominator) for one in found if one.figure.name == "not triaged"]
    [('1', 1)]
    """
    laid = sorted(calls, key=lambda one: one.key)
    twice = [key for key, count in Counter(one.key for one in laid).items() if count > 1]
    if twice:
        raise ValueError(f"Call {twice[0]} came twice and would be counted twice. Give each its key once.")
    return (
        *_by_route(laid, period),
        *_waits(laid, period),
        *_unserved(laid, period),
        *_events(laid, period),
        *_repeats(laid, period),
    )


def _counted(
    name: str, of: list[MeasuredCall], population: str, period: str, *, definition: str, keys: list[str]
) -> Counted:
    figure = Figure(
        name=name,
        value=len(keys),
        unit="calls",
        population=population,
        period=period,
        definition=f"{definition}, out of {len(of)}",
        kind="whole",
    )
    return Counted(figure=figure, keys=tuple(keys), denominator=len(of))


def _keys(of: list[MeasuredCall], counts: Callable[[MeasuredCall], bool]) -> list[str]:
    return [one.key for one in of if counts(one)]


def _by_route(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Calls by route: they sum to all calls, those without a route included."""
    for route in sorted({one.route for one in laid}):
        words = f"route {route}" if route else "no route"
        keys = [one.key for one in laid if one.route == route]
        yield _counted(f"calls, {words}", laid, "all calls", period, definition=f"calls with {words} chosen", keys=keys)
    not_triaged = [one.key for one in laid if not one.triaged]
    yield _counted(
        "not triaged",
        laid,
        "all calls",
        period,
        definition="calls that nobody triaged, whatever they were",
        keys=not_triaged,
    )


def _waits(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Median and 90th percentile of recorded waits by route, with the number of calls that have one."""
    for route in sorted({one.route for one in laid if one.route}):
        of = [one for one in laid if one.route == route]
        known = {one.key: one.waited_seconds for one in of if one.waited_seconds is not None}
        for name, share in (("median wait", "0.5"), ("90th percentile wait", "0.9")):
            value = rounded(quantile(list(known.values()), Decimal(share)) / 60, 1) if known else None
            figure = Figure(
                name=f"{name}, route {route}",
                value=value,
                unit="minutes",
                population=f"calls of route {route} with a recorded wait",
                period=period,
                definition=f"{name} from received to answered, of {len(known)} of {len(of)} calls with both times",
                places=1,
            )
            yield Counted(figure=figure, keys=tuple(known), denominator=len(of))


def _unserved(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Triaged, eligible and not served, by reason; one without a reason is counted as such and never left out."""
    eligible = [one for one in laid if one.triaged and one.eligible]
    unserved = [one for one in eligible if not one.served]
    population = "calls that were triaged and eligible"
    yield _counted(
        "eligible, not served",
        eligible,
        population,
        period,
        definition="eligible calls that were not served",
        keys=_keys(unserved, bool),
    )
    for reason in (*NotServed, None):
        words = reason.label.lower() if reason else "no reason recorded"
        keys = [one.key for one in unserved if one.not_served is reason]
        yield _counted(
            f"eligible, not served: {words}", eligible, population, period, definition=f"of these, {words}", keys=keys
        )


def _events(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    sent = [one for one in laid if one.route]
    decided = [one for one in sent if one.recommended]
    promised = [one for one in laid if one.promised_seconds is not None]
    known = [one for one in promised if one.waited_seconds is not None]
    routed, of_decided, of_promised = (
        "calls with a route",
        "calls with a recommendation and a choice",
        "calls with a promised time and a recorded wait",
    )
    yield _counted(
        "hand-backs",
        sent,
        routed,
        period,
        definition="calls handed back to police",
        keys=_keys(sent, lambda one: one.handed_back),
    )
    yield _counted(
        "backup",
        sent,
        routed,
        period,
        definition="calls on which backup was asked for",
        keys=_keys(sent, lambda one: one.backup),
    )
    yield _counted(
        "overrides",
        decided,
        of_decided,
        period,
        definition="calls whose choice is not the recommendation",
        keys=_keys(decided, lambda one: one.route != one.recommended),
    )
    yield _counted(
        "promises broken",
        known,
        of_promised,
        period,
        definition="calls that waited longer than was promised",
        keys=_keys(known, _broken),
    )
    open_promises = [one.key for one in promised if one.waited_seconds is None]
    yield _counted(
        "promises not known",
        promised,
        "calls with a promised time",
        period,
        definition="calls whose wait is not recorded",
        keys=open_promises,
    )


def _broken(call: MeasuredCall) -> bool:
    return (call.waited_seconds or 0) > (call.promised_seconds or 0)


def _repeats(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Calls from addresses that called again, in bands of calls per address; one without an address is in none."""
    located = [one for one in laid if one.address.strip()]
    often = Counter(one.address for one in located)
    for least, most in REPEAT_BANDS:
        band = f"{least} to {most}" if most else f"{least} and more"
        keys = [one.key for one in located if least <= often[one.address] <= (most or often[one.address])]
        addresses = sum(1 for count in often.values() if least <= count <= (most or count))
        definition = f"calls from the {addresses} addresses with {band} calls in the period"
        yield _counted(
            f"repeat addresses, {band} calls",
            located,
            "calls with an address",
            period,
            definition=definition,
            keys=keys,
        )
