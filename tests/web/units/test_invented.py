"""The demonstration's units: invented once, with a shift on which nobody holds a valid certificate."""

from decimal import Decimal

import pytest
from django.db import transaction
from tests.making.people import a_person, a_team
from tests.making.units import SUPERVISES, settings_of_oak_park

from arcs.web.demo.units_invented import invent_units
from arcs.web.people.models import QualificationKind
from arcs.web.units import queries
from arcs.web.units.models import Crew, OnCallDuty, Shift, Unit
from arcs.web.units.roster_pages import monday_of
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db


def test_the_units_of_the_demonstration_are_made_once_and_show_who_is_covered_and_who_is_not() -> None:
    settings_of_oak_park()
    a_team("Care")
    names = ("cso", "clinician", "dispatcher", "care-navigator")
    people = {one: a_person(one) for one in names}
    people["supervisor"] = a_person("Sue", permissions=SUPERVISES)
    people["administrator"] = a_person("Adam", permissions=("people.manage", "people.read"))
    with acting_as(Standing.KEEPER), transaction.atomic():
        cit = QualificationKind.objects.create(key="cit", name="CIT", least_hours=Decimal(40))
    for _ in range(2):
        invent_units(people)
    by = people["supervisor"]
    with acting_as(by.pk), transaction.atomic():
        assert (Unit.objects.count(), Shift.objects.count(), Crew.objects.count()) == (4, 21, 42)
        assert OnCallDuty.objects.count() == 4
        assert {one.invented for one in queries.people_for_units(by)} == {True}
        counted = queries.coverage(by, cit, monday_of(""))
        assert {(one.shift.name, one.valid, one.people) for one in counted} == {
            ("Night", 0, 1), ("Day", 1, 4), ("Evening", 0, 1),
        }  # fmt: skip
