"""Survey answers are weighed to known shares of the population, and small groups stay hidden."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.making.a_study import a_study

from arcs.core.evaluation import Study, evaluate
from arcs.core.evaluation.records import RespondentTrait, SurveyMargin
from arcs.core.evaluation.weighting import weighed
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer


def _margin(variable: str, value: str, share: str) -> SurveyMargin:
    return SurveyMargin(variable=variable, value=value, share=Decimal(share), source="census")


def _answers(scores: dict[str, tuple[int, int]]) -> tuple[SurveyAnswer, ...]:
    """{group: (respondents, score of each)}"""
    return tuple(
        SurveyAnswer(respondent=f"{group}{n}", group=group, category="Noise", alternative="cso", score=score)
        for group, (count, score) in scores.items()
        for n in range(count)
    )


def _surveyed(scores: dict[str, tuple[int, int]], *margins: SurveyMargin) -> Study:
    return replace(a_study("NOISE"), survey_answers=_answers(scores), survey_margins=margins)


def test_thirty_renters_and_ten_owners_count_half_each_where_half_the_village_owns() -> None:
    study = _surveyed(
        {"rents": (30, 4), "owns": (10, 2)}, _margin("group", "rents", "0.5"), _margin("group", "owns", "0.5")
    )
    tables = evaluate(study).tables
    by_hand = (4 + 2) / 2  # 3.0, not (30 * 4 + 10 * 2) / 40 = 3.5
    means = {row["alternative"]: row["mean"] for row in tables["acceptance"].records()}
    assert means["cso"] == Decimal(str(by_hand))
    assert tables["survey_weights"].rows[0] == (
        "group", "rents", Decimal("0.5"), 30, Decimal("0.750000"), Decimal("0.500000"),
    )  # fmt: skip


def test_without_margins_nothing_changes() -> None:
    study = _surveyed({"rents": (6, 4)})
    assert weighed(study) == (study, None)


def test_a_group_of_three_is_held_back_and_cannot_be_had_by_subtraction() -> None:
    scores = {"a": (20, 4), "b": (9, 3), "c": (3, 1)}
    shares = [_margin("group", name, share) for name, share in (("a", "0.6"), ("b", "0.3"), ("c", "0.1"))]
    _, table = weighed(_surveyed(scores, *shares))
    assert table is not None
    assert table.values("respondents") == (20, None, None)


def test_other_traits_come_from_respondents_csv() -> None:
    study = _surveyed({"resident": (10, 4)}, _margin("area", "north", "0.2"), _margin("area", "south", "0.8"))
    traits = tuple(
        RespondentTrait(respondent=f"resident{n}", variable="area", value="north" if n < 5 else "south")
        for n in range(10)
    )
    raked, _ = weighed(replace(study, respondents=traits))
    assert sorted({round(one.weight, 6) for one in raked.survey_answers}) == [0.4, 1.6]


def test_a_respondent_of_whom_nothing_is_known_is_named() -> None:
    study = _surveyed({"resident": (5, 4)}, _margin("area", "north", "1"))
    with pytest.raises(Refusal, match="resident0 is on 'area'"):
        weighed(study)


def test_weights_and_margins_are_not_mixed() -> None:
    study = _surveyed({"resident": (5, 4)}, _margin("group", "resident", "1"))
    heavy = tuple(replace(one, weight=2.0) for one in study.survey_answers)
    with pytest.raises(Refusal, match="keep either the weights or the margins"):
        weighed(replace(study, survey_answers=heavy))
