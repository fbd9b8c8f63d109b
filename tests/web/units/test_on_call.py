"""The on-call rota climbs step by step, and which routes are open now: E.C.H.O.'s hours, police, then a referral."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import a_person, a_team
from tests.making.units import a_crew, a_duty, a_shift, a_supervisor, a_unit, settings_of_oak_park

from arcs.core.dispatching.standing import OnCall, called_now
from arcs.postgres.addresses import Addresses
from arcs.web.people.models import Staff
from arcs.web.units import queries, rostering
from arcs.web.units.routes import RouteNow, routes_now
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

# A Wednesday and a Saturday at noon in Oak Park, which is six hours behind UTC.
WEDNESDAY, SATURDAY = datetime(2026, 12, 2, 18, tzinfo=UTC), datetime(2026, 12, 5, 18, tzinfo=UTC)


def now_of(who: Staff, route: str, at: datetime) -> RouteNow:
    with acting_as(who.pk), transaction.atomic():
        return next(one for one in routes_now(who, at) if one.code == route)


@pytest.mark.django_db
def test_care_is_open_on_a_weekday_with_somebody_on_shift_else_police_stand_in_and_the_team_is_told() -> None:
    settings_of_oak_park()
    by, navigator = a_supervisor(), a_person("Navi Gator")
    a_crew(
        by,
        a_unit(by, since=WEDNESDAY.date()),
        navigator,
        a_shift(by, WEDNESDAY - timedelta(hours=4)),
        route="care_navigation",
    )
    weekday, weekend = now_of(by, "care_navigation", WEDNESDAY), now_of(by, "care_navigation", SATURDAY)
    assert (weekday.stand.open, weekday.on_shift) == (True, 1)
    assert (weekend.stand.open, weekend.stand.takes, weekend.stand.referred) == (False, "officer", True)
    assert "closed at this hour" in weekend.stand.because
    assert "follows up on 2026-12-07 at 08:30" in weekend.stand.because
    assert weekday.targets == ("Median 24 h (referred to first contact)",)


@pytest.mark.django_db
def test_who_is_on_call_takes_the_calls_of_a_closed_route() -> None:
    settings_of_oak_park()
    by, ona = a_supervisor(), a_person("Ona Call")
    with acting_as(by.pk):
        rostering.put_on_call(
            by=by, route="care_navigation", step=1, after_minutes=0, starts_at=SATURDAY - timedelta(hours=2),
            ends_at=SATURDAY + timedelta(hours=2), staff=ona,
        )  # fmt: skip
    found = now_of(by, "care_navigation", SATURDAY)
    assert (found.stand.open, found.by_rota, [one.person for one in found.on_call]) == (True, True, ["Ona Call"])


@pytest.mark.django_db
def test_a_rota_climbs_step_by_step_and_a_step_out_of_order_or_twice_is_refused() -> None:
    by = a_supervisor()
    a_duty(by, staff=a_person("Ana First"))
    a_duty(by, step=3, after=30)
    somebody, night = a_person("Some Body"), a_team("Night team")
    begin = timezone.now()
    more = {"by": by, "route": "care", "starts_at": begin, "ends_at": begin + timedelta(hours=1)}
    with acting_as(by.pk), transaction.atomic():
        with pytest.raises(Refused, match="out of order"):
            rostering.put_on_call(step=2, after_minutes=45, staff=somebody, **more)
        with pytest.raises(Refused, match="Ana First is on this step in these hours already"):
            rostering.put_on_call(step=1, after_minutes=0, staff=somebody, **more)
        with pytest.raises(Refused, match="called at once"):
            rostering.put_on_call(step=2, after_minutes=0, staff=somebody, **more)
        with pytest.raises(Refused, match="choose one of the two"):
            rostering.put_on_call(step=2, after_minutes=10, staff=somebody, team=night, **more)
        team = rostering.put_on_call(step=2, after_minutes=10, team=night, **more)
        rota = queries.rota(by, timezone.now())
        assert [one.after_minutes for one in rota] == [0, 10, 30]
        waited = called_now(rota, "care", since=begin, now=begin + timedelta(minutes=12))
        assert [one.person for one in waited] == ["Ana First", "Night team"]
        rostering.take_off_call(by=by, duty=team)
        assert len(queries.rota(by, timezone.now())) == 2
        rostering.put_back_on_call(by=by, duty=team)
        assert len(queries.rota(by, timezone.now())) == 3


@given(steps=st.lists(st.integers(0, 600), min_size=1, max_size=6, unique=True), waited=st.integers(0, 700))
def test_whoever_was_called_stays_called_while_nobody_answers(steps: list[int], waited: int) -> None:
    begin = datetime(2026, 3, 10, 18, tzinfo=UTC)
    rota = [
        OnCall(
            route="care", person=str(after), from_time=begin, until_time=begin + timedelta(days=1), after_minutes=after
        )
        for after in steps
    ]
    first, later = (
        called_now(rota, "care", since=begin, now=begin + timedelta(minutes=one)) for one in (waited, waited + 1)
    )
    assert first == later[: len(first)]


def test_the_database_itself_refuses_two_on_one_step(fresh_database: Addresses) -> None:
    by = a_supervisor()
    one = a_duty(by)
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('arcs.person', %s, true)", [str(by.pk)])
        with pytest.raises(psycopg.errors.ExclusionViolation):
            owner.execute(
                "insert into units_oncallduty (id, route, step, after_minutes, staff_id, name, telephone, starts_at,"
                " ends_at, put_by) select gen_random_uuid(), route, step, after_minutes, staff_id, name, telephone,"
                " ends_at - interval '1 hour', ends_at + interval '1 hour', put_by from units_oncallduty where id = %s",
                [one.pk],
            )
