"""Shifts over midnight and the change of clocks, rest between shifts, one place at a time, coverage by valid dates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import a_person
from tests.making.units import a_crew, a_dispatcher, a_shift, a_supervisor, a_unit, settings_of_oak_park

from arcs.web.people.models import Qualification, QualificationKind
from arcs.web.units import queries, rostering
from arcs.web.units.hours import moments
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

CHICAGO = ZoneInfo("America/Chicago")


def test_a_night_is_an_hour_shorter_when_the_clock_goes_forward_and_longer_when_back() -> None:
    lengths = [
        moments(day, time(22), time(6), CHICAGO) for day in (date(2026, 3, 7), date(2026, 6, 1), date(2026, 10, 31))
    ]
    assert [(end - begin).total_seconds() / 3600 for begin, end in lengths] == [7, 8, 9]


@given(day=st.dates(date(2020, 1, 1), date(2035, 1, 1)), starts=st.times(), ends=st.times())
def test_a_shift_begins_on_its_day_and_lasts_no_longer_than_a_day_and_an_hour(
    day: date, starts: time, ends: time
) -> None:
    begin, end = moments(day, starts, ends, UTC)
    assert begin.date() == day
    assert timedelta(0) < end - begin <= timedelta(days=1)


@pytest.mark.django_db
def test_short_rest_is_refused_in_words_or_allowed_with_a_reason_and_two_places_never() -> None:
    by, officer = a_supervisor(), a_person("Rest Less")
    unit, other = a_unit(by), a_unit(by)
    begin = timezone.now() + timedelta(days=1)
    first, soon = a_shift(by, begin), a_shift(by, begin + timedelta(hours=12))
    a_crew(by, unit, officer, first)
    with acting_as(by.pk), transaction.atomic():
        with pytest.raises(Refused, match="Rest Less would rest 4 hours, and the rule is 10"):
            rostering.put_on_shift(by=by, shift=soon, unit=unit, staff=officer, route="cso")
        rostering.put_on_shift(by=by, shift=soon, unit=unit, staff=officer, route="cso", why_short_rest="Storm.")
        with pytest.raises(Refused, match="on a unit at that time already"):
            rostering.put_on_shift(by=by, shift=first, unit=other, staff=officer, route="cso")


@pytest.mark.django_db
def test_the_rest_between_two_shifts_is_a_setting_of_the_programme() -> None:
    settings_of_oak_park(least_rest_hours=8)
    by, officer = a_supervisor(), a_person("Rest Nine")
    unit, begin = a_unit(by), timezone.now() + timedelta(days=1)
    a_crew(by, unit, officer, a_shift(by, begin))
    a_crew(by, unit, officer, a_shift(by, begin + timedelta(hours=17)))
    late = a_shift(by, begin + timedelta(hours=32, minutes=30))
    with acting_as(by.pk), transaction.atomic(), pytest.raises(Refused, match=r"rest 7\.5 hours, and the rule is 8"):
        rostering.put_on_shift(by=by, shift=late, unit=unit, staff=officer, route="cso")


@pytest.mark.django_db
def test_an_expired_certificate_is_never_counted() -> None:
    by, dispatcher = a_supervisor(), a_dispatcher()
    people = [a_person(f"Officer {number}") for number in range(3)]
    shift, unit = a_shift(by, datetime.combine(today(), time(12), tzinfo=UTC)), a_unit(by)
    with acting_as(Standing.KEEPER), transaction.atomic():
        kind = QualificationKind.objects.create(key="cit-units", name="CIT 40 h")
        Qualification.objects.create(staff=people[0], kind=kind, valid_from=shift.day - timedelta(days=9))
        Qualification.objects.create(
            staff=people[1], kind=kind, valid_from=shift.day - timedelta(days=9), valid_to=shift.day - timedelta(days=1)
        )
    for one in people:
        a_crew(by, unit, one, shift)
    monday = shift.day - timedelta(days=shift.day.weekday())
    with acting_as(by.pk), transaction.atomic():
        (covered,) = queries.coverage(by, kind, monday)
        assert (covered.valid, covered.people) == (1, 3)
    with acting_as(dispatcher.pk), transaction.atomic(), pytest.raises(Refused, match="certificates"):
        queries.coverage(dispatcher, kind, monday)


@pytest.mark.django_db
def test_a_week_is_planned_once_from_its_hours() -> None:
    by = a_supervisor()
    with acting_as(by.pk), transaction.atomic():
        rostering.add_pattern(by=by, name="Night", weekday=5, starts=time(22), ends=time(6))
        assert rostering.plan_week(by=by, monday=date(2026, 3, 2)) == 1
        assert rostering.plan_week(by=by, monday=date(2026, 3, 2)) == 0
        assert [one.day for one in queries.week_of(by, date(2026, 3, 2))] == [date(2026, 3, 7)]


@pytest.mark.django_db
def test_a_call_sign_is_one_units_and_what_a_unit_has_ends_by_its_date() -> None:
    by = a_supervisor()
    unit = a_unit(by, "C7")
    with acting_as(by.pk), transaction.atomic():
        with pytest.raises(Refused, match="C7 is in use"):
            rostering.set_up_unit(by=by, call_sign="C7", kind="car", marked=True, active_from=today())
        one = rostering.add_attribute(by=by, unit=unit, attribute="plain_clothes", valid_from=today())
        with pytest.raises(Refused, match="has this already"):
            rostering.add_attribute(by=by, unit=unit, attribute="plain_clothes", valid_from=today())
        assert [len(each.attributes_now) for each in queries.units_now(by)] == [1]  # type: ignore[attr-defined] # prefetched
        rostering.end_attribute(by=by, attribute=one)
        assert [len(each.attributes_now) for each in queries.units_now(by)] == [0]  # type: ignore[attr-defined] # prefetched


@pytest.mark.django_db
def test_nobody_is_put_back_on_a_unit_that_ended_meanwhile() -> None:
    boss = a_supervisor()
    crew = a_crew(boss, a_unit(boss), a_person("Cy Esso"))
    with acting_as(boss.pk):
        rostering.take_off(by=boss, crew=crew)
        rostering.end_unit(by=boss, unit=crew.unit, first_day_without=today())
        with pytest.raises(Refused, match="is not in use on that day"):
            rostering.put_back(by=boss, crew=crew)
        rostering.use_again(by=boss, unit=crew.unit)
        rostering.put_back(by=boss, crew=crew)
