"""What the strip may say without its link, and how what was queued comes back: exactly once, a conflict keeps both.

Without the link, or with rules that are stale, nothing but police or EMS may be recommended: an alternative needs the
edition in force and to know who is open, and neither is known. On an answer of yes or unknown the stricter side holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from arcs.core.protocol import DANGERS, Answer, Case
from arcs.core.protocol.words import EMS, INJURY, MEDICAL, OFFICER
from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Held:
    """What may be recommended while the link is lost: police, EMS, or both; the first leads."""

    routes: tuple[str, ...]
    because: str


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A decision made on a device without link: its own key, the call, what was chosen, by which time of the device."""

    key: UUID
    call: str
    answers: tuple[tuple[str, str], ...]
    chosen: str
    who: str
    device_time: datetime


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A decision as it is kept. `at_sync`: the recommendation was computed when the link was back, not at the call."""

    decision: Queued
    recommended: str
    at_sync: bool
    conflicts_with: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Synced:
    """All decisions that are kept, the keys that came in anew, and what a person must look at, in words."""

    kept: tuple[Kept, ...]
    new: tuple[UUID, ...]
    to_look_at: tuple[str, ...]


def is_stale(rules_read_at: datetime | None, now: datetime, *, after: timedelta) -> bool:
    """Whether the rules on a device are too old to recommend by; never read is stale, and so is a time to come."""
    return rules_read_at is None or not timedelta() <= now - rules_read_at <= after


def held_to(case: Case, *, why: str) -> Held:
    """What may be recommended for a call, and why; medics unless medical need and injury are both answered no.

    Police lead where a danger is yes or not ruled out; where every danger is answered no and somebody may be hurt,
    EMS goes alone.

    >>> held_to(Case(call_type="FALL", answers={"*": Answer.NO, "medical": Answer.YES}), why="the link is lost").routes
    ('ems',)
    """
    open_dangers = [one for one in DANGERS if case.answer(one) is not Answer.NO]
    open_hurt = [one for one in (MEDICAL, INJURY) if case.answer(one) is not Answer.NO]
    police = bool(open_dangers or not open_hurt or case.unusable)
    routes = (*((OFFICER,) if police else ()), *((EMS,) if open_hurt else ()))
    reasons = [f"{why}, so only police or EMS may be recommended"]
    if open_hurt:
        reasons.append(f"EMS for {_said(case, open_hurt)}")
    if police:
        reasons.append(
            f"police for {_said(case, open_dangers)}" if open_dangers else "police, as the safest that is known"
        )
    return Held(routes=routes, because="; ".join(reasons))


def _said(case: Case, questions: Iterable[str]) -> str:
    words = {Answer.YES: "yes", Answer.UNKNOWN: "unknown", Answer.UNANSWERED: "not answered"}
    return ", ".join(f"{one} {words[case.answer(one)]}" for one in questions)


def synced(
    known: Iterable[Kept],
    queue: Iterable[Queued],
    *,
    recommended: Mapping[UUID, str],
    names: Mapping[str, str] = MappingProxyType({}),
) -> Synced:
    """What was known and what was queued together: each key once, and of decisions that disagree on a call both.

    `recommended` holds what the edition says now for each queued key; what came anew is marked as computed at sync.
    `names` are those of routes by their codes, for the words about what a person must look at.
    Sending the same queue again changes nothing, and neither does its order.

    Raises `Refusal` where one key comes with two contents, or a new decision has no recommendation.
    """
    before = {one.decision.key: one for one in known}
    incoming: dict[UUID, Queued] = {}
    for one in queue:
        there = before[one.key].decision if one.key in before else incoming.get(one.key, one)
        if there != one:
            raise Refusal(f"the queued decision {one.key}", "its key came with another content", "give it a new key")
        incoming[one.key] = one
    new = [one for key, one in incoming.items() if key not in before]
    missing = [one for one in new if one.key not in recommended]
    if missing:
        raise Refusal(f"the queued decision {missing[0].key}", "nothing was computed for it", "recommend it first")
    added = [Kept(decision=one, recommended=recommended[one.key], at_sync=True) for one in new]
    laid = sorted((*before.values(), *added), key=lambda one: (one.decision.device_time, one.decision.key))
    kept = tuple(_beside(one, laid) for one in laid)
    return Synced(kept=kept, new=tuple(sorted(one.key for one in new)), to_look_at=tuple(_words(kept, names)))


def _beside(one: Kept, laid: list[Kept]) -> Kept:
    others = sorted(
        other.decision.key
        for other in laid
        if other.decision.call == one.decision.call and other.decision.chosen != one.decision.chosen
    )
    return Kept(decision=one.decision, recommended=one.recommended, at_sync=one.at_sync, conflicts_with=tuple(others))


def _words(kept: tuple[Kept, ...], names: Mapping[str, str]) -> Iterable[str]:
    calls = dict.fromkeys(one.decision.call for one in kept if one.conflicts_with)
    for call in sorted(calls):
        of = [one.decision for one in kept if one.decision.call == call]
        chosen = [f"{one.who} chose {names.get(one.chosen, one.chosen)}" for one in of]
        yield f"Call {call} was decided differently and both are kept: {', '.join(chosen)}."
    for one in kept:
        if one.at_sync and one.recommended != one.decision.chosen:
            yield (
                f"Call {one.decision.call}: {names.get(one.decision.chosen, one.decision.chosen)} was chosen without "
                f"link; computed at sync, the edition recommends {names.get(one.recommended, one.recommended)}."
            )
