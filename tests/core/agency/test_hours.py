"""Hours of a week: as written, added up, and refused where they overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.settings import a_service, weekly_services

from arcs.core.agency import Span, Week
from arcs.core.refusal import Refusal


def test_the_published_hours_of_echo_make_42_and_a_half_hours_a_week() -> None:
    assert a_service("cso", "08:30-17:00").week.minutes == 5 * 8.5 * 60


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    night = Span.parse("22:00-06:00")
    assert (night.opens, night.closes, night.minutes) == (1320, 1800, 480)
    assert Week(sunday=(night,), monday=(Span.parse("06:00-08:00"),)).minutes == 600


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_hours_are_read_as_they_were_written(opens: int, lasts: int) -> None:
    span = Span(opens, opens + lasts)
    if span.closes % 1440 or opens == 0 or lasts == 1440:
        assert Span.parse(str(span)) == span
    assert Span.parse(str(span)).minutes == span.minutes


@given(weekly_services())
def test_the_hours_of_a_week_are_the_sum_of_its_days(service) -> None:
    assert service.week.minutes == sum(Week(monday=day).minutes for day in service.week.days)


@pytest.mark.parametrize("text", ["", "8-17", "25:00-26:00", "08:61-09:00", "08:30", "٠٨:٣٠-١٧:٠٠", "24:00-06:00"])
def test_what_is_no_time_of_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match="write them as 08:30-17:00"):
        Span.parse(text)


@pytest.mark.parametrize(
    "week",
    [
        {"monday": ("08:00-12:00", "11:00-13:00")},
        {"monday": ("22:00-06:00",), "tuesday": ("05:00-07:00",)},
        {"sunday": ("22:00-06:00",), "monday": ("05:00-07:00",)},
        {"monday": ("13:00-17:00", "08:00-12:00")},
    ],
)
def test_hours_that_overlap_are_refused_over_midnight_and_over_the_weekend_too(week) -> None:
    with pytest.raises(Refusal, match="not over when the next begins"):
        Week(**{day: tuple(Span.parse(one) for one in spans) for day, spans in week.items()})
