"""Reads of triage; each begins with who asks, and keeps to what that person may see by itself."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, F, Func, JSONField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from arcs.core.dispatching.lost_link import Kept, Queued, synced
from arcs.web.calls.models import Call, CallState
from arcs.web.calls.queries import calls_seen_by
from arcs.web.calls.urgency import raised_since
from arcs.web.people.models import Staff
from arcs.web.triage.models import Computed, Decision, SentBack, ShadowAnswer
from arcs.web.triage.permits import may_see_decisions, may_see_shadows
from arcs.web.triage.waits import known_elsewhere
from arcs.web.units.models import Assignment

RECENT = timedelta(days=90)
MOST_WAITS = 500
WEEK = timedelta(days=7)
# Of calls with what `to_look_again` says: those about which somebody must decide anew though they are triaged. They
# stand among those to be triaged and on the board alike, also from a desk.
ANEW = Q(late_by__isnull=False) | Q(type_then__isnull=False) | Q(priority_then__isnull=False)
# Everybody whom a decision sends, the lead first.
GOES = CombinedExpression(
    Func(F("chosen_route"), function="jsonb_build_array", output_field=JSONField()),
    "||",
    F("chosen_secondary"),
    output_field=JSONField(),
)


def decisions_seen_by(who: Staff) -> QuerySet[Decision]:
    """Every decision, for whoever may see them."""
    return Decision.objects.all() if may_see_decisions(who) else Decision.objects.none()


def decisions_of(who: Staff, call: Call) -> list[Decision]:
    """The decisions about one call that count, the last first: the first of them is how the call is triaged."""
    return list(decisions_seen_by(who).filter(call=call, counts=True).order_by("-position"))


def last_decisions(who: Staff, calls: Iterable[UUID]) -> dict[UUID, Decision]:
    """How each of these calls is triaged; a call that is missing was not triaged."""
    counting = decisions_seen_by(who).filter(call__in=list(calls), counts=True)
    rows = counting.order_by("call", "-position").distinct("call")
    return {one.call_id: one for one in rows}


def standing_decisions() -> QuerySet[Decision]:
    """Of each call the one decision by which it is triaged; who asks is for the caller to say."""
    later = Decision.objects.filter(call=OuterRef("call"), position__gt=OuterRef("position"), counts=True)
    return Decision.objects.filter(~Exists(later), counts=True)


def to_be_triaged(who: Staff) -> QuerySet[Call]:
    """Open calls about which nobody decided, or that were sent back since; `sent_back_by` is the route that did.

    So are those whose decision is to be looked at again (`to_look_again`). That says nothing of whether they were
    eligible for anything.
    """
    decided = Decision.objects.filter(call=OuterRef("pk"), counts=True)
    since = Decision.objects.filter(call=OuterRef("call"), decided_at__gte=OuterRef("made_at"), counts=True)
    back = SentBack.objects.filter(~Exists(since), call=OuterRef("pk")).order_by("-made_at")
    seen = calls_seen_by(who) if may_see_decisions(who) else Call.objects.none()
    rows = seen.filter(state=CallState.OPEN).annotate(
        sent_back_by=Subquery(back.values("route")[:1]), sent_back_for=Subquery(back.values("reason")[:1]),
        **to_look_again(),
    )  # fmt: skip
    return rows.filter(~Exists(decided) | Q(sent_back_by__isnull=False) | ANEW)


def to_look_again() -> dict[str, Subquery]:
    """Why somebody must decide anew about a call (the outer row) that is triaged; None where there is no reason.

    `late_goes`, `late_by`: whom a decision sends that the standing one does not, and who made it without a link; it
    came too late to count or by a clock that is not believed, and nobody decided since. `type_then`: the call's type
    when it was decided, where it is another now. `priority_then`: its priority then, where it is more urgent now.
    """
    anew = Decision.objects.filter(call=OuterRef("call"), position__gt=OuterRef("position"), counts=True)
    goes_anyway = (
        standing_decisions().annotate(goes=GOES).filter(call=OuterRef("call"), goes__contains=OuterRef("goes"))
    )
    late = Decision.objects.annotate(goes=GOES).filter(
        ~Exists(anew), ~Exists(goes_anyway), call=OuterRef("pk"), counts=False
    ).order_by("-position")  # fmt: skip
    stands = standing_decisions().filter(call=OuterRef("pk"))
    other_type = stands.exclude(call_type__iexact=OuterRef("call_type"))
    return {
        "late_goes": Subquery(late.values("goes")[:1]), "late_by": Subquery(late.values("made_by_name")[:1]),
        "type_then": Subquery(other_type.values("call_type")[:1]),
        "priority_then": Subquery(raised_since(stands).values("priority")[:1]),
    }  # fmt: skip


def sent_back(who: Staff, calls: Iterable[UUID]) -> dict[UUID, SentBack]:
    """The last time that each of these calls was sent back, whether or not somebody decided since."""
    rows = SentBack.objects.filter(call__in=list(calls)) if may_see_decisions(who) else SentBack.objects.none()
    return {one.call_id: one for one in rows.order_by("call", "-made_at").distinct("call")}


def overridden_lately(who: Staff) -> int:
    """How many decisions of the last seven days chose otherwise than was shown."""
    return decisions_seen_by(who).exclude(override_reason="").filter(made_at__gte=timezone.now() - WEEK).count()


def shadow_answers_seen_by(who: Staff) -> QuerySet[ShadowAnswer]:
    """What editions in the shadow said beside each decision, for who works on them."""
    return ShadowAnswer.objects.select_related("decision") if may_see_shadows(who) else ShadowAnswer.objects.none()


def differing(rows: QuerySet[ShadowAnswer]) -> QuerySet[ShadowAnswer]:
    """Those answers of the shadow that differ from what was recommended, in the first route or beside it."""
    same = Q(route=F("decision__recommended_route"), secondary=F("decision__recommended_secondary"))
    return rows.exclude(same)


def shadows_of(who: Staff, decisions: Iterable[Decision]) -> dict[UUID, list[ShadowAnswer]]:
    """What editions in the shadow said, by decision; nothing for those who decide at the desk."""
    rows = ShadowAnswer.objects.filter(decision__in=list(decisions)) if may_see_shadows(who) else ()
    found: dict[UUID, list[ShadowAnswer]] = {}
    for one in rows:
        found.setdefault(one.decision_id, []).append(one)
    return found


def to_look_at(decisions: Iterable[Decision], names: Mapping[str, str]) -> tuple[str, ...]:
    """What a person must look at among decisions about the same calls, in the core's words and routes by `names`.

    Nothing of a call about which somebody decided with the link since all others had arrived: he saw what stood.
    """
    every = sorted(decisions, key=lambda one: one.position)
    last = {one.call_id: one for one in every}
    known = [
        Kept(
            decision=Queued(
                key=one.key, call=one.call_number, answers=tuple(sorted(one.answers.items())), chosen=one.chosen_route,
                who=one.made_by_name, device_time=one.device_at or one.made_at,
            ),
            recommended=one.recommended_route, at_sync=one.computed == Computed.AT_SYNC,
        )
        for one in every if last[one.call_id].computed == Computed.AT_SYNC
    ]  # fmt: skip
    return synced(known, (), recommended={}, names=names).to_look_at


def recent_waits(who: Staff, route: str) -> list[int]:
    """Seconds from receipt until the first unit was on scene, of recent calls that are triaged to a route.

    Where no unit goes to its calls, until the caller was first reached, as the room says that has them.
    """
    known = known_elsewhere(who, route)
    if known is not None:
        return known
    standing = standing_decisions() if may_see_decisions(who) else Decision.objects.none()
    triaged = standing.filter(chosen_route=route, made_at__gte=timezone.now() - RECENT)
    calls = triaged.order_by("-made_at").values("call")[:MOST_WAITS]
    arrived = Assignment.objects.filter(call__in=calls, on_scene_at__isnull=False).values("call")
    waits = arrived.annotate(waited=Min("on_scene_at") - F("call__received_at")).values_list("waited", flat=True)
    return [max(0, int(one.total_seconds())) for one in waits]
