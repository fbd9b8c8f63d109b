"""Reads of dispatch; each begins with who asks, and keeps to what that person may see by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Now
from django.utils import timezone

from arcs.core.agency import KNOWN_THRESHOLDS
from arcs.core.dispatching.outcomes import AT_DESKS, WITHOUT_UNIT
from arcs.web.agency.queries import programme_or_none
from arcs.web.calls.models import Call, CallState, PremiseNote
from arcs.web.calls.queries import calls_seen_by
from arcs.web.dispatch.models import (
    CallOutcome,
    CallPhoto,
    CheckInAlarm,
    FieldEntry,
    HandBack,
    HandOver,
    HandOverTo,
    Plea,
    Review,
    ReviewAnswer,
    Urgency,
)
from arcs.web.dispatch.owning import owns_beside
from arcs.web.dispatch.permits import BOARD, FIELD, may_see_board, may_see_hand_overs, may_see_reviews, may_tell
from arcs.web.dispatch.signs import FIELD_SIGN, REVISION
from arcs.web.people.models import Staff, Team
from arcs.web.people.permits import may
from arcs.web.people.scope import teams_of
from arcs.web.triage.models import Decision, SentBack
from arcs.web.triage.queries import ANEW, standing_decisions, to_look_again
from arcs.web.units.models import Assignment, Crew
from arcs.web.wall.clock import today

MOST_OPEN = 400
WAITS = Q(acknowledged_at=None, refused_at=None, withdrawn_at=None)
OUTSIDE = (HandOverTo.CRISIS_LINE, HandOverTo.PARTNER)
DECISION = (
    "chosen_route", "chosen_secondary", "answers", "wishes", "because", "override_reason", "rules", "made_at",
    "decided_at", "made_by", "made_by_name", "fallback",
)  # fmt: skip
OUTCOME = ("ending", "crisis_disposition", "made_at", "made_by_name")
LONG_AGO = Value(datetime(1970, 1, 1, tzinfo=UTC))
HAND_OVER, CHECK_IN = "hand_over_minutes", "check_in_minutes"
TOLD_FOR = timedelta(days=31)  # as long as the policies let the field tell of a call


def revision(who: Staff) -> str:
    """A sign of everything that the board shows: it changes when anything of it does. One query."""
    may_see_board(who).demand()
    with connection.cursor() as cursor:
        cursor.execute(REVISION)
        return str(cursor.fetchone()[0])


def field_sign(who: Staff) -> str:
    """A sign of what this person's field page shows. One query."""
    may_tell(who).demand()
    with connection.cursor() as cursor:
        cursor.execute(FIELD_SIGN)
        return str(cursor.fetchone()[0])


def minutes_of(code: str) -> int:
    """A number of minutes that the programme's settings name, or as ARCS ships it."""
    programme = programme_or_none()
    return int(programme.threshold(code) if programme else KNOWN_THRESHOLDS[code].default.value)


# ---- open calls, with what stands beside them


def _last(rows: QuerySet[Any], *names: str) -> Subquery:
    return Subquery(rows.filter(call=OuterRef("pk")).values(data=JSONObject(**{one: one for one in names}))[:1])


def _all(rows: QuerySet[Any], *names: str) -> Subquery:
    found = rows.filter(call=OuterRef("pk")).order_by().values("call")
    told = JSONBAgg(JSONObject(**{one: one for one in names}), order_by="made_at")
    return Subquery(found.annotate(data=told).values("data"))


