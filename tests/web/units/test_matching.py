"""Units as the rules of dispatch ask for them: work, certificates of the day, what the unit has, in few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.making.calls import a_call
from tests.making.people import a_person
from tests.making.protocol import bound_demonstration
from tests.making.units import a_certificate, a_crew, a_dispatcher, a_shift, a_supervisor, a_unit

from arcs.core.dispatching.matching import Unit, UnitStatus, matched, need_of
from arcs.web.people.models import Staff
from arcs.web.units import actions, rostering
from arcs.web.units.matching import units_for_matching
from arcs.web.units.models import Crew
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db


def found(who: Staff) -> dict[str, Unit]:
    with acting_as(who.pk), transaction.atomic():
        units = units_for_matching(who, timezone.now(), edition=bound_demonstration())
    return {one.code: one for one in units}


def test_a_dispatcher_who_reads_no_certificates_learns_what_the_people_on_shift_can_do() -> None:
    by, dispatcher = a_supervisor(), a_dispatcher()
    officer, clinician, off_shift = a_person("Officer"), a_person("Clinician"), a_person("Off Shift")
    for one in (officer, off_shift):
        a_certificate(one, "cit", since=today() - timedelta(days=9))
    a_certificate(clinician, "spanish", since=today() - timedelta(days=9), until=today() - timedelta(days=1))
    pair, shift = a_unit(by, "CR1"), a_shift(by)
    a_crew(by, pair, officer, shift, route="cit_officer")
    a_crew(by, pair, clinician, shift, route="clinician_remote")
    with acting_as(by.pk):
        rostering.add_attribute(by=by, unit=pair, attribute="plain_clothes", valid_from=today())
    unit = found(dispatcher)["CR1"]
    assert [(one.name, one.route) for one in unit.crew] == [
        ("Clinician", "clinician_remote"), ("Officer", "cit_officer"),
    ]  # fmt: skip
    able = unit.able(today())
    assert {"cit", "armed_officer", "clinician_remote", "plain_clothes", "marked_vehicle"} <= able
    assert "spanish" not in able, "it ended yesterday"


def test_work_without_a_valid_certificate_and_a_certificate_without_the_work_are_no_cit_officer() -> None:
    by = a_supervisor()
    lapsed, navigator = a_person("Lapsed"), a_person("Navigator")
    a_certificate(lapsed, "cit", since=today() - timedelta(days=9), until=today() - timedelta(days=1))
    a_certificate(navigator, "cit", since=today() - timedelta(days=9))
    shift = a_shift(by)
    a_crew(by, a_unit(by, "C1"), lapsed, shift, route="cit_officer")
    a_crew(by, a_unit(by, "N1"), navigator, shift, route="care")
    units = found(by)
    came = matched(need_of(bound_demonstration(), "cit_officer"), units.values(), at=timezone.now(), on=today())
    assert came.candidates == ()
    assert "nearest without: C1" in came.shortfall
    assert "(ended)" in came.shortfall
    officers = matched(need_of(bound_demonstration(), "officer"), units.values(), at=timezone.now(), on=today())
    assert [one.unit for one in officers.candidates] == ["C1"], "an officer whose certificate ended is an officer"


def test_a_busy_unit_is_expected_when_somebody_said_and_a_released_one_waits_since_then() -> None:
    by = a_supervisor()
    unit, call = a_unit(by, "C1"), a_call(by)
    a_crew(by, unit, a_person("Ann"))
    with acting_as(by.pk):
        actions.assign(by=by, unit=unit, call=call)
        actions.expect_free(by=by, unit=unit, minutes=14)
    assert found(by)["C1"].expected_free_at is not None
    with acting_as(by.pk):
        actions.change_status(by=by, unit=unit, status=UnitStatus.AVAILABLE)
    free = found(by)["C1"]
    assert (free.expected_free_at, free.released_at is not None) == (None, True)


def test_who_rests_too_little_without_a_reason_is_not_free_until_the_rest_is_over() -> None:
    by, tired = a_supervisor(), a_person("Ti Red")
    now = timezone.now()
    before, shift = a_shift(by, now - timedelta(hours=12)), a_shift(by, now - timedelta(hours=1))
    unit = a_unit(by, "C1")
    a_crew(by, unit, tired, before)
    with acting_as(by.pk), transaction.atomic():  # as planned before the rule was lengthened
        Crew.objects.create(
            unit=unit, shift=shift, staff=tired, staff_name=tired.name, route="cso", starts_at=shift.starts_at,
            ends_at=shift.ends_at, put_by=by.pk,
        )  # fmt: skip
    assert found(by)["C1"].rest_until == before.ends_at + timedelta(hours=10)


def test_it_takes_as_many_queries_for_nine_units_as_for_one(django_assert_num_queries: Any) -> None:
    by = a_supervisor()
    shift = a_shift(by)
    made = []
    for many in (1, 8):
        for _ in range(many):
            person = a_person()
            a_certificate(person, "cit", since=today())
            a_crew(by, a_unit(by), person, shift)
        with acting_as(by.pk), transaction.atomic():
            assert by.permissions
            with django_assert_num_queries(7):
                made.append(len(units_for_matching(by, timezone.now(), edition=bound_demonstration())))
    assert made == [1, 9]


def test_certificates_are_told_of_nobody_off_shift_and_to_nobody_without_a_permission() -> None:
    by, stranger, person = a_supervisor(), a_person("Stranger"), a_person("Ann")
    a_certificate(person, "cit", since=today())
    a_crew(by, a_unit(by), person)
    with acting_as(stranger.pk), transaction.atomic():
        assert units_for_matching(stranger, timezone.now()) == []
        assert _told() == 0
    with acting_as(by.pk), transaction.atomic():
        assert _told() == 1
        assert _told("now() + interval '2 days'") == 0
    with acting_as(Standing.DOOR), transaction.atomic():
        assert _told() == 0


def _told(moment: str = "now()") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from certificates_on_units({moment})")
        return int(cursor.fetchone()[0])
