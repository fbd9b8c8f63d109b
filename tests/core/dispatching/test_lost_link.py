"""Without the link only police or EMS, and what was queued comes back exactly once."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.lost_link import Queued, held_to, is_stale, synced
from arcs.core.protocol import DISQUALIFIERS, Answer, Case
from arcs.core.refusal import Refusal

NOW = datetime(2026, 3, 10, 18)


def queued(nth: int, call: str = "1", chosen: str = "officer") -> Queued:
    return Queued(
        key=UUID(int=nth), call=call, answers=(), chosen=chosen, who=f"D{nth}", device_time=NOW + timedelta(minutes=nth)
    )


def test_unknown_answers_bring_police_and_ems_and_a_medical_call_without_danger_ems_alone() -> None:
    assert held_to(Case(call_type="X"), why="the link is lost").routes == ("officer", "ems")
    medical = Case(call_type="X", answers={"*": Answer.NO, "medical": Answer.UNKNOWN})
    held = held_to(medical, why="the link is lost")
    assert held.routes == ("ems",)
    assert held.because == "the link is lost, so only police or EMS may be recommended; EMS for medical unknown"
    assert held_to(Case(call_type="X", answers={"*": Answer.NO}), why="stale").routes == ("officer",)


def test_two_decisions_on_one_call_are_both_kept_and_said() -> None:
    found = synced([], [queued(1), queued(2, chosen="ems")], recommended={UUID(int=1): "cso", UUID(int=2): "ems"})
    assert [one.conflicts_with for one in found.kept] == [(UUID(int=2),), (UUID(int=1),)]
    assert all(one.at_sync for one in found.kept)
    assert found.to_look_at == (
        "Call 1 was decided differently and both are kept: D1 chose officer, D2 chose ems.",
        "Call 1: officer was chosen without link; computed at sync, the edition recommends cso.",
    )


def test_a_key_that_comes_with_another_content_is_refused() -> None:
    one = queued(1)
    with pytest.raises(Refusal, match="another content"):
        synced([], [one, replace(one, chosen="ems")], recommended={one.key: "officer"})
    with pytest.raises(Refusal, match="nothing was computed"):
        synced([], [one], recommended={})


def test_rules_from_the_future_or_never_read_are_stale() -> None:
    hour = timedelta(hours=1)
    assert is_stale(None, NOW, after=hour)
    assert is_stale(NOW + hour, NOW, after=hour)
    assert is_stale(NOW - 2 * hour, NOW, after=hour)
    assert not is_stale(NOW - hour, NOW, after=hour)


@given(st.dictionaries(st.sampled_from([*DISQUALIFIERS, "*", "minor"]), st.sampled_from(Answer)))
def test_never_anything_but_police_or_ems_and_danger_always_brings_its_own(answers) -> None:
    case = Case(call_type="X", answers=answers)
    routes = held_to(case, why="the link is lost").routes
    assert routes
    assert set(routes) <= {"officer", "ems"}
    assert case.answer("weapon") is Answer.NO or "officer" in routes
    assert case.answer("medical") is Answer.NO or "ems" in routes


@given(st.lists(st.integers(1, 6)), st.randoms(use_true_random=False))
def test_sending_again_and_in_any_order_keeps_each_key_once(numbers: list[int], random: Random) -> None:
    queue = [queued(one, call=str(one % 2), chosen=("officer", "ems")[one % 3 == 0]) for one in numbers]
    recommended = {one.key: "officer" for one in queue}
    once = synced([], queue, recommended=recommended)
    random.shuffle(queue)
    again = synced(once.kept, queue, recommended={})
    assert again.kept == once.kept
    assert again.new == ()
    assert sorted(one.decision.key for one in once.kept) == sorted(set(recommended))
