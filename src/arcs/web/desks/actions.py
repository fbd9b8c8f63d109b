"""Writes at a desk. Permit and change in one transaction; whoever changes an item waits for the other at its row.

The call's row comes before the item's, as in triage: two who take them in two orders would wait for each other.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.dispatching.outcomes import AT_DESKS, OF_THE_CHOICE, Ending, NotServed
from arcs.web.calls import actions as calls
from arcs.web.calls.models import Call, ClosingCode
from arcs.web.desks import permits, queries
from arcs.web.desks.models import (
    ENDINGS,
    REASONS,
    REASONS_HERE,
    Attempt,
    DeskItem,
    How,
    Reached,
    State,
    Told,
    UnservedReason,
)
from arcs.web.people.models import Staff
from arcs.web.triage.sending_back import send_back
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

FARTHEST = timedelta(days=180)
LONGEST_WORDS = 2000
# How a call ends that ends at a desk.
CLOSES_AS = {
    Ending.RESOLVED: ClosingCode.BY_TELEPHONE,
    Ending.RELEASED_TO: ClosingCode.BY_TELEPHONE,
    Ending.REFERRED_TO: ClosingCode.REFERRED,
    Ending.REPORT_TAKEN: ClosingCode.REPORT,
    Ending.UNABLE_TO_LOCATE: ClosingCode.NOT_FOUND,
    NotServed.CALLER_DECLINED: ClosingCode.CANCELLED,
    NotServed.WITHDRAWN: ClosingCode.CANCELLED,
    NotServed.CALLER_NOT_REACHED: ClosingCode.NOT_FOUND,
    NotServed.DUPLICATE: ClosingCode.DUPLICATE,
}
# Why a desk could not serve a call that still needs an answer: it stays open, and is triaged anew.
STAYS_OPEN = frozenset(one for one in NotServed if one not in {*CLOSES_AS, *OF_THE_CHOICE})


def _locked(item: DeskItem) -> DeskItem:
    # Whoever may not change the call's row does not wait for it later either.
    list(Call.objects.select_for_update().filter(pk=item.call_id).values_list("pk"))
    return DeskItem.objects.select_for_update(of=("self",)).select_related("call").get(pk=item.pk)


@transaction.atomic
def take(*, by: Staff, item: DeskItem) -> None:
    """The item is mine; what somebody else has taken meanwhile stays his."""
    now = _locked(item)
    permits.may_work(by, now).demand()
    if now.owner_id not in (None, by.pk):
        raise Refused(_("%(name)s has taken it already.") % {"name": now.owner_name})
    own(now, by)


@transaction.atomic
def give(*, by: Staff, item: DeskItem, to: Staff) -> None:
    """Somebody else has the item from now on."""
    now = _locked(item)
    permits.may_give(by, now).demand()
    if permits.WORK not in to.permissions:
        raise Refused(_("%(name)s does not work at desks. Choose somebody who does.") % {"name": to.name})
    own(now, to)


def own(item: DeskItem, owner: Staff) -> None:
    """Somebody has the item from now on; its row is held by the caller."""
    item.owner, item.owner_name = owner, owner.name
    item.save(update_fields=["owner", "owner_name"])


@transaction.atomic
def put_off(*, by: Staff, item: DeskItem, until: date | None) -> None:
    """When somebody looks at it next: today or later, within half a year."""
    now = _locked(item)
    permits.may_work(by, now).demand()
    now.next_date = _next_date(until)
    now.save(update_fields=["next_date"])


def _next_date(given: date | None) -> date:
    if given is None:
        raise Refused(_("An open item has a next date. Give the day on which somebody looks at it again."))
    if not today() <= given <= today() + FARTHEST:
        raise Refused(_("The next date lies in the past or more than half a year ahead. Give a day within that."))
    return given


@transaction.atomic
def record_attempt(
    *, by: Staff, item: DeskItem, key: UUID, how: str, reached: str, said: str, next_date: date | None
) -> Attempt:
    """What was tried and what came of it, with the day of the next step. Nobody's item becomes one's own by it.

    The same key twice is one attempt.
    """
    now = _locked(item)
    before = Attempt.objects.filter(item=now, key=key).first()
    if before is not None:
        return before
    permits.may_work(by, now).demand()
    if how not in How.values or reached not in Reached.values:
        raise Refused(_("Say how you tried, and what came of it."))
    now.next_date = _next_date(next_date)
    now.save(update_fields=["next_date"])
    if now.owner_id is None:
        own(now, by)
    return Attempt.objects.create(
        key=key, item=now, how=how, reached=reached, said=said.strip(), made_by=by.pk, made_by_name=by.name
    )


@transaction.atomic
def finish(
    *, by: Staff, item: DeskItem, ending: str, not_served: str, given_to: str, told: str, told_how: str,
    needs: Mapping[str, str], note: str = "",
) -> DeskItem:  # fmt: skip
    """The item is over: with an ending or the reason why not, and with who was told. Its call is closed with it.

    A call that another route answers is not this desk's to close; one that could not be served and still needs an
    answer is sent back: it stays open, an officer's until somebody triages it anew. The same twice is once.
    """
    now = _locked(item)
    said = {
        "ending": ending, "not_served": not_served, "given_to": given_to.strip(), "told": told,
        "told_how": told_how.strip(),
    }  # fmt: skip
    if now.state == State.DONE and now.done_by == by.pk and all(getattr(now, one) == said[one] for one in said):
        return now
    permits.may_work(by, now).demand()
    _demand_whole(ending=ending, not_served=not_served, given_to=given_to, told=told, told_how=told_how)
    now.state, now.done_at, now.done_by, now.done_by_name = State.DONE, timezone.now(), by.pk, by.name
    for name, value in said.items():
        setattr(now, name, value)
    if now.owner_id is None:
        now.owner, now.owner_name = by, by.name
    now.save()
    came: Ending | NotServed = Ending(ending) if ending else NotServed(not_served)
    if closes_call(now, came):
        calls.close_call(by=by, call=now.call, code=CLOSES_AS[came].value, flags=needs, note=note)
        return now
    if is_sent_back(now, came):
        send_back(by=by, call=now.call, route=now.desk, reason=NotServed(came.value), said=now.told_how)
    if note.strip():
        calls.add_note(by=by, call=now.call, text=note)
    return now


def closes_call(item: DeskItem, came: Ending | NotServed) -> bool:
    """Whether the call ends with this item."""
    return item.call.is_open and not item.is_follow_up and came not in STAYS_OPEN


def is_sent_back(item: DeskItem, came: Ending | NotServed) -> bool:
    """Whether the call still needs an answer that this desk was to give and cannot."""
    return item.call.is_open and not item.is_follow_up and came in STAYS_OPEN


def _demand_whole(*, ending: str, not_served: str, given_to: str, told: str, told_how: str) -> None:
    if bool(ending) == bool(not_served):
        raise Refused(_("Say either how it ended, or why it was not served."))
    if ending and (ending not in dict(ENDINGS)):
        raise Refused(_("No item ends like that. Choose one of the endings."))
    if not_served and not_served not in dict(REASONS_HERE):
        raise Refused(_("That is none of the reasons. Choose one of them."))
    if ending in (Ending.REFERRED_TO, Ending.RELEASED_TO) and not given_to.strip():
        raise Refused(_("Say to whom the person was referred or released."))
    if told not in Told.values:
        raise Refused(_("Say whether the caller was told what became of it."))
    if told != Told.NOT_WANTED and not told_how.strip():
        raise Refused(_("Say how the caller was told, or why nobody told the caller."))


@transaction.atomic
def refer(*, by: Staff, call: Call, desk: str, because: str) -> DeskItem:
    """A desk looks after the person from now on, whoever answered the call; what lies there open already stays so."""
    permits.may_refer(by).demand()
    if desk not in AT_DESKS:
        raise Refused(_("There is no such desk. Choose one of the list."))
    if not because.strip():
        raise Refused(_("Say what the desk is to do, and why."))
    return follow_up(by=by, call=call, desk=desk, because=because.strip()[:LONGEST_WORDS])


def follow_up(*, by: Staff, call: Call, desk: str, because: str) -> DeskItem:
    """The call at a desk as a follow-up: a new item, one that is open there, or one opened again."""
    item, is_new = DeskItem.objects.select_for_update().get_or_create(
        call=call, desk=desk,
        defaults={
            "call_number": call.number, "is_follow_up": True, "because": because, "next_date": today(),
            "opened_by": by.pk,
        },
    )  # fmt: skip
    if is_new:
        return item
    if not item.is_open:
        open_again(item, because=because, is_follow_up=True)
    else:
        item.because = _in_addition(item, because)
        item.save(update_fields=["because"])
    return item


def _in_addition(item: DeskItem, because: str) -> str:
    """What is asked of a desk that has the call already, with what was asked before and is still to be done."""
    return item.because if because in item.because else f"{item.because}\n{because}"


def open_again(item: DeskItem, *, because: str, is_follow_up: bool, next_date: date | None = None) -> None:
    """An item that is over, or was moved, is to be done, today unless a day is given; its history keeps how it ended.

    What is open already keeps its day.
    """
    if item.is_open:
        because = _in_addition(item, because)
    else:
        item.next_date = next_date or today()
    item.state, item.because, item.is_follow_up = State.OPEN, because, is_follow_up
    item.done_at = item.done_by = None
    item.done_by_name = item.ending = item.given_to = item.not_served = item.told = item.told_how = ""
    item.save()


@transaction.atomic
def say_why(*, by: Staff, call: Call, reason: str, note: str = "") -> UnservedReason:
    """Why an eligible call was not served. The last reason counts."""
    permits.may_say_why(by).demand()
    if not queries.eligible_route(by, call):
        raise Refused(_("Nothing but who answers calls anyway was recommended to this call, so it was not eligible."))
    if reason not in dict(REASONS):
        raise Refused(_("That is none of the reasons. Choose one of them."))
    return UnservedReason.objects.create(
        call=call, reason=reason, note=note.strip(), made_by=by.pk, made_by_name=by.name
    )
