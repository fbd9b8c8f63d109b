"""Writes of triage: a decision with its call in one transaction, and what a strip kept while its link was lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.dispatching.standing import LAST_RESORTS
from arcs.core.protocol import Answer, Case, recommend
from arcs.web.calls import actions as calls
from arcs.web.calls.forms import CLOCKS_DIFFER
from arcs.web.calls.models import Call
from arcs.web.calls.queries import call_seen_by, calls_seen_by
from arcs.web.people.models import Staff
from arcs.web.protocols.words import without_codes
from arcs.web.triage import advising, permits, queries
from arcs.web.triage.forms import WISHES, Sent
from arcs.web.triage.in_force import Asked, in_force, in_shadow, names_of
from arcs.web.triage.models import Computed, Decision, ShadowAnswer
from arcs.web.triage.promising import target_minutes
from arcs.web.triage.telling import decided
from arcs.web.units.actions import demand_open, is_open_held
from arcs.web.wall.at_once import sign_of, values_of
from arcs.web.wall.permit import Refused

# One after the other under the same key and about the same call: decisions about it follow each other, and one that is
# sent twice at once finds itself.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('triage.decide'), hashtext(%s))"
BELIEVED = timedelta(days=2)  # a device that was longer without link, or whose clock is far ahead, does not say when


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The decision, and whether it was there before."""

    decision: Decision
    was_there: bool


class Otherwise(Refused):
    """The answers lead elsewhere by now than the strip showed: somebody must look again before anybody goes."""


class Meanwhile(Otherwise):
    """Somebody decided about the call, or changed its type, since the strip showed it.

    `now`: what the strip's fields say once it has told that, by name, so that whoever decides again knows it.
    """

    def __init__(self, words: str, now: Mapping[str, str]) -> None:
        super().__init__(words)
        self.now = now


@transaction.atomic
def decide(*, by: Staff, sent: Sent) -> Decided:
    """Take or find the call, recommend by the edition in force, and keep what was chosen.

    Meanwhile, Otherwise, Refused.
    """
    permits.may_decide(by).demand()
    call, is_new = _call_of(by, sent, received_at=None)
    if there := _there(by, sent, call):
        return there
    demand_open(call)
    asked, case = in_force(by), _case(sent)
    if not is_new:
        _demand_seen(by, call, sent, names_of(asked))
        call = _brought_up_to_date(by, call, sent)
    came = advising.recommended(asked, case)
    if sent.shown != came.route:
        names = names_of(asked)
        raise Otherwise(
            _(
                "As the answers and the hour stand, %(now)s is recommended, not what you saw (%(seen)s). "
                "Look again, then accept."
            )
            % {"now": names.get(came.route, came.route), "seen": names.get(sent.shown, sent.shown) or _("nothing")}
        )  # fmt: skip
    shown = (came.route, came.beside)
    return _keep(by, call, sent, asked=asked, case=case, shown=shown, computed=Computed.AT_CALL, is_new=is_new)


@transaction.atomic
def keep_queued(*, by: Staff, sent: Sent) -> Decided:
    """Keep a decision that a strip made without its link, with what the edition says now beside it; Refused.

    What the strip showed then is found here again from the answers: police or EMS, whatever the device says.
    """
    permits.may_decide(by).demand()
    call, is_new = _call_of(by, sent, received_at=_when(sent.device_at))
    if there := _there(by, sent, call):
        return there
    asked, case = in_force(by), _case(sent)
    if not is_new and any(sent.needs.values()):
        calls.answer_needs(by=by, call=call, flags=sent.needs)
    counts = is_new or _still_counts(by, call, sent)
    shown = advising.held(case)
    return _keep(
        by, call, sent, asked=asked, case=case, shown=shown, computed=Computed.AT_SYNC, is_new=is_new, counts=counts
    )


def _demand_seen(by: Staff, call: Call, sent: Sent, names: Mapping[str, str]) -> None:
    """Meanwhile where another decision counts or another type stands than the page showed: no newer word is undone."""
    found = (_decided_meanwhile(by, call, sent, names), _typed_meanwhile(call, sent))
    told = [one for one in found if one is not None]
    if told:
        raise Meanwhile(" ".join(said for said, _now in told), {k: v for _said, now in told for k, v in now.items()})


