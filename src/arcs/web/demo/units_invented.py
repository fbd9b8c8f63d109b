"""Invented units of the demonstration, their shifts of this week, who is on them, and an on-call rota.

Nobody drives these cars. Two invented officers without a sign-in are on them beside the people of the chooser: one
holds a CIT certificate that is valid, the other's has ended, so that the roster shows a shift on which nobody has one.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.people.actions import record_qualification
from arcs.web.people.models import QualificationKind, Staff, Team
from arcs.web.units import actions, queries, rostering
from arcs.web.units.models import Shift, Unit
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

OFFICERS = (("officer-cit", "Ofelia Cerda"), ("officer", "Otto Fisher"))
# Call sign, moves by, marked, area, what it has.
UNITS = (
    ("CSO 12", "car", True, "center", ("animal_control",)),
    ("CR 1", "car", False, "south", ("plain_clothes", "language_line")),
    ("Car 231", "car", True, "north", ()),
    ("TRU desk", "telephone", False, "", ("language_line",)),
)
# Shift, begins, ends, on how many days of the week from Monday.
HOURS = (("Day", time(8), time(16), 7), ("Evening", time(16), time(0), 7), ("Night", time(0), time(8), 7))
# Shift, unit, person, route; each on every day of the week. Beside each other lie 16 hours of rest and more.
CREWS = (
    ("Day", "CSO 12", "cso", "cso"),
    ("Day", "CR 1", "officer-cit", "co_response"),
    ("Day", "CR 1", "clinician", "co_response"),
    ("Day", "TRU desk", "dispatcher", "tru"),
    ("Evening", "Car 231", "officer", "officer"),
    ("Night", "Car 231", "supervisor", "officer"),
)
ROTA = (
    ("care", 1, 0, "care-navigator", "", "708-555-0141"), ("care", 2, 10, "", "Care", "708-555-0142"),
    ("co_response", 1, 0, "clinician", "", "708-555-0143"), ("co_response", 2, 15, "", "Care", "708-555-0142"),
)  # fmt: skip


def invent_units(people: Mapping[str, Staff]) -> None:
    """Units, this week and a rota; made once."""
    by = people["supervisor"]
    with acting_as(by.pk), transaction.atomic():
        if Unit.objects.exists():
            return
    everybody = {**people, **{key: _officer(key, name) for key, name in OFFICERS}}
    _certify(everybody, by=people["administrator"])
    with acting_as(by.pk), transaction.atomic():
        units = {one[0]: _unit(by, one) for one in UNITS}
        _week(by, units, everybody)
        for unit in queries.units_now(by):  # those without a crew now as well: the next shift finds them ready
            actions.change_status(by=by, unit=unit, status=UnitStatus.AVAILABLE)
        _rota(by, everybody)


def _officer(key: str, name: str) -> Staff:
    """Somebody who can be put on a unit and cannot sign in."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        staff = Staff(login=f"{key}@demonstration.example", name=name, invented=True)
        staff.set_unusable_password()
        staff.save(force_insert=True)
    return staff


def _certify(people: Mapping[str, Staff], *, by: Staff) -> None:
    day = today()
    with acting_as(by.pk), transaction.atomic():
        kind = QualificationKind.objects.filter(key="cit").first()
        if kind is None:
            return
        for key, until in (("officer-cit", day + timedelta(days=300)), ("officer", day - timedelta(days=20))):
            record_qualification(
                by=by, staff=people[key], kind=kind, hours=Decimal(40), certificate="Invented",
                valid_from=until - timedelta(days=700), valid_to=until,
            )  # fmt: skip


def _unit(by: Staff, about: tuple[str, str, bool, str, tuple[str, ...]]) -> Unit:
    sign, kind, marked, area, has = about
    begins = today() - timedelta(days=30)
    unit = rostering.set_up_unit(
        by=by, call_sign=sign, kind=kind, marked=marked, active_from=begins, home_area=area
    )  # fmt: skip
    for one in has:
        rostering.add_attribute(by=by, unit=unit, attribute=one, valid_from=begins)
    return unit


def _week(by: Staff, units: Mapping[str, Unit], people: Mapping[str, Staff]) -> None:
    for name, starts, ends, days in HOURS:
        for weekday in range(days):
            rostering.add_pattern(by=by, name=name, weekday=weekday, starts=starts, ends=ends)
    monday = today() - timedelta(days=today().weekday())
    rostering.plan_week(by=by, monday=monday)
    shifts = Shift.objects.filter(day__gte=monday, day__lt=monday + timedelta(days=7)).order_by("starts_at")
    for shift in shifts:
        for name, sign, key, route in CREWS:
            if shift.name == name:
                rostering.put_on_shift(by=by, shift=shift, unit=units[sign], staff=people[key], route=route)


def _rota(by: Staff, people: Mapping[str, Staff]) -> None:
    begins = datetime.combine(today(), time(), tzinfo=timezone.get_current_timezone())
    for route, step, after, key, team, telephone in ROTA:
        rostering.put_on_call(
            by=by, route=route, step=step, after_minutes=after, starts_at=begins, ends_at=begins + timedelta(days=7),
            staff=people[key] if key else None, team=Team.objects.get(name=team) if team else None,
            telephone=telephone,
        )  # fmt: skip
