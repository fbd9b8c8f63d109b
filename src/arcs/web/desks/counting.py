"""Calls as the programme counts them, out of what is recorded of each; ten questions, however many calls."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from arcs.core.dispatching.closing import CallRecord, OpenFollowUp, Place, breaches, place_of
from arcs.core.dispatching.measuring import ORDINARY_ROUTES, MeasuredCall, eligible_route
from arcs.core.dispatching.outcomes import (
    AT_DESKS,
    PASSED_OVER,
    WITHOUT_UNIT,
    ArrestAlternative,
    DeEscalation,
    Ending,
    Force,
    Injury,
    NotServed,
    Outcome,
    Override,
    Transport,
    WhyNotAlternative,
)
from arcs.web.calls.models import Call, CallFlag, CallState, ClosingCode, FlagMoment, FlagValue, InitiatedBy
from arcs.web.desks.actions import CLOSES_AS, STAYS_OPEN
from arcs.web.desks.models import Attempt, CountedCall, DeskItem, Reached, State, Told, UnservedReason
from arcs.web.dispatch.models import CallOutcome, HandBack
from arcs.web.triage.models import Computed, Decision
from arcs.web.units.models import Assignment

# What a call's closing says where nobody coded an outcome.
ENDED = {
    ClosingCode.ANSWERED: Ending.RESOLVED,
    ClosingCode.BY_TELEPHONE: Ending.RESOLVED,
    ClosingCode.ADVISED: Ending.RESOLVED,
    ClosingCode.REPORT: Ending.REPORT_TAKEN,
    ClosingCode.REFERRED: Ending.REFERRED_TO,
    ClosingCode.NOT_FOUND: Ending.UNABLE_TO_LOCATE,
}
WITHDRAWN = {
    ClosingCode.CANCELLED: NotServed.WITHDRAWN,
    ClosingCode.NO_NEED: NotServed.WITHDRAWN,
    ClosingCode.DUPLICATE: NotServed.DUPLICATE,
}
# Whoever closed it like this spoke with the caller.
SPOKE = frozenset({ClosingCode.BY_TELEPHONE, ClosingCode.ADVISED, ClosingCode.REPORT, ClosingCode.CANCELLED})
# Where nobody outside began the call there is nobody to tell; who began is unknown is not that.
TOLD_BY_NOBODY = frozenset({InitiatedBy.OFFICER, InitiatedBy.ALARM})
MET_NOBODY = AT_DESKS | {"988", "none"}
POLICE = frozenset({"officer", "cit_officer", "srt"})


@dataclass(kw_only=True)
class Known:
    """All that is recorded of one call."""

    call: Call
    decision: Decision | None = None
    items: list[DeskItem] = field(default_factory=list)
    outcome: CallOutcome | None = None
    hand_back: HandBack | None = None
    unserved: UnservedReason | None = None
    sent: list[Assignment] = field(default_factory=list)
    reached_at: datetime | None = None
    asked_at_intake: bool = False
    asked_at_close: bool = False

    @property
    def item(self) -> DeskItem | None:
        """The desk that answers the call itself; where one sent it back and another has it now, that one."""
        own = [one for one in self.items if not one.is_follow_up and one.state != State.MOVED]
        return max(own, key=lambda one: (one.is_open, one.desk == self.route, one.opened_at), default=None)

    @property
    def route(self) -> str:
        """Who answers, as it was decided last."""
        return self.decision.chosen_route if self.decision else ""

    @property
    def eligible_for(self) -> str:
        """The alternative that was recommended, or that only its hours kept from it; "" where there was none."""
        made = self.decision
        return eligible_route(made.recommended_route, made.rules) if made else ""

    @property
    def went_on(self) -> bool:
        """Whether the desk could not serve it, and it still needed an answer."""
        return self.item is not None and self.item.not_served in STAYS_OPEN

    @property
    def on_scene_at(self) -> datetime | None:
        """When the first unit was there."""
        return min((one.on_scene_at for one in self.sent if one.on_scene_at), default=None)

    @property
    def answered_by(self) -> list[Assignment]:
        """The units that answered it: those that arrived; where no arrival was told, the one that was sent last."""
        return [one for one in self.sent if one.on_scene_at] or self.sent[-1:]

    @property
    def is_by_its_route(self) -> bool:
        """Whether an alternative answers it by its own people: a crew that does its work, or the desk that has it."""
        route, item, crews = self.route, self.item, self.answered_by
        if route in ORDINARY_ROUTES:
            return False
        if item is not None and item.desk == route and (item.ending or item.not_served):
            return bool(item.ending)
        # A unit that goes on a call that needs none may still be the one that answers it.
        return any(route in one.crew_routes for one in crews) if crews else route in WITHOUT_UNIT


def known_of(calls: Sequence[Call]) -> list[Known]:
    """What is recorded of these calls, in their order."""
    found = {one.pk: Known(call=one) for one in calls}
    keys = list(found)
    for decision in Decision.objects.filter(call__in=keys, counts=True).order_by("call", "position"):
        found[decision.call_id].decision = decision
    for item in DeskItem.objects.filter(call__in=keys).order_by("desk"):
        found[item.call_id].items.append(item)
    for outcome in CallOutcome.objects.filter(call__in=keys).order_by("call", "position"):
        found[outcome.call_id].outcome = outcome
    for given_back in HandBack.objects.filter(call__in=keys).order_by("made_at"):
        found[given_back.call_id].hand_back = given_back
    for reason in UnservedReason.objects.filter(call__in=keys).order_by("made_at"):
        found[reason.call_id].unserved = reason
    for one in Assignment.objects.filter(call__in=keys, assigned_at__isnull=False).order_by("assigned_at", "pk"):
        found[one.call_id].sent.append(one)
    reached = Attempt.objects.filter(item__call__in=keys, reached=Reached.REACHED, item__is_follow_up=False)
    for first in reached.values("item__call").annotate(first=Min("made_at")):
        found[first["item__call"]].reached_at = first["first"]
    _answered(found)
    return list(found.values())


def _answered(found: dict[UUID, Known]) -> None:
    """Whether anything was answered about the needs at intake, and whether all were at the close."""
    moments: dict[UUID, set[str]] = defaultdict(set)
    flags = CallFlag.objects.filter(call__in=list(found))
    for call, moment, value in flags.values_list("call", "moment", "value"):
        if moment == FlagMoment.CLOSE or value != FlagValue.UNKNOWN:
            moments[call].add(moment)
    for call, said in moments.items():
        found[call].asked_at_intake = FlagMoment.INTAKE.value in said
        found[call].asked_at_close = FlagMoment.CLOSE.value in said


def record_of(one: Known) -> CallRecord:
    """A call as the rules of closing ask for it."""
    item, told, wants_no_answer = one.item, None, False
    if item is not None and item.state == State.DONE and not (one.went_on and _spoke(one)):
        told = {Told.YES: True, Told.NO: False}.get(Told(item.told))
        wants_no_answer = item.told == Told.NOT_WANTED
    elif _spoke(one):
        told = True
    elif one.call.initiated_by in TOLD_BY_NOBODY:
        wants_no_answer = True  # there is nobody to tell
    is_open_item = item is not None and item.is_open
    return CallRecord(
        key=str(one.call.pk), triaged=one.decision is not None, route=one.route,
        closed=one.call.state == CallState.CLOSED, outcome=_outcome(one), not_served=_not_served(one),
        desk=item.desk if item is not None and is_open_item else "",
        owner=item.owner_name if item is not None else "",
        next_date=item.next_date if item is not None else None,
        caller_told=told, wants_no_answer=wants_no_answer,
        flags_at_intake=one.asked_at_intake, flags_at_close=True if one.asked_at_close else None,
        diverted=one.route in MET_NOBODY, follow_up=bool(one.items),
        open_follow_ups=tuple(
            OpenFollowUp(
                desk=each.desk, since=timezone.localdate(each.opened_at), owner=each.owner_name,
                next_date=each.next_date,
            )
            for each in one.items if each.is_open and each.is_follow_up
        ),
    )  # fmt: skip


def _spoke(one: Known) -> bool:
    """Whether somebody was with the caller, or on the telephone: an outcome says so unless nobody was found."""
    if one.on_scene_at is not None or (one.outcome is not None and one.outcome.ending != Ending.UNABLE_TO_LOCATE):
        return True
    return bool(one.call.closing_code) and ClosingCode(one.call.closing_code) in SPOKE


def _outcome(one: Known) -> Outcome | None:
    if (said := one.outcome) is not None:
        return Outcome(
            ending=Ending(said.ending),
            alternatives=tuple(ArrestAlternative(code) for code in said.alternatives),
            why_not=WhyNotAlternative(said.why_not) if said.why_not else None,
            de_escalation=DeEscalation(said.de_escalation) if said.de_escalation else None,
            force=Force(said.force) if said.force else None,
            injury=Injury(said.injury) if said.injury else None,
            transport=Transport(said.transport) if said.transport else None,
            released_to=said.released_to,
            referred_to=said.referred_to,
        )
    if (item := one.item) is not None and item.ending:
        ending = Ending(item.ending)
        return Outcome(ending=ending, released_to=item.given_to, referred_to=item.given_to)
    code = ClosingCode(one.call.closing_code) if one.call.closing_code else None
    if item is not None and item.not_served and CLOSES_AS.get(NotServed(item.not_served)) == code:
        return None  # the desk closed it, with the reason why it was not served
    return Outcome(ending=ENDED[code]) if code in ENDED else None


def _not_served(one: Known) -> NotServed | None:
    """Why the call as a whole was not served.

    A call that police still answer, or did, is not that: why its own route did not is another question (`_why`).
    """
    is_answered = _outcome(one) is not None
    if one.unserved is not None and (one.is_by_its_route or not is_answered):
        return NotServed(one.unserved.reason)
    if one.item is not None and one.item.not_served and not one.call.is_open and not is_answered:
        return NotServed(one.item.not_served)
    return WITHDRAWN.get(ClosingCode(one.call.closing_code)) if one.call.closing_code else None


def counted(one: Known, *, at: datetime, on: date) -> CountedCall:
    """A call as it is counted at a moment; `on` is the programme's day then."""
    record = record_of(one)
    place, has_backup = place_of(record), any(each.is_backup for each in one.sent)
    recommended = one.decision.recommended_route if one.decision else ""
    is_eligible, handed_back = bool(one.eligible_for), one.hand_back is not None
    is_served = place is Place.SERVED and one.is_by_its_route and not handed_back
    unserved = is_eligible and not is_served
    why = _why(one, record) if unserved else None
    broken = breaches(replace(record, unserved=unserved, why_unserved=why), today=on)
    answered_at = one.reached_at if one.route in AT_DESKS else one.on_scene_at
    waited = answered_at - one.call.received_at if answered_at else None
    promised = one.decision.target_minutes if one.decision else None
    return CountedCall(
        call=one.call, number=one.call.number, received_at=one.call.received_at,
        day=timezone.localdate(one.call.received_at), call_type=one.call.call_type, area=one.call.area,
        place_sign=sha256(one.call.address_key.encode()).hexdigest()[:16] if one.call.address_key else "",
        stands=place.value, is_triaged=record.triaged, route=one.route, recommended=recommended,
        is_eligible=is_eligible, is_served=is_served, not_served=why.value if why else "",
        waited_seconds=max(0, int(waited.total_seconds())) if waited is not None else None,
        promised_seconds=None if promised is None else promised * 60,
        is_overridden=bool(one.decision and one.decision.is_overridden), is_handed_back=handed_back,
        has_backup=has_backup, breaches=list(broken), breach_count=len(broken),
        counted_at=at,
    )  # fmt: skip


