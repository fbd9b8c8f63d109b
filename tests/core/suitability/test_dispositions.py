"""Dispositions: the declared rules, their worked examples, and the laws that no combination may break."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.core.suitability.dispositions import WEIGHT, decided, judge, not_yet, permitted_alternatives, primary
from arcs.core.suitability.records import FACTS, Decision
from arcs.core.suitability.rules import ALL_RULES, CategoryEvidence, Rule
from arcs.core.vocabulary import Alternative, CallClass, Disposition, Risk

DANGERS = [fact for fact in FACTS if fact not in {"cold_report", "behavioural_health"}]
ORDER = [Risk.LIMITED, Risk.POSSIBLE, Risk.HIGH]
means = st.one_of(st.none(), st.decimals(min_value=1, max_value=5, places=2))
shares = st.one_of(st.none(), st.decimals(min_value=0, max_value=1, places=2))
evidences = st.builds(
    CategoryEvidence,
    category=st.just("a category"),
    risk=st.sampled_from([*ORDER, None]),
    call_class=st.sampled_from([*CallClass, None]),
    facts=st.frozensets(st.sampled_from(FACTS)),
    multi_need=st.booleans(),
    outside=st.sampled_from(["", "X", "None"]),
    cso_mean=means,
    tru_online_mean=means,
    police_mandate=st.sampled_from(["", "Y", "N"]),
    immediate_response=st.sampled_from(["", "Y", "N"]),
    alternative_response=st.sampled_from(["", "Y", "N"]),
    mandate_share=shares,
    immediate_share=shares,
)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_every_rule_agrees_with_its_own_worked_examples(rule: Rule) -> None:
    assert {expected for _, expected in rule.examples} >= {True}
    for evidence, expected in rule.examples:
        assert rule.speaks(evidence) is expected


def test_found_property_accepted_at_four_goes_to_a_cso_by_hand() -> None:
    found = CategoryEvidence(
        category="Found property", risk=Risk.LIMITED, call_class=CallClass.SERVICE, cso_mean=Decimal(4)
    )
    judged = judge(found)
    assert judged.disposition is Disposition.NON_SWORN
    assert judged.conditions == ("An officer comes when the caller asks for one.",)


def test_a_cold_bicycle_theft_goes_to_telephone_or_online_and_a_cso_is_permitted() -> None:
    theft = CategoryEvidence(
        category="Theft of Bicycle",
        risk=Risk.POSSIBLE,
        call_class=CallClass.CRIME,
        facts=frozenset({"cold_report"}),
        cso_mean=Decimal(3),
        tru_online_mean=Decimal(4),
    )
    judged = judge(theft)
    assert judged.disposition is Disposition.TRU_ONLINE
    assert judged.permitted == (Disposition.NON_SWORN,)
    assert any("cold" in one for one in judged.conditions)
    assert judge(replace(theft, facts=frozenset())).disposition is Disposition.OFFICER


def test_a_veto_known_only_as_any_yes_is_listed_and_not_applied() -> None:
    evidence = CategoryEvidence(
        category="Noise",
        risk=Risk.LIMITED,
        call_class=CallClass.ORDINANCE,
        cso_mean=Decimal(3),
        police_mandate="Y",
        immediate_response="Y",
    )
    judged = judge(evidence)
    assert judged.disposition is Disposition.NON_SWORN
    assert judged.rules_not_evaluated == (
        "two thirds of raters say that the law requires police",
        "two thirds of raters expect an immediate response",
    )
    known = judge(replace(evidence, mandate_share=Decimal("0.9"), immediate_share=Decimal("0.1")))
    assert known.disposition is Disposition.OFFICER
    assert known.rules_not_evaluated == ()


def test_needs_behind_an_outside_category_ask_for_a_hybrid_response() -> None:
    vagrant = CategoryEvidence(
        category="Vagrant",
        risk=Risk.LIMITED,
        call_class=CallClass.SERVICE,
        multi_need=True,
        outside="X",
        cso_mean=Decimal(3),
    )
    assert judge(vagrant).disposition is Disposition.HYBRID
    assert Disposition.OUTSIDE in judge(vagrant).permitted
    assert judge(replace(vagrant, multi_need=False)).disposition is Disposition.OUTSIDE


def test_mental_health_with_a_violent_nexus_stays_with_officers() -> None:
    crisis = CategoryEvidence(
        category="Mental Health",
        risk=Risk.POSSIBLE,
        call_class=CallClass.SERVICE,
        facts=frozenset({"behavioural_health", "criminal_or_violent_nexus"}),
        multi_need=True,
        outside="X",
        cso_mean=Decimal(5),
    )
    judged = judge(crisis)
    assert (judged.disposition, judged.permitted, judged.vetoed) == (Disposition.OFFICER, (), True)


@given(evidences, st.sets(st.sampled_from(DANGERS)), st.integers(0, 2), st.booleans())
def test_more_danger_never_lightens_the_response(
    evidence: CategoryEvidence, dangers: set[str], steps: int, takes_cold_away: bool
) -> None:
    worse_risk = ORDER[min(2, ORDER.index(evidence.risk) + steps)] if evidence.risk else evidence.risk
    facts = (evidence.facts | dangers) - ({"cold_report"} if takes_cold_away else set())
    worse = replace(evidence, risk=worse_risk, facts=facts)
    assert WEIGHT[judge(worse).disposition] >= WEIGHT[judge(evidence).disposition]
    assert set(permitted_alternatives(worse)) <= set(permitted_alternatives(evidence))


@given(evidences)
def test_what_is_not_yet_accepted_is_never_primary_nor_permitted(evidence: CategoryEvidence) -> None:
    judged = judge(evidence)
    refused = {
        {Alternative.CSO: Disposition.NON_SWORN, Alternative.TRU_ONLINE: Disposition.TRU_ONLINE}[one]
        for one in judged.not_yet
    }
    assert not refused & {judged.disposition, *judged.permitted}


@given(evidences)
def test_the_primary_disposition_is_officers_or_permitted(evidence: CategoryEvidence) -> None:
    chosen, why = primary(evidence)
    assert chosen is Disposition.OFFICER or chosen in permitted_alternatives(evidence)
    assert why


@given(st.decimals(min_value=1, max_value=5, places=2))
def test_not_yet_means_that_the_mean_rounds_to_two_or_less(mean: Decimal) -> None:
    evidence = CategoryEvidence(category="a category", cso_mean=mean)
    assert bool(not_yet(evidence)) is (int(mean + Decimal("0.5")) <= 2)


def test_a_decision_replaces_the_rules_answer_and_keeps_it_permitted() -> None:
    judged = judge(CategoryEvidence(category="Graffiti", risk=Risk.LIMITED, call_class=CallClass.SERVICE,
                                    cso_mean=Decimal(4), tru_online_mean=Decimal(4)))  # fmt: skip
    choice = Decision(category="Graffiti", disposition="tru_online", reason="Photographs suffice.", author="Board")
    after = decided(judged, choice)
    assert after.disposition is Disposition.TRU_ONLINE
    assert Disposition.NON_SWORN in after.permitted
    assert after.rules_applied[-1] == "decided by Board: Photographs suffice."


@given(evidences, st.sampled_from(list(Disposition)))
def test_no_decision_lightens_what_a_danger_rule_keeps_with_officers(
    evidence: CategoryEvidence, wanted: Disposition
) -> None:
    judged = judge(evidence)
    choice = Decision(category="a category", disposition=wanted.value, reason="Wanted.", author="A person")
    if judged.vetoed and wanted is not Disposition.OFFICER:
        with pytest.raises(Refusal, match="danger rule"):
            decided(judged, choice)
    else:
        assert decided(judged, choice).disposition is wanted
