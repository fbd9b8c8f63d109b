"""Who of those that a call needs is on the way or was there: which of its routes still need a unit.

A unit answers the routes whose work its people do. A unit whose people do none of them stands in for the first that
nobody answers; a unit sent as backup stands in for nobody. A unit that was cleared before it arrived answered nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from arcs.core.dispatching.outcomes import WITHOUT_UNIT
from arcs.core.protocol.words import OFFICER
from arcs.web.dispatch.decided import Decided
from arcs.web.units.models import Assignment


class Group(StrEnum):
    """Where a call stands on the board."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    ANSWERED = "answered"


@dataclass(frozen=True, kw_only=True)
class Going:
    """Where a call stands, the routes for which a unit must still be sent, and who was taken off before arriving."""

    group: Group
    missing: tuple[str, ...] = ()
    is_partly: bool = False
    taken_off: str = ""


def needs_of(stands: Decided) -> tuple[str, ...]:
    """The routes of a call to which a unit goes; medics come with their own, and a desk sends nobody."""
    return tuple(dict.fromkeys(one for one in (stands.route, *stands.secondary) if one not in WITHOUT_UNIT))


def going(stands: Decided, held: Iterable[Assignment], *, outcome_at: datetime | None = None) -> Going:
    """How a call stands, given its assignments (each with `routes`, those of its people) and its last outcome.

    What was done before a hand-back, before a desk sent the call back, or before a new decision answers what came
    before it. A call is answered when somebody was on scene for each of its routes, or an outcome is recorded.
    """
    every = list(held)
    counting = [one for one in every if _counts(stands, one)]
    running = any(one.held_to is None for one in counting)
    if outcome_at is not None and _is_after(stands, outcome_at):
        return Going(group=Group.UNDER_WAY if running else Group.ANSWERED)
    missing = _missing(needs_of(stands), counting)
    if missing or not counting:
        return Going(
            group=Group.WAITING, missing=missing, is_partly=bool(counting), taken_off=_taken_off(stands, every)
        )
    return Going(group=Group.UNDER_WAY if running else Group.ANSWERED)


def routes_of(one: Assignment) -> frozenset[str]:
    """The routes whose work the people of a unit did while a call had it."""
    return frozenset(one.routes or ())  # type: ignore[attr-defined] # annotated


def _is_after(stands: Decided, at: datetime) -> bool:
    since, decision = stands.back_at, stands.decision
    return not (since is not None and at <= since) and not (decision is not None and at < decision.counts_from)


def _counts(stands: Decided, one: Assignment) -> bool:
    """Whether a unit goes, is there or was there for what the call needs now."""
    since, back = stands.back_at, stands.handed_back
    if one.assigned_at is None or (one.held_to is not None and one.on_scene_at is None):
        return False
    if since is not None and one.assigned_at <= since:
        # An officer who is there already stays; whoever gave the call back does not answer it.
        gave_back = back is not None and one.unit_id == back.unit_id
        return one.held_to is None and not gave_back and OFFICER in routes_of(one)
    return one.held_to is None or _is_after(stands, one.held_to)


def _missing(needs: tuple[str, ...], counting: Iterable[Assignment]) -> tuple[str, ...]:
    open_needs, stands_in = list(needs), 0
    for one in counting:
        answers = routes_of(one) & set(needs)
        open_needs = [need for need in open_needs if need not in answers]
        stands_in += not answers and not one.is_backup
    return tuple(open_needs[stands_in:])


def _taken_off(stands: Decided, every: Iterable[Assignment]) -> str:
    """The call sign of the last unit that was cleared before it arrived, of those that this decision sent."""
    off = [
        one for one in every
        if one.assigned_at and one.held_to and one.on_scene_at is None and _is_after(stands, one.held_to)
    ]  # fmt: skip
    return max(off, key=lambda one: one.held_to or one.held_from).unit.call_sign if off else ""
