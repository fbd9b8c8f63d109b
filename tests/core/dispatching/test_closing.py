"""No silent closure: every call in one place, every breach in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.closing import CallRecord, OpenFollowUp, Place, all_breaches, breaches, place_of, places
from arcs.core.dispatching.outcomes import Ending, NotServed, Outcome

TODAY = date(2026, 3, 10)
REPORTED = Outcome(ending=Ending.REPORT_TAKEN)


def a_call(**changed) -> CallRecord:
    closed = {"key": "1", "triaged": True, "route": "tru", "closed": True, "outcome": REPORTED, "caller_told": True}
    return CallRecord(**(closed | {"flags_at_intake": True, "flags_at_close": False} | changed))


def test_a_served_call_breaks_nothing_and_each_thing_left_out_is_said() -> None:
    assert breaches(a_call(), today=TODAY) == ()
    assert breaches(a_call(outcome=None), today=TODAY) == (
        "it is closed without outcome and without a reason why it was not served",
    )
    assert breaches(a_call(caller_told=False, flags_at_close=None, diverted=True), today=TODAY) == (
        "nobody told the caller",
        "nature flags were not answered at close",
        "it was diverted from police and nobody follows up",
    )


def test_a_desk_needs_an_owner_and_a_date_that_has_not_passed() -> None:
    desk = {"closed": False, "outcome": None, "desk": "care", "owner": "Ana"}
    assert breaches(a_call(**desk, next_date=TODAY), today=TODAY) == ()
    assert breaches(a_call(**desk, next_date=date(2026, 3, 9)), today=TODAY) == ("its next date passed on 2026-03-09",)


def test_a_follow_up_of_a_served_call_is_somebodys_from_the_day_after_its_next_date_on() -> None:
    def left(**of: object) -> tuple[str, ...]:
        given = {"desk": "care", "since": TODAY, "owner": "Ana", "next_date": TODAY}
        return breaches(a_call(open_follow_ups=(OpenFollowUp(**given | of),)), today=TODAY)

    yesterday = TODAY - timedelta(days=1)
    assert left() == left(owner="") == left(owner="", next_date=TODAY + timedelta(days=2)) == ()
    assert left(owner="", next_date=yesterday) == (
        "nobody owns the follow-up at the desk care",
        "the next date of the follow-up at the desk care passed on 2026-03-09",
    )
    assert left(next_date=None) == ("no next date is set for the follow-up at the desk care",)
    put_off = {"since": TODAY - timedelta(days=8), "next_date": TODAY + timedelta(days=100)}
    assert left(**put_off) == ()
    assert left(owner="", **put_off) == ("nobody owns the follow-up at the desk care",), "no date puts it off for ever"


def test_a_call_that_police_answered_and_that_lies_open_at_its_own_desk_is_said_to() -> None:
    left = {"desk": "tru", "owner": "", "next_date": TODAY - timedelta(days=1)}
    assert place_of(a_call(**left)) is Place.SERVED
    assert breaches(a_call(**left), today=TODAY) == (
        "nobody owns it at the desk tru",
        "its next date passed on 2026-03-09",
        "it is closed and still lies at the desk tru",
    )


def test_an_eligible_call_that_ended_unserved_needs_its_reason() -> None:
    said = "it was eligible and not served, and no reason is recorded"
    assert breaches(a_call(unserved=True), today=TODAY) == (said,)
    assert breaches(a_call(unserved=True, why_unserved=NotServed.TOO_FAR), today=TODAY) == ()
    still_open = a_call(unserved=True, closed=False, outcome=None)
    assert breaches(still_open, today=TODAY) == (), "it may be served yet"


def test_not_triaged_is_never_ineligible_and_closing_it_is_a_breach() -> None:
    silent = CallRecord(
        key="1", triaged=False, closed=True, caller_told=True, flags_at_intake=True, flags_at_close=True
    )
    assert place_of(silent) is Place.NOT_TRIAGED
    assert "it was closed and never triaged" in breaches(silent, today=TODAY)
    assert "not_triaged" not in set(NotServed)


def test_a_call_that_nobody_triaged_stands_there_though_it_was_closed_with_an_outcome() -> None:
    answered = a_call(triaged=False, outcome=Outcome(ending=Ending.RESOLVED))
    withdrawn = a_call(triaged=False, outcome=None, not_served=NotServed.WITHDRAWN)
    assert [place_of(one) for one in (answered, withdrawn)] == [Place.NOT_TRIAGED, Place.NOT_TRIAGED]


def test_a_call_that_came_twice_is_not_counted_twice_but_refused() -> None:
    with pytest.raises(ValueError, match="came twice"):
        places([a_call(), a_call()])


records = st.builds(
    CallRecord,
    key=st.uuids().map(str),
    triaged=st.booleans(),
    route=st.sampled_from(["", "officer", "tru"]),
    closed=st.booleans(),
    outcome=st.none() | st.builds(Outcome, ending=st.none() | st.sampled_from(Ending)),
    not_served=st.none() | st.sampled_from(NotServed),
    desk=st.sampled_from(["", "care"]),
    caller_told=st.none() | st.booleans(),
    flags_at_close=st.none() | st.booleans(),
)


@given(st.lists(records, unique_by=lambda one: one.key))
def test_the_places_sum_to_the_calls_that_came_in_and_no_closed_call_is_silent(laid: list[CallRecord]) -> None:
    found = places(laid)
    assert sum(found.count(one) for one in Place) == found.total == len(laid)
    assert found.count(Place.NOT_TRIAGED) == sum(not one.triaged for one in laid), "there is one number of them"
    said = {key for key, _ in all_breaches(laid, today=TODAY)}
    assert all(one.key in said for one in laid if one.closed and place_of(one) in {Place.OPEN, Place.NOT_TRIAGED})
