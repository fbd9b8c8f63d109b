"""What the field tells: each tap and text by its own key, once; what cannot be carried out is kept with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arcs.core.dispatching.matching import UnitStatus
from arcs.core.dispatching.outcomes import (
    WITHOUT_ARREST,
    ArrestAlternative,
    DeEscalation,
    Ending,
    Force,
    Injury,
    Outcome,
    Transport,
    WhyNotAlternative,
    missing,
)
from arcs.core.refusal import Refusal
from arcs.core.vocabulary import Labelled
from arcs.web.agency.pictures import picture_of
from arcs.web.calls import actions as calls
from arcs.web.calls.models import Call
from arcs.web.calls.queries import call_seen_by
from arcs.web.dispatch import decided, dispositions, permits, queries, words
from arcs.web.dispatch.made_known import came_out
from arcs.web.dispatch.models import FOLLOW_UPS, CallOutcome, CallPhoto, FieldEntry, HandBack, Plea, PleaKind, Told
from arcs.web.dispatch.reviewing import open_reviews
from arcs.web.people.models import Staff
from arcs.web.units import actions as units
from arcs.web.units.models import Assignment
from arcs.web.wall.permit import Refused

# One after the other by key, and of outcomes by call: what a device sends twice at once finds itself, and of two people
# who record at once the second comes after the first.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('dispatch.tell'), hashtext(%s))"
LARGEST_PHOTO, WIDEST_PHOTO = 5 * 1024 * 1024, 12_000  # bytes, pixels
LONGEST_WAIT = 60 * 60 * 24 * 31  # seconds
CODED: Mapping[str, type[Labelled]] = {
    "ending": Ending, "why_not": WhyNotAlternative, "de_escalation": DeEscalation, "force": Force, "injury": Injury,
    "transport": Transport,
}  # fmt: skip
IN_WORDS = {"released_to": 200, "referred_to": 200, "follow_up": 300}


class NotWhole(Refused):
    """Something must still be filled in; nothing was kept, and whoever sent it corrects it and sends it again."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One tap or text as a device sent it; `values` is what its form holds."""

    key: UUID
    kind: Told
    call: UUID
    values: Mapping[str, Any] = field(default_factory=dict)
    device_at: datetime | None = None
    waited_seconds: int = 0

    @property
    def sign(self) -> str:
        """The same for the same content, whatever came between."""
        values = sorted((name, _short(value)) for name, value in self.values.items())
        return sha256(repr((self.kind.value, str(self.call), values)).encode()).hexdigest()

    @property
    def waited(self) -> timedelta:
        """How long it lay on the device."""
        return timedelta(seconds=min(max(self.waited_seconds, 0), LONGEST_WAIT))