def open_calls(who: Staff, *, chosen: UUID | None = None) -> list[Call]:
    """Open calls that somebody must look at, the first received first; all that the board says of each, in one query.

    Where there are more than MOST_OPEN (one more is given, so that the board can say so), those are left out that are
    answered or have a unit, and then the oldest: never what came in just now. A call that lies at a desk and needs no
    unit is the desk's, unless it is `chosen`, a hand-over of it alarms, or somebody must decide anew
    (`type_then` and what else `to_look_again` says).

    `last_decision`, `last_back`, `last_sent_back` (by a desk), `offers` (one's own hand-overs that alarm or may),
    `last_outcome`, `kept_beside` (what was told from the field and not carried out), `photos` and `warnings`: how many
    notes about its address this person may read.
    """
    if not may_see_board(who):
        return []
    decision = _last(Decision.objects.filter(counts=True).order_by("-position"), *DECISION)
    names = ("reason", "route", "said", "made_at", "made_by_name")
    back = _last(HandBack.objects.order_by("-made_at"), *names, "unit_id")
    sent_back = _last(SentBack.objects.order_by("-made_at"), *names)
    holds = Q(until=None) | Q(until__gte=today())
    same = PremiseNote.objects.filter(holds, address_key=OuterRef("address_key")).order_by().values("address_key")
    offers = alarming_offers(who)
    has_unit = Assignment.objects.filter(call=OuterRef("pk"), held_to=None, assigned_at__isnull=False)
    is_answered = CallOutcome.objects.filter(call=OuterRef("pk"))
    offered = Exists(offers.filter(call=OuterRef("pk")))
    rows = calls_seen_by(who).annotate(**to_look_again()).filter(
        Q(pk=chosen) | offered | ~Exists(_at_a_desk()) | ANEW, state=CallState.OPEN
    ).annotate(
        last_decision=decision, last_back=back, last_sent_back=sent_back,
        last_outcome=_last(CallOutcome.objects.order_by("-position"), *OUTCOME),
        kept_beside=_all(
            FieldEntry.objects.exclude(why_kept=""), "words", "why_kept", "made_at", "made_by_name"
        ),
        photos=_all(CallPhoto.objects.all(), "id", "made_by_name", "made_at"),
        offers=_all(offers, "id", "to_name", "due_at", "made_at", "refused_at", "why_refused"),
        warnings=Coalesce(Subquery(same.annotate(n=Count("pk")).values("n")), 0),
        is_cared_for=Case(When(Exists(has_unit) | Exists(is_answered), then=1), default=0, output_field=IntegerField()),
    )  # fmt: skip
    is_chosen = Case(When(pk=chosen, then=0), default=1, output_field=IntegerField())
    found: list[Call] = list(rows.order_by(is_chosen, "is_cared_for", "-received_at", "pk")[: MOST_OPEN + 1])
    return sorted(found[:MOST_OPEN], key=lambda one: one.place_in_list) + found[MOST_OPEN:]


def _at_a_desk() -> QuerySet[Decision]:
    """Last decisions of a call (the outer row) that send it to a desk and no unit, while nothing else happened."""
    given_back, sent_back = (
        Exists(of.objects.filter(call=OuterRef("call"), made_at__gt=Coalesce(OuterRef("decided_at"), LONG_AGO)))
        for of in (HandBack, SentBack)
    )
    held = Assignment.objects.filter(call=OuterRef("call"), held_to=None)
    return standing_decisions().filter(
        ~given_back, ~sent_back, ~Exists(held), call=OuterRef("pk"), chosen_route__in=sorted(AT_DESKS),
        chosen_secondary__contained_by=sorted(WITHOUT_UNIT),
    )  # fmt: skip


def alarming_offers(who: Staff) -> QuerySet[HandOver]:
    """Hand-overs of this person that wait or were refused, of calls that were not offered to anybody since."""
    return HandOver.objects.filter(WAITS | Q(refused_at__isnull=False), ~Exists(_offered_since()), made_by=who.pk)


def _offered_since() -> QuerySet[HandOver]:
    """What the sender of a hand-over (the outer row) offered of the same call afterwards, whatever became of it."""
    later = HandOver.objects.filter(call=OuterRef("call"), made_by=OuterRef("made_by"))
    return later.filter(made_at__gt=OuterRef("made_at"))


