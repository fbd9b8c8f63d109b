"""How firmly a disposition stands, and how much time the needs behind calls may hold."""

from collections import Counter
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.making.a_study import a_call_type

from arcs.core.suitability.dispositions import judge
from arcs.core.suitability.nature import crosswalk, nature_volumes
from arcs.core.suitability.records import NatureMark, ProposedCadType
from arcs.core.suitability.robustness import Robustness, Spread, _Stream, robustness, rounding_interval
from arcs.core.suitability.rules import CategoryEvidence
from arcs.core.vocabulary import CallClass, NatureFlag, Risk


def steadiness(evidence: CategoryEvidence, spread: Spread | None = None, seed: int = 1) -> Robustness:
    judged = judge(evidence).disposition
    stream = Random(seed)  # noqa: S311 - a repeatable stream is what is wanted
    return robustness(evidence, judged=judged, spread=spread or Spread(), draws=200, stream=stream)


def a_category(cso: int | None, tru: int | None = None, risk: Risk = Risk.LIMITED) -> CategoryEvidence:
    return CategoryEvidence(
        category="a category",
        risk=risk,
        call_class=CallClass.SERVICE,
        cso_mean=None if cso is None else Decimal(cso),
        tru_online_mean=None if tru is None else Decimal(tru),
    )


def test_a_printed_four_holds_in_every_draw_and_a_printed_three_does_not() -> None:
    assert steadiness(a_category(4)).stays == 1
    assert 0.8 < steadiness(a_category(3)).stays < 1


def test_the_same_stream_gives_the_same_shares() -> None:
    assert steadiness(a_category(3, 3), seed=7) == steadiness(a_category(3, 3), seed=7)


def test_a_danger_rule_holds_whatever_residents_accept() -> None:
    assert steadiness(a_category(5, 5, Risk.HIGH)).stays == 1


def test_individual_answers_narrow_the_draws_of_a_printed_three() -> None:
    firm = steadiness(a_category(3), Spread(cso_answers=(0, 0, 100, 0, 0)))
    assert firm.stays == 1


def test_officers_who_are_split_on_risk_make_a_disposition_fragile() -> None:
    split = steadiness(a_category(4), Spread(risk_votes={"L": 10, "P": 2, "H": 9}))
    assert split.stays < Decimal("0.9")


@given(
    seed=st.integers(0, 10**9),
    asked=st.lists(st.one_of(st.none(), st.lists(st.integers(0, 40), min_size=2, max_size=6)), max_size=30),
)
def test_thousands_at_a_time_are_the_numbers_that_the_stream_itself_would_give(
    seed: int, asked: list[list[int] | None]
) -> None:
    stream = Random(seed)  # noqa: S311 - a repeatable stream is what is wanted
    stream.random()
    fast = _Stream(stream)
    for weights in asked:
        if weights is None:
            assert fast.below_ten_thousand() == stream.randrange(10_000)
        elif sum(weights):
            one_by_one = Counter(stream.choices(range(len(weights)), weights=weights, k=sum(weights)))
            assert fast.choices(weights) == [one_by_one[place] for place in range(len(weights))]


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 1000))
def test_shares_of_draws_add_up_to_one(cso: int, tru: int, seed: int) -> None:
    found = steadiness(a_category(cso, tru), seed=seed)
    assert sum(share for _, share in found.shares) == 1
    assert 0 <= found.stays <= 1


@given(st.integers(1, 5))
def test_a_rounding_interval_holds_its_own_number(printed: int) -> None:
    low, high = rounding_interval(Decimal(printed))
    assert low <= printed <= high
    assert high - low <= 1


def a_mark(call_type: str, basis: str) -> NatureMark:
    return NatureMark(call_type=call_type, flag="mental_health", basis=basis, reason="Said so.")


def test_a_need_is_a_range_from_types_that_name_it_to_all_that_may_include_it() -> None:
    types = [a_call_type("MENTAL HEALTH", fte=Decimal("0.03")), a_call_type("WELFARE CHECK", fte=Decimal("1.51"))]
    marks = [a_mark("MENTAL HEALTH", "names"), a_mark("WELFARE CHECK", "may")]
    volume = next(one for one in nature_volumes(types, marks) if one.flag is NatureFlag.MENTAL_HEALTH)
    assert (volume.fte_low, volume.fte_high) == (Decimal("0.03"), Decimal("1.54"))


def test_a_type_marked_twice_is_counted_once() -> None:
    types = [a_call_type("WELFARE CHECK", fte=Decimal("1.51"))]
    marks = [a_mark("WELFARE CHECK", "names"), a_mark("WELFARE CHECK", "may")]
    volume = next(one for one in nature_volumes(types, marks) if one.flag is NatureFlag.MENTAL_HEALTH)
    assert (volume.fte_low, volume.fte_high) == (Decimal("1.51"), Decimal("1.51"))


@given(st.lists(st.sampled_from("ABCDEF"), unique=True, min_size=1), st.sets(st.sampled_from("ABCDEF")))
def test_every_type_of_today_stands_in_exactly_one_proposed_type(names: list[str], moved: set[str]) -> None:
    types = [a_call_type(name) for name in names]
    proposals = [ProposedCadType(from_type=one, proposed_type="NEW", reason="Alike.") for one in sorted(moved)]
    walked = [name for row in crosswalk(types, proposals, []) for name in row.from_types]
    assert sorted(walked) == sorted(names)
