"""No silent closure: every call stands in one stated place, and whatever breaks that is listed in words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from arcs.core.dispatching.outcomes import NotServed, Outcome, missing
from arcs.core.vocabulary import Labelled

# However far ahead its next date lies, somebody has a follow-up within this time of its opening.
UNOWNED_AT_MOST = timedelta(days=7)


class Place(Labelled):
    """Where a call stands. Not triaged is a place of its own: it says nothing of whether the call was eligible.

    >>> Place.AT_A_DESK.label
    'At a desk'
    """

    SERVED = "served"
    AT_A_DESK = "at_a_desk"
    NOT_SERVED = "not_served"
    NOT_TRIAGED = "not_triaged"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class OpenFollowUp:
    """A desk that looks after the person, whoever answers the call: who has it there, until when, since which day."""

    desk: str
    since: date
    owner: str = ""
    next_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """What is recorded of one call. `desk` is the work queue that holds it; `flags_at_close` None: nobody answered.

    `unserved`: it was eligible for an alternative that did not serve it; `why_unserved` None: nobody said why.
    """

    key: str
    triaged: bool
    route: str = ""
    closed: bool = False
    outcome: Outcome | None = None
    not_served: NotServed | None = None
    desk: str = ""
    owner: str = ""
    next_date: date | None = None
    caller_told: bool | None = None
    wants_no_answer: bool = False
    flags_at_intake: bool = False
    flags_at_close: bool | None = None
    diverted: bool = False
    follow_up: bool = False
    open_follow_ups: tuple[OpenFollowUp, ...] = ()
    unserved: bool = False
    why_unserved: NotServed | None = None


@dataclass(frozen=True, kw_only=True)
class Stated:
    """How many calls stand in each place, with their keys; `total` is the calls that came in."""

    total: int
    keys: tuple[tuple[Place, tuple[str, ...]], ...]

    def count(self, place: Place) -> int:
        """How many calls stand there."""
        return len(dict(self.keys)[place])


def place_of(call: CallRecord) -> Place:
    """Where a call stands: the first that holds of not triaged, served, not served, at a desk, open.

    What nobody triaged stands there however it ended, so that there is one number of such calls.

    >>> place_of(CallRecord(key="1", triaged=False)).value
    'not_triaged'
    """
    if not call.triaged:
        return Place.NOT_TRIAGED
    if call.closed and call.outcome is not None and call.outcome.ending is not None:
        return Place.SERVED
    if call.not_served is not None:
        return Place.NOT_SERVED
    if call.desk:
        return Place.AT_A_DESK
    return Place.OPEN


def places(calls: Iterable[CallRecord]) -> Stated:
    """All calls by place; the places sum to the calls that came in, and a call that came twice is refused.

    Raises ValueError where two records have one key.
    """
    laid = list(calls)
    demand_each_once(one.key for one in laid)
    by_place: dict[Place, list[str]] = {one: [] for one in Place}
    for call in laid:
        by_place[place_of(call)].append(call.key)
    return Stated(total=len(laid), keys=tuple((place, tuple(sorted(keys))) for place, keys in by_place.items()))


def demand_each_once(keys: Iterable[str]) -> None:
    """ValueError that names the first call whose key comes more than once."""
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise ValueError(f"Call {twice[0]} came twice and would be counted twice. Give each its key once.")


def breaches(call: CallRecord, *, today: date) -> tuple[str, ...]:
    """Each way in which a call is closed, or left, in silence, in words.

    >>> breaches(CallRecord(key="1", triaged=True, route="tru", desk="tru"), today=date(2026, 3, 10))
    ('nobody owns it at the desk tru', 'no next date is set')
    """
    return (*_at_the_desk(call, today), *_of_follow_ups(call, today), *_at_close(call), *_contradictions(call))


def _at_the_desk(call: CallRecord, today: date) -> Iterator[str]:
    if not call.desk:
        return
    if not call.owner.strip():
        yield f"nobody owns it at the desk {call.desk}"
    if call.next_date is None:
        yield "no next date is set"
    elif call.next_date < today:
        yield f"its next date passed on {call.next_date}"


def _of_follow_ups(call: CallRecord, today: date) -> Iterator[str]:
    """A follow-up may wait for its next date; from the day after it on somebody has it and has looked at it."""
    for one in call.open_follow_ups:
        taken_by = min(one.next_date or one.since, one.since + UNOWNED_AT_MOST)
        if not one.owner.strip() and taken_by < today:
            yield f"nobody owns the follow-up at the desk {one.desk}"
        if one.next_date is None:
            yield f"no next date is set for the follow-up at the desk {one.desk}"
        elif one.next_date < today:
            yield f"the next date of the follow-up at the desk {one.desk} passed on {one.next_date}"


def _at_close(call: CallRecord) -> Iterator[str]:
    if not (call.closed or call.not_served):
        return
    yield from _without_outcome(call)
    if not call.wants_no_answer and call.caller_told is not True:
        yield "nobody told the caller" if call.caller_told is False else "it is not recorded that the caller was told"
    if call.flags_at_close is None:
        yield "nature flags were not answered at close"
    if not call.flags_at_intake:
        yield "nature flags were not answered at intake"
    if call.diverted and not call.follow_up:
        yield "it was diverted from police and nobody follows up"
    if call.closed and call.unserved and call.why_unserved is None:
        yield "it was eligible and not served, and no reason is recorded"


def _without_outcome(call: CallRecord) -> Iterator[str]:
    if call.not_served is not None:
        return
    if call.outcome is None:
        yield "it is closed without outcome and without a reason why it was not served"
    elif absent := missing(call.route, call.outcome):
        yield f"the outcome does not say {'; '.join(absent)}"


def _contradictions(call: CallRecord) -> Iterator[str]:
    if call.closed and not call.triaged:
        yield "it was closed and never triaged"
    if call.not_served is not None and call.outcome is not None and call.outcome.ending is not None:
        yield f"it has an outcome and a reason why it was not served ({call.not_served.label})"
    if call.closed and call.desk:
        yield f"it is closed and still lies at the desk {call.desk}"


def all_breaches(calls: Iterable[CallRecord], *, today: date) -> tuple[tuple[str, str], ...]:
    """Every breach of every call, by key: what the nightly check lists and the manager sees first."""
    return tuple(
        (one.key, said) for one in sorted(calls, key=lambda one: one.key) for said in breaches(one, today=today)
    )