def waiting(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """Those that wait for an answer: of an open call, and not offered to somebody else since.

    Who took a call at 988 or a partner can be noted all the same.
    """
    return rows.filter(WAITS, Q(kind__in=OUTSIDE) | ~Exists(_offered_since()), call__state=CallState.OPEN)


def unanswered_pleas(who: Staff) -> list[Plea]:
    """Every call for help that nobody answered, whatever became of its call; emergencies first, then the oldest."""
    if not may_see_board(who):
        return []
    rows = Plea.objects.filter(answered_at=None).select_related("call", "unit").order_by("made_at", "pk")
    return sorted(rows, key=lambda one: one.urgency != Urgency.EMERGENCY)


def check_in_alarms(who: Staff) -> int:
    """Of how many check-ins that are overdue still this person was told."""
    told = CheckInAlarm.objects.filter(staff=who, assignment__held_to=None, assignment__check_in_due=F("was_due"))
    return told.values("assignment").distinct().count()


# ---- assignments


def held_or_open(who: Staff, calls: Iterable[UUID]) -> list[Assignment]:
    """What runs now on any call, and what these calls had, with units; the first first.

    `routes`: those whose work the people of the unit did then. `told`: who was told that its check-in is overdue.
    """
    if not may_see_board(who):
        return []
    rows = Assignment.objects.filter(Q(held_to=None) | Q(call__in=list(calls)))
    crew = Crew.objects.filter(
        Q(taken_off_at=None) | Q(taken_off_at__gte=OuterRef("held_from")), unit=OuterRef("unit"),
        starts_at__lte=Coalesce(OuterRef("held_to"), Now()), ends_at__gte=OuterRef("held_from"),
    )  # fmt: skip
    told = CheckInAlarm.objects.filter(assignment=OuterRef("pk"), was_due=OuterRef("check_in_due"))
    return list(
        rows.annotate(
            routes=ArraySubquery(crew.order_by().values("route").distinct()),
            told=ArraySubquery(told.order_by("made_at").values(data=JSONObject(who="staff_name", at="made_at"))),
        ).select_related("unit", "call").order_by("held_from", "pk")
    )  # fmt: skip


def units_of(who: Staff, call: Call) -> list[Assignment]:
    """What runs now on a call: the units that it has or that are kept for it."""
    rows = Assignment.objects.filter(call=call, held_to=None).select_related("unit")
    return list(rows.order_by("held_from", "pk")) if may_see_board(who) else []


def has_own_unit(who: Staff, call: Call, routes: Iterable[str]) -> bool:
    """Whether a unit is dispatched to a call whose crew does the work of one of these routes."""
    rows = Assignment.objects.filter(call=call, held_to=None, assigned_at__isnull=False)
    sent = rows.values_list("crew_routes", flat=True) if may_see_board(who) else ()
    return any(set(crew) & set(routes) for crew in sent)


def my_assignments(who: Staff) -> list[Assignment]:
    """What the units of this person had while he or she was on them, of the last month; what runs first."""
    return _mine(who)


def running_assignment(who: Staff) -> Assignment | None:
    """What a unit of this person has now, the last begun first."""
    return next(iter(_mine(who, held_to=None)), None)


def _mine(who: Staff, **narrowed: Any) -> list[Assignment]:
    if not may(who, FIELD):
        return []
    since = timezone.now() - TOLD_FOR
    crews = list(
        Crew.objects.filter(staff=who, ends_at__gt=since).values("unit", "starts_at", "ends_at", "taken_off_at")
    )
    if not crews:
        return []
    rows = Assignment.objects.filter(unit__in={one["unit"] for one in crews}, held_from__gt=since, **narrowed)
    mine = [one for one in rows.select_related("unit", "call") if any(_was_on(crew, one) for crew in crews)]
    return sorted(mine, key=lambda one: (one.held_to is not None, -one.held_from.timestamp()))


def outcomes_owed(who: Staff, mine: Iterable[Assignment]) -> list[Assignment]:
    """Those of these whose call is open, with this person’s unit on scene before and no outcome said by anybody."""
    over = [one for one in mine if one.held_to is not None and one.on_scene_at is not None and one.call.is_open]
    said = last_outcomes(one.call_id for one in over) if may(who, FIELD) else {}
    return [one for one in over if one.call_id not in said]


def _was_on(crew: Mapping[str, Any], one: Assignment) -> bool:
    ends = one.held_to or timezone.now()
    off: datetime | None = crew["taken_off_at"]
    was_there: bool = crew["starts_at"] <= ends and crew["ends_at"] >= one.held_from
    return crew["unit"] == one.unit_id and was_there and (off is None or off >= one.held_from)


def route_on(who: Staff, one: Assignment) -> str:
    """The route whose work this person did on a unit while a call had it; "" where that is not known."""
    ends = one.held_to or timezone.now()
    crews = Crew.objects.filter(staff=who, unit=one.unit_id, starts_at__lte=ends, ends_at__gte=one.held_from)
    return crews.order_by("-starts_at").values_list("route", flat=True).first() or ""


def assignment_on(who: Staff, call: UUID) -> Assignment | None:
    """The assignment by which a call is this person's own: the running one, else the last."""
    return next(iter(_mine(who, call=call)), None)


def taken_over(who: Staff) -> QuerySet[HandOver]:
    """What this person accepted from a colleague, or for a team, within the last month; what is open first."""
    inside = (HandOverTo.PERSON, HandOverTo.TEAM)
    rows = HandOver.objects.filter(
        settled_by=who.pk, acknowledged_at__gte=timezone.now() - TOLD_FOR, kind__in=inside
    ) if may_see_hand_overs(who) else HandOver.objects.none()  # fmt: skip
    return rows.select_related("call").order_by("-call__place_in_list", "-acknowledged_at")


def is_own(who: Staff, call: UUID, mine: Assignment | None) -> bool:
    """Whether a call is this person's own: by an assignment (`assignment_on`), or because he or she accepted it."""
    return mine is not None or taken_over(who).filter(call=call).exists()


def has_call(who: Staff, call: UUID) -> bool:
    """Whether this person may give a call away: it is his or her own, also by what lies at a desk."""
    return is_own(who, call, assignment_on(who, call)) or owns_beside(who, call)


# ---- what was told


def entry_by_key(key: UUID) -> FieldEntry | None:
    """What was sent before under a key."""
    return FieldEntry.objects.filter(key=key).first()


def entries_of(who: Staff, call: Call) -> list[FieldEntry]:
    """What was told from the field of a call, the last first."""
    sees = may(who, BOARD) or may(who, FIELD)
    return list(FieldEntry.objects.filter(call=call).order_by("-made_at", "-pk")) if sees else []


def outcomes_of(who: Staff, call: Call) -> list[CallOutcome]:
    """The outcomes of a call, the one that counts first."""
    sees = may(who, BOARD) or may(who, FIELD)
    return list(CallOutcome.objects.filter(call=call).order_by("-position")) if sees else []


def last_outcomes(calls: Iterable[UUID]) -> dict[UUID, CallOutcome]:
    """The outcome that counts of each of these calls; row security decides who reads it."""
    rows = CallOutcome.objects.filter(call__in=list(calls)).order_by("call", "-position").distinct("call")
    return {one.call_id: one for one in rows}


def photos_of(who: Staff, call: Call) -> list[CallPhoto]:
    """Photos of a call without their content, the first first."""
    sees = may(who, BOARD) or may(who, FIELD)
    return list(CallPhoto.objects.filter(call=call).defer("content").order_by("made_at", "pk")) if sees else []


def photo_seen_by(who: Staff, photo: UUID) -> CallPhoto | None:
    """One photo: for whoever dispatches, and for whoever is or was on its call."""
    found = CallPhoto.objects.filter(pk=photo).first() if may(who, BOARD) or may(who, FIELD) else None
    if found is None or may(who, BOARD):
        return found
    return found if is_own(who, found.call_id, assignment_on(who, found.call_id)) else None


def pleas_of(who: Staff, call: Call) -> list[Plea]:
    """Calls for help on a call, the last first."""
    sees = may(who, BOARD) or may(who, FIELD)
    return list(Plea.objects.filter(call=call).order_by("-made_at", "-pk")) if sees else []


def plea_seen_by(who: Staff, plea: UUID) -> Plea | None:
    """One call for help, or None."""
    return Plea.objects.filter(pk=plea).select_related("call", "unit").first() if may(who, BOARD) else None


def hand_backs_of(who: Staff, call: Call) -> list[HandBack]:
    """Hand-backs of a call, the last first."""
    sees = may(who, BOARD) or may(who, FIELD)
    return list(HandBack.objects.filter(call=call).order_by("-made_at", "-pk")) if sees else []


# ---- hand-overs


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who can take a call over, and whether he or she is on a unit now."""

    pk: UUID
    name: str
    is_on: bool


def receivers(who: Staff) -> tuple[list[Colleague], list[Team]]:
    """Who can take a call over: colleagues whose role answers calls, those on a unit now first, and teams with such."""
    if not may_see_hand_overs(who):
        return [], []
    with connection.cursor() as cursor:
        cursor.execute("select id, name, is_on from who_takes_calls_over() order by is_on desc, name, id")
        people = [Colleague(pk=pk, name=name, is_on=is_on) for pk, name, is_on in cursor.fetchall()]
        cursor.execute("select teams_that_take_calls_over()")
        (teams,) = cursor.fetchone()
    return people, list(Team.objects.filter(ended_on=None, pk__in=teams).order_by("name"))


def hand_overs_seen_by(who: Staff) -> QuerySet[HandOver]:
    """Hand-overs that one sent or that are for one; all of them for whoever dispatches."""
    if not may_see_hand_overs(who):
        return HandOver.objects.none()
    rows = HandOver.objects.select_related("call")
    mine = Q(made_by=who.pk) | Q(to_staff=who) | Q(to_team__in=teams_of(who))
    return rows if may(who, BOARD) else rows.filter(mine)


def was_offered_since(one: HandOver) -> bool:
    """Whether the sender of a hand-over offered its call to a colleague, a team or outside afterwards."""
    return HandOver.objects.filter(call=one.call_id, made_by=one.made_by, made_at__gt=one.made_at).exists()


def hand_over_seen_by(who: Staff, one: UUID) -> HandOver | None:
    """One hand-over, or None."""
    return hand_overs_seen_by(who).filter(pk=one).first()


@dataclass(frozen=True, kw_only=True)
class HandOvers:
    """Hand-overs as one person deals with them: what waits for him, what alarms him as its sender, what else.

    `settled`: answered, taken back, offered to somebody else since, or its call closed, lately.
    """

    for_me: list[HandOver]
    alarms: list[HandOver]
    waiting: list[HandOver]
    settled: list[HandOver]


def hand_overs_of(who: Staff) -> HandOvers:
    """What waits for this person, what he sent that is overdue or refused, what waits else, what was settled lately."""
    now, seen = timezone.now(), hand_overs_seen_by(who)
    teams = set(teams_of(who))
    wait = list(waiting(seen).order_by("due_at", "pk"))
    for_me = [one for one in wait if one.made_by != who.pk and (one.to_staff_id == who.pk or one.to_team_id in teams)]
    alarms = _alarms(who, now)
    other = [one for one in wait if one not in for_me and one not in alarms]
    lately = seen.filter(made_at__gte=now - TOLD_FOR).exclude(pk__in=[one.pk for one in (*wait, *alarms)])
    return HandOvers(for_me=for_me, alarms=alarms, waiting=other, settled=list(lately.order_by("-made_at", "pk")[:50]))


def _alarms(who: Staff, now: datetime) -> list[HandOver]:
    """What this person sent of open calls that was refused or is overdue; what is overdue longest first."""
    refused_or_due = Q(refused_at__isnull=False) | Q(due_at__lte=now)
    rows = alarming_offers(who).filter(refused_or_due, call__state=CallState.OPEN)
    return list(rows.select_related("call").order_by("due_at", "pk"))


@dataclass(frozen=True, kw_only=True)
class FieldOffers:
    """Hand-overs that somebody in the field must know of at once."""

    for_me: list[HandOver]
    alarms: list[HandOver]


def field_offers(who: Staff) -> FieldOffers:
    """What waits for this person's answer, and what he or she sent that is overdue or was refused."""
    if not may_see_hand_overs(who):
        return FieldOffers(for_me=[], alarms=[])
    to_me = Q(to_staff=who) | Q(to_team__in=teams_of(who))
    for_me = waiting(HandOver.objects.filter(to_me)).exclude(made_by=who.pk)
    return FieldOffers(
        for_me=list(for_me.select_related("call").order_by("due_at", "pk")), alarms=_alarms(who, timezone.now())
    )


def hand_overs_that_wait(who: Staff) -> int:
    """How many hand-overs wait for this person's answer, or alarm him as their sender."""
    if not may_see_hand_overs(who):
        return 0
    found = hand_overs_of(who)
    return len(found.for_me) + len(found.alarms)


# ---- reviews


def reviews_seen_by(who: Staff) -> QuerySet[Review]:
    """Every review, for whoever reviews."""
    return Review.objects.all() if may_see_reviews(who) else Review.objects.none()


def review_seen_by(who: Staff, review: UUID) -> Review | None:
    """One review, or None."""
    return reviews_seen_by(who).filter(pk=review).first()


def answers_of(who: Staff, review: Review) -> dict[tuple[str, int], ReviewAnswer]:
    """The last answer to each question of a review."""
    if not may_see_reviews(who):
        return {}
    rows = ReviewAnswer.objects.filter(review=review).order_by("made_at", "pk")
    return {(one.step, one.question): one for one in rows}


def open_reviews(who: Staff) -> int:
    """How many reviews are to be done."""
    return reviews_seen_by(who).filter(done_at=None).count()
