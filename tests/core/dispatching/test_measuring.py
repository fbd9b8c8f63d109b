"""The programme page's figures, by hand and as laws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.measuring import ORDINARY_ROUTES, MeasuredCall, eligible_route, measured
from arcs.core.dispatching.outcomes import NotServed

FOUR = [
    MeasuredCall(key="1", triaged=True, route="cso", eligible=True, served=True, waited_seconds=600, recommended="cso"),
    MeasuredCall(
        key="2", triaged=True, route="cso", eligible=True, waited_seconds=1200, recommended="tru", promised_seconds=900,
        not_served=NotServed.NO_UNIT_FREE, overridden=True, address="a",
    ),
    MeasuredCall(key="3", triaged=True, route="officer", eligible=True, handed_back=True, backup=True, address="a"),
    MeasuredCall(key="4", triaged=False, eligible=True),
]  # fmt: skip


def by_name(calls: list[MeasuredCall]):
    return {one.figure.name: one for one in measured(calls, period="2026-03-10")}


def test_four_calls_by_hand() -> None:
    found = by_name(FOUR)
    assert found["calls, route cso"].keys == ("1", "2")
    assert found["calls, no route"].keys == found["not triaged"].keys == ("4",)
    assert (found["median wait, route cso"].figure.value, found["90th percentile wait, route cso"].figure.value) == (
        Decimal("15.0"),
        Decimal("19.0"),
    )
    assert found["median wait, route officer"].figure.value is None
    assert (found["eligible, not served"].keys, found["eligible, not served"].denominator) == (("2", "3"), 3)
    assert found["eligible, not served: no reason recorded"].keys == ("3",)
    assert "a unit that stands in does not count" in found["eligible, not served"].figure.definition
    still_open = by_name([*FOUR, MeasuredCall(key="5", triaged=True, route="cso", eligible=True, ended=False)])
    assert still_open["eligible, not served: no reason yet, still open or at a desk"].keys == ("5",)
    assert still_open["eligible, not served: no reason recorded"].keys == ("3",)
    assert (found["overrides"].keys, found["overrides"].share) == (("2",), Decimal("0.5"))
    without_link = MeasuredCall(key="6", triaged=True, route="officer", recommended="cso", eligible=True)
    assert by_name([*FOUR, without_link])["overrides"].keys == ("2",), "what nobody was shown nobody overrode"
    assert found["promises broken"].keys == ("2",)
    assert found["hand-backs"].keys == found["backup"].keys == ("3",)
    assert found["repeat addresses, 2 to 3 calls"].keys == ("2", "3")


def test_no_calls_have_no_share_and_a_repeated_key_is_refused() -> None:
    assert by_name([])["not triaged"].share is None
    with pytest.raises(ValueError, match="counted twice"):
        measured([FOUR[0], FOUR[0]], period="2026-03-10")


calls = st.builds(
    MeasuredCall,
    key=st.uuids().map(str),
    triaged=st.booleans(),
    route=st.sampled_from(["", "cso", "officer"]),
    eligible=st.booleans(),
    served=st.booleans(),
    ended=st.booleans(),
    not_served=st.none() | st.sampled_from(NotServed),
    waited_seconds=st.none() | st.integers(0, 10_000),
    recommended=st.sampled_from(["", "cso"]),
    address=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(calls, unique_by=lambda one: one.key))
def test_routes_sum_to_all_calls_and_reasons_to_all_unserved(laid: list[MeasuredCall]) -> None:
    found = by_name(laid)
    assert sum(len(one.keys) for name, one in found.items() if name.startswith("calls, ")) == len(laid)
    reasons = sum(len(one.keys) for name, one in found.items() if name.startswith("eligible, not served: "))
    assert reasons == len(found["eligible, not served"].keys)
    assert all(len(one.keys) <= one.denominator for one in found.values())
    assert measured(laid[::-1], period="2026-03-10") == measured(laid, period="2026-03-10")


routes = st.sampled_from(["", "officer", "ems", "none", "cso", "tru"])


@given(routes, st.lists(st.sampled_from(["type:NOISE", "law:officer", "closed:cso", "closed:srt", "closed:care"])))
def test_only_its_hours_keep_no_call_from_being_eligible(recommended: str, rules: list[str]) -> None:
    found = eligible_route(recommended, rules)
    assert found not in ORDINARY_ROUTES
    closed = {one.removeprefix("closed:") for one in rules if one.startswith("closed:")} - ORDINARY_ROUTES
    assert bool(found) == (bool(closed) or recommended in {"cso", "tru"})
    assert found in {recommended, *closed, ""}
