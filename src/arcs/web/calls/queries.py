"""Reads of live calls; each begins with who asks and keeps to what that person may see by itself."""

from typing import Any
from uuid import UUID

from django.apps import apps as django_apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from arcs.web.calls.models import (
    Call,
    CallFile,
    CallFlag,
    CallNote,
    CallState,
    FlagMoment,
    PremiseNote,
    SetAsideRow,
)
from arcs.web.calls.permits import may_see, may_see_files, may_see_history
from arcs.web.people.models import Staff
from arcs.web.wall.clock import today

MOST_EARLIER, MOST_TWINS, BEGINS = 50, 5, 1_000


def calls_seen_by(who: Staff) -> QuerySet[Call]:
    """Every call, for whoever may see calls; none for others."""
    return Call.objects.all() if may_see(who) else Call.objects.none()


def call_seen_by(who: Staff, call: UUID) -> Call | None:
    """One call, or None where there is none for this person."""
    return calls_seen_by(who).filter(pk=call).first()


def calls_listed_for(who: Staff) -> QuerySet[Call]:
    """Every call, with `has_twin` where it is open and another open one is at the same address."""
    twins = Call.objects.filter(address_key=OuterRef("address_key"), state=CallState.OPEN).exclude(pk=OuterRef("pk"))
    has_twin = Exists(twins.filter(~Q(address_key=""))) & Q(state=CallState.OPEN)
    return calls_seen_by(who).annotate(has_twin=has_twin)


def twins_of(who: Staff, call: Call) -> list[Call]:
    """Other open calls at the address of an open one, newest first: perhaps the same matter."""
    if not call.is_open or not call.address_key:
        return []
    same = calls_seen_by(who).filter(address_key=call.address_key, state=CallState.OPEN)
    return list(same.exclude(pk=call.pk).order_by("-received_at", "pk")[:MOST_TWINS])


def notes_of(who: Staff, call: Call) -> QuerySet[CallNote]:
    """What was written to a call, in order."""
    return CallNote.objects.filter(call=call).order_by("position") if may_see(who) else CallNote.objects.none()


def flags_of(who: Staff, call: Call) -> dict[FlagMoment, dict[str, str]]:
    """What is known of each need at intake and at the close: the last answer of each moment."""
    return {moment: {flag: one.value for flag, one in known.items()} for moment, known in answers_of(who, call).items()}


def answers_of(who: Staff, call: Call) -> dict[FlagMoment, dict[str, CallFlag]]:
    """The last answer to each need at intake and at the close, with who gave it."""
    rows = CallFlag.objects.filter(call=call).order_by("position") if may_see(who) else CallFlag.objects.none()
    known: dict[FlagMoment, dict[str, CallFlag]] = {moment: {} for moment in FlagMoment}
    for one in rows:
        known[FlagMoment(one.moment)][one.flag] = one
    return known


def earlier_calls(who: Staff, call: Call) -> list[Call]:
    """Other calls at the same address or from the same telephone, newest first; none without the permission."""
    same = Q()
    if call.address_key:
        same |= Q(address_key=call.address_key) & ~Q(address_key="")
    if call.telephone_key:
        same |= Q(telephone_key=call.telephone_key) & ~Q(telephone_key="")
    if not same or not may_see_history(who):
        return []
    return list(Call.objects.filter(same).exclude(pk=call.pk).order_by("-received_at", "pk")[:MOST_EARLIER])


def premise_notes(who: Staff, call: Call) -> list[PremiseNote]:
    """What holds today of the call's address; none without the permission."""
    if not call.address_key or not may_see_history(who):
        return []
    holds = Q(until=None) | Q(until__gte=today())
    return list(PremiseNote.objects.filter(holds, address_key=call.address_key).order_by("-made_at")[:MOST_EARLIER])


def files_seen_by(who: Staff) -> QuerySet[CallFile]:
    """Files that were read from the folder."""
    return CallFile.objects.order_by("-made_at", "pk") if may_see_files(who) else CallFile.objects.none()


def set_aside_seen_by(who: Staff) -> QuerySet[SetAsideRow]:
    """Rows that could not be taken, with their files."""
    return SetAsideRow.objects.select_related("file") if may_see_files(who) else SetAsideRow.objects.none()


def set_aside_listed_for(who: Staff) -> QuerySet[SetAsideRow]:
    """The same without what they say, which may be 2 MB each; `begins` holds its first characters, and one more."""
    return set_aside_seen_by(who).defer("content").annotate(begins=Left("content", BEGINS + 1))


def one_set_aside(who: Staff, row: UUID) -> SetAsideRow | None:
    """One of them, or None where there is none for this person."""
    return set_aside_seen_by(who).filter(pk=row).first()


def changes_of(who: Staff, call: Call) -> QuerySet[Any]:
    """How the call stood after each change, in order, from its history."""
    rows = django_apps.get_model("calls", "CallEvent").objects.filter(pgh_obj_id=call.pk).order_by("pgh_id")
    return rows if may_see(who) else rows.none()
