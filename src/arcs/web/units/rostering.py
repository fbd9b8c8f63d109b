"""Setting up units, planning shifts, and putting people on units. Permit and change in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.errors import ExclusionViolation

from arcs.core.agency.rows import CODE
from arcs.core.dispatching.matching import UnitStatus
from arcs.web.people.models import Staff, Team
from arcs.web.units import permits, queries
from arcs.web.units.hours import moments
from arcs.web.units.models import Crew, OnCallDuty, Shift, ShiftPattern, Unit, UnitAttribute, UnitNow, Weekday
from arcs.web.wall.at_once import demand_unchanged, once_or_refused, values_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

ONE_ROTA_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('units.on_call'))"
UNIT_CHANGEABLE = ("call_sign", "kind", "marked", "team_id", "home_area")


@transaction.atomic
def set_up_unit(
    *, by: Staff, call_sign: str, kind: str, marked: bool, active_from: date,
    team_id: UUID | str | None = None, home_area: str = "",
) -> Unit:  # fmt: skip
    """A new unit, out of service until somebody says otherwise."""
    permits.may_set_up(by).demand()
    sign = _sign(call_sign)
    with once_or_refused(_in_use(sign)):
        unit = Unit.objects.create(
            call_sign=sign, kind=kind, marked=marked, team_id=team_id, home_area=home_area, active_from=active_from
        )
    UnitNow.objects.create(unit=unit, status=UnitStatus.OUT_OF_SERVICE, since=timezone.now())
    return unit


def _sign(call_sign: str) -> str:
    sign = call_sign.strip()
    if not sign:
        raise Refused(_("A unit has a call sign. Write it."))
    return sign


def _in_use(sign: str) -> str:
    return _("The call sign %(sign)s is in use. Choose another.") % {"sign": sign}


@transaction.atomic
def change_unit(*, by: Staff, unit: Unit, seen: str, values: Mapping[str, Any]) -> Unit:
    """Change what a unit is; `seen` is the sign of the values that the page showed. ChangedMeanwhile, Refused."""
    permits.may_set_up(by).demand()
    now = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    demand_unchanged(values_of(now, UNIT_CHANGEABLE), seen)
    for name in UNIT_CHANGEABLE:
        setattr(now, name, values.get(name, getattr(now, name)))
    now.call_sign = _sign(now.call_sign)
    with once_or_refused(_in_use(now.call_sign)):
        now.save(update_fields=UNIT_CHANGEABLE)
    return now


@transaction.atomic
def end_unit(*, by: Staff, unit: Unit, first_day_without: date) -> None:
    """The unit is not in use from a day on; refused while a call has it or people are planned on it."""
    permits.may_set_up(by).demand()
    now = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    held = queries.holding(by, now)
    if held is not None:
        raise Refused(_("%(unit)s is on call %(call)s. Clear it first.") % {"unit": now, "call": held.call.number})
    if first_day_without < max(today(), now.active_from):
        raise Refused(_("The first day without it is today or later, and not before it began. Change the day."))
    begins = timezone.make_aware(datetime.combine(first_day_without, time()))
    # A shift that began the day before and still runs is planned as well; one that is over is not.
    planned = Crew.objects.filter(unit=now, taken_off_at=None, ends_at__gt=max(timezone.now(), begins)).count()
    if planned:
        raise Refused(
            ngettext(
                "%(count)s person is planned on it from that day on. Take that person off first.",
                "%(count)s people are planned on it from that day on. Take them off first.",
                planned,
            )
            % {"count": planned}
        )
    now.ended_on = first_day_without
    now.save(update_fields=["ended_on"])


@transaction.atomic
def use_again(*, by: Staff, unit: Unit) -> None:
    """An ended unit is in use as before; refused where its call sign was given to another."""
    permits.may_set_up(by).demand()
    now = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    now.ended_on = None
    with once_or_refused(_in_use(now.call_sign)):
        now.save(update_fields=["ended_on"])


@transaction.atomic
def add_attribute(
    *, by: Staff, unit: Unit, attribute: str, valid_from: date, valid_to: date | None = None
) -> UnitAttribute:
    """A unit has something from a day on, until a day where one is given."""
    permits.may_set_up(by).demand()
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_("The last day is before the first. Change one of them."))
    for one in UnitAttribute.objects.filter(unit=unit, attribute=attribute):
        until = one.valid_to or date.max
        if one.valid_from <= (valid_to or date.max) and valid_from <= until and one.valid_from <= until:
            raise Refused(_("%(unit)s has this already in these days.") % {"unit": unit.call_sign})
    return UnitAttribute.objects.create(unit=unit, attribute=attribute, valid_from=valid_from, valid_to=valid_to)


@transaction.atomic
def end_attribute(*, by: Staff, attribute: UnitAttribute) -> None:
    """The unit no longer has it, from today on."""
    permits.may_set_up(by).demand()
    now = UnitAttribute.objects.select_for_update(of=("self",)).get(pk=attribute.pk)
    # What begins tomorrow or later ends before it begins; its last day is included.
    last = max(today(), now.valid_from) - timedelta(days=1)
    if now.valid_to is None or now.valid_to > last:
        now.valid_to = last
        now.save(update_fields=["valid_to"])


@transaction.atomic
def take_end_back(*, by: Staff, attribute: UnitAttribute) -> None:
    """The unit has it as before it was ended; refused where it was given anew meanwhile."""
    permits.may_set_up(by).demand()
    Unit.objects.select_for_update(of=("self",)).get(pk=attribute.unit_id)
    last, *before = queries.days_of(by, attribute)
    was_ended = last.valid_to is not None and bool(before) and last.valid_to < (before[0].valid_to or date.max)
    if not was_ended:
        raise Refused(_("There is nothing to take back."))
    until = before[0].valid_to
    same = UnitAttribute.objects.filter(unit=attribute.unit_id, attribute=attribute.attribute)
    others = same.exclude(pk=attribute.pk)
    if any((one.valid_to or date.max) > last.valid_to and one.valid_from <= (until or date.max) for one in others):
        raise Refused(_("%(unit)s has this already in these days.") % {"unit": attribute.unit.call_sign})
    UnitAttribute.objects.filter(pk=attribute.pk).update(valid_to=until)


@transaction.atomic
def add_pattern(*, by: Staff, name: str, weekday: int, starts: time, ends: time) -> ShiftPattern:
    """Weekly hours of a shift on one weekday."""
    permits.may_roster(by).demand()
    if not name.strip():
        raise Refused(_("A shift has a name. Write it."))
    day = str(Weekday(weekday).label)
    twice = _("%(name)s has its hours on %(day)s already. End those first, or choose another name.")
    with once_or_refused(twice % {"name": name.strip(), "day": day}):
        return ShiftPattern.objects.create(name=name.strip(), weekday=weekday, starts=starts, ends=ends)


@transaction.atomic
def end_pattern(*, by: Staff, pattern: ShiftPattern) -> None:
    """These weekly hours plan no more weeks; what is planned already stays."""
    permits.may_roster(by).demand()
    ShiftPattern.objects.filter(pk=pattern.pk, ended_on=None).update(ended_on=today())


@transaction.atomic
def keep_pattern(*, by: Staff, pattern: ShiftPattern) -> None:
    """Ended hours plan weeks as before."""
    permits.may_roster(by).demand()
    with once_or_refused(_("This shift has other hours on that weekday meanwhile.")):
        ShiftPattern.objects.filter(pk=pattern.pk).update(ended_on=None)


@transaction.atomic
def plan_week(*, by: Staff, monday: date) -> int:
    """Make the shifts of a week from the weekly hours; how many are new. What is planned already stays as it is."""
    permits.may_roster(by).demand()
    if monday.weekday() != 0:
        raise Refused(_("A week begins on a Monday. Choose one."))
    zone, made = timezone.get_current_timezone(), 0
    for one in ShiftPattern.objects.filter(ended_on=None):
        day = monday + timedelta(days=one.weekday)
        starts_at, ends_at = moments(day, one.starts, one.ends, zone)
        hours = {"starts_at": starts_at, "ends_at": ends_at}
        made += Shift.objects.get_or_create(name=one.name, day=day, defaults=hours)[1]
    return made


@transaction.atomic
def put_on_shift(*, by: Staff, shift: Shift, unit: Unit, staff: Staff, route: str, why_short_rest: str = "") -> Crew:
    """One person on one unit for a shift, for a route's work; less rest than the rule only with a reason."""
    permits.may_roster(by).demand()
    why = why_short_rest.strip()
    if not CODE.fullmatch(route):
        raise Refused(_("Say by which route’s work the person is on the unit: choose one."))
    if unit.active_from > shift.day or (unit.ended_on is not None and unit.ended_on <= shift.day):
        raise Refused(_("%(unit)s is not in use on that day.") % {"unit": unit.call_sign})
    there_already = _there_already(staff.name)
    if Crew.objects.filter(
        staff=staff, taken_off_at=None, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    ).exists():
        raise Refused(there_already)  # before the rest is asked about: no reason would help
    near, least = _nearest_rest(staff, shift), queries.least_rest()
    if near is not None and near < least and not why:
        raise Refused(
            _("%(name)s would rest %(hours)s hours, and the rule is %(least)s. Choose somebody else, or say why.")
            % {"name": staff.name, "hours": _hours(near), "least": _hours(least)}
        )
    with _not_at_once(there_already):
        return Crew.objects.create(
            unit=unit, shift=shift, staff=staff, staff_name=staff.name, route=route, starts_at=shift.starts_at,
            ends_at=shift.ends_at, put_by=by.pk, why_short_rest=why,
        )  # fmt: skip