def _typed_meanwhile(call: Call, sent: Sent) -> tuple[str, dict[str, str]] | None:
    """Where the type would be overwritten unseen; whoever typed none of his own has the newer, others keep theirs."""
    now, shown, typed = (one.casefold() for one in (call.call_type, sent.type_shown, sent.call_type))
    if now in (shown, typed):
        return None
    named = {"call": call.number, "then": sent.type_shown, "now": call.call_type, "typed": sent.call_type}
    if typed == shown:
        said = _(
            "The type of call %(call)s changed meanwhile from %(then)s to %(now)s, which stands here now. "
            "Look again, then decide."
        )
        return said % named, {"type_shown": call.call_type, "call_type": call.call_type}
    said = _("The type of call %(call)s is %(now)s by now, and you typed %(typed)s. Deciding again makes it yours.")
    return said % named, {"type_shown": call.call_type}


def _decided_meanwhile(
    by: Staff, call: Call, sent: Sent, names: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    last = queries.last_decisions(by, [call.pk]).get(call.pk)
    if last is None or last.position == sent.seen:
        return None
    chosen = " + ".join(advising.short(names.get(one, one)) for one in (last.chosen_route, *last.chosen_secondary))
    if last.override_reason:
        chosen = f"{chosen} ({last.get_override_reason_display()})"
    when = date_format(timezone.localtime(last.made_at), "DATETIME_FORMAT")
    said = _(
        "%(who)s decided about call %(call)s meanwhile, %(when)s: %(chosen)s. "
        "Look again, and decide only if that is to change."
    ) % {"who": last.made_by_name, "call": call.number, "when": when, "chosen": chosen}
    return said, {"seen": str(last.position)}


def _still_counts(by: Staff, call: Call, sent: Sent) -> bool:
    """Whether nobody closed the call meanwhile, or decided about it later than this device did.

    When it was made must be known for that. Of two that one person made without a link, the clock that both have says
    which came later, be it right or wrong.
    """
    if not is_open_held(call):
        return False
    last = queries.last_decisions(by, [call.pk]).get(call.pk)
    if last is None:
        return True
    if last.computed == Computed.AT_SYNC and last.made_by == by.pk and last.device_at and sent.device_at:
        return last.device_at <= sent.device_at
    made = _when(sent.device_at)
    return made is not None and last.counts_from <= made


def _call_of(by: Staff, sent: Sent, *, received_at: datetime | None) -> tuple[Call, bool]:
    """The call that the strip is about, and whether it was taken just now; whoever else decides about it waits."""
    _one_at_a_time(sent.key)
    is_new = False
    if sent.call is not None:
        call = call_seen_by(by, sent.call)
    else:
        facts = {**sent.facts, **({"received_at": received_at} if received_at else {})}
        taken = calls.take_call(by=by, facts=facts, flags=sent.needs, source=sent.source, source_key=sent.source_key)
        call, is_new = taken.call, not taken.was_there
    if call is None:
        raise Refused(_("There is no such call. Open the strip anew and take the call there."))
    _one_at_a_time(call.pk)
    return calls_seen_by(by).get(pk=call.pk), is_new  # as it stands now that nobody else decides about it


def _one_at_a_time(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(key)])


def _there(by: Staff, sent: Sent, call: Call) -> Decided | None:
    """The decision that was sent before under the same key; Refused where the key came with another content."""
    found = Decision.objects.filter(key=sent.key).first()
    if found is None:
        return None
    kept = (
        found.call_id, found.call_type, found.answers, tuple(found.wishes), found.override_reason, found.device_at,
        found.made_by,
    )  # fmt: skip
    given = (
        call.pk, sent.call_type, _said(sent), sent.wishes, sent.override, sent.device_at, by.pk,
    )  # fmt: skip
    if kept != given or (sent.override and sent.chosen != found.chosen_route):
        raise Refused(
            _("A decision with this key was kept with another content, and what was decided is never changed. "
              "Decide anew: the last decision counts.")
        )  # fmt: skip
    return Decided(decision=found, was_there=True)


def _brought_up_to_date(by: Staff, call: Call, sent: Sent) -> Call:
    """The type, the wishes and the needs as the strip says them, where that is more than the call knew."""
    wanted = {"call_type": sent.call_type} | {field: wish.value in sent.wishes for wish, field in WISHES.items()}
    changed = {name: value for name, value in wanted.items() if getattr(call, name) != value}
    if changed:
        seen = sign_of(values_of(call, calls.CHANGEABLE))
        call = calls.change_call(by=by, call=call, seen=seen, values=changed)
    if any(sent.needs.values()):
        calls.answer_needs(by=by, call=call, flags=sent.needs)
    return call


