"""What comes to a desk by what happens elsewhere, in the same transaction.

A decision of triage opens what it sends to a desk, and moves what it takes away; an outcome opens its follow-up; and
whoever accepts a hand-over owns what its sender owned.
"""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from arcs.core.agency import is_open, opens_next
from arcs.core.dispatching.outcomes import AT_DESKS
from arcs.web.calls.models import Call
from arcs.web.desks import actions, permits
from arcs.web.desks.models import Attempt, DeskItem, State
from arcs.web.dispatch.made_known import accepted, came_out
from arcs.web.dispatch.models import CallOutcome, HandOver
from arcs.web.people.models import Staff
from arcs.web.triage.advising import closed_of
from arcs.web.triage.in_force import in_force
from arcs.web.triage.models import Computed, Decision
from arcs.web.triage.telling import decided
from arcs.web.wall.clock import today


@receiver(decided, dispatch_uid="desks_open")
def open_desks(by: Staff, call: Call, decision: Decision, **_: Any) -> None:
    """Each desk that the decision names has the call; a desk that it no longer names has it only where somebody began.

    A desk that is closed now, and was to follow up or to answer, has it as a follow-up for the day on which it opens.
    Where another desk answers in place of the closed one, that one has the whole of it.
    What was decided without a link is sent late: a desk that has opened since has the call now.
    Somebody who has tried to reach the caller goes on looking after the person, whoever answers the call itself.
    """
    was_to_answer = () if decision.chosen_route in AT_DESKS else closed_of(decision.rules)[:1]
    follow_up = (*was_to_answer, *decision.later, *_open_by_now(by, decision))
    opens = _open_on(by, [one for one in follow_up if one in AT_DESKS])
    wanted = {route: True for route in (*decision.chosen_secondary, *opens) if route in AT_DESKS}
    if decision.chosen_route in AT_DESKS:
        wanted[decision.chosen_route] = False
    there = {one.desk: one for one in DeskItem.objects.select_for_update().filter(call=call)}
    for desk, is_follow_up in wanted.items():
        item = there.pop(desk, None)
        if item is None:
            DeskItem.objects.create(
                call=call, call_number=call.number, desk=desk, is_follow_up=is_follow_up, because=decision.because,
                next_date=opens.get(desk, today()), opened_by=by.pk,
            )  # fmt: skip
        elif not item.is_open or item.is_follow_up != is_follow_up:
            next_date = opens.get(desk, today())
            actions.open_again(item, because=decision.because, is_follow_up=is_follow_up, next_date=next_date)
    for item in there.values():
        if item.is_open:
            _move(item)


@receiver(came_out, dispatch_uid="desks_follow_up")
def open_follow_up(by: Staff, call: Call, outcome: CallOutcome, **_: Any) -> None:
    """An outcome that says who looks after the person from here lies at that desk."""
    if outcome.follow_up_route:
        because = outcome.follow_up or gettext("%(who)s asked for it with the outcome.") % {"who": by.name}
        actions.follow_up(by=by, call=call, desk=outcome.follow_up_route, because=because)


@receiver(accepted, dispatch_uid="desks_own")
def own_what_was_handed_over(by: Staff, one: HandOver, **_: Any) -> None:
    """Whoever accepts a call has what its sender had of it at the desks, if he or she works there."""
    if not permits.may_work(by):
        return
    mine = DeskItem.objects.select_for_update().filter(call=one.call_id, owner=one.made_by, state=State.OPEN)
    for item in mine:
        actions.own(item, by)


def _open_by_now(by: Staff, decision: Decision) -> tuple[str, ...]:
    """Who follows up, and who was to answer and was closed, of a decision that came late, and is open by now.

    Police or medics are all that a strip without its link can send, so that the decision itself names no desk.
    """
    if decision.computed != Computed.AT_SYNC:
        return ()
    lead = (decision.recommended_route,) if _was_closed(by, decision.recommended_route, decision.decided_at) else ()
    return (*lead, *decision.recommended_secondary)


def _was_closed(by: Staff, route: str, at: datetime | None) -> bool:
    """Whether a route was closed then; where nobody can believe when that was, it may have been."""
    asked = in_force(by)
    service = next((one.service for one in asked.bound.edition.routes if one.code == route), "") if asked else ""
    return asked is not None and bool(service) and (at is None or not is_open(asked.bound.edition.hours, service, at))


def _open_on(by: Staff, routes: list[str]) -> dict[str, date]:
    """The day on which each of these routes opens next, by the edition's hours; today where it has none."""
    found = dict.fromkeys(routes, today())
    asked = in_force(by) if routes else None
    if asked is None:
        return found
    edition, now = asked.bound.edition, timezone.localtime()
    for one in edition.routes:
        if one.code in found and one.service and (opens := opens_next(edition.hours, one.service, now)):
            found[one.code] = opens.date()
    return found


def _move(item: DeskItem) -> None:
    if Attempt.objects.filter(item=item).exists():
        item.is_follow_up = True
    else:
        item.state = State.MOVED
    item.save(update_fields=["is_follow_up", "state"])
