"""Who is free and can do it, in which order, and what is said where nobody can."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.making.protocol import bound_demonstration

from arcs.core.dispatching.matching import (
    Held,
    Member,
    Need,
    Partner,
    Unit,
    UnitStatus,
    in_turn,
    matched,
    need_of,
    stands_in,
)
from arcs.core.dispatching.measuring import ORDINARY_ROUTES

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 18, tzinfo=UTC)
CIT = Need(capabilities=frozenset({"armed_officer"}), attributes=frozenset({"cit"}))


def a_unit(code: str, *codes: str, status: UnitStatus = UnitStatus.AVAILABLE, **changed) -> Unit:
    holds = tuple(Held(code=one, from_day=date(2024, 1, 1)) for one in codes)
    return Unit(code=code, crew=(Member(name=code, route="officer", holds=holds),), status=status, **changed)


def test_without_a_free_cit_officer_the_shortfall_says_when_and_who_is_nearest() -> None:
    busy = [
        a_unit("U1", "armed_officer", "cit", status=UnitStatus.ASSIGNED, expected_free_at=NOON + timedelta(minutes=14)),
        a_unit("U2", "armed_officer", "cit", status=UnitStatus.ASSIGNED),
    ]
    near = a_unit("U12", "armed_officer", minutes_away=4)
    found = matched(CIT, [*busy, near, a_unit("U13", "armed_officer", minutes_away=9)], at=NOON, on=DAY)
    assert found.candidates == ()
    assert found.shortfall == (
        "No unit with armed officer, cit is free: 2 are assigned, the first is expected in 14 min; "
        "nearest without: U12, because it is free and lacks only cit."
    )


def test_a_pair_of_two_routes_answers_together_what_neither_can_alone() -> None:
    officer = Member(name="Bo", route="officer", holds=(Held(code="armed_officer", from_day=DAY),))
    clinician = Member(name="Ana", route="co_response", holds=(Held(code="clinician_on_scene", from_day=DAY),))
    pair = Unit(code="P1", crew=(officer, clinician), status=UnitStatus.AVAILABLE)
    need = Need(capabilities=frozenset({"armed_officer", "clinician_on_scene"}))
    assert [one.unit for one in matched(need, [pair], at=NOON, on=DAY).candidates] == ["P1"]


def test_an_expired_certificate_is_said_and_never_counted() -> None:
    holds = (Held(code="armed_officer", from_day=DAY), Held(code="cit", from_day=date(2020, 1, 1), until_day=DAY))
    unit = Unit(code="U1", crew=(Member(name="Bo", route="officer", holds=holds),), status=UnitStatus.AVAILABLE)
    found = matched(CIT, [unit], at=NOON, on=DAY)
    assert found.candidates == ()
    assert "lacks only cit (ended)" in found.shortfall


def test_who_rests_is_reserved_or_has_no_crew_is_not_free() -> None:
    tired = a_unit("U1", "armed_officer", "cit", rest_until=NOON + timedelta(minutes=5))
    kept = a_unit("U2", "armed_officer", "cit", status=UnitStatus.RESERVED)
    empty = Unit(code="U3", crew=(), status=UnitStatus.AVAILABLE)
    found = matched(CIT, [tired, kept, empty], at=NOON, on=DAY)
    assert found.candidates == ()
    assert "1 is at rest, 1 is reserved, the first is expected in 5 min" in found.shortfall


def test_what_covers_a_capability_does_for_it_and_the_words_are_the_editions_own() -> None:
    bound = bound_demonstration()
    need = need_of(bound, "officer", attributes=["spanish"])
    assert "armed_officer" in need.capabilities
    assert dict(need.words)["armed_officer"] != "armed_officer"
    by = next((one for code, one in need.covered_by if code == "armed_officer"), "armed_officer")
    unit = a_unit("U1", by, *(need.capabilities - {"armed_officer"}), "spanish")
    assert [one.unit for one in matched(need, [unit], at=NOON, on=DAY).candidates] == ["U1"]
    sworn = Need(capabilities=frozenset({"report_taker"}), covered_by=(("report_taker", "armed_officer"),))
    assert matched(sworn, [a_unit("U2", "armed_officer")], at=NOON, on=DAY).candidates


CSO = Need(capabilities=frozenset({"unarmed_on_scene"}), route="cso", route_name="Community Service Officer")


def of_route(code: str, route: str, *codes: str, **changed) -> Unit:
    holds = tuple(Held(code=one, from_day=date(2024, 1, 1)) for one in ("unarmed_on_scene", *codes))
    return Unit(
        code=code, crew=(Member(name=code, route=route, holds=holds),), **{"status": UnitStatus.AVAILABLE, **changed}
    )


def test_a_free_unit_of_the_route_goes_before_a_patrol_car_that_is_nearer_and_never_drove() -> None:
    car = of_route("Car 231", "officer", minutes_away=1)
    own = of_route("CSO 14", "cso", minutes_away=9, released_at=NOON - timedelta(minutes=12))
    first, second = matched(CSO, [car, own], at=NOON, on=DAY).candidates
    assert (first.unit, first.stands_in, first.reason) == (
        "CSO 14", False, "CSO 14 is free; 9 min away; free for 12 min.",
    )  # fmt: skip
    assert (second.unit, second.stands_in) == ("Car 231", True)
    assert second.reason == "Car 231 stands in for Community Service Officer; 1 min away."
    busy = of_route("CSO 14", "cso", status=UnitStatus.ON_SCENE, expected_free_at=NOON + timedelta(minutes=20))
    (only,) = matched(CSO, [car, busy], at=NOON, on=DAY).candidates
    assert only.stands_in
    assert only.reason == (
        "No unit of Community Service Officer is free: 1 is on scene, the first is expected in 20 min. "
        "Car 231 stands in for Community Service Officer; 1 min away."
    )


def test_codes_of_an_edition_are_read_as_a_word_or_two() -> None:
    need = need_of(bound_demonstration(), "cso")
    assert need.said(["unarmed_on_scene"]) == "an unarmed responder"
    assert matched(need, [], at=NOON, on=DAY).shortfall.startswith("No unit with an unarmed responder is free:")
    assert need.route_name == "Community Service Officer"


crews = st.builds(
    lambda code, route, status, away: of_route(code, route, status=status, minutes_away=away),
    st.from_regex(r"U[0-9]{1,2}", fullmatch=True),
    st.sampled_from(["cso", "officer", "cit_officer", "care"]),
    st.sampled_from(UnitStatus),
    st.none() | st.integers(0, 60),
)


@given(
    st.lists(crews, max_size=8, unique_by=lambda one: one.code),
    st.sampled_from(["cso", "care", "officer", "co_response"]),
)
def test_nobody_of_another_route_stands_before_one_of_the_route_and_each_stand_in_is_said(
    laid: list[Unit], route: str
) -> None:
    need = Need(capabilities=frozenset({"unarmed_on_scene"}), route=route)
    by_code = {one.code: one for one in laid}
    found = matched(need, laid, at=NOON, on=DAY).candidates
    others = [route not in by_code[one.unit].works for one in found]
    assert others == sorted(others), "whoever does the route's work goes first"
    for one in found:
        is_of = route in by_code[one.unit].works
        assert one.stands_in == (not is_of and route not in ORDINARY_ROUTES)
        assert one.stands_in == stands_in(by_code[one.unit].works, (route,))
        assert one.stands_in == ("stands in" in one.reason)


def test_nobody_on_shift_at_all_is_said() -> None:
    found = matched(CIT, [], at=NOON, on=DAY)
    assert found.shortfall == "No unit with armed officer, cit is free: none is on shift; no other unit is free either."


units = st.builds(
    lambda code, codes, status, away, area: a_unit(code, *codes, status=status, minutes_away=away, area=area),
    st.from_regex(r"U[0-9]{1,2}", fullmatch=True),
    st.sets(st.sampled_from(["armed_officer", "cit", "spanish"])),
    st.sampled_from(UnitStatus),
    st.none() | st.integers(0, 60),
    st.sampled_from(["", "north", "south"]),
)


@given(st.lists(units, max_size=8, unique_by=lambda one: one.code), st.randoms(use_true_random=False))
def test_order_never_matters_and_only_able_free_units_go(laid: list[Unit], random: Random) -> None:
    found = matched(CIT, laid, at=NOON, on=DAY)
    shuffled = list(laid)
    random.shuffle(shuffled)
    assert matched(CIT, shuffled, at=NOON, on=DAY) == found
    by_code = {one.code: one for one in laid}
    assert all(
        by_code[one.unit].status is UnitStatus.AVAILABLE and CIT.all <= by_code[one.unit].able(DAY)
        for one in found.candidates
    )
    assert bool(found.candidates) != bool(found.shortfall)


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.integers(1, 20))
def test_over_many_turns_no_partner_is_asked_twice_more_than_another(codes: set[str], rounds: int) -> None:
    asked: dict[str, datetime | None] = dict.fromkeys(codes)
    counts = dict.fromkeys(codes, 0)
    for turn in range(rounds):
        first = in_turn(Partner(code=one, last_asked=when) for one, when in asked.items())[0].code
        asked[first] = NOON + timedelta(minutes=turn)
        counts[first] += 1
    assert max(counts.values()) - min(counts.values()) <= 1


def test_what_a_unit_has_counts_on_its_days_whoever_sits_in_it() -> None:
    box = Held(code="animal_control", from_day=date(2024, 1, 1), until_day=DAY + timedelta(days=1))
    need = Need(capabilities=frozenset({"armed_officer"}), attributes=frozenset({"animal_control"}))
    unit = a_unit("U1", "armed_officer", has=(box,))
    assert [one.unit for one in matched(need, [unit], at=NOON, on=DAY).candidates] == ["U1"]
    over = matched(need, [unit], at=NOON, on=DAY + timedelta(days=1))
    assert "lacks only animal control (ended)" in over.shortfall
