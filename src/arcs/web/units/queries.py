"""Reads of units; each begins with who asks, and keeps to what that person may see by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps as django_apps
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from arcs.core.agency import KNOWN_THRESHOLDS, Programme
from arcs.core.dispatching.matching import Held
from arcs.core.dispatching.standing import OnCall
from arcs.web.agency.queries import programme_or_none
from arcs.web.people.models import Qualification, QualificationKind, Staff, Team
from arcs.web.people.scope import seen_staff
from arcs.web.units.models import Assignment, Crew, OnCallDuty, Shift, ShiftPattern, StatusEvent, Unit, UnitAttribute
from arcs.web.units.permits import may_see_coverage, may_see_units
from arcs.web.wall.clock import today

TIMELINE = 50
WEEK = 7
ROSTERED_DAYS = 28  # a route without a crew for so long is not known to have one
LEAST_REST = "least_rest_hours"


def running(on: date) -> Q:
    """A condition on dated rows: they hold on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def units_seen_by(who: Staff) -> QuerySet[Unit]:
    """Every unit that was ever set up, for whoever may see units."""
    return Unit.objects.order_by("call_sign", "pk") if may_see_units(who) else Unit.objects.none()


def unit_seen_by(who: Staff, unit: UUID) -> Unit | None:
    """One unit with how it stands, or None."""
    return units_seen_by(who).filter(pk=unit).select_related("now", "team").first()


def shifts_seen_by(who: Staff) -> QuerySet[Shift]:
    """Every shift, for whoever may see units."""
    return Shift.objects.order_by("starts_at", "name") if may_see_units(who) else Shift.objects.none()


def shift_seen_by(who: Staff, shift: UUID) -> Shift | None:
    """One shift, or None."""
    return shifts_seen_by(who).filter(pk=shift).first()


def crew_seen_by(who: Staff, crew: UUID) -> Crew | None:
    """One person's place on a unit, or None."""
    rows = Crew.objects.filter(pk=crew).select_related("unit", "shift")
    return rows.first() if may_see_units(who) else None


def attribute_seen_by(who: Staff, attribute: UUID) -> UnitAttribute | None:
    """One attribute with its unit, or None."""
    return UnitAttribute.objects.filter(pk=attribute).select_related("unit").first() if may_see_units(who) else None


def units_now(who: Staff) -> list[Unit]:
    """The units in use with status, attributes of today, crew on shift and running assignment, in four queries."""
    return list(as_they_stand(units_in_use(who, today())))


