"""A decision of triage opens what it sends to a desk, in the same transaction; what it takes away is moved."""

from typing import Any

from django.dispatch import receiver

from arcs.web.calls.models import Call
from arcs.web.desks.models import Attempt, Desk, DeskItem, State
from arcs.web.people.models import Staff
from arcs.web.triage.models import Decision
from arcs.web.triage.telling import decided
from arcs.web.wall.clock import today


@receiver(decided, dispatch_uid="desks_open")
def open_desks(by: Staff, call: Call, decision: Decision, **_: Any) -> None:
    """Each desk that the decision names has the call; a desk that it no longer names has it only where somebody began.

    Somebody who has tried to reach the caller goes on looking after the person, whoever answers the call itself.
    """
    wanted = {route: True for route in decision.chosen_secondary if route in Desk.values}
    if decision.chosen_route in Desk.values:
        wanted[decision.chosen_route] = False
    there = {one.desk: one for one in DeskItem.objects.select_for_update().filter(call=call)}
    for desk, is_follow_up in wanted.items():
        item = there.pop(desk, None)
        if item is None:
            DeskItem.objects.create(
                call=call, call_number=call.number, desk=desk, is_follow_up=is_follow_up, because=decision.because,
                next_date=today(), opened_by=by.pk,
            )  # fmt: skip
        elif not item.is_open or item.is_follow_up != is_follow_up:
            _open_again(item, because=decision.because, is_follow_up=is_follow_up)
    for item in there.values():
        if item.is_open:
            _move(item)


def _open_again(item: DeskItem, *, because: str, is_follow_up: bool) -> None:
    if not item.is_open:
        item.next_date = today()
    item.state, item.because, item.is_follow_up = State.OPEN, because, is_follow_up
    item.done_at = item.done_by = None
    item.done_by_name = item.ending = item.given_to = item.not_served = item.told = item.told_how = ""
    item.save()


def _move(item: DeskItem) -> None:
    if Attempt.objects.filter(item=item).exists():
        item.is_follow_up = True
    else:
        item.state = State.MOVED
    item.save(update_fields=["is_follow_up", "state"])
