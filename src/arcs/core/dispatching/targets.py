"""How long a caller waits against what was promised, and what wait to expect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from arcs.core.figures import rounded
from arcs.core.refusal import Refusal


class Band(StrEnum):
    """Where a wait stands against its target; the word stands beside every colour."""

    WITHIN = "within"
    NEAR = "near"
    LATE = "late"
    NO_TARGET = "no_target"

    @property
    def label(self) -> str:
        """The words a dispatcher reads."""
        return {
            Band.WITHIN: "within target",
            Band.NEAR: "near target",
            Band.LATE: "late",
            Band.NO_TARGET: "no target",
        }[self]


@dataclass(frozen=True, kw_only=True)
class RouteTarget:
    """How soon a route means to be there, from a day on; `near_from` is the share of it from which it is near."""

    route: str
    from_day: date
    minutes: int
    near_from: Decimal = Decimal("0.75")

    def __post_init__(self) -> None:
        where = f'the target of "{self.route}"'
        if self.minutes <= 0:
            raise Refusal(where, f"it is {self.minutes} minutes", "give at least one minute")
        if not 0 < self.near_from < 1:
            raise Refusal(where, f"near begins at {self.near_from} of it", "give a share between 0 and 1, as in 0.75")


@dataclass(frozen=True, kw_only=True)
class Age:
    """A wait against its target: minutes, share of the target, band and words."""

    minutes: int
    share: Decimal | None
    band: Band
    words: str


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What recent waits were: median and 90th percentile in minutes with their number; None where too few are known."""

    n: int
    median: int | None
    p90: int | None
    words: str


def target_on(targets: Iterable[RouteTarget], route: str, on: date) -> RouteTarget | None:
    """The target that holds for a route on a day: the latest that had begun, or none."""
    begun = [one for one in targets if one.route == route and one.from_day <= on]
    return max(begun, key=lambda one: (one.from_day, -one.minutes), default=None)


def age(waited: timedelta, target: RouteTarget | None) -> Age:
    """A wait against a target. At the target it is still near; one second beyond it is late.

    A wait below zero is one of a device whose clock is ahead, and counts as none.

    >>> age(timedelta(minutes=9), RouteTarget(route="cso", from_day=date(2026, 1, 1), minutes=20)).words
    '9 of 20 min, within target'
    """
    seconds = max(0, int(waited.total_seconds()))
    minutes = seconds // 60
    if target is None:
        return Age(minutes=minutes, share=None, band=Band.NO_TARGET, words=f"{minutes} min, no target")
    share = Decimal(seconds) / (60 * target.minutes)
    on_time = Band.NEAR if share >= target.near_from else Band.WITHIN
    band = Band.LATE if share > 1 else on_time
    over = f", late by {-(-(seconds - 60 * target.minutes) // 60)} min" if band is Band.LATE else f", {band.label}"
    return Age(minutes=minutes, share=share, band=band, words=f"{minutes} of {target.minutes} min{over}")


def quantile(values: Sequence[int], share: Decimal) -> Decimal:
    """The value below which a share of them lies, linear between neighbours (as NumPy and DuckDB's `quantile_cont`).

    >>> quantile([10, 20, 30, 40], Decimal("0.5"))
    Decimal('25.0')
    """
    laid = sorted(values)
    place = share * (len(laid) - 1)
    low = int(place)
    high = min(low + 1, len(laid) - 1)
    return laid[low] + (place - low) * (laid[high] - laid[low])


def expected_wait(recent_seconds: Sequence[int], *, least: int = 10) -> Expected:
    """What a caller may be told to expect, from recent waits in seconds; nothing below `least` of them.

    >>> expected_wait([600] * 9 + [1200], least=10).words
    'half within 10 min, nine of ten within 11 min (10 calls)'
    """
    if least < 1:
        raise Refusal(f"a minimum of {least} waits", "nothing can be told from none", "give at least 1")
    n = len(recent_seconds)
    if n < least:
        return Expected(n=n, median=None, p90=None, words=f"not known: {n} recent calls, {least} are needed")
    median, p90 = (int(rounded(quantile(recent_seconds, Decimal(one)) / 60, 0)) for one in ("0.5", "0.9"))
    words = f"half within {median} min, nine of ten within {p90} min ({n} calls)"
    return Expected(n=n, median=median, p90=p90, words=words)
