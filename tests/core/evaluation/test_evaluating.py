"""The whole evaluation of small studies, and of Oak Park with invented raters and respondents."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.a_study import OAK_PARK, a_study
from tests.making.oak_park import ITEMS, type_codes

from arcs.core.evaluation import evaluate
from arcs.core.evaluation.records import SalariedPosition
from arcs.core.evaluation.study import Budget
from arcs.core.figures import Table
from arcs.core.instruments.invented import invented_ratings
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.core.suitability.invented import invented_answers
from arcs.core.suitability.records import Decision, Fact
from arcs.files.studies import read_study


def test_two_call_types_of_1_fte_are_1_050_hours() -> None:
    figures = evaluate(a_study("NOISE", "FOUND PROPERTY")).figures
    assert (str(figures["categories_fte"]), str(figures["categories_hours"])) == ("2.00", "1,050")


def test_a_study_without_categories_is_still_evaluated_and_says_what_it_lacks() -> None:
    found = evaluate(replace(a_study("NOISE"), categories=(), merges=()))
    assert "matrix" not in found.tables
    assert any("no dispatch export" in one for one in found.statements["limits"])
    assert evaluate(a_study()).figures["call_types"].value == 0


def test_the_same_study_and_seed_give_the_same_evaluation_and_another_seed_other_draws() -> None:
    study = read_study(OAK_PARK)
    assert evaluate(study, seed=5) == evaluate(study, seed=5)
    assert evaluate(study, seed=5).tables["robustness"] != evaluate(study, seed=6).tables["robustness"]


def test_adding_a_category_moves_no_other_categorys_robustness() -> None:
    one, two = a_study("NOISE"), a_study("NOISE", "FOUND PROPERTY")
    printed = [replace(each, cso_average=3) for each in two.categories]
    alone = evaluate(replace(one, categories=(printed[0],))).tables["matrix"].values("robustness")
    beside = evaluate(replace(two, categories=tuple(printed))).tables["matrix"].values("robustness")
    assert alone[0] == beside[0]


def test_tables_of_a_dispatch_export_are_taken_up() -> None:
    workload = Table(name="workload", title="Workload", columns=(), rows=(), population="", period="", source="")
    found = evaluate(a_study("NOISE"), workload_tables={"workload": workload})
    assert found.tables["workload"] is workload
    assert not any("dispatch export" in one for one in found.statements["limits"])


def test_a_printed_cell_that_its_call_types_do_not_give_becomes_a_discrepancy() -> None:
    study = a_study("NOISE")
    printed = replace(study.categories[0], fte=Decimal("0.90"), risk="P")
    rows = list(evaluate(replace(study, categories=(printed,))).tables["discrepancies"].records())
    assert [(row["claim"], row["printed"], row["recomputed"]) for row in rows] == [
        ("Noise, FTE", "0.90", "1.00"), ("Noise, risk", "P", "L"),
    ]  # fmt: skip


def test_decisions_stand_in_the_matrix_with_their_author() -> None:
    study = replace(
        a_study("NOISE"),
        decisions=(Decision(category="Noise", disposition="officer", reason="Fights follow.", author="Board"),),
    )
    (row,) = evaluate(study).tables["dispositions"].records()
    assert (row["disposition"], row["decided_by"]) == ("officer", "Board")


def test_a_budget_without_hourly_rates_says_that_it_shows_no_cost() -> None:
    salaried = SalariedPosition(name="Nurse", number=Decimal(1), salary=Decimal(90_000), benefits=Decimal("0.5"))
    found = evaluate(replace(a_study("NOISE"), budget=Budget(salaried=(salaried,))))
    assert "budget" not in found.tables
    assert any("no rates" in one for one in found.statements["limits"])


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["A", "B", "C", "D"]), st.integers(1, 5), min_size=1), st.booleans())
def test_fte_by_disposition_adds_up_to_all_categories(accepted: dict[str, int], dangerous: bool) -> None:
    study = a_study(*accepted)
    categories = tuple(replace(one, cso_average=accepted[one.category]) for one in study.categories)
    facts = (
        (Fact(category=categories[0].category, fact="violent", reason="Seen.", author="Chief"),) if dangerous else ()
    )
    found = evaluate(replace(study, categories=categories, facts=facts))
    totals = found.tables["disposition_totals"]
    assert sum(totals.values("fte"), Decimal(0)) == found.figures["categories_fte"].value  # type: ignore[arg-type]  # - Value is wider than what this column holds
    assert sum(totals.values("categories")) == len(accepted)  # type: ignore[arg-type]  # - Value is wider than what this column holds


def test_invented_raters_and_respondents_merge_back_to_the_published_tables() -> None:
    study = read_study(OAK_PARK)
    blank = dict.fromkeys(("police_mandate", "risk", "immediate_response", "type", "other_resources",
                           "alternative_response"), "")  # fmt: skip
    uncoded = tuple(replace(one, **blank, police_department_value=None) for one in study.call_types)
    printed = {(one.category, name): value for one in study.categories
               for name, value in (("cso", one.cso_average), ("tru_online", one.tru_online_average))
               if value is not None}  # fmt: skip
    ratings = invented_ratings(type_codes(), study.instrument, seed=3)
    answers = invented_answers(printed, seed=3)
    unprinted = tuple(replace(one, cso_average=None, tru_online_average=None) for one in study.categories)
    rated = replace(study, call_types=uncoded, ratings=ratings, survey_answers=answers, categories=unprinted)
    found, published = evaluate(rated), evaluate(study)
    columns = [name for name in (one.name for one in published.tables["table_a1"].columns) if name != "type_note"]
    assert len(columns) > len(ITEMS)
    for name in columns:
        assert found.tables["table_a1"].values(name) == published.tables["table_a1"].values(name), name
    acceptance = {(row["category"], row["alternative"]): row["printed"] for row in found.tables["acceptance"].records()}
    assert acceptance == printed
    assert {"presets", "agreement", "agreement_by_type", "acceptance_by_group"} <= set(found.tables)
    assert set(found.tables["dispositions"].values("rules_not_evaluated")) == {None}
    assert any("invented remark" in str(one).casefold() for one in found.tables["matrix"].values("comments"))


def test_fewer_than_five_raters_show_nothing() -> None:
    study = a_study("NOISE")
    raters = {f"R{number}": "" for number in range(5)}
    ratings = invented_ratings({"NOISE": {"risk": "L", "police_mandate": "Y"}}, study.instrument, raters=raters, seed=1)
    four = tuple(one for one in ratings if one.rater != "R0")
    bare = (replace(study.call_types[0], risk="", police_mandate=""),)
    found = evaluate(replace(study, ratings=four, call_types=bare))
    assert found.tables["table_a1"].values("risk") == (None,)
    assert found.tables["matrix"].values("risk") == (None,)
    assert any("fewer than five raters" in one for one in found.statements["limits"])
    assert evaluate(replace(study, ratings=ratings, call_types=bare)).tables["table_a1"].values("risk") == ("L",)
    shown = [row for row in found.tables["presets"].records() if row["report"] is not None]
    assert shown == []
    assert "agreement" not in found.tables
    assert all(row["suppressed"] or not row["answered"] for row in found.tables["agreement_by_type"].records())


def test_a_category_shows_nothing_of_a_type_that_four_rated() -> None:
    study = a_study("NOISE", "BRAWL")
    merges = tuple(replace(one, category="Noise") for one in study.merges)
    bare = tuple(replace(one, police_mandate="") for one in study.call_types)
    raters = {f"R{number}": "" for number in range(8)}
    codes = {"NOISE": {"police_mandate": "N"}, "BRAWL": {"police_mandate": "Y"}}
    ratings = invented_ratings(codes, study.instrument, raters=raters, seed=1, repeats=0)
    few = tuple(one for one in ratings if one.call_type == "NOISE" or one.rater < "R4")
    rated = replace(study, call_types=bare, merges=merges, categories=study.categories[:1], ratings=few)
    assert evaluate(rated).tables["matrix"].values("police_mandate") == ("N",)
    assert evaluate(replace(rated, ratings=ratings)).tables["matrix"].values("police_mandate") == ("Y",)


def test_a_respondents_suggestion_joins_the_resources() -> None:
    answer = SurveyAnswer(respondent="A1", group="", category="Noise", alternative="outside", score=None,
                          suggestion="Mediator; mediator")  # fmt: skip
    found = evaluate(replace(a_study("NOISE"), survey_answers=(answer,)))
    assert found.tables["table_3_3"].rows == (("Noise", "Mediator"),)


def test_a_group_of_four_cannot_be_had_by_subtracting_the_others_from_the_total() -> None:
    raters = {f"R{number:02d}": "patrol" if number < 9 else "detective" for number in range(13)}
    study = a_study("NOISE")
    study = replace(study, ratings=invented_ratings({"NOISE": {"police_mandate": "Y"}}, study.instrument,
                                                    raters=raters, seed=2, repeats=0))  # fmt: skip
    tables = evaluate(study).tables
    rows = {row["group"]: row for row in tables["agreement_by_type"].records() if row["item"] == "police_mandate"}
    shown = [row for row in tables["presets"].records() if row["share_of_yes"] is not None]
    agreed = {row["group"]: row["percent_agreement"] for row in tables["agreement"].records()
              if row["item"] == "police_mandate"}  # fmt: skip
    assert rows["detective"]["suppressed"]
    assert agreed["detective"] is None
    assert agreed["patrol"] is None
    assert shown
    assert rows["patrol"]["share_of_yes"] is None


def test_a_study_that_has_only_begun_claims_no_rater_no_step_and_no_hours() -> None:
    study = replace(a_study("NOISE"), merges=(), categories=())
    found = evaluate(study)
    assert not {"lineage", "lineage_steps", "sensitivity"} & set(found.tables)
    assert "raters" not in found.figures
    rated = replace(study, ratings=invented_ratings({"NOISE": {"risk": "L"}}, study.instrument, seed=1))
    assert evaluate(rated).figures["raters"].value == 31


def test_call_types_that_nobody_has_coded_yet_are_not_said_to_be_left_out() -> None:
    study = a_study("NOISE")
    steps = evaluate(study).tables["lineage_steps"].records()
    told = {str(row["step"]): (row["into"], row["left_out"], row["out"]) for row in steps}
    assert told["Administration coding (1 not coded yet)"] == (1, 0, 1)
    assert told["Merging"][0] == 1
