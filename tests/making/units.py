"""Builders of units: one on shift with its people, a call, and who may do what."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from tests.making.people import a_person

from arcs.core.dispatching.matching import UnitStatus
from arcs.files.agency import read_agency
from arcs.web.agency.actions import new_edition
from arcs.web.people.models import Qualification, QualificationKind, Staff
from arcs.web.units import actions, queries, rostering
from arcs.web.units.models import Crew, OnCallDuty, Shift, Unit
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

_numbers = count(1)
AGENCY = Path(__file__).parents[2] / "examples" / "oak_park" / "agency.toml"
SUPERVISES = ("people.read", "units.read", "units.set_up", "units.roster", "units.assign", "calls.read", "calls.take")
DISPATCHES = ("units.read", "units.assign", "calls.read", "calls.take")
OWN = ("units.read", "units.own_status", "calls.read")


def a_supervisor() -> Staff:
    """Somebody who sets up, plans and assigns."""
    return a_person("Sue Supervisor", permissions=SUPERVISES)


def a_dispatcher(name: str = "Dee Dispatcher") -> Staff:
    """Somebody who assigns units."""
    return a_person(name, permissions=DISPATCHES)


def a_unit(by: Staff, call_sign: str = "", *, is_available: bool = True, since: date | None = None) -> Unit:
    """A unit in use since yesterday or a day, available: a shift that runs now may have begun yesterday."""
    with acting_as(by.pk):
        unit = rostering.set_up_unit(
            by=by,
            call_sign=call_sign or f"U{next(_numbers)}",
            kind="car",
            marked=True,
            active_from=since or today() - timedelta(days=1),
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


def a_duty(
    by: Staff, *, route: str = "care", step: int = 1, after: int = 0, staff: Staff | None = None, telephone: str = ""
) -> OnCallDuty:
    """Somebody on call since an hour, for eight."""
    begin, who = timezone.now() - timedelta(hours=1), staff or a_person(f"On Call {next(_numbers)}")
    with acting_as(by.pk):
        return rostering.put_on_call(
            by=by, route=route, step=step, after_minutes=after, starts_at=begin, ends_at=begin + timedelta(hours=8),
            staff=who, telephone=telephone,
        )  # fmt: skip


def a_certificate(staff: Staff, key: str, *, since: date, until: date | None = None) -> None:
    """A certificate of a kind, which is made where there is none."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        kind, _ = QualificationKind.objects.get_or_create(key=key, defaults={"name": f"{key} ({key.upper()})"})
        Qualification.objects.create(staff=staff, kind=kind, valid_from=since, valid_to=until)


def units_of_the_world() -> dict[str, object]:
    """One of everything of strangers, by the names that addresses use."""
    by = a_supervisor()
    unit, shift = a_unit(by), a_shift(by)
    crew = a_crew(by, unit, a_person("Stranger On Unit"), shift)
    with acting_as(by.pk):
        attribute = rostering.add_attribute(by=by, unit=unit, attribute="wheelchair", valid_from=today())
        pattern = rostering.add_pattern(by=by, name="World", weekday=0, starts=time(8), ends=time(16))
    return {
        "unit": unit.pk, "shift": shift.pk, "crew": crew.pk, "attribute": attribute.pk, "pattern": pattern.pk,
        "duty": a_duty(by).pk,
    }  # fmt: skip


def settings_of_oak_park(*, least_rest_hours: int = 10) -> None:
    """The example's settings, in force since today."""
    shipped = read_agency(AGENCY)
    thresholds = tuple(
        replace(one, value=Decimal(least_rest_hours)) if one.code == queries.LEAST_REST else one
        for one in shipped.thresholds
    )
    programme = replace(shipped, thresholds=thresholds)
    with acting_as(Standing.KEEPER), transaction.atomic():
        new_edition(by=Standing.KEEPER, valid_from=today(), programme=programme, after=0)
