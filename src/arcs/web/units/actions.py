"""How units stand and which call has them. Permit and change in one transaction.

Whoever changes a unit waits for the other at its `UnitNow`, and takes the time only then: what follows each other in
the database does so on the clock as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation

from arcs.web.calls.models import Call, CallState
from arcs.web.people.models import Staff
from arcs.web.units import permits, queries
from arcs.web.units.models import Assignment, CheckIn, Status, StatusEvent, Unit, UnitNow
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused


def _lock(unit: Unit) -> UnitNow:
    return UnitNow.objects.select_for_update().get(unit=unit)


def _stands(by: Staff, now: UnitNow, status: Status, at: datetime, device_at: datetime | None = None) -> None:
    """Write the event, and the status as it stands into the unit's row."""
    StatusEvent.objects.create(
        unit_id=now.unit_id, status=status, made_by=by.pk, made_by_name=by.name, device_at=device_at
    )
    now.status, now.since = status, at
    now.save(update_fields=["status", "since"])


@contextmanager
def _one_call_at_a_time(by: Staff, unit: Unit) -> Iterator[None]:
    """The database refuses a second call for one unit; say who has it and since when."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        if not isinstance(twice.__cause__, ExclusionViolation):
            raise
        held = queries.holding(by, unit)
        raise Refused(permits.taken(held) if held else _("This unit was taken meanwhile. Choose another.")) from twice


def _hold(
    by: Staff, unit: Unit, call: Call, *, is_reservation: bool, is_backup: bool, check_in_minutes: int | None = None
) -> Assignment:
    permits.may_assign(by).demand()
    if call.state == CallState.CLOSED:
        raise Refused(_("This call is closed. Open it again before a unit goes there."))
    now = _lock(unit)
    ended = Unit.objects.filter(pk=unit.pk, ended_on__lte=today()).exists()
    if ended or (now.status == Status.OUT_OF_SERVICE and queries.holding(by, unit) is None):
        raise Refused(_("%(unit)s is out of service. Choose another.") % {"unit": unit.call_sign})
    at = timezone.now()
    due = at + timedelta(minutes=check_in_minutes) if check_in_minutes else None
    with _one_call_at_a_time(by, unit):
        made = Assignment.objects.create(
            unit=unit, call=call, is_backup=is_backup, held_from=at, held_by=by.pk, held_by_name=by.name,
            reserved_at=at if is_reservation else None, assigned_at=None if is_reservation else at,
            check_in_minutes=check_in_minutes, check_in_due=due,
        )  # fmt: skip
    _stands(by, now, Status.RESERVED if is_reservation else Status.ASSIGNED, at)
    return made


@transaction.atomic
def reserve(*, by: Staff, unit: Unit, call: Call, is_backup: bool = False) -> Assignment:
    """Keep a unit for a call; it is not dispatched and does not look so."""
    return _hold(by, unit, call, is_reservation=True, is_backup=is_backup)


@transaction.atomic
def assign(
    *, by: Staff, unit: Unit, call: Call, is_backup: bool = False, check_in_minutes: int | None = None
) -> Assignment:
    """Send a unit to a call. What the same call had reserved is dispatched; a unit of another call is refused."""
    permits.may_assign(by).demand()
    now = _lock(unit)
    held = queries.holding(by, unit)
    if held is None or held.call_id != call.pk or held.assigned_at is not None:
        return _hold(
            by, unit, call, is_reservation=False, is_backup=is_backup, check_in_minutes=check_in_minutes
        )  # fmt: skip
    if held.call.state == CallState.CLOSED:
        raise Refused(_("This call is closed. Open it again before a unit goes there."))
    held.assigned_at = timezone.now()
    held.check_in_minutes = check_in_minutes
    held.check_in_due = held.assigned_at + timedelta(minutes=check_in_minutes) if check_in_minutes else None
    held.save(update_fields=["assigned_at", "check_in_minutes", "check_in_due"])
    _stands(by, now, Status.ASSIGNED, held.assigned_at)
    return held


@transaction.atomic
def take_back(*, by: Staff, assignment: Assignment) -> None:
    """The unit is no longer kept for the call; only while it was not dispatched."""
    permits.may_assign(by).demand()
    now = _lock(assignment.unit)
    held = queries.holding(by, assignment.unit)
    if held is None or held.pk != assignment.pk:
        raise Refused(_("This reservation is over already."))
    if held.assigned_at is not None:
        raise Refused(_("%(unit)s is dispatched. Clear it instead.") % {"unit": held.unit.call_sign})
    _let_go(by, now, held, Status.AVAILABLE)


def _let_go(by: Staff, now: UnitNow, held: Assignment, status: Status, device_at: datetime | None = None) -> None:
    held.held_to, held.check_in_due = timezone.now(), None
    held.save(update_fields=["held_to", "check_in_due"])
    _stands(by, now, status, held.held_to, device_at)


@transaction.atomic
def change_status(*, by: Staff, unit: Unit, status: Status, device_at: datetime | None = None) -> None:
    """A unit says how it stands. On a call: en route, on scene, available (clears it); else available or out.

    The same status told twice is written once.
    """
    permits.may_change_status(by, is_own=queries.is_on_unit(by, unit)).demand()
    if status in (Status.RESERVED, Status.ASSIGNED):
        raise Refused(_("A unit is reserved and assigned from a call."))
    now = _lock(unit)
    held = queries.holding(by, unit)
    if now.status == status:
        return
    if held is None:
        _without_call(by, now, status, device_at)
    else:
        _on_call(by, now, held, status, device_at)


def _without_call(by: Staff, now: UnitNow, status: Status, device_at: datetime | None) -> None:
    if status not in (Status.AVAILABLE, Status.OUT_OF_SERVICE):
        raise Refused(_("This unit has no call. Assign it to one first."))
    _stands(by, now, status, timezone.now(), device_at)


def _on_call(by: Staff, now: UnitNow, held: Assignment, status: Status, device_at: datetime | None) -> None:
    if held.assigned_at is None:
        raise Refused(_("This unit is reserved and not dispatched. Assign it, or take the reservation back."))
    if status == Status.OUT_OF_SERVICE:
        raise Refused(_("This unit is on a call. Clear that first."))
    if status == Status.AVAILABLE:
        _let_go(by, now, held, status, device_at)
        return
    if status == Status.EN_ROUTE and held.on_scene_at is not None:
        raise Refused(_("This unit is on scene already."))
    field, at = f"{status.value}_at", timezone.now()
    setattr(held, field, at)
    held.save(update_fields=[field])
    _stands(by, now, status, at, device_at)


@transaction.atomic
def check_in(*, by: Staff, assignment: Assignment) -> None:
    """All is well: the timer of the assignment begins anew, by one tap."""
    permits.may_change_status(by, is_own=queries.is_on_unit(by, assignment.unit)).demand()
    _lock(assignment.unit)
    held = queries.holding(by, assignment.unit)
    if held is None or held.pk != assignment.pk or held.check_in_due is None or held.check_in_minutes is None:
        raise Refused(_("No check-in is running for this assignment."))
    CheckIn.objects.create(assignment=held, was_due=held.check_in_due, made_by=by.pk)
    held.check_in_due = timezone.now() + timedelta(minutes=held.check_in_minutes)
    held.save(update_fields=["check_in_due"])
