"""The published Oak Park evaluation, reproduced cell by cell, with every number that the report prints."""

import csv

import pytest
from tests.making.a_study import GOLDEN, OAK_PARK

from arcs.core.evaluation import Evaluation, evaluate
from arcs.core.figures import Value
from arcs.files.studies import check_study, read_study

TABLES = ("table_i", "table_2_1", "table_2_2", "table_3_1", "table_a1", "table_3_2", "table_3_3", "table_3_4",
          "table_b1", "table_c1")  # fmt: skip
FIGURES = {
    "call_types": "233", "raters": "31", "categories": "46", "asked_outside": "15", "outside_named": "12",
    "outside_none": "3", "answers_usable": "124", "answers_received": "125", "stakeholders": "24", "survey_weeks": "3",
    "hours_per_fte": "525", "net_hours": "1,750", "annual_hours": "2,080", "share_on_calls": "30%",
    "all_fte": "76.55", "categories_fte": "24.30", "categories_hours": "12,758", "categories_share": "32%",
    "call_types_with_fte": "192", "call_types_zero_fte": "23", "call_types_without_fte": "41",
    "types_risk_l": "140", "types_risk_p": "65", "types_risk_h": "28", "types_other_resources_y": "218",
    "types_other_resources_n": "11", "types_other_resources_t": "4", "types_police_mandate_y": "233",
    "types_alternative_response_y": "223", "value_sum_types": "1,290", "value_sum_categories": "206",
    "cso_rated": "43", "cso_sum": "143", "tru_online_rated": "17", "tru_online_sum": "58",
    "crime_ordinance_types": "86", "lineage_1_out": "181", "lineage_2_left_out": "63", "lineage_3_into": "95",
    "lineage_3_left_out": "56", "lineage_4_out": "62", "lineage_5_out": "46", "merged_types": "62",
    "top_two_share": "32%", "top_six_fte": "14.16", "top_six_share": "58%", "top_24_share": "93%",
    "little_relief_categories": "27", "little_relief_fte": "2.77", "accepted_categories": "42",
    "accepted_fte": "23.59", "acceptance_four_categories": "22", "acceptance_four_fte": "11.37",
    "acceptance_three_categories": "20", "acceptance_three_fte": "12.22", "not_yet_categories": "4",
    "not_yet_fte": "0.71", "outside_named_fte": "1.34", "fte_low": "19.7", "fte_high": "30.9",
    "position_cost": "$78,000", "positions_cost": "$624,000", "positions_needed": "6.67", "positions_planned": "8",
    "salaried_cost": "$300,000", "equipment_cost": "$10,000", "hourly_rate": "$25", "overhead": "50%",
    "mental_health_fte_low": "0.03", "compressed_categories": "11", "multi_need_categories": "6",
}  # fmt: skip


@pytest.fixture(scope="module")
def oak_park() -> Evaluation:
    return evaluate(read_study(OAK_PARK))


def written(value: Value) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_of_a_published_table_is_reproduced(oak_park: Evaluation, name: str) -> None:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        printed = list(csv.DictReader(lines))
    made = list(oak_park.tables[name].records())
    assert len(made) == len(printed)
    for row, wanted in zip(made, printed, strict=True):
        assert {column: written(row[column]) for column in wanted} == wanted


@pytest.mark.parametrize(("name", "printed"), FIGURES.items(), ids=FIGURES)
def test_every_number_of_the_report_comes_out(oak_park: Evaluation, name: str, printed: str) -> None:
    assert str(oak_park.figures[name]) == printed


def test_the_example_has_no_fault() -> None:
    assert check_study(OAK_PARK) == ()


