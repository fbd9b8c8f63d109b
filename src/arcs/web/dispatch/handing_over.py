"""Hand-overs: sent with what the next one must know, accepted or refused by name, and never lost in between."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.calls.models import Call
from arcs.web.dispatch import permits, queries
from arcs.web.dispatch.made_known import accepted
from arcs.web.dispatch.models import HandOver, HandOverTo
from arcs.web.dispatch.telling import ONE_AT_A_TIME
from arcs.web.people.models import Staff, Team
from arcs.web.wall.permit import Refused

MOST_SAID = 1000


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Who is to have a call next: a colleague, a team, 988 or a partner by name."""

    kind: HandOverTo
    staff: Staff | None = None
    team: Team | None = None
    name: str = ""

    @property
    def named(self) -> str:
        """As pages name it."""
        if self.staff is not None:
            return self.staff.name
        if self.team is not None:
            return self.team.name
        return self.name.strip() or (_("988") if self.kind == HandOverTo.CRISIS_LINE else "")


@transaction.atomic
def hand_over(*, by: Staff, call: Call, to: Receiver, said: str, key: UUID) -> HandOver:
    """Offer a call to the next one. The same key twice is one; the call stays the sender's until it is accepted."""
    permits.may_hand_over(by, is_own=queries.has_call(by, call.pk)).demand()
    told = said.strip().replace("\x00", "")[:MOST_SAID]
    if not told:
        raise Refused(_("Say what the next one must know: where it stands, what was promised, what is dangerous."))
    if not to.named:
        raise Refused(_("Say to whom the call goes."))
    if to.staff is not None and to.staff.pk == by.pk:
        raise Refused(_("Nobody hands a call over to himself. Choose a colleague or a team."))
    _one_at_a_time(key, call.pk)
    before = HandOver.objects.filter(key=key).first()
    if before is not None:
        if (before.call_id, before.to_name, before.said) != (call.pk, to.named[:160], told):
            raise Refused(
                _("This form was sent before: %(who)s is asked already. Send it again if somebody else is meant.")
                % {"who": before.to_name}
            )
        return before
    if not call.is_open:
        raise Refused(_("This call is closed. There is nothing to hand over."))
    due = timezone.now() + timedelta(minutes=queries.minutes_of(queries.HAND_OVER))
    return HandOver.objects.create(
        key=key, call=call, kind=to.kind, to_staff=to.staff, to_team=to.team, to_name=to.named[:160], said=told,
        due_at=due, made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip


def _one_at_a_time(*keys: UUID) -> None:
    """Of a call, one offer or answer after the other, so that of two that are offered one is accepted at most."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(ONE_AT_A_TIME, [str(key)])


@transaction.atomic
def accept(*, by: Staff, one: HandOver, spoke_with: str = "") -> HandOver:
    """The next one has the call. For 988 and partners whoever stays on the line writes who took it."""
    now = _held(by, one)
    name = spoke_with.strip().replace("\x00", "")[:120]
    if now.kind in queries.OUTSIDE and not name:
        raise Refused(_("Write who took the call there: a name or a number."))
    now.acknowledged_at, now.settled_by = timezone.now(), by.pk
    now.settled_by_name = f"{name} ({by.name})"[:160] if name else by.name
    now.save(update_fields=["acknowledged_at", "settled_by", "settled_by_name"])
    if now.kind in {HandOverTo.PERSON, HandOverTo.TEAM}:
        accepted.send(HandOver, by=by, one=now)
    return now


@transaction.atomic
def refuse(*, by: Staff, one: HandOver, why: str) -> HandOver:
    """The next one does not take the call; its sender is alarmed at once."""
    now = _held(by, one)
    told = why.strip().replace("\x00", "")[:300]
    if not told:
        raise Refused(_("Say why the call is not taken; its sender must know."))
    now.refused_at, now.settled_by, now.settled_by_name, now.why_refused = timezone.now(), by.pk, by.name, told
    now.save(update_fields=["refused_at", "settled_by", "settled_by_name", "why_refused"])
    return now


@transaction.atomic
def withdraw(*, by: Staff, one: HandOver) -> HandOver:
    """Its sender keeps the call after all: nobody is asked any more, and nobody alarmed."""
    _one_at_a_time(one.call_id)
    permits.may_withdraw(by, queries.hand_over_seen_by(by, one.pk) or one).demand()
    now = HandOver.objects.select_for_update(of=("self",)).get(pk=one.pk)
    permits.may_withdraw(by, now).demand()
    now.withdrawn_at = timezone.now()
    now.save(update_fields=["withdrawn_at"])
    return now


def _held(by: Staff, one: HandOver) -> HandOver:
    """The hand-over as it stands, kept so until the transaction ends; Refused where it is for others or is over."""
    _one_at_a_time(one.call_id)
    found = queries.hand_over_seen_by(by, one.pk)
    permits.may_settle(by, found or one).demand()
    held = HandOver.objects.select_for_update(of=("self",)).select_related("call").get(pk=one.pk)
    permits.may_settle(by, held).demand()
    if held.kind not in queries.OUTSIDE and queries.was_offered_since(held):
        raise Refused(
            _("%(who)s offered call %(call)s to somebody else since, or keeps it.")
            % {"who": held.made_by_name, "call": held.call.number}
        )
    return held
