"""Reads of desks; each begins with who asks, and keeps to what that person may see by itself."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from arcs.core.dispatching import measuring
from arcs.core.dispatching.outcomes import Desk
from arcs.web.calls.models import Call
from arcs.web.desks.models import Attempt, CountedCall, DeskItem, NightlyCheck, Reached, State, UnservedReason
from arcs.web.desks.permits import WORK, may_see_desks, may_see_figures
from arcs.web.people.models import RoleAssignment, Staff
from arcs.web.people.queries import running
from arcs.web.triage.permits import may_see_decisions
from arcs.web.triage.queries import MOST_WAITS, RECENT, last_decisions
from arcs.web.wall.clock import today


def eligible_route(who: Staff, call: Call) -> str:
    """The alternative that was recommended to a call, or that only its hours kept from it; "" where it was none."""
    made = last_decisions(who, [call.pk]).get(call.pk)
    return measuring.eligible_route(made.recommended_route, made.rules) if made else ""


def reasons_of(who: Staff, call: Call) -> list[UnservedReason]:
    """Why a call was not served, as it was recorded; the one that counts first."""
    rows = UnservedReason.objects.filter(call=call).order_by("-made_at", "-pk")
    return list(rows) if may_see_desks(who) else []


def items_seen_by(who: Staff) -> QuerySet[DeskItem]:
    """Every item, with its call."""
    rows = DeskItem.objects.select_related("call")
    return rows if may_see_desks(who) else rows.none()


def item_seen_by(who: Staff, item: UUID) -> DeskItem | None:
    """One item, or None where there is none for this person."""
    return items_seen_by(who).filter(pk=item).first()


def attempts_of(who: Staff, item: DeskItem) -> list[Attempt]:
    """What was tried, in order."""
    return list(Attempt.objects.filter(item=item).order_by("made_at", "pk")) if may_see_desks(who) else []


def others_of(who: Staff, item: DeskItem) -> list[DeskItem]:
    """The same call at other desks."""
    return list(items_seen_by(who).filter(call=item.call_id).exclude(pk=item.pk).order_by("desk"))


def due_today(who: Staff) -> int:
    """How many items of this person, or of nobody, are to be looked at today, or were to be before."""
    due = items_seen_by(who).filter(Q(owner=who) | Q(owner=None), state=State.OPEN)
    return due.filter(Q(next_date=None) | Q(next_date__lte=today())).count()


def first_contacts(who: Staff, desk: str) -> list[int]:
    """Seconds from receipt until a desk first reached the caller, of recent calls that it answers."""
    reached = Attempt.objects.filter(reached=Reached.REACHED, made_at__gte=timezone.now() - RECENT)
    own = reached.filter(item__desk=desk, item__is_follow_up=False) if may_see_decisions(who) else reached.none()
    rows = own.values("item").annotate(first=Min("made_at"), waited=Min("made_at") - F("item__call__received_at"))
    waits = rows.order_by("-first").values_list("waited", flat=True)[:MOST_WAITS]
    return [max(0, int(one.total_seconds())) for one in waits]


@dataclass(frozen=True, kw_only=True)
class DeskLoad:
    """What lies at one desk."""

    desk: Desk
    waiting: int
    nobody_s: int
    late: int
    mine: int


def loads(who: Staff) -> list[DeskLoad]:
    """What lies at each desk, in one query."""
    day = today()
    rows = items_seen_by(who).filter(state=State.OPEN).values("desk").annotate(
        waiting=Count("pk"), nobody_s=Count("pk", filter=Q(owner=None)),
        late=Count("pk", filter=Q(next_date=None) | Q(next_date__lt=day)), mine=Count("pk", filter=Q(owner=who)),
    )  # fmt: skip
    counts = ("waiting", "nobody_s", "late", "mine")
    found = {row[0]: row[1:] for row in rows.values_list("desk", *counts)}
    return [DeskLoad(desk=one, **dict(zip(counts, found.get(one.value, (0, 0, 0, 0)), strict=True))) for one in Desk]


def workers(who: Staff) -> list[Staff]:
    """Who can be given an item: everybody whose role works at desks, in one query."""
    if not may_see_desks(who):
        return []
    roles = RoleAssignment.objects.filter(valid_from__lte=today(), role__permissions__permission=WORK)
    return list(
        Staff.objects.filter(is_active=True, left_on=None, pk__in=running(roles).values("staff")).order_by("name")
    )


def counted_seen_by(who: Staff) -> QuerySet[CountedCall]:
    """Calls as the programme counts them, without names and addresses."""
    return CountedCall.objects.all() if may_see_figures(who) else CountedCall.objects.none()


def counted_between(who: Staff, first: date, last: date) -> list[CountedCall]:
    """The calls received on these days, both included."""
    return list(counted_seen_by(who).filter(day__range=(first, last)).order_by("received_at", "pk"))


def broken_seen_by(who: Staff) -> QuerySet[CountedCall]:
    """Calls that break the promise that none is closed, or left, in silence."""
    return counted_seen_by(who).filter(breach_count__gt=0)


def last_checks(who: Staff) -> list[NightlyCheck]:
    """The last fourteen nightly checks, the newest first."""
    rows = NightlyCheck.objects.order_by("-day")[:14]
    return list(rows) if may_see_figures(who) else []
