"""The programme page's figures: each with unit, population, denominator, definition and the keys of what it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from arcs.core.dispatching.closing import demand_each_once
from arcs.core.dispatching.outcomes import NotServed
from arcs.core.dispatching.targets import quantile
from arcs.core.figures import Figure, rounded

# Who answers calls without the programme: a call recommended to one of these was not eligible for another response.
ORDINARY_ROUTES = frozenset({"officer", "srt", "ems", "fire", "none"})
CLOSED = "closed:"  # how a recommendation names a route whose hours are over
# Calls from one address in the period, in bands: a single address is never shown.
REPEAT_BANDS = ((2, 3), (4, 9), (10, None))


@dataclass(frozen=True, kw_only=True)
class MeasuredCall:
    """One call as the programme page counts it. None is not recorded; `address` is only compared, never shown.

    `served`: closed with an outcome, not handed back, and answered by who does the work of its route. `ended`: it is
    neither open nor at a desk. `overridden`: somebody chose otherwise than was shown, with a reason.
    """

    key: str
    triaged: bool
    route: str = ""
    eligible: bool = False
    served: bool = False
    ended: bool = True
    not_served: NotServed | None = None
    waited_seconds: int | None = None
    handed_back: bool = False
    backup: bool = False
    recommended: str = ""
    overridden: bool = False
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


def eligible_route(recommended: str, rules: Iterable[str]) -> str:
    """The route that a call was eligible for: the recommended one, or the first that only its hours kept from it.

    "" where nothing was recommended but who answers calls anyway.

    >>> eligible_route("cso", []), eligible_route("officer", ["type:NOISE", "closed:cso"]), eligible_route("ems", [])
    ('cso', 'cso', '')
    """
    closed = (one.removeprefix(CLOSED) for one in rules if one.startswith(CLOSED))
    return next((one for one in (recommended, *closed) if one and one not in ORDINARY_ROUTES), "")


def measured(calls: Iterable[MeasuredCall], *, period: str) -> tuple[Counted, ...]:
    """All figures of the programme page, in its order; the order of the calls never matters.

    >>> found = measured([MeasuredCall(key="1", triaged=False)], period="2026-03-10")
    >>> [(str(one.figure), one.denominator) for one in found if one.figure.name == "not triaged"]
    [('1', 1)]
    """
    laid = sorted(calls, key=lambda one: one.key)
    demand_each_once(one.key for one in laid)
    return (
        *_by_route(laid, period),
        *_waits(laid, period),
        *_unserved(laid, period),
        *_events(laid, period),
        *_repeats(laid, period),
    )


def _counted(
    name: str,
    of: list[MeasuredCall],
    population: str,
    period: str,
    *,
    definition: str,
    counted: Iterable[MeasuredCall],
) -> Counted:
    """How many of these calls are counted, with their keys."""
    keys = tuple(one.key for one in counted)
    figure = Figure(
        name=name,
        value=len(keys),
        unit="calls",
        population=population,
        period=period,
        definition=f"{definition}, out of {len(of)}",
        kind="whole",
    )
    return Counted(figure=figure, keys=keys, denominator=len(of))


def _by_route(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Calls by route: they sum to all calls, those without a route included."""
    for route in sorted({one.route for one in laid}):
        words = f"route {route}" if route else "no route"
        yield _counted(
            f"calls, {words}",
            laid,
            "all calls",
            period,
            definition=f"calls with {words} chosen",
            counted=[one for one in laid if one.route == route],
        )
    yield _counted(
        "not triaged",
        laid,
        "all calls",
        period,
        definition="calls that nobody triaged, open or closed, whatever they were",
        counted=[one for one in laid if not one.triaged],
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
                definition=(
                    f"{name} from received until the first unit was on scene or the desk first reached the caller, of "
                    f"{len(known)} of {len(of)} calls with both times"
                ),
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
        definition=(
            "eligible is a call for which an alternative to police, fire and medics was recommended, or only its "
            "hours kept it from that; served is one that was closed with an outcome, was not handed back, and was "
            "answered by a crew or desk that does the work of the chosen alternative, so that a unit that stands in "
            "does not count; here are the eligible calls that were not served, or not yet"
        ),
        counted=unserved,
    )
    for words, is_so in _reasons():
        yield _counted(
            f"eligible, not served: {words}",
            eligible,
            population,
            period,
            definition=f"of these, {words}",
            counted=[one for one in unserved if is_so(one)],
        )


def _reasons() -> Iterator[tuple[str, Callable[[MeasuredCall], bool]]]:
    """Each reason in words and who has it: a call without one is either not over yet, or it was not recorded."""
    for reason in NotServed:
        yield reason.label.lower(), partial(_is_because, reason=reason)
    yield "no reason yet, still open or at a desk", lambda one: one.not_served is None and not one.ended
    yield "no reason recorded", lambda one: one.not_served is None and one.ended


def _is_because(call: MeasuredCall, reason: NotServed) -> bool:
    return call.not_served is reason


def _events(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """What happened to calls with a route, and what became of promises."""
    sent = [one for one in laid if one.route]
    decided = [one for one in sent if one.recommended]
    promised = [one for one in laid if one.promised_seconds is not None]
    known = [one for one in promised if one.waited_seconds is not None]
    routed, chosen = "calls with a route", "calls with a recommendation and a choice"
    told = "calls with a promised time"
    broken = [one for one in known if _broken(one)]
    overridden = [one for one in decided if one.overridden]
    for name, counted, of, population, definition in (
        ("hand-backs", [one for one in sent if one.handed_back], sent, routed, "calls handed back to police by a crew"),
        ("backup", [one for one in sent if one.backup], sent, routed, "calls to which a unit was sent as backup"),
        ("overrides", overridden, decided, chosen, "calls whose last choice overrode what was shown"),
        ("promises broken", broken, known, f"{told} and a recorded wait", "calls that waited longer than was promised"),
        (
            "promises not known",
            [one for one in promised if one.waited_seconds is None],
            promised,
            told,
            "calls whose wait is not recorded",
        ),
    ):
        yield _counted(name, of, population, period, definition=definition, counted=counted)


def _broken(call: MeasuredCall) -> bool:
    return (call.waited_seconds or 0) > (call.promised_seconds or 0)


def _repeats(laid: list[MeasuredCall], period: str) -> Iterator[Counted]:
    """Calls from addresses that called again, in bands of calls per address; one without an address is in none."""
    located = [one for one in laid if one.address.strip()]
    often = Counter(one.address for one in located)
    for least, most in REPEAT_BANDS:
        band = f"{least} to {most}" if most else f"{least} and more"
        within = {address for address, count in often.items() if least <= count <= (most or count)}
        addresses = "1 address" if len(within) == 1 else f"{len(within)} addresses"
        yield _counted(
            f"repeat addresses, {band} calls",
            located,
            "calls with an address",
            period,
            definition=f"calls from {addresses} with {band} calls in the period",
            counted=[one for one in located if one.address in within],
        )
