"""Builders of units: one on shift with its people, a call, and who may do what."""

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone
from tests.making.people import a_person

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.people.models import Staff
from arcs.web.units import actions, rostering
from arcs.web.units.models import Crew, Shift, Unit
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

_numbers = count(1)
SUPERVISES = ("people.read", "units.read", "units.set_up", "units.roster", "units.assign", "calls.read", "calls.take")
DISPATCHES = ("units.read", "units.assign", "calls.read", "calls.take")
OWN = ("units.read", "units.own_status", "calls.read")


def a_supervisor() -> Staff:
    """Somebody who sets up, plans and assigns."""
    return a_person("Sue Supervisor", permissions=SUPERVISES)


def a_dispatcher(name: str = "Dee Dispatcher") -> Staff:
    """Somebody who assigns units."""
    return a_person(name, permissions=DISPATCHES)


def a_unit(by: Staff, call_sign: str = "", *, is_available: bool = True) -> Unit:
    """A unit in use since today, available."""
    with acting_as(by.pk):
        unit = rostering.set_up_unit(
            by=by, call_sign=call_sign or f"U{next(_numbers)}", kind="car", marked=True, active_from=today()
        )
        if is_available:
            actions.change_status(by=by, unit=unit, status=UnitStatus.AVAILABLE)
    return unit


def a_shift(by: Staff, starts_at: datetime | None = None, *, hours: int = 8, name: str = "") -> Shift:
    """A shift that runs since an hour, or from a moment."""
    begin = starts_at or timezone.now() - timedelta(hours=1)
    with acting_as(by.pk), transaction.atomic():
        return Shift.objects.create(
            name=name or f"Shift {next(_numbers)}", day=timezone.localdate(begin), starts_at=begin,
            ends_at=begin + timedelta(hours=hours),
        )  # fmt: skip


def a_crew(by: Staff, unit: Unit, staff: Staff, shift: Shift | None = None, *, route: str = "cso") -> Crew:
    """One person on a unit, now where no shift is given."""
    chosen = shift or a_shift(by)
    with acting_as(by.pk):
        return rostering.put_on_shift(by=by, shift=chosen, unit=unit, staff=staff, route=route)
