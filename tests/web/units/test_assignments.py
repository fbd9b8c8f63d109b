"""One unit, one call: reserved is not dispatched, nobody takes what is taken, and two at once cannot both win."""

import time
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.calls import ALL_NO, a_call
from tests.making.people import a_person
from tests.making.units import OWN, SUPERVISES, a_crew, a_dispatcher, a_supervisor, a_unit

from arcs.core.dispatching.matching import UnitStatus
from arcs.postgres.addresses import Addresses
from arcs.web.calls.actions import close_call
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.units import actions, queries
from arcs.web.units.models import Assignment, StatusEvent, Unit, UnitNow
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused


def status_of(who: Staff, unit: Unit) -> str:
    with acting_as(who.pk), transaction.atomic():
        return UnitNow.objects.get(unit=unit).status


@pytest.mark.django_db
def test_a_reserved_unit_is_not_dispatched_until_it_is_assigned() -> None:
    by = a_supervisor()
    unit, call = a_unit(by), a_call(by)
    with acting_as(by.pk), transaction.atomic():
        held = actions.reserve(by=by, unit=unit, call=call)
        assert held.assigned_at is None
        assert status_of(by, unit) == UnitStatus.RESERVED
        with pytest.raises(Refused, match="reserved and not dispatched"):
            actions.change_status(by=by, unit=unit, status=UnitStatus.EN_ROUTE)
        sent = actions.assign(by=by, unit=unit, call=call)
        assert sent.pk == held.pk
        assert sent.assigned_at is not None
        assert status_of(by, unit) == UnitStatus.ASSIGNED
        with pytest.raises(Refused, match="is dispatched"):
            actions.take_back(by=by, assignment=sent)


@pytest.mark.django_db
def test_whoever_comes_second_reads_who_took_the_unit_and_a_taken_back_one_is_free() -> None:
    by, second = a_supervisor(), a_dispatcher()
    unit, call, other = a_unit(by, "C12"), a_call(by), a_call(by)
    with acting_as(by.pk), transaction.atomic():
        held = actions.reserve(by=by, unit=unit, call=call)
    with acting_as(second.pk), transaction.atomic():
        with pytest.raises(Refused, match=r"C12 is taken: Sue Supervisor reserved it at \d\d:\d\d"):
            actions.assign(by=second, unit=unit, call=other)
        actions.take_back(by=second, assignment=held)
        assert actions.assign(by=second, unit=unit, call=other, is_backup=True).is_backup


@pytest.mark.django_db
def test_a_unit_goes_through_its_times_and_each_is_an_event_of_whoever_told_it() -> None:
    by = a_supervisor()
    officer, stranger = a_person("Off Duty", permissions=OWN), a_person("Stan Ger", permissions=OWN)
    unit, call = a_unit(by), a_call(by)
    a_crew(by, unit, officer)
    with acting_as(by.pk), transaction.atomic():
        held = actions.assign(by=by, unit=unit, call=call)
    with acting_as(stranger.pk), transaction.atomic(), pytest.raises(Refused, match="not on this unit"):
        actions.change_status(by=stranger, unit=unit, status=UnitStatus.EN_ROUTE)
    with acting_as(officer.pk), transaction.atomic():
        for status in (UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE, UnitStatus.ON_SCENE, UnitStatus.AVAILABLE):
            actions.change_status(by=officer, unit=unit, status=status, device_at=timezone.now())
        told = list(StatusEvent.objects.filter(unit=unit, made_by=officer.pk).values_list("status", flat=True))
        held.refresh_from_db()
        assert sorted(told) == ["available", "en_route", "on_scene"]
        assert held.held_to is not None
        assert held.en_route_at is not None
        with pytest.raises(Refused, match="has no call"):
            actions.change_status(by=officer, unit=unit, status=UnitStatus.ON_SCENE)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(moments, moments, st.timedeltas(timedelta(-1), timedelta(31)))
def test_what_waited_counts_from_when_it_was_tapped_and_never_before_the_step_before_it(
    now: datetime, before: datetime, waited: timedelta
) -> None:
    now = max(now, before)
    at = actions.when_tapped(now=now, waited=waited, step_before=before)
    assert before <= at <= now
    assert at == before or now - at == max(waited, timedelta())