def _case(sent: Sent) -> Case:
    return advising.case_for(sent.call_type, sent.answers, sent.wishes, timezone.now())


def _said(sent: Sent) -> dict[str, str]:
    """The answers as they are kept: yes, no or unknown; what was not asked is left out."""
    case = advising.case_for(sent.call_type, sent.answers, sent.wishes, None)
    return {code: answer.value for code, answer in sorted(case.answers.items()) if answer is not Answer.UNANSWERED}


def _keep(
    by: Staff, call: Call, sent: Sent, *, asked: Asked | None, case: Case, shown: tuple[str, tuple[str, ...]],
    computed: Computed, is_new: bool, counts: bool = True,
) -> Decided:  # fmt: skip
    came = advising.recommended(asked, case)
    lead, beside = shown
    chosen = sent.chosen or lead
    _demand_choice(asked, case, lead, chosen, sent, without_link=computed is Computed.AT_SYNC)
    row = asked.row if asked else None
    last = Decision.objects.filter(call=call).aggregate(last=Max("position"))["last"] or 0
    made = Decision.objects.create(
        call=call, call_number=call.number, position=last + 1, key=sent.key,
        edition=row, edition_number=row.number if row else None, edition_digest=row.digest if row else "",
        edition_name=asked.bound.name[:120] if asked else "",
        call_type=sent.call_type, priority=call.priority if is_new else sent.priority_shown,
        answers=_said(sent), wishes=list(sent.wishes), computed=computed,
        recommended_route=came.route, recommended_secondary=list(came.beside), rules=list(came.rules),
        because=without_codes(came.because), fallback=came.fallback, later=list(came.later),
        shown_route=lead, shown_secondary=list(beside),
        chosen_route=chosen, chosen_secondary=list(advising.beside_chosen(lead, beside, chosen)),
        override_reason=sent.override if chosen != lead else "", device_at=sent.device_at, counts=counts,
        decided_at=_when(sent.device_at) if computed is Computed.AT_SYNC else DatabaseDefault(Now()),
        target_minutes=target_minutes(asked, chosen), made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip
    _ask_shadows(by, made, case)
    if counts:
        decided.send(Decision, by=by, call=call, decision=made)
    return Decided(decision=made, was_there=False)


def _demand_choice(asked: Asked | None, case: Case, lead: str, chosen: str, sent: Sent, *, without_link: bool) -> None:
    """Whether that may be chosen, with a reason where it is not what was shown; Refused."""
    if sent.override and not sent.chosen:
        raise Refused(_("Say who goes instead, then press the reason."))
    if chosen == lead:
        if sent.override:
            raise Refused(_("What is recommended needs no reason. Accept it, or choose another route with the reason."))
        return
    only = LAST_RESORTS if without_link else ()
    known = dict(advising.choices(asked, Case(), lead, only=only))
    if chosen not in known and without_link:
        raise Refused(_("Without the link only police or EMS can be chosen. Decide anew now that it is back."))
    if chosen not in known:
        raise Refused(_("The edition in force has no such route. Choose one of the list."))
    if chosen not in dict(advising.choices(asked, case, lead, only=only)):
        raise Refused(
            _(
                "A danger is answered yes, so only a route with an officer can be chosen. "
                "Correct the answer if it is wrong."
            )
        )
    if not sent.override:
        raise Refused(_("Another route than the recommended one needs its reason. Press the key of one."))


def _ask_shadows(by: Staff, made: Decision, case: Case) -> None:
    """What editions in the shadow would have said; the strip shows nothing of it."""
    rows = []
    for one in in_shadow(by):
        came = recommend(one.bound, case)
        rows.append(
            ShadowAnswer(
                decision=made, edition=one.row, edition_number=one.row.number, edition_name=one.bound.name[:120],
                edition_digest=one.row.digest, route=came.route, secondary=list(came.beside),
                because=without_codes(came.because), made_by=by.pk,
            )
        )  # fmt: skip
    ShadowAnswer.objects.bulk_create(rows)


def _when(device_at: datetime | None) -> datetime | None:
    """When a call without link came in, by its device, where that can be believed; a little ahead is now."""
    now = timezone.now()
    return min(device_at, now) if device_at and now - BELIEVED <= device_at <= now + CLOCKS_DIFFER else None