def _there_already(name: str) -> str:
    return _("%(name)s is on a unit at that time already.") % {"name": name}


def _hours(span: timedelta) -> str:
    """Hours as people write them: 4, 9.5.

    >>> _hours(timedelta(hours=9, minutes=59))
    '9.9'
    """
    return f"{int(span.total_seconds() // 360) / 10:g}"


@contextmanager
def _not_at_once(why_not: str) -> Iterator[None]:
    """Refused with this sentence where the database lets two things not be at one time."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        if not isinstance(twice.__cause__, ExclusionViolation):
            raise
        raise Refused(why_not) from twice


def _nearest_rest(staff: Staff, shift: Shift) -> timedelta | None:
    """The shortest rest before or after a shift, among shifts that do not overlap it; None where there is none."""
    theirs = Crew.objects.filter(staff=staff, taken_off_at=None)
    before = theirs.filter(ends_at__lte=shift.starts_at).order_by("-ends_at").first()
    after = theirs.filter(starts_at__gte=shift.ends_at).order_by("starts_at").first()
    rests = [shift.starts_at - before.ends_at] if before else []
    rests += [after.starts_at - shift.ends_at] if after else []
    return min(rests, default=None)


@transaction.atomic
def take_off(*, by: Staff, crew: Crew) -> None:
    """The person is not on this unit any more; that he was planned stays."""
    permits.may_roster(by).demand()
    Crew.objects.filter(pk=crew.pk, taken_off_at=None).update(taken_off_at=timezone.now())


@transaction.atomic
def put_back(*, by: Staff, crew: Crew) -> None:
    """Whoever was taken off is on the unit as before; refused where it ended, or the person is on another meanwhile."""
    permits.may_roster(by).demand()
    ended_on = Unit.objects.values_list("ended_on", flat=True).get(pk=crew.unit_id)
    if ended_on is not None and crew.ends_at > timezone.make_aware(datetime.combine(ended_on, time())):
        raise Refused(_("%(unit)s is not in use on that day.") % {"unit": crew.unit.call_sign})
    with _not_at_once(_there_already(crew.staff_name)):
        Crew.objects.filter(pk=crew.pk).update(taken_off_at=None)


@transaction.atomic
def put_on_call(
    *, by: Staff, route: str, step: int, after_minutes: int, starts_at: datetime, ends_at: datetime,
    staff: Staff | None = None, team: Team | None = None, telephone: str = "",
) -> OnCallDuty:  # fmt: skip
    """A person or a team is called for a route, as the first step or some minutes after it, by this number."""
    permits.may_roster(by).demand()
    if not CODE.fullmatch(route):
        raise Refused(_("Say for which route: choose one."))
    if (staff is None) == (team is None):
        raise Refused(_("A person or a team is on call: choose one of the two."))
    if ends_at <= starts_at:
        raise Refused(_("The end is not after the beginning. Change one of them."))
    if step < 1 or (step == 1) != (after_minutes == 0) or after_minutes < 0:
        raise Refused(_("The first step is called at once, each later one some minutes after it. Change the minutes."))
    with connection.cursor() as cursor:
        cursor.execute(ONE_ROTA_AT_A_TIME)
    beside = OnCallDuty.objects.filter(route=route, taken_off_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
    for one in beside:
        if one.step == step:
            raise Refused(_("%(name)s is on this step in these hours already. Take it off first.") % {"name": one.name})
        if (one.step < step) != (one.after_minutes < after_minutes):
            words = _(
                "Step %(step)s is called after %(minutes)s minutes, so these minutes are out of order. Change them."
            )
            raise Refused(words % {"step": one.step, "minutes": one.after_minutes})
    return OnCallDuty.objects.create(
        route=route, step=step, after_minutes=after_minutes, staff=staff, team=team, starts_at=starts_at,
        ends_at=ends_at, put_by=by.pk, name=staff.name if staff else team.name if team else "",
        telephone=telephone.strip().replace("\x00", "")[:40],
    )  # fmt: skip


@transaction.atomic
def take_off_call(*, by: Staff, duty: OnCallDuty) -> None:
    """Nobody is called by this duty any more; that it was planned stays."""
    permits.may_roster(by).demand()
    OnCallDuty.objects.filter(pk=duty.pk, taken_off_at=None).update(taken_off_at=timezone.now())


@transaction.atomic
def put_back_on_call(*, by: Staff, duty: OnCallDuty) -> None:
    """A duty that was taken off holds as before; refused where another has the step meanwhile."""
    permits.may_roster(by).demand()
    with _not_at_once(_("Another is on this step in these hours meanwhile.")):
        OnCallDuty.objects.filter(pk=duty.pk).update(taken_off_at=None)