def as_they_stand(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with `attributes_now`, `crew_now` and `held_now`: three queries more, however many units."""
    now = timezone.now()
    held = Assignment.objects.filter(held_to=None).select_related("call")
    return rows.select_related("now", "team").prefetch_related(
        Prefetch("attributes", UnitAttribute.objects.filter(running(today())), to_attr="attributes_now"),
        Prefetch("crews", Crew.objects.filter(on_shift(now)).order_by("staff_name"), to_attr="crew_now"),
        Prefetch("assignments", held, to_attr="held_now"),
    )


def on_shift(at: datetime) -> Q:
    """A condition on crews: their shift runs at a moment and nobody took them off, or their call outlasts it.

    Whoever is on scene when the shift ends, or when a supervisor plans anew, still checks in and calls for help. The
    database answers, as it does where it decides who tells of a call.
    """
    return Q(pk__in=RawSQL("select id from crews_on_units(%s)", (at,)))


def units_in_use(who: Staff, on: date) -> QuerySet[Unit]:
    """The units in use on a day."""
    return units_seen_by(who).filter(active_from__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))


def attributes_of(who: Staff, unit: Unit) -> list[UnitAttribute]:
    """Everything that a unit has or had, what holds longest first."""
    return list(UnitAttribute.objects.filter(unit=unit).order_by("-valid_from", "attribute")) if _sees(who) else []


def crew_of_today(who: Staff, unit: Unit) -> list[Crew]:
    """Who is or will be on a unit in the shifts that touch today."""
    now = timezone.now()
    rows = Crew.objects.filter(unit=unit, taken_off_at=None, ends_at__gt=now, starts_at__lt=now + timedelta(days=1))
    return list(rows.select_related("shift").order_by("starts_at", "staff_name")) if _sees(who) else []


def timeline_of(who: Staff, unit: Unit) -> list[StatusEvent]:
    """How a unit stood, the last first."""
    return list(StatusEvent.objects.filter(unit=unit).order_by("-made_at", "-pk")[:TIMELINE]) if _sees(who) else []


def _sees(who: Staff) -> bool:
    return bool(may_see_units(who))


def is_on_unit(who: Staff, unit: Unit) -> bool:
    """Whether this person is on this unit now."""
    return Crew.objects.filter(on_shift(timezone.now()), unit=unit, staff=who).exists()


def own_units(who: Staff) -> list[Unit]:
    """The units that this person is on now, as they stand."""
    mine = Crew.objects.filter(on_shift(timezone.now()), staff=who).values("unit")
    return list(as_they_stand(units_seen_by(who).filter(pk__in=mine)))


def next_shift(who: Staff) -> Crew | None:
    """Where this person is planned next."""
    mine = Crew.objects.filter(staff=who, taken_off_at=None, starts_at__gt=timezone.now()) if _sees(who) else None
    return None if mine is None else mine.select_related("unit", "shift").order_by("starts_at").first()


def holding(who: Staff, unit: Unit) -> Assignment | None:
    """What holds a unit now: its running reservation or assignment."""
    rows = Assignment.objects.filter(unit=unit, held_to=None).select_related("unit", "call")
    return rows.first() if _sees(who) else None


def overdue_check_ins(who: Staff) -> list[Assignment]:
    """Assignments whose check-in is due, the longest overdue first."""
    rows = Assignment.objects.filter(held_to=None, check_in_due__lte=timezone.now()).select_related("unit", "call")
    return list(rows.order_by("check_in_due", "pk")) if _sees(who) else []


def days_of(who: Staff, attribute: UnitAttribute) -> list[Any]:
    """How an attribute stood after each change, the last first."""
    events = django_apps.get_model("units", "UnitAttributeEvent").objects.filter(pgh_obj_id=attribute.pk)
    return list(events.order_by("-pgh_id")) if _sees(who) else []


def certificates_on(who: Staff, at: datetime) -> dict[UUID, list[Held]]:
    """Kinds and days of the certificates of those who are on a unit at a moment, by person; one query.

    The database answers past row security: who sends a unit must know what its people can do.
    """
    held: dict[UUID, list[Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select staff, kind, valid_from, valid_to from certificates_on_units(%s)", [at])
        for staff, kind, valid_from, valid_to in cursor.fetchall():
            until = None if valid_to is None or valid_to == date.max else valid_to + timedelta(days=1)
            held.setdefault(staff, []).append(Held(code=kind, from_day=valid_from, until_day=until))
    return held


# ---- roster, coverage and the on-call rota


def least_rest() -> timedelta:
    """How long a person rests between two shifts, by the settings in force."""
    return rest_by(programme_or_none())


def rest_by(programme: Programme | None) -> timedelta:
    """The same by settings that were read already; as ARCS ships it where there are none."""
    hours = programme.threshold(LEAST_REST) if programme else KNOWN_THRESHOLDS[LEAST_REST].default.value
    return timedelta(hours=float(hours))


def names_of_areas() -> dict[str, str]:
    """The areas of the settings by code."""
    programme = programme_or_none()
    return {one.code: one.name for one in programme.areas} if programme else {}


def people_for_units(who: Staff) -> list[Staff]:
    """Whom this person may put on a unit: active people whom he or she may see."""
    return list(seen_staff(who).filter(is_active=True).order_by("name", "pk"))


def teams_for_rota(who: Staff) -> list[Team]:
    """Teams that can be on call."""
    return list(Team.objects.filter(ended_on=None).order_by("name")) if _sees(who) else []


def duties_seen_by(who: Staff) -> QuerySet[OnCallDuty]:
    """Every step of an on-call rota that was ever planned."""
    return OnCallDuty.objects.all() if _sees(who) else OnCallDuty.objects.none()


def duty_seen_by(who: Staff, duty: UUID) -> OnCallDuty | None:
    """One step of a rota, or None."""
    return duties_seen_by(who).filter(pk=duty).first()


def rota(who: Staff, at: datetime) -> tuple[OnCall, ...]:
    """Who is on call at a moment, for every route; the first step first."""
    rows = duties_seen_by(who).filter(taken_off_at=None, starts_at__lte=at, ends_at__gt=at)
    return tuple(
        OnCall(
            route=one.route, person=one.name, from_time=one.starts_at, until_time=one.ends_at,
            after_minutes=one.after_minutes, telephone=one.telephone,
        )
        for one in rows.order_by("route", "step", "pk")
    )  # fmt: skip


def staffed_at(who: Staff, at: datetime) -> dict[str, int]:
    """People on shift by the route whose work they do; 0 for a route that had or will have a crew and has none now."""
    lately = at - timedelta(days=ROSTERED_DAYS)
    crews = Crew.objects.filter(taken_off_at=None, ends_at__gt=lately) if _sees(who) else Crew.objects.none()
    counted = dict.fromkeys(crews.order_by().values_list("route", flat=True).distinct(), 0)
    for route in crews.filter(on_shift(at)).values_list("route", flat=True):
        counted[route] += 1
    return counted


def pattern_seen_by(who: Staff, pattern: UUID) -> ShiftPattern | None:
    """Weekly hours, or None."""
    return ShiftPattern.objects.filter(pk=pattern).first() if _sees(who) else None


def patterns_of(who: Staff) -> list[ShiftPattern]:
    """The weekly hours that hold."""
    rows = ShiftPattern.objects.filter(ended_on=None).order_by("weekday", "starts", "name")
    return list(rows) if _sees(who) else []


def week_of(who: Staff, monday: date) -> list[Shift]:
    """The shifts of a week with their crews, in two queries."""
    crews = Crew.objects.filter(taken_off_at=None).select_related("unit").order_by("unit__call_sign", "staff_name")
    week = shifts_seen_by(who).filter(day__gte=monday, day__lt=monday + timedelta(days=WEEK))
    return list(week.prefetch_related(Prefetch("crews", crews, to_attr="crew_planned")))


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One shift: how many of its people hold a certificate that is valid on each day that it touches."""

    shift: Shift
    valid: int
    people: int


def coverage(who: Staff, kind: QualificationKind, monday: date) -> list[Covered]:
    """For each shift of a week how many of how many people hold a valid certificate of a kind; an expired one never.

    A shift over midnight asks for both of its days. Three queries, however many shifts.
    """
    may_see_coverage(who).demand()
    shifts = week_of(who, monday)
    people = {one.staff_id for shift in shifts for one in shift.crew_planned}  # type: ignore[attr-defined] # prefetched
    held = list(Qualification.objects.filter(kind=kind, staff__in=people))
    return [_covered(one, one.crew_planned, held) for one in shifts]  # type: ignore[attr-defined] # as above


def crew_of_shift(who: Staff, shift: Shift) -> list[Crew]:
    """The people of one shift, unit by unit."""
    rows = Crew.objects.filter(shift=shift, taken_off_at=None).select_related("unit", "shift")
    return list(rows.order_by("unit__call_sign", "staff_name")) if _sees(who) else []


def coverage_of_shift(who: Staff, shift: Shift) -> list[tuple[QualificationKind, Covered]]:
    """For each kind of certificate how many of a shift's people hold it."""
    may_see_coverage(who).demand()
    crew = crew_of_shift(who, shift)
    held: dict[UUID, list[Qualification]] = {}
    for one in Qualification.objects.filter(staff__in={each.staff_id for each in crew}):
        held.setdefault(one.kind_id, []).append(one)
    return [(kind, _covered(shift, crew, held.get(kind.pk, ()))) for kind in kinds_of(who)]


def _covered(shift: Shift, crew: Sequence[Crew], held: Sequence[Qualification]) -> Covered:
    ends = timezone.localdate(shift.ends_at - timedelta(microseconds=1))
    people = {one.staff_id for one in crew}
    valid = sum(_holds([one for one in held if one.staff_id == each], shift.day, ends) for each in people)
    return Covered(shift=shift, valid=valid, people=len(people))


def _holds(certificates: Sequence[Qualification], *days: date) -> bool:
    return all(
        any(one.valid_from <= day and (one.valid_to is None or one.valid_to >= day) for one in certificates)
        for day in days
    )


def kinds_of(who: Staff) -> list[QualificationKind]:
    """What coverage can be asked about."""
    return list(QualificationKind.objects.order_by("name")) if _sees(who) else []
