"""How units stand and which call has them. Permit and change in one transaction.

Whoever changes a unit waits for the other at its `UnitNow`, and takes the time only then: what follows each other in
the database does so on the clock as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.calls.models import Call, CallState
from arcs.web.people.models import Staff
from arcs.web.units import matching, permits, queries
from arcs.web.units.models import Assignment, CheckIn, StatusEvent, Unit, UnitNow
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

MOST_EXPECTED = 720  # minutes: a shift


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """That a unit goes in place of a route's own, and why: a code of `WHY_STANDS_IN`."""

    route: str
    why: str


def when_tapped(*, now: datetime, waited: timedelta, step_before: datetime) -> datetime:
    """When a status was told that lay on a device without link for a while: never before the step before it.

    >>> at = datetime(2026, 5, 4, 12, 0)
    >>> str(when_tapped(now=at, waited=timedelta(minutes=15), step_before=at - timedelta(minutes=5)))
    '2026-05-04 11:55:00'
    """
    return max(now - max(waited, timedelta()), step_before)


def _lock(unit: Unit) -> UnitNow:
    return UnitNow.objects.select_for_update().get(unit=unit)


def _stands(by: Staff, now: UnitNow, status: UnitStatus, at: datetime, device_at: datetime | None = None) -> None:
    """Write the event, and the status as it stands into the unit's row."""
    StatusEvent.objects.create(
        unit_id=now.unit_id, status=status, made_by=by.pk, made_by_name=by.name, device_at=device_at
    )
    now.status, now.since, now.free_expected_at = status.value, at, None
    now.save(update_fields=["status", "since", "free_expected_at"])


def is_open_held(call: Call) -> bool:
    """Whether a call is open; whoever closes it in this moment waits for the end of the transaction, or was first."""
    with connection.cursor() as cursor:
        cursor.execute("select state_of_call_held(%s)", [call.pk])
        (state,) = cursor.fetchone()
    return str(state) == CallState.OPEN


def demand_open(call: Call) -> None:
    """Refused where the call is closed, as above."""
    if not is_open_held(call):
        raise Refused(_("This call is closed. What happens now is a new call."))


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
    by: Staff, unit: Unit, call: Call, *, is_reservation: bool, is_backup: bool, check_in_minutes: int | None = None,
    stand_in: StandIn | None = None,
) -> Assignment:  # fmt: skip
    now = _lock(unit)
    out_of_service = _("%(unit)s is out of service. Choose another.") % {"unit": unit.call_sign}
    if now.status == UnitStatus.OUT_OF_SERVICE and queries.holding(by, unit) is None:
        raise Refused(out_of_service)
    at = timezone.now()
    due = at + timedelta(minutes=check_in_minutes) if check_in_minutes else None
    with _one_call_at_a_time(by, unit):
        made = Assignment.objects.create(
            unit=unit, call=call, is_backup=is_backup, held_from=at, held_by=by.pk, held_by_name=by.name,
            reserved_at=at if is_reservation else None, assigned_at=None if is_reservation else at,
            check_in_minutes=check_in_minutes, check_in_due=due,
            crew_routes=[] if is_reservation else matching.works_now(by, unit),
            stands_in_for=stand_in.route if stand_in else "", why_stands_in=stand_in.why if stand_in else "",
        )  # fmt: skip
    # Asked last: the new row holds the unit's, so that whoever ends the unit was first and is seen, or waits.
    if Unit.objects.filter(pk=unit.pk, ended_on__lte=today()).exists():
        raise Refused(out_of_service)
    _stands(by, now, UnitStatus.RESERVED if is_reservation else UnitStatus.ASSIGNED, at)
    return made


@transaction.atomic
def reserve(
    *, by: Staff, unit: Unit, call: Call, is_backup: bool = False, stand_in: StandIn | None = None
) -> Assignment:
    """Keep a unit for a call; it is not dispatched and does not look so."""
    permits.may_assign(by).demand()
    demand_open(call)
    return _hold(by, unit, call, is_reservation=True, is_backup=is_backup, stand_in=stand_in)


@transaction.atomic
def assign(
    *, by: Staff, unit: Unit, call: Call, is_backup: bool = False, check_in_minutes: int | None = None,
    stand_in: StandIn | None = None,
) -> Assignment:  # fmt: skip
    """Send a unit to a call. What the same call had reserved is dispatched; a unit of another call is refused.

    What work its crew does now is kept with it; `stand_in` where that is none of the call's, as whoever sends it knows.
    """
    permits.may_assign(by).demand()
    demand_open(call)
    now = _lock(unit)
    held = queries.holding(by, unit)
    if held is None or held.call_id != call.pk or held.assigned_at is not None:
        return _hold(
            by, unit, call, is_reservation=False, is_backup=is_backup, check_in_minutes=check_in_minutes,
            stand_in=stand_in,
        )  # fmt: skip
    held.assigned_at = timezone.now()
    held.check_in_minutes = check_in_minutes
    held.check_in_due = held.assigned_at + timedelta(minutes=check_in_minutes) if check_in_minutes else None
    held.crew_routes = matching.works_now(by, unit)
    held.stands_in_for, held.why_stands_in = (stand_in.route, stand_in.why) if stand_in else ("", "")
    held.save(
        update_fields=[
            "assigned_at", "check_in_minutes", "check_in_due", "crew_routes", "stands_in_for", "why_stands_in",
        ]
    )  # fmt: skip
    _stands(by, now, UnitStatus.ASSIGNED, held.assigned_at)
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
    _let_go(by, now, held, UnitStatus.AVAILABLE, at=timezone.now())


