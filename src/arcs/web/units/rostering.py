"""Setting up units, planning shifts, and putting people on units. Permit and change in one transaction."""

from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation

from arcs.web.people.models import Staff, Team
from arcs.web.units import permits
from arcs.web.units.hours import moments
from arcs.web.units.models import Crew, Shift, ShiftPattern, Status, Unit, UnitAttribute, UnitNow
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

LEAST_REST_HOURS = 10


@transaction.atomic
def set_up_unit(
    *, by: Staff, call_sign: str, kind: str, marked: bool, active_from: date, team: Team | None = None,
    home_area: str = "",
) -> Unit:  # fmt: skip
    """A new unit, out of service until somebody says otherwise."""
    permits.may_set_up(by).demand()
    sign = call_sign.strip()
    if not sign:
        raise Refused(_("A unit has a call sign. Write it."))
    with once_or_refused(_("The call sign %(sign)s is in use. Choose another.") % {"sign": sign}):
        unit = Unit.objects.create(
            call_sign=sign, kind=kind, marked=marked, team=team, home_area=home_area, active_from=active_from
        )
    UnitNow.objects.create(unit=unit, status=Status.OUT_OF_SERVICE, since=timezone.now())
    return unit


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
def add_pattern(*, by: Staff, name: str, weekday: int, starts: time, ends: time) -> ShiftPattern:
    """Weekly hours of a shift on one weekday."""
    permits.may_roster(by).demand()
    with once_or_refused(_("This shift has its hours on that weekday already.")):
        return ShiftPattern.objects.create(name=name.strip(), weekday=weekday, starts=starts, ends=ends)


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
def put_on_shift(*, by: Staff, shift: Shift, unit: Unit, staff: Staff, why_short_rest: str = "") -> Crew:
    """One person on one unit for a shift; less rest than the rule asks for only with a reason."""
    permits.may_roster(by).demand()
    why = why_short_rest.strip()
    if unit.active_from > shift.day or (unit.ended_on is not None and unit.ended_on <= shift.day):
        raise Refused(_("%(unit)s is not in use on that day.") % {"unit": unit.call_sign})
    there_already = _("%(name)s is on a unit at that time already.") % {"name": staff.name}
    if Crew.objects.filter(
        staff=staff, taken_off_at=None, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    ).exists():
        raise Refused(there_already)  # before the rest is asked about: no reason would help
    near = _nearest_rest(staff, shift)
    if near is not None and near < timedelta(hours=LEAST_REST_HOURS) and not why:
        raise Refused(
            _("%(name)s would rest %(hours)s hours, and the rule is %(least)s. Choose somebody else, or say why.")
            % {"name": staff.name, "hours": int(near.total_seconds() // 3600), "least": LEAST_REST_HOURS}
        )
    try:
        with transaction.atomic():
            return Crew.objects.create(
                unit=unit, shift=shift, staff=staff, staff_name=staff.name, starts_at=shift.starts_at,
                ends_at=shift.ends_at, put_by=by.pk, why_short_rest=why,
            )  # fmt: skip
    except IntegrityError as twice:
        if not isinstance(twice.__cause__, ExclusionViolation):
            raise
        raise Refused(there_already) from twice


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
