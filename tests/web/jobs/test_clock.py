"""What is done by the clock: once in each period, by one worker, and a fault in one thing stops no other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.web.jobs import clock
from arcs.web.jobs.claims import as_clerk
from arcs.web.jobs.liveness import Locks
from arcs.web.jobs.models import ClockTick
from arcs.web.wall.acting import Standing, who_acts

pytestmark = pytest.mark.usefixtures("fresh_database")
NOON = datetime(2026, 5, 4, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def did() -> Iterator[list[object]]:
    """What the test's own clock work did; the real ones are put aside."""
    done: list[object] = []
    real = dict(clock.WORKS)
    clock.WORKS.clear()

    @clock.each_minute("tests.faulty", standing=Standing.CLERK)
    def faulty() -> None:
        raise KeyError("a fault")

    @clock.each_minute("tests.minute", standing=Standing.SEALER)
    def minute() -> None:
        done.append(who_acts())

    @clock.daily("tests.daily", hour=3, standing=Standing.CLERK)
    def night() -> None:
        done.append("night")

    yield done
    clock.WORKS.clear()
    clock.WORKS.update(real)


def test_each_thing_is_done_once_in_its_period_in_its_own_name_and_a_fault_stops_no_other(did: list[object]) -> None:
    locks = Locks()
    for seconds in (0, 20, 49):
        clock.tick(locks, now=NOON + timedelta(seconds=seconds))
    assert did == [Standing.SEALER.value, "night"]
    clock.tick(locks, now=NOON + timedelta(seconds=50))
    assert did == [Standing.SEALER.value, "night", Standing.SEALER.value]
    clock.tick(locks, now=NOON + timedelta(hours=15))
    assert did.count("night") == 2
    with as_clerk():
        assert "a fault" in ClockTick.objects.get(name="tests.faulty").fault
        assert ClockTick.objects.get(name="tests.minute").fault == ""
    locks.close()


def test_what_another_worker_is_doing_is_left_to_it(did: list[object]) -> None:
    one, other = Locks(), Locks()
    assert other.take("clock", "tests.minute")
    assert "tests.minute" not in clock.tick(one, now=NOON)
    assert Standing.SEALER.value not in did
    one.close()
    other.close()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(0, 23))
def test_a_day_of_the_clock_has_24_hours_and_begins_at_its_hour(moment: datetime, hour: int) -> None:
    work = clock.ClockWork(
        name="x", period=timedelta(days=1), hour=hour, standing=Standing.CLERK, function=lambda: None
    )
    at = moment.replace(tzinfo=UTC)
    assert work.period_of(at + timedelta(days=1)) == work.period_of(at) + 1
    begin = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    assert work.period_of(begin) == work.period_of(begin - timedelta(microseconds=1)) + 1
