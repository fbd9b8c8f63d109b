"""Who takes a route's calls now."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.making.settings import a_programme, a_service

from arcs.core.agency import Holiday
from arcs.core.dispatching.standing import OnCall, called_next, called_now, due_at, stands
from arcs.core.protocol import Route

ECHO = a_programme(
    a_service("echo", "08:30-17:00"),
    holidays=(Holiday(on=date(2026, 11, 26), name="Thanksgiving", closes=("echo",)),),
)
ROUTES = {
    "officer": Route(code="officer", name="Officer", weight=50),
    "co_response": Route(
        code="co_response", name="E.C.H.O.", weight=40, service="echo", when_closed=("cit_officer", "officer")
    ),
    "cit_officer": Route(code="cit_officer", name="CIT officer", weight=45),
    "lost": Route(code="lost", name="Lost", weight=10, service="nowhere"),
}
MONDAY_TEN, MONDAY_NIGHT = datetime(2026, 11, 23, 10), datetime(2026, 11, 23, 20)


def stand(asked: str, now: datetime, *, rota: tuple[OnCall, ...] = (), **staffed: int):
    return stands(ROUTES, asked, programme=ECHO, staffed=staffed, rota=rota, now=now)


def test_echo_is_open_on_a_workday_and_police_stand_in_at_night_and_the_team_is_told() -> None:
    assert stand("co_response", MONDAY_TEN, co_response=1).because == "E.C.H.O. is open with 1 on shift"
    night = stand("co_response", MONDAY_NIGHT, co_response=1, cit_officer=0)
    assert (night.takes, night.open, night.referred) == ("officer", False, True)
    assert night.because == (
        "E.C.H.O. is closed at this hour; nobody of CIT officer is on shift; Officer stands in; "
        "E.C.H.O. is told and follows up on 2026-11-24 at 08:30"
    )


def test_a_holiday_closes_it_and_the_first_stand_in_on_shift_goes() -> None:
    assert stand("co_response", datetime(2026, 11, 26, 10), co_response=1, cit_officer=2).takes == "cit_officer"


def test_what_is_not_known_falls_to_police_and_says_so() -> None:
    assert stand("lost", MONDAY_TEN, lost=3).because == "the hours of Lost are not known; Officer stands in"
    assert stand("nobody", MONDAY_TEN).because == 'the route "nobody" is not known; Officer stands in'
    assert "whether E.C.H.O. is staffed is not known" in stand("co_response", MONDAY_TEN).because
    assert stand("ems", MONDAY_TEN).takes == "ems"


def test_the_rota_is_called_by_steps_and_only_within_its_hours() -> None:
    step = {"route": "co_response", "from_time": MONDAY_NIGHT, "until_time": MONDAY_NIGHT + timedelta(hours=1)}
    rota = (OnCall(person="Bo", after_minutes=10, **step), OnCall(person="Ana", **step))
    due = [
        called_now(rota, "co_response", since=MONDAY_NIGHT, now=MONDAY_NIGHT + timedelta(minutes=one))
        for one in (9, 10, 60)
    ]
    assert [[one.person for one in calls] for calls in due] == [["Ana"], ["Ana", "Bo"], []]
    assert stand("co_response", MONDAY_NIGHT, rota=rota).because == "E.C.H.O. is closed at this hour; on call: Ana"


def test_what_waits_since_before_the_hours_of_a_rota_is_called_from_its_hours_on_step_by_step() -> None:
    begins, ends = MONDAY_NIGHT, MONDAY_NIGHT + timedelta(hours=8)
    first, second = (
        OnCall(route="co_response", person=who, from_time=begins, until_time=ends, after_minutes=after)
        for who, after in (("Ana", 0), ("Bo", 10))
    )
    since = begins - timedelta(hours=2)
    assert (due_at(first, since), due_at(second, since)) == (begins, begins + timedelta(minutes=10))
    now = begins + timedelta(minutes=5)
    assert called_now((second, first), "co_response", since=since, now=now) == (first,)
    assert called_next((second, first), "co_response", since=since, now=now) == second
    late = ends - timedelta(minutes=5)
    assert called_next((first, second), "co_response", since=late, now=late) is None, "its hours end before"


@given(
    st.sampled_from([*ROUTES, "ems", "?"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.dictionaries(st.sampled_from(["co_response", "cit_officer", "lost"]), st.integers(0, 2)),
)
def test_somebody_always_takes_it_and_never_a_route_that_nobody_staffs(asked: str, now: datetime, staffed) -> None:
    found = stand(asked, now, **staffed)
    assert found.takes in {"officer", "ems"} or staffed[found.takes] > 0
    assert found.open == (found.takes == asked) or asked == "officer"