def _let_go(
    by: Staff, now: UnitNow, held: Assignment, status: UnitStatus, *, at: datetime, device_at: datetime | None = None
) -> None:
    # The status first: whose shift is over is on the unit only while it has the call.
    _stands(by, now, status, at, device_at)
    held.held_to, held.check_in_due = at, None
    held.save(update_fields=["held_to", "check_in_due"])


@transaction.atomic
def change_status(
    *, by: Staff, unit: Unit, status: UnitStatus, device_at: datetime | None = None, waited: timedelta = timedelta(),
    held_was: str | None = None,
) -> None:  # fmt: skip
    """A unit says how it stands. On a call: en route, on scene, available (clears it); else available or out.

    The same status told twice is written once. `waited` is how long it lay on a device without link: it counts from
    when it was tapped, and never from before the step before it. `held_was` is the key of the assignment that whoever
    says it was shown, empty where the unit had none: another one that it has since is not changed unseen.
    """
    permits.may_change_status(by, is_own=queries.is_on_unit(by, unit)).demand()
    if status in {UnitStatus.RESERVED, UnitStatus.ASSIGNED}:
        raise Refused(_("A unit is reserved and assigned from a call."))
    now = _lock(unit)
    held = queries.holding(by, unit)
    demand_as_shown(unit, held, held_was)
    if now.status == status:
        return
    at = when_tapped(now=timezone.now(), waited=waited, step_before=now.since)
    if held is None:
        _without_call(by, now, status, at, device_at)
    else:
        _on_call(by, now, held, status, at=at, device_at=device_at)


def demand_as_shown(unit: Unit, held: Assignment | None, held_was: str | None) -> None:
    """Refused where the unit has another call by now than the page showed. The unit's row is locked by the caller."""
    if held_was is None or held_was == (str(held.pk) if held else ""):
        return
    if held is None:
        raise Refused(_("%(unit)s has no call any more. Look again and say it anew.") % {"unit": unit.call_sign})
    raise Refused(
        _("%(unit)s has call %(number)s since you opened this. Nothing is changed: look again and say it anew.")
        % {"unit": unit.call_sign, "number": held.call.number}
    )


def _without_call(by: Staff, now: UnitNow, status: UnitStatus, at: datetime, device_at: datetime | None) -> None:
    if status not in {UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE}:
        raise Refused(_("This unit has no call. Assign it to one first."))
    _stands(by, now, status, at, device_at)


def _on_call(
    by: Staff, now: UnitNow, held: Assignment, status: UnitStatus, *, at: datetime, device_at: datetime | None
) -> None:
    if held.assigned_at is None:
        raise Refused(_("This unit is reserved and not dispatched. Assign it, or take the reservation back."))
    if status == UnitStatus.OUT_OF_SERVICE:
        raise Refused(_("This unit is on a call. Clear that first."))
    if status == UnitStatus.AVAILABLE:
        _let_go(by, now, held, status, at=at, device_at=device_at)
        return
    if status == UnitStatus.EN_ROUTE and held.on_scene_at is not None:
        raise Refused(_("This unit is on scene already."))
    field = f"{status.value}_at"
    setattr(held, field, at)
    held.save(update_fields=[field])
    _stands(by, now, status, at, device_at)


@transaction.atomic
def check_in(*, by: Staff, assignment: Assignment, waited: timedelta = timedelta()) -> None:
    """All is well: the timer of the assignment begins anew from when somebody tapped, by one tap.

    `waited` is how long the tap lay on a device without link; it never makes the timer end sooner.
    """
    permits.may_change_status(by, is_own=queries.is_on_unit(by, assignment.unit)).demand()
    _lock(assignment.unit)
    held = queries.holding(by, assignment.unit)
    if held is None or held.pk != assignment.pk or held.check_in_due is None or held.check_in_minutes is None:
        raise Refused(_("No check-in is running for this assignment."))
    CheckIn.objects.create(assignment=held, was_due=held.check_in_due, made_by=by.pk)
    due = timezone.now() - waited + timedelta(minutes=held.check_in_minutes)
    held.check_in_due = max(held.check_in_due, due)
    held.save(update_fields=["check_in_due"])


@transaction.atomic
def expect_free(*, by: Staff, unit: Unit, minutes: int) -> None:
    """In how many minutes a busy unit is expected to be free; the next status forgets it."""
    permits.may_change_status(by, is_own=queries.is_on_unit(by, unit)).demand()
    now = _lock(unit)
    if now.status == UnitStatus.AVAILABLE:
        raise Refused(_("%(unit)s is available: nobody has to expect it.") % {"unit": unit.call_sign})
    if not 1 <= minutes <= MOST_EXPECTED:
        raise Refused(_("Give minutes from 1 to %(most)s.") % {"most": MOST_EXPECTED})
    now.free_expected_at = timezone.now() + timedelta(minutes=minutes)
    now.save(update_fields=["free_expected_at"])
