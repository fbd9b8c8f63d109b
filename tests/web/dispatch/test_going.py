"""Which routes of a call still need a unit: what is sent, taken off, there, and gone again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from arcs.web.dispatch.decided import Decided
from arcs.web.dispatch.going import Group, going, needs_of
from arcs.web.dispatch.models import HandBack
from arcs.web.triage.models import Decision
from arcs.web.units.models import Assignment, Unit

BEGUN = datetime(2026, 3, 10, 18, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return BEGUN + timedelta(minutes=minutes)


def decided(route: str, *more: str, minute: float = 0) -> Decision:
    return Decision(chosen_route=route, chosen_secondary=list(more), made_at=at(minute), decided_at=at(minute))


def sent(*routes: str, assigned: float = 1, there: float | None = None, gone: float | None = None,
         backup: bool = False, sign: str = "U1") -> Assignment:  # fmt: skip
    """A unit whose people do the work of these routes, in minutes since the call."""
    one = Assignment(
        unit=Unit(call_sign=sign), held_from=at(assigned), assigned_at=at(assigned),
        on_scene_at=None if there is None else at(there), held_to=None if gone is None else at(gone), is_backup=backup,
    )  # fmt: skip
    one.routes = list(routes)  # type: ignore[attr-defined] # annotated
    return one


def test_a_call_by_hand_from_waiting_to_answered() -> None:
    stands = Decided(decision=decided("cso", "officer", "care"))
    assert needs_of(stands) == ("cso", "officer")
    assert going(stands, []).missing == ("cso", "officer")
    one = going(stands, [sent("cso")])
    assert (one.group, one.missing, one.is_partly) == (Group.WAITING, ("officer",), True)
    assert going(stands, [sent("cso", "officer")]).group is Group.UNDER_WAY, "one unit with people of both"
    assert going(stands, [sent("cso"), sent("co_response")]).group is Group.UNDER_WAY, "it stands in for an officer"
    assert going(stands, [sent("cso"), sent("co_response", backup=True)]).missing == ("officer",)
    gone = [sent("cso", "officer", there=3, gone=9)]
    assert going(stands, gone).group is Group.ANSWERED
    off = going(stands, [sent("cso", "officer", gone=9, sign="CSO 14")])
    assert (off.group, off.missing, off.taken_off) == (Group.WAITING, ("cso", "officer"), "CSO 14")
    assert going(stands, [], outcome_at=at(12)).group is Group.ANSWERED


def test_what_was_done_before_a_hand_back_or_a_new_decision_answers_nothing() -> None:
    unit = uuid4()
    back = HandBack(made_at=at(10), unit_id=unit)
    stands = Decided(decision=decided("cso"), handed_back=back)
    gave_back = sent("cso", "officer", there=3)
    gave_back.unit_id = unit
    assert going(stands, [gave_back]).group is Group.WAITING, "whoever gave it back does not answer it"
    assert going(stands, [sent("officer", there=5)]).group is Group.UNDER_WAY, "an officer who is there stays"
    assert going(stands, [sent("cso", there=5, gone=8)], outcome_at=at(9)).group is Group.WAITING
    assert going(stands, [sent("officer", assigned=11, there=12, gone=20)]).group is Group.ANSWERED
    anew = Decided(decision=decided("officer", minute=30))
    assert going(anew, [sent("cso", there=3, gone=9)], outcome_at=at(9)).missing == ("officer",)


assignments = st.lists(
    st.builds(
        lambda routes, there, gone, backup: sent(*routes, there=there, gone=gone, backup=backup),
        st.sets(st.sampled_from(["cso", "officer", "srt"])),
        st.sampled_from([None, 3]),
        st.sampled_from([None, 9]),
        st.booleans(),
    ),
    max_size=5,
)


@given(assignments, st.lists(st.sampled_from(["officer", "srt", "care", "tru"]), unique=True), st.data())
def test_a_unit_that_never_arrived_changes_nothing_and_one_more_never_leaves_more_to_send(
    held: list[Assignment], more: list[str], data: st.DataObject
) -> None:
    stands = Decided(decision=decided("cso", *more))
    now = going(stands, held)
    arrived = [one for one in held if one.held_to is None or one.on_scene_at]
    assert going(stands, arrived).missing == now.missing
    mixed = going(stands, data.draw(st.permutations(held)))
    assert (mixed.missing, mixed.group) == (now.missing, now.group), "their order never matters"
    assert set(now.missing) <= set(needs_of(stands))
    assert set(going(stands, [*held, sent("srt")]).missing) <= set(now.missing)
    if now.group is Group.ANSWERED:
        assert any(one.on_scene_at for one in held), "nobody says answered while nobody was there"


def test_what_was_done_between_a_decision_without_a_link_and_its_coming_in_answers_it() -> None:
    late = Decision(chosen_route="officer", chosen_secondary=[], decided_at=at(0), made_at=at(30))
    there = sent("officer", assigned=2, there=10, gone=25)
    assert going(Decided(decision=late), [there]).group == Group.ANSWERED
    assert Decided(decision=late).since(at(-5)) == at(0)
    late.decided_at = None
    assert going(Decided(decision=late), [there]).group == Group.WAITING, "nobody knows when it was decided"
