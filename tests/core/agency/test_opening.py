"""Open or closed: on workdays, holidays, nights, and the nights when the clock changes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.settings import a_programme, a_service, weekly_services

from arcs.core.agency import WEEKDAYS, Holiday, is_open, openings, opens_next
from arcs.core.refusal import Refusal

ECHO = a_programme(
    a_service("cso", "08:30-17:00"),
    holidays=(Holiday(on=date(2026, 11, 26), name="Thanksgiving", closes=("cso",)),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_echo_is_open_on_workdays_from_half_past_eight_to_five() -> None:
    assert not is_open(ECHO, "cso", at("2026-11-23T08:29"))
    assert is_open(ECHO, "cso", at("2026-11-23T08:30"))
    assert is_open(ECHO, "cso", at("2026-11-23T16:59"))
    assert not is_open(ECHO, "cso", at("2026-11-23T17:00"))
    assert not is_open(ECHO, "cso", at("2026-11-22T12:00"))


def test_a_moment_in_another_zone_is_converted() -> None:
    assert is_open(ECHO, "cso", datetime(2026, 11, 23, 14, 30, tzinfo=UTC))
    assert not is_open(ECHO, "cso", datetime(2026, 11, 23, 14, 29, tzinfo=UTC))


def test_after_a_friday_echo_opens_on_monday_and_a_holiday_is_passed_over() -> None:
    assert str(opens_next(ECHO, "cso", at("2026-11-20T17:00"))) == "2026-11-23 08:30:00-06:00"
    assert str(opens_next(ECHO, "cso", at("2026-11-25T18:00"))) == "2026-11-27 08:30:00-06:00"
    assert str(opens_next(ECHO, "cso", at("2026-11-23T09:00"))) == "2026-11-23 09:00:00-06:00"


def test_a_shift_begun_on_the_evening_before_a_holiday_runs_to_its_end() -> None:
    night = a_programme(
        a_service("desk", "22:00-06:00", days=WEEKDAYS),
        holidays=(Holiday(on=date(2026, 12, 25), name="Christmas", closes=("all",)),),
    )
    assert is_open(night, "desk", at("2026-12-25T05:59"))
    assert not is_open(night, "desk", at("2026-12-25T23:00"))
    assert str(opens_next(night, "desk", at("2026-12-25T06:00"))) == "2026-12-26 22:00:00-06:00"


def test_what_opens_in_the_skipped_hour_opens_at_the_jump() -> None:
    early = a_programme(a_service("desk", "02:30-05:00", days=WEEKDAYS))
    night = next(openings(early, "desk", date(2026, 3, 8), date(2026, 3, 8)))
    assert str(night.begins) == "2026-03-08 03:00:00-05:00"
    assert night.ends - night.begins == timedelta(hours=2)


def test_what_closes_in_the_repeated_hour_closes_at_its_last_passing() -> None:
    late = a_programme(a_service("desk", "22:00-01:30", days=WEEKDAYS))
    night = next(openings(late, "desk", date(2026, 10, 31), date(2026, 10, 31)))
    assert night.ends.astimezone(UTC) - night.begins.astimezone(UTC) == timedelta(hours=4.5)
    assert is_open(late, "desk", at("2026-11-01T01:15").replace(fold=1))


def test_hours_that_lie_wholly_in_the_skipped_hour_are_not_held_that_night() -> None:
    lost = a_programme(a_service("desk", "02:10-02:50", days=WEEKDAYS))
    assert str(opens_next(lost, "desk", at("2026-03-08T01:00"))) == "2026-03-09 02:10:00-05:00"


def test_around_the_clock_is_one_opening_even_when_the_clock_changes() -> None:
    always = a_programme(a_service("online", "00:00-24:00", days=WEEKDAYS))
    assert len(list(openings(always, "online", date(2026, 3, 1), date(2026, 11, 30)))) == 1


def test_a_service_without_hours_never_opens_and_an_unknown_one_is_refused() -> None:
    planned = a_programme(a_service("cso"))
    assert not is_open(planned, "cso", at("2026-11-23T12:00"))
    assert opens_next(planned, "cso", at("2026-11-23T12:00")) is None
    with pytest.raises(Refusal, match="use cso"):
        is_open(planned, "tru", at("2026-11-23T12:00"))
    with pytest.raises(Refusal, match="1970 to 2200"):
        is_open(planned, "cso", datetime(9999, 12, 31))


def test_a_service_that_is_closed_for_a_month_of_holidays_opens_after_them() -> None:
    month = tuple(Holiday(on=date(2026, 7, 1) + timedelta(days=day), name="Move", closes=("all",)) for day in range(31))
    moved = a_programme(a_service("cso", "08:30-17:00", days=("monday",)), holidays=month)
    assert str(opens_next(moved, "cso", at("2026-07-01T09:00"))) == "2026-08-03 08:30:00-05:00"


moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))


@given(weekly_services("desk"), moments, st.lists(st.integers(0, 20), max_size=6, unique=True))
def test_a_closed_service_always_opens_again_unless_it_has_no_hours(service, moment, closed) -> None:
    holidays = tuple(Holiday(on=moment.date() + timedelta(days=one), name="H", closes=("desk",)) for one in closed)
    programme = a_programme(service, holidays=holidays)
    following = opens_next(programme, "desk", moment)
    assert (following is None) == (service.week.minutes == 0)
    if following is not None:
        assert following >= moment
        assert is_open(programme, "desk", following)
        assert following == moment or not is_open(programme, "desk", following - timedelta(seconds=1))


@given(weekly_services("desk"), st.dates(date(2025, 5, 1), date(2025, 9, 30)))
def test_the_openings_of_an_ordinary_week_add_up_to_its_hours(service, first) -> None:
    week = list(openings(a_programme(service), "desk", first, first + timedelta(days=6)))
    assert sum((one.ends - one.begins for one in week), timedelta()) == timedelta(minutes=service.week.minutes)
    assert all(one.ends < following.begins for one, following in pairwise(week))