@pytest.mark.parametrize(
    ("claim", "printed", "recomputed", "in_formula"),
    [
        ("Call types without volume", "37", "41", "40 rows print #N/A and 1 prints X"),
        ("Table A.1 holds the data with the above items removed", "181 types", "233", "none is removed"),
        ("FTE of the five types that might be outsourced", "would not exceed three", "3.02", "0.91 of one post"),
        ("Annual cost of one non-sworn position", "approximately $86,000", "$78,000",
         "$86,000 needs $27.56/h, 65% overhead or 2,293 h"),
        ("Annual cost of eight positions", "approximately $690,000", "$624,000", "8 × 25 × 2,080 × (1 + 0.50)"),
        ("Positions for four non-sworn staff per day", "approximately eight", "6.67", "11,680 ÷ 1,750"),
        ("Staff for one position around the clock", "six", "5.01", "24 × 365 ÷ 1,750"),
        ("Theft of Property Under $500, FTE", "0.67", "0.68", "THEFT UNDER 500 + THEFT OF LIC PLATE"),
        ("Assist the Public, FTE", "1.93", "1.94", "not certain"),
        ("Denver STAR is staffed 24 hours", "do not staff a 24-hour model", "24hrs Response", "Table B.1"),
        ("FTE of the 46 categories, as one number", "24.30 (sum of the printed FTE)", "19.7 to 30.9", "25 to 35%"),
        ("Non-sworn cost against a sworn officer", "roughly 50%", "cannot be checked", "no cost of a sworn officer"),
    ],
)  # fmt: skip
def test_the_reports_own_inconsistencies_are_shown(
    oak_park: Evaluation, claim: str, printed: str, recomputed: str, in_formula: str
) -> None:
    row = next(one for one in oak_park.tables["discrepancies"].records() if one["claim"] == claim)
    assert (row["printed"], row["recomputed"]) == (printed, recomputed)
    assert in_formula in str(row["formula"])


def test_all_printed_cells_of_table_3_2_but_two_follow_from_table_a1(oak_park: Evaluation) -> None:
    rows = [one for one in oak_park.tables["discrepancies"].records()
            if one["where"] == "Table 3.2" and str(one["claim"]).count(",") == 1]  # fmt: skip
    differing = [one["claim"] for one in rows if "as one number" not in str(one["claim"])]
    assert differing == ["Assist the Public, FTE", "Theft of Property Under $500, FTE"]


def test_the_lineage_counts_62_types_into_46_categories_and_says_what_cannot_be_told(oak_park: Evaluation) -> None:
    rows = list(oak_park.tables["lineage"].records())
    merged = [one for one in rows if one["step"] == "merging"]
    assert (len(merged), len({one["category"] for one in merged})) == (62, 46)
    assert sum(one["certainty"] == "cannot_be_told" for one in rows) == 68
    assert sum(one["outcome"] == "officer required" for one in rows) == 63
    probable = {one["call_type"] for one in merged if one["certainty"] == "probable"}
    assert {"HANDWAVER", "AED ACTIVATION"} <= probable


def test_a_board_would_find_the_dispositions_sensible(oak_park: Evaluation) -> None:
    found = {row["category"]: row for row in oak_park.tables["matrix"].records()}
    expected = {
        "Parking Complaint": "non_sworn", "Accident - Property Damage": "non_sworn", "Theft of Bicycle": "tru_online",
        "Identity Theft": "tru_online", "Station Report": "tru_online", "Stray Animal": "outside",
        "Vehicle Fire": "outside", "Mental Health": "hybrid", "Vagrant": "hybrid", "Rowdies": "officer",
        "Suspicious Incident": "officer", "Telephone Threat": "officer", "Bond/Bank Run": "officer",
    }  # fmt: skip
    assert {name: found[name]["disposition"] for name in expected} == expected
    assert found["Bond/Bank Run"]["not_yet"] == "cso; tru_online"
    assert (found["Rowdies"]["cso_low"], found["Rowdies"]["cso_high"]) == (1.5, 2.5)


def test_what_was_not_published_is_said(oak_park: Evaluation) -> None:
    said = " ".join(oak_park.statements["limits"])
    assert "ratings of the 31 officers were not published" in said
    assert "124 survey answers were not published" in said
    assert not {"presets", "agreement", "acceptance_by_group"} & set(oak_park.tables)


def test_the_narrative_holds_no_address_and_no_telephone_number(oak_park: Evaluation) -> None:
    words = " ".join(one for paragraphs in oak_park.statements.values() for one in paragraphs)
    assert "@" not in words
    assert "207.541" not in words
    assert {"1.0", "2.2", "3.1.4", "4.2.7", "5.0", "6.0", "7.3"} <= set(oak_park.statements)


def test_the_examples_tables_are_plain_ascii() -> None:
    for path in OAK_PARK.glob("*.csv"):
        assert path.read_text(encoding="utf-8").isascii(), path.name