def _why(one: Known, record: CallRecord) -> NotServed | None:
    """Why an eligible call was not served by its route, as far as anybody said; None is not recorded.

    What was said of this call goes before what was said with a choice, and that before what follows from the facts.
    """
    said = (
        one.unserved.reason if one.unserved else "",
        record.not_served.value if record.not_served else "",
        NotServed.HANDED_BACK.value if one.hand_back else "",
        one.item.not_served if one.item and one.item.desk == one.route else "",
        next((each.why_stands_in for each in reversed(one.sent) if each.why_stands_in), ""),
        _passed_over(one),
        one.item.not_served if one.item else "",
        _by_the_facts(one),
    )
    return next((NotServed(reason) for reason in said if reason), None)


def _passed_over(one: Known) -> str:
    """What was chosen in place of the alternative, by whom its reason was said or because the strip had no link."""
    made = one.decision
    if made is None or made.recommended_route in ORDINARY_ROUTES or made.chosen_route == made.recommended_route:
        return ""
    if made.computed == Computed.AT_SYNC:
        return NotServed.LINK_LOST.value  # the alternative was recommended afterwards; nobody saw it then
    return PASSED_OVER[Override(made.override_reason)].value if made.override_reason else ""


def _by_the_facts(one: Known) -> str:
    """Its hours kept it from the route, or police came to a call that another route was chosen for."""
    if one.decision is not None and one.decision.recommended_route in ORDINARY_ROUTES:
        return NotServed.ROUTE_CLOSED.value  # eligible all the same: only the hours kept it from the alternative
    crews = [each.crew_routes for each in one.answered_by]
    if one.route not in ORDINARY_ROUTES and crews and all(each and set(each) <= POLICE for each in crews):
        return NotServed.TAKEN_BY_POLICE_FIRST.value
    return ""


def measured_call(row: CountedCall) -> MeasuredCall:
    """A counted call as the figures ask for it."""
    return MeasuredCall(
        key=str(row.pk), triaged=row.is_triaged, route=row.route, eligible=row.is_eligible, served=row.is_served,
        ended=row.stands not in (Place.OPEN, Place.AT_A_DESK),
        not_served=NotServed(row.not_served) if row.not_served else None, waited_seconds=row.waited_seconds,
        handed_back=row.is_handed_back, backup=row.has_backup, recommended=row.recommended,
        overridden=row.is_overridden,
        promised_seconds=row.promised_seconds, address=row.place_sign,
    )  # fmt: skip


KEPT_ANEW = tuple(one.name for one in CountedCall._meta.fields if one.name != "call")


def keep(rows: Iterable[CountedCall]) -> int:
    """Put counted calls in place of earlier counts; how many."""
    made = CountedCall.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["call"], update_fields=KEPT_ANEW, batch_size=500
    )
    return len(made)