@pytest.mark.django_db
def test_taps_that_lay_on_a_phone_keep_the_times_at_which_they_were_tapped() -> None:
    by = a_supervisor()
    unit, call = a_unit(by), a_call(by)
    a_crew(by, unit, a_person("On It"))
    with acting_as(by.pk), transaction.atomic():
        held = actions.assign(by=by, unit=unit, call=call)
        an_hour_ago = timezone.now() - timedelta(hours=1)
        Assignment.objects.filter(pk=held.pk).update(assigned_at=an_hour_ago)
        UnitNow.objects.filter(unit=unit).update(since=an_hour_ago)
        for status, minutes in ((UnitStatus.EN_ROUTE, 90), (UnitStatus.ON_SCENE, 30), (UnitStatus.AVAILABLE, 0)):
            actions.change_status(by=by, unit=unit, status=status, waited=timedelta(minutes=minutes))
        held.refresh_from_db()
        assert held.crew_routes == ["cso"]
        assert held.en_route_at == an_hour_ago, "nobody is under way before he was sent"
        assert held.on_scene_at is not None and held.held_to is not None
        assert timedelta(minutes=29) < timezone.now() - held.on_scene_at < timedelta(minutes=31)
        assert timezone.now() - held.held_to < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_check_in_is_overdue_until_one_tap_begins_its_timer_anew() -> None:
    by = a_supervisor()
    unit, call = a_unit(by), a_call(by)
    with acting_as(by.pk), transaction.atomic():
        held = actions.assign(by=by, unit=unit, call=call, check_in_minutes=10)
        assert queries.overdue_check_ins(by) == []
        Assignment.objects.filter(pk=held.pk).update(check_in_due=timezone.now() - timedelta(minutes=1))
        assert [one.pk for one in queries.overdue_check_ins(by)] == [held.pk]
        actions.check_in(by=by, assignment=held)
        assert queries.overdue_check_ins(by) == []


@pytest.mark.django_db
def test_a_stranger_sees_no_unit_and_the_list_asks_as_often_for_many(django_assert_num_queries: object) -> None:
    by, stranger = a_supervisor(), a_person("Stranger")
    counts = []
    for many in (1, 6):
        for _number in range(many):
            a_unit(by)
        with acting_as(by.pk), transaction.atomic():
            assert by.permissions
            with django_assert_num_queries(4):  # type: ignore[operator] # pytest-django's
                counts.append(len(queries.units_now(by)))
    assert counts == [1, 7]
    with acting_as(stranger.pk), transaction.atomic():
        assert not Unit.objects.exists()
        assert queries.units_now(stranger) == []


def _race(who: Staff, unit: Unit, call: Call, at_once: Barrier, said: list[str]) -> None:
    try:
        with acting_as(who.pk):
            at_once.wait(timeout=20)
            actions.assign(by=who, unit=unit, call=call)
        said.append("won")
    except Refused as refusal:
        said.append(str(refusal))
    finally:
        connections.close_all()


@pytest.mark.usefixtures("fresh_database")
def test_of_two_who_assign_one_unit_at_once_exactly_one_wins() -> None:
    by, other = a_supervisor(), a_dispatcher()
    unit = a_unit(by)
    calls = (a_call(by), a_call(by))
    at_once, said = Barrier(2), list[str]()
    racers = [
        Thread(target=_race, args=(*one, at_once, said)) for one in ((by, unit, calls[0]), (other, unit, calls[1]))
    ]
    for one in racers:
        one.start()
    for one in racers:
        one.join(timeout=60)
    assert len(said) == 2
    assert said.count("won") == 1
    assert any("is taken" in one for one in said)


def test_a_call_that_is_closed_in_the_same_moment_gets_no_unit(fresh_database: Addresses) -> None:
    by = a_person("Sue", permissions=(*SUPERVISES, "calls.close"))
    unit, call, said = a_unit(by), a_call(by), list[str]()
    racer = Thread(target=_race, args=(by, unit, call, Barrier(1), said))
    with acting_as(by.pk), transaction.atomic():
        close_call(by=by, call=call, code="advised", flags=ALL_NO)
        racer.start()
        with psycopg.connect(fresh_database.owner, autocommit=True) as owner:
            until = time.monotonic() + 20
            while not _waits(owner) and time.monotonic() < until and racer.is_alive():
                racer.join(0.02)
    racer.join(timeout=60)
    assert said == ["This call is closed. What happens now is a new call."]
    with acting_as(by.pk), transaction.atomic():
        assert not Assignment.objects.exists()


def _waits(owner: psycopg.Connection) -> bool:
    return owner.execute("select 1 from pg_locks where not granted").fetchone() is not None


def test_the_database_itself_refuses_two_calls_for_one_unit(fresh_database: Addresses) -> None:
    by = a_supervisor()
    unit, calls = a_unit(by), (a_call(by), a_call(by))
    with acting_as(by.pk):
        actions.assign(by=by, unit=unit, call=calls[0])
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('arcs.person', %s, true)", [str(by.pk)])
        with pytest.raises(psycopg.errors.ExclusionViolation):
            owner.execute(
                "insert into units_assignment (id, unit_id, call_id, is_backup, held_from, held_by, held_by_name,"
                " assigned_at, crew_routes, stands_in_for, why_stands_in)"
                " values (gen_random_uuid(), %s, %s, false, now(), %s, 'x', now(), '[]', '', '')",
                [unit.pk, calls[1].pk, by.pk],
            )
