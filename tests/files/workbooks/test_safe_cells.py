"""No cell that ARCS writes is ever a formula, and the same content gives the same bytes."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from arcs.core.figures import Column, Table
from arcs.files.workbooks.cells import LONGEST_CELL, safe_cell, save_workbook, sheet_name, write_table_sheet

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "＝1"]


def a_table(text: str = "Graffiti", name: str = "table_a1") -> Table:
    return Table(
        name=name,
        title="Every call type",
        columns=(
            Column(name="call_type", heading="Call type"),
            Column(name="fte", heading="Volume", kind="number", places=2, unit="FTE"),
            Column(name="share", heading="Share of Yes", kind="share"),
            Column(name="cost", heading="Cost", kind="money"),
            Column(name="mark", heading="Compressed", kind="mark"),
        ),
        rows=((text, Decimal("0.23"), 0.5, 78_000, True), ("=1+1", None, None, None, False)),
        population="233 call types",
        period="2021",
        source="Table A.1",
        notes=("=SUM(A1:A9) is only text here",),
    )


def saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    save_workbook(workbook, target)
    return target.getvalue()


def written(text: str) -> object:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    safe_cell(sheet["A1"], text)
    again = load_workbook(io.BytesIO(saved(workbook)))
    cell = again["Sheet"]["A1"]
    assert cell.data_type != "f"
    return cell


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_would_execute_is_stored_as_quoted_text(text: str) -> None:
    cell = written(text)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert str(cell.value).strip() == text.strip()


@given(st.text(max_size=60))
def test_no_text_whatever_becomes_a_formula(text: str) -> None:
    written(text)


def test_the_file_itself_holds_no_formula_element() -> None:
    workbook = Workbook()
    for at, text in enumerate(RISKY):
        write_table_sheet(workbook, a_table(text, f"table {at}"))
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(RISKY) + 1
    assert not any(b"<f>" in one or b"<f " in one for one in sheets)


def test_control_marks_and_over_long_text_are_shown_not_lost_in_silence() -> None:
    assert written("bell\x07").value == "bell␇"
    cut = str(written("x" * 40_000).value)
    assert len(cut) == LONGEST_CELL
    assert cut.endswith("(cut: longer than a cell can hold)")


def test_a_table_becomes_a_sheet_with_headings_numbers_and_its_source() -> None:
    workbook = Workbook()
    sheet = write_table_sheet(workbook, a_table())
    again = load_workbook(io.BytesIO(saved(workbook)))[sheet.title]
    assert [cell.value for cell in again[1]] == ["Call type", "Volume (FTE)", "Share of Yes", "Cost", "Compressed"]
    assert [cell.value for cell in again[2]] == ["Graffiti", 0.23, 0.5, 78_000, "Yes"]
    assert [cell.number_format for cell in again[2]][1:4] == ["#,##0.00", "0%", '"$"#,##0']
    assert again["B3"].value is None  # not recorded is empty, never 0
    below = [again.cell(row, 1).value for row in range(5, 10)]
    assert below == [
        "Every call type",
        "Counts: 233 call types",
        "Period: 2021",
        "Source: Table A.1",
        "=SUM(A1:A9) is only text here",
    ]
    assert again.freeze_panes == "B2"
    assert again.auto_filter.ref == "A1:E3"


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    def made() -> bytes:
        workbook = Workbook()
        write_table_sheet(workbook, a_table())
        return saved(workbook)

    first = made()
    assert first == made()
    save_workbook(load_workbook(io.BytesIO(first)), tmp_path / "again.xlsx")
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {member.date_time[0] for member in packed.infolist()} == {2000}


@given(st.lists(st.text(max_size=50), min_size=1, max_size=6))
def test_any_names_become_distinct_sheets_that_excel_allows(names: list[str]) -> None:
    taken: list[str] = []
    for wanted in names:
        name = sheet_name(wanted, taken)
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.casefold() not in {one.casefold() for one in taken}
        taken.append(name)
