"""Writes of live calls: permit and change in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls import permits
from arcs.web.calls.holding import what_holds
from arcs.web.calls.keys import address_key, place_in_list, telephone_key
from arcs.web.calls.models import (
    Call,
    CallFlag,
    CallNote,
    CallSource,
    CallState,
    ClosingCode,
    FlagMoment,
    FlagValue,
    PremiseNote,
)
from arcs.web.calls.queries import changes_of
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing
from arcs.web.wall.at_once import demand_unchanged, values_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

# One after the other: numbers follow each other, and the same call sent twice at once finds itself.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('calls.take'))"
CHANGEABLE = (
    "caller_name", "caller_telephone", "wants_callback", "caller_language", "reached_by", "accommodation", "address",
    "unit", "area", "beat", "call_type", "priority", "said", "wishes_officer", "wishes_telephone",
    "wishes_interpreter", "no_internet",
)  # fmt: skip
FOLLOWED = (*CHANGEABLE, "latitude", "longitude")  # what the source of a call may change of it


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The call, and whether it was there before."""

    call: Call
    was_there: bool


@transaction.atomic
def take_call(
    *, by: Staff | Standing, facts: Mapping[str, Any], flags: Mapping[str, str], source: str, source_key: str = ""
) -> Taken:
    """A new call, or the one that its source sent before under the same key. A need that was not asked is unknown."""
    if isinstance(by, Staff):
        permits.may_take(by).demand()
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    maker = _id_of(by)
    # Two programs count their calls each for itself: police's 1001 is not that of fire.
    numbers = {"source": source, "source_key": source_key, "numbered_by": maker if source == CallSource.API else None}
    before = Call.objects.filter(**numbers).first() if source_key else None
    if before is not None:
        return Taken(call=before, was_there=True)
    day, received = today(), facts.get("received_at") or timezone.now()
    last = Call.objects.filter(day=day).aggregate(last=Max("day_number"))["last"] or 0
    call = Call(
        **{**facts, "received_at": received}, **numbers, day=day, day_number=last + 1,
        initial_call_type=facts["call_type"], made_by=maker, place_in_list=place_in_list(received, is_open=True),
    )  # fmt: skip
    _find_keys(call)
    call.save(force_insert=True)
    _answer(call, maker, {one.value: flags.get(one.value) or FlagValue.UNKNOWN.value for one in NatureFlag})
    return Taken(call=call, was_there=False)


@transaction.atomic
def change_call(*, by: Staff, call: Call, seen: str, values: Mapping[str, Any]) -> Call:
    """Change what an open call says; `seen` is the sign of the values the page showed. ChangedMeanwhile, Refused."""
    now = _locked(call)
    permits.may_change(by, now).demand()
    demand_unchanged(values_of(now, CHANGEABLE), seen)
    for name in CHANGEABLE:
        setattr(now, name, values.get(name, getattr(now, name)))
    _find_keys(now)
    now.save(update_fields=[*CHANGEABLE, "address_key", "telephone_key"])
    return now


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What a source changed of its call: what each value was before; and what stays as somebody here changed it."""

    call: Call
    before: Mapping[str, Any]
    kept: tuple[str, ...]


@transaction.atomic
def follow_source(*, by: Staff, call: Call, values: Mapping[str, Any]) -> Followed:
    """Change an open call as its source says it now. What anybody else changed of it stays: whoever is here knows."""
    now = _locked(call)
    permits.may_change(by, now).demand()
    said = {name: value for name, value in values.items() if name in FOLLOWED and getattr(now, name) != value}
    kept = _changed_by_others(by, now) & set(said)
    before = {name: getattr(now, name) for name in said if name not in kept}
    for name in before:
        setattr(now, name, said[name])
    if before:
        _find_keys(now)
        now.save(update_fields=[*before, "address_key", "telephone_key"])
    return Followed(call=now, before=before, kept=tuple(sorted(kept)))


def _changed_by_others(by: Staff, call: Call) -> set[str]:
    return {
        name
        for earlier, later in pairwise(changes_of(by, call))
        if later.person != by.pk
        for name in FOLLOWED
        if getattr(earlier, name) != getattr(later, name)
    }


@transaction.atomic
def add_note(*, by: Staff, call: Call, text: str) -> CallNote:
    """Write a note to a call."""
    permits.may_note(by).demand()
    _locked(call)
    if not text.strip():
        raise Refused(_("A note says something. Write what happened."))
    last = CallNote.objects.filter(call=call).order_by("-position").first()
    if last is not None and (last.text, last.made_by) == (text.strip(), by.pk):
        return last  # a form that was sent twice
    return CallNote.objects.create(call=call, position=_next(CallNote, call), text=text.strip(), made_by=by.pk)


@transaction.atomic
def answer_needs(*, by: Staff, call: Call, flags: Mapping[str, str]) -> None:
    """What became known of needs behind a call after it came in; what is not asked again stays as it is."""
    permits.may_note(by).demand()
    _locked(call)
    known = {one.value: flags[one.value] for one in NatureFlag if flags.get(one.value) in FlagValue.values}
    if known:
        _answer(call, by.pk, known)


@transaction.atomic
def close_call(*, by: Staff, call: Call, code: str, flags: Mapping[str, str], note: str = "") -> Call:
    """Close a call with a reason and with all six needs answered anew, whatever its type."""
    now = _locked(call)
    permits.may_close(by, now).demand()
    if code not in ClosingCode.values:
        raise Refused(_("Say how the call ended: choose one of the reasons."))
    if held := what_holds(by, now, code):
        raise Refused(" ".join(held))
    open_needs = [one.label for one in NatureFlag if flags.get(one.value) not in FlagValue.values]
    if open_needs:
        raise Refused(
            _("Before a call is closed, each of the six needs is answered yes, no or unknown. Still open: %(needs)s.")
            % {"needs": ", ".join(open_needs)}
        )
    _answer(now, by.pk, {one.value: flags[one.value] for one in NatureFlag}, moment=FlagMoment.CLOSE)
    if note.strip():
        add_note(by=by, call=now, text=note)
    now.state, now.closing_code = CallState.CLOSED, code
    now.closed_at, now.closed_by = timezone.now(), by.pk
    now.place_in_list = place_in_list(now.received_at, is_open=False)
    now.save(update_fields=["state", "closing_code", "closed_at", "closed_by", "place_in_list"])
    return now


@transaction.atomic
def add_premise_note(*, by: Staff, call: Call, text: str, until: date | None = None) -> PremiseNote:
    """What whoever goes to the call's address should know."""
    permits.may_see_history(by).demand()
    if not text.strip() or not call.address_key:
        raise Refused(_("A note about an address needs an address and a text."))
    return PremiseNote.objects.create(
        address=call.address, address_key=call.address_key, text=text.strip(), until=until, made_by=by.pk
    )


def _id_of(by: Staff | Standing) -> UUID:
    return by.value if isinstance(by, Standing) else by.pk


def _find_keys(call: Call) -> None:
    call.address_key, call.telephone_key = address_key(call.address), telephone_key(call.caller_telephone)


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update().get(pk=call.pk)


def _next(rows: type[models.Model], call: Call) -> int:
    last = rows._default_manager.filter(call=call).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _answer(call: Call, maker: UUID, values: Mapping[str, str], *, moment: FlagMoment = FlagMoment.INTAKE) -> None:
    first = _next(CallFlag, call)
    CallFlag.objects.bulk_create(
        CallFlag(call=call, position=first + at, flag=flag, value=value, moment=moment.value, made_by=maker)
        for at, (flag, value) in enumerate(values.items())
    )
