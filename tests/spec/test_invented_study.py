"""An invented year, its raters and its respondents give the published tables again, cell by cell."""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

import pytest
from tests.making.a_study import GOLDEN, OAK_PARK

from arcs.core.evaluation import Evaluation, evaluate
from arcs.documents.table_files import csv_text
from arcs.files.invented.study import invent_study
from arcs.files.studies import check_study, read_study
from arcs.files.studies.calls_measured import calls_tables

Cells = dict[tuple[str, str], str]
# Table 3.2 prints these a hundredth below the sum of their types; both numbers are among the Oak Park discrepancies
PRINTED_LOW = {("Assist the Public", "fte"), ("Theft of Property Under $500", "fte")}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("invented") / "study"
    invent_study(read_study(OAK_PARK), folder, year=2025, seed=2022)
    assert check_study(folder) == ()
    study = read_study(folder)
    assert all(not one.risk and one.fte is None for one in study.call_types)  # nothing printed is carried over
    return evaluate(study, workload_tables=calls_tables(study, folder))


def cells(text: str) -> Cells:
    rows: list[Mapping[str, str]] = list(csv.DictReader(io.StringIO(text, newline="")))
    return {(next(iter(row.values())), name): value for row in rows for name, value in row.items()}


@pytest.mark.parametrize("name", ["table_a1", "table_3_2", "table_3_3", "table_3_4", "table_b1", "table_c1"])
def test_raters_respondents_and_calls_merge_back_to_the_printed_table(invented: Evaluation, name: str) -> None:
    printed = cells((GOLDEN / f"{name}.csv").read_text(encoding="utf-8"))
    found = cells(csv_text(invented.tables[name]))
    # notes say how the source printed a cell, which invented raters cannot know
    asked = {place for place in printed if place in found and not place[1].endswith("_note")}
    assert len(asked) >= len({place[0] for place in printed})
    differing = {place for place in asked if printed[place] != found[place]}
    assert differing == (PRINTED_LOW if name == "table_3_2" else set())
    for place in differing:
        assert Decimal(found[place]) - Decimal(printed[place]) == Decimal("0.01")


def test_every_chart_of_the_report_has_its_table(invented: Evaluation) -> None:
    needed = {"by_hour_of_week", "agreement_by_type", "acceptance", "matrix", "lineage", "sensitivity", "workload"}
    assert needed <= set(invented.tables)
