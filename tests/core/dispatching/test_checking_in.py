"""Check-in timers: due, overdue, climbing, reset by one tap, and never lost to a wrong clock."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.checking_in import Plan, Step, Tap, TimerState, clock_gap, standing
from arcs.core.refusal import Refusal

PLAN = Plan(
    every_minutes=15,
    remind_minutes=3,
    steps=(Step(after_minutes=0, tells="dispatcher"), Step(after_minutes=5, tells="supervisor")),
)
BEGUN = datetime(2026, 3, 10, 18)


def after(minutes: float) -> datetime:
    return BEGUN + timedelta(minutes=minutes)


def test_it_runs_reminds_and_climbs_and_one_tap_resets_it() -> None:
    states = [standing(PLAN, begun_at=BEGUN, now=after(one)).state for one in (0, 11.9, 12, 15)]
    assert states == [TimerState.RUNNING, TimerState.RUNNING, TimerState.DUE, TimerState.OVERDUE]
    assert [one.tells for one in standing(PLAN, begun_at=BEGUN, now=after(19)).reached] == ["dispatcher"]
    reset = standing(PLAN, begun_at=BEGUN, taps=[Tap(key="a", received_at=after(19))], now=after(20))
    assert (reset.state, reset.due_at) == (TimerState.RUNNING, after(34))


def test_a_device_clock_years_ahead_silences_nothing_and_is_said() -> None:
    tap = Tap(key="a", received_at=after(1), device_time=datetime(2040, 1, 1))
    assert standing(PLAN, begun_at=BEGUN, taps=[tap], now=after(16)).state is TimerState.OVERDUE
    assert clock_gap(tap).endswith("after the server's clock; the server's clock counts")
    assert clock_gap(Tap(key="b", received_at=after(1))) == ""


def test_a_tap_sent_again_or_late_puts_no_alarm_off() -> None:
    again = [Tap(key="a", received_at=after(1)), Tap(key="a", received_at=after(14))]
    late = [Tap(key="a", received_at=after(14), waited=timedelta(minutes=13))]
    for taken in (again, again[::-1], late):
        found = standing(PLAN, begun_at=BEGUN, taps=taken, now=after(17))
        assert (found.state, found.due_at) == (TimerState.OVERDUE, after(16))
    with pytest.raises(Refusal, match="less than nothing"):
        Tap(key="b", received_at=after(1), waited=timedelta(minutes=-1))


def test_a_last_tap_stops_it_and_a_plan_without_steps_is_refused() -> None:
    done = standing(PLAN, begun_at=BEGUN, taps=[Tap(key="a", received_at=after(1), ends=True)], now=after(90))
    assert done.state is TimerState.STOPPED
    with pytest.raises(Refusal, match="do not climb"):
        Plan(every_minutes=15, remind_minutes=3, steps=())
    with pytest.raises(Refusal, match="shorter"):
        Plan(every_minutes=15, remind_minutes=15, steps=PLAN.steps)


taps = st.lists(
    st.builds(
        lambda key, minute, waited: Tap(key=key, received_at=after(minute), waited=timedelta(minutes=waited)),
        st.sampled_from("abcd"),
        st.integers(0, 100),
        st.integers(0, 30),
    )
)


@given(taps, st.integers(0, 200), st.integers(0, 60))
def test_steps_are_never_taken_back_by_time_and_the_order_of_taps_never_matters(laid, minute: int, more: int) -> None:
    heard = [one for one in laid if one.received_at <= after(minute)]
    now = standing(PLAN, begun_at=BEGUN, taps=heard, now=after(minute))
    assert standing(PLAN, begun_at=BEGUN, taps=[*heard[::-1], *heard], now=after(minute)) == now
    later = standing(PLAN, begun_at=BEGUN, taps=heard, now=after(minute + more))
    assert set(now.reached) <= set(later.reached)