def _short(value: object) -> str:
    return sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of it, and whether it was there before."""

    entry: FieldEntry
    was_there: bool


@transaction.atomic
def tell(*, by: Staff, sent: Sent) -> Kept:
    """Carry out what the field tells, once; what conflicts is kept with its reason. NotWhole, Refused."""
    call = call_seen_by(by, sent.call)
    if call is None:
        raise Refused(_("There is no such call for you. Ask the dispatcher."))
    mine = queries.assignment_on(by, call.pk)
    permits.may_report(by, is_own=queries.is_own(by, call.pk, mine)).demand()
    _one_at_a_time(sent.key)
    there = queries.entry_by_key(sent.key)
    if there is not None:
        if there.sign != sent.sign or there.made_by != by.pk:
            raise Refused(_("This was sent before with another content. Nothing was changed; write it anew."))
        return Kept(entry=there, was_there=True)
    why = ""
    try:
        with transaction.atomic():
            _CARRIED_OUT[sent.kind](by, call, mine, sent)
    except NotWhole:
        raise
    except Refused as refused:
        why = str(refused)
    entry = FieldEntry.objects.create(
        key=sent.key, kind=sent.kind, call=call, unit=mine.unit if mine else None, words=words.of_sent(sent),
        sign=sent.sign, why_kept=why[:400], device_at=sent.device_at,
        waited_seconds=int(sent.waited.total_seconds()), made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip
    return Kept(entry=entry, was_there=False)


def _one_at_a_time(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(key)])


def _running(mine: Assignment | None) -> Assignment:
    if mine is None or mine.held_to is not None:
        raise Refused(_("The unit is not on this call any more. What you told is kept beside it."))
    return mine


def _status(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    try:
        status = UnitStatus(str(sent.values.get("status", "")))
    except ValueError as unknown:
        raise NotWhole(_("Choose a status.")) from unknown
    unit = _running(mine).unit
    units.change_status(by=by, unit=unit, status=status, device_at=sent.device_at, waited=sent.waited)


def _check_in(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    units.check_in(by=by, assignment=_running(mine), waited=sent.waited)


def _note(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    text = _text(sent, "text", 8000)
    if not text:
        raise NotWhole(_("A note says something. Write what happened."))
    calls.add_note(by=by, call=call, text=text)


def _plea(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    kind, urgency = _text(sent, "plea", 8), _text(sent, "urgency", 10)
    reason = _text(sent, "reason", 32)
    if kind not in PleaKind.values or urgency not in words.URGENCIES:
        raise NotWhole(_("Say what you need, and how soon."))
    if kind != PleaKind.OFFICER and reason not in words.REASONS_BY_CODE:
        raise NotWhole(_("Say why: choose one of the reasons."))
    if kind == PleaKind.UPGRADE and mine is not None and mine.on_scene_at is not None:
        kind = PleaKind.BACKUP  # an upgrade is before arrival; it may have waited on a phone, and help is never refused
    Plea.objects.create(
        key=sent.key, call=call, unit=mine.unit if mine else None, kind=kind, urgency=urgency, reason=reason,
        said=_text(sent, "said", 500), made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip


def _hand_back(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    reason = _text(sent, "reason", 32)
    if reason not in words.REASONS_BY_CODE:
        raise NotWhole(_("Say why the call goes back to police: choose one of the reasons."))
    if not call.is_open:
        raise Refused(_("This call is closed. What happens now is a new call."))
    stands = decided.decided_on(by, [call.pk])[call.pk]
    HandBack.objects.create(
        key=sent.key, call=call, unit=mine.unit if mine else None, route=stands.route, reason=reason,
        said=_text(sent, "said", 500), made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip
    open_reviews(by=by, call=call)


def _outcome(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    route = route_of_outcome(by, call.pk, mine)
    coded = outcome_in(sent.values)
    if coded.ending is Ending.ARREST and route in WITHOUT_ARREST:
        raise NotWhole(_("Nobody on this route arrests. Say how it ended for you; the officer records the arrest."))
    is_crisis = decided.is_crisis(by, call, decided.decided_on(by, [call.pk])[call.pk])
    if why_not := dispositions.why_not(route, coded, is_crisis=is_crisis):
        raise NotWhole(why_not)
    if absent := missing(route, coded, is_crisis=is_crisis):
        raise NotWhole(_("Still missing: %(what)s.") % {"what": "; ".join(absent)})
    _one_at_a_time(call.pk)
    last = CallOutcome.objects.filter(call=call).aggregate(last=Max("position"))["last"] or 0
    made = CallOutcome.objects.create(
        key=sent.key, call=call, position=last + 1, unit=mine.unit if mine else None, route=route,
        follow_up_route=_follow_up_route(sent), crisis_disposition=coded.crisis_disposition,
        alternatives=[one.value for one in coded.alternatives], made_by=by.pk, made_by_name=by.name,
        **{name: str(getattr(coded, name) or "") for name in CODED},
        **{name: _text(sent, name, longest) for name, longest in IN_WORDS.items()},
    )  # fmt: skip
    open_reviews(by=by, call=call)
    came_out.send(CallOutcome, by=by, call=call, outcome=made)


def _follow_up_route(sent: Sent) -> str:
    """Whose desk it goes to; what should follow and is nobody's would be forgotten."""
    route = _text(sent, "follow_up_route", 10)
    if route and route not in dict(FOLLOW_UPS):
        raise NotWhole(_("Nobody of that name follows up. Choose one of the list."))
    if not route and _text(sent, "follow_up", 300):
        raise NotWhole(_("Say who looks after the person from here, so that what should follow lies at a desk."))
    return route


def _photo(by: Staff, call: Call, mine: Assignment | None, sent: Sent) -> None:
    content = sent.values.get("photo")
    if not isinstance(content, bytes) or not content:
        raise NotWhole(_("Choose a photo."))
    try:
        found = picture_of(content, what=_("the photo"), largest=LARGEST_PHOTO, widest=WIDEST_PHOTO)
    except Refusal as wrong:
        raise NotWhole(str(wrong)) from wrong
    CallPhoto.objects.create(
        key=sent.key, call=call, kind=found.kind, width=found.width, height=found.height, content=content,
        made_by=by.pk, made_by_name=by.name,
    )  # fmt: skip


def route_of_outcome(who: Staff, call: UUID, mine: Assignment | None) -> str:
    """Whose questions an outcome answers: those of the work that this person did on the call, else the call's route.

    After a hand-back the officer who came is asked as an officer, and who gave it back as what he or she is.
    """
    own = queries.route_on(who, mine) if mine is not None else ""
    return own or decided.decided_on(who, [call])[call].route


def outcome_in(values: Mapping[str, Any]) -> Outcome:
    """The outcome that a form codes; NotWhole where a code is none of the list."""
    try:
        given = {name: kind(str(values[name])) if values.get(name) else None for name, kind in CODED.items()}
        alternatives = tuple(ArrestAlternative(one) for one in values.get("alternatives") or ())
    except ValueError as unknown:
        raise NotWhole(_("One of the answers is none of the list. Choose again.")) from unknown
    return Outcome(
        **given, alternatives=alternatives, released_to=str(values.get("released_to") or ""),  # type: ignore[arg-type] # each is of its own kind
        referred_to=str(values.get("referred_to") or ""),
        crisis_disposition=str(values.get("crisis_disposition") or ""),
    )  # fmt: skip


def _text(sent: Sent, name: str, longest: int) -> str:
    return str(sent.values.get(name) or "").strip().replace("\x00", "")[:longest]


_CARRIED_OUT = {
    Told.STATUS: _status, Told.CHECK_IN: _check_in, Told.NOTE: _note, Told.PLEA: _plea, Told.HAND_BACK: _hand_back,
    Told.OUTCOME: _outcome, Told.PHOTO: _photo,
}  # fmt: skip
