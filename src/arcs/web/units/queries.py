"""Reads of units; each begins with who asks, and keeps to what that person may see by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from arcs.web.people.models import Qualification, QualificationKind, Staff
from arcs.web.units.models import Assignment, Crew, Shift, ShiftPattern, StatusEvent, Unit, UnitAttribute
from arcs.web.units.permits import may_see_coverage, may_see_units
from arcs.web.wall.clock import today

TIMELINE = 50
WEEK = 7


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
    now, day = timezone.now(), today()
    on_shift = Crew.objects.filter(taken_off_at=None, starts_at__lte=now, ends_at__gt=now).order_by("staff_name")
    rows = units_seen_by(who).filter(active_from__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))
    return list(
        rows.select_related("now", "team").prefetch_related(
            Prefetch("attributes", UnitAttribute.objects.filter(running(day)), to_attr="attributes_now"),
            Prefetch("crews", on_shift, to_attr="crew_now"),
            Prefetch("assignments", Assignment.objects.filter(held_to=None), to_attr="held_now"),
        )
    )


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
    now = timezone.now()
    mine = Crew.objects.filter(unit=unit, staff=who, taken_off_at=None, starts_at__lte=now, ends_at__gt=now)
    return mine.exists()


def holding(who: Staff, unit: Unit) -> Assignment | None:
    """What holds a unit now: its running reservation or assignment."""
    rows = Assignment.objects.filter(unit=unit, held_to=None).select_related("unit", "call")
    return rows.first() if _sees(who) else None


def overdue_check_ins(who: Staff) -> list[Assignment]:
    """Assignments whose check-in is due, the longest overdue first."""
    rows = Assignment.objects.filter(held_to=None, check_in_due__lte=timezone.now()).select_related("unit", "call")
    return list(rows.order_by("check_in_due", "pk")) if _sees(who) else []


# ---- roster and coverage


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
    held: dict[UUID, list[Qualification]] = {}
    for one in Qualification.objects.filter(kind=kind, staff__in=people):
        held.setdefault(one.staff_id, []).append(one)
    made = []
    for shift in shifts:
        ends = timezone.localdate(shift.ends_at - timedelta(microseconds=1))
        on_it = {one.staff_id for one in shift.crew_planned}  # type: ignore[attr-defined] # as above
        valid = sum(_holds(held.get(one, ()), shift.day, ends) for one in on_it)
        made.append(Covered(shift=shift, valid=valid, people=len(on_it)))
    return made


def _holds(certificates: Sequence[Qualification], *days: date) -> bool:
    return all(
        any(one.valid_from <= day and (one.valid_to is None or one.valid_to >= day) for one in certificates)
        for day in days
    )


def kinds_of(who: Staff) -> list[QualificationKind]:
    """What coverage can be asked about."""
    return list(QualificationKind.objects.order_by("name")) if _sees(who) else []
