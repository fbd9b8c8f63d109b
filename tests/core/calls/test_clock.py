"""Local clocks and UTC against the zone database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.calls.clock import zone_clock
from arcs.core.refusal import Refusal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(
    zone=st.sampled_from(
        ["America/Chicago", "America/Phoenix", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"]
    ),
    minutes=st.integers(min_value=0, max_value=2 * 365 * 24 * 60),
)
def test_every_minute_of_two_years_is_that_of_the_zone_database(zone, minutes):
    clock = zone_clock(zone=zone, first_year=2023, last_year=2024)
    instant = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    assert clock.to_local_ms((instant - EPOCH) // timedelta(milliseconds=1)) == (wall - EPOCH) // timedelta(
        milliseconds=1
    )
    first_passing = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    assert clock.to_utc_ms((wall - EPOCH) // timedelta(milliseconds=1)) == (first_passing - EPOCH) // timedelta(
        milliseconds=1
    )


def test_chicago_repeats_one_hour_in_november_and_skips_one_in_march():
    clock = zone_clock(zone="America/Chicago", first_year=2024, last_year=2024)
    hours = [
        (EPOCH + timedelta(milliseconds=ms)).strftime("%m-%d %H:%M")
        for pair in clock.repeated + clock.skipped
        for ms in pair
    ]
    assert hours == ["11-03 01:00", "11-03 02:00", "03-10 02:00", "03-10 03:00"]


@pytest.mark.parametrize("zone", ["Chicago", "", "../etc/passwd", "America"])
def test_a_zone_that_is_none_is_refused(zone):
    with pytest.raises(Refusal, match="no such zone"):
        zone_clock(zone=zone, first_year=2024, last_year=2024)
