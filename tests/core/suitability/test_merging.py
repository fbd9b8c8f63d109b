"""Merging call types into categories: sums, codes, and their laws."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.making.a_study import OAK_PARK, a_call_type

from arcs.core.suitability.merging import highest_risk, mean_half_up, merge_categories, merged, merged_resources
from arcs.files.studies import read_study


def test_theft_from_auto_merges_as_table_3_2_prints_it() -> None:
    burglary = a_call_type("BURGLARY TO AUTO", risk="P", type="C", other_resources="T", fte=Decimal("0.62"),
                           police_department_value=8)  # fmt: skip
    theft = a_call_type("THEFT FROM AUTO", risk="L", type="C", fte=Decimal("0.25"), police_department_value=6)
    made = merged("Theft From Auto", [burglary, theft], "certain")
    assert (made.risk, made.type, made.other_resources, made.fte, made.police_department_value) == (
        "P", "C", "T", Decimal("0.87"), 7,
    )  # fmt: skip


def test_a_type_without_volume_adds_nothing_and_is_not_taken_for_zero() -> None:
    empty = a_call_type("CHEST PAIN", fte=None)
    assert merged("Medical", [empty], "certain").fte is None
    assert merged("Medical", [empty, a_call_type("FALLS", fte=Decimal("0.03"))], "certain").fte == Decimal("0.03")


@given(st.lists(st.sampled_from("LPH"), min_size=1), st.sampled_from("LPH"))
def test_merging_one_more_type_never_lowers_the_risk(codes: list[str], more: str) -> None:
    assert "LPH".index(highest_risk([*codes, more])) >= "LPH".index(highest_risk(codes))


@given(st.lists(st.integers(1, 10), min_size=1, max_size=20))
def test_the_mean_value_is_within_half_of_the_exact_mean(values: list[int]) -> None:
    rounded = mean_half_up(values)
    assert rounded is not None
    assert -0.5 < rounded - sum(values) / len(values) <= 0.5


@given(st.lists(st.sampled_from(["Y", "N", "L", "T", ""])))
def test_resources_do_not_depend_on_the_order_of_types(codes: list[str]) -> None:
    assert merged_resources(codes) == merged_resources(codes[::-1])


CODES = ("police_mandate", "risk", "immediate_response", "type", "other_resources", "alternative_response",
         "police_department_value", "fte")  # fmt: skip
# printed FTE that no sum of the printed parts gives; both are the report's own, and among its discrepancies
PRINTED_LOW = {("Assist the Public", "fte"), ("Theft of Property Under $500", "fte")}


def test_the_codes_of_call_types_merge_to_every_printed_category_of_table_3_2() -> None:
    study = read_study(OAK_PARK)
    made = merge_categories(study.call_types, study.merges, study.categories)
    differing = {
        (one.category, name)
        for one in study.categories
        for name in CODES
        if getattr(made[one.category], name) != getattr(one, name)
    }
    assert len(made) == 46
    assert differing == PRINTED_LOW
