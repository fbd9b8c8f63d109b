"""Tables as files: exact in CSV, safe in workbooks."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.evaluation import a_table, oak_park

from arcs.core.figures import Column, Table, Value
from arcs.documents.table_files import csv_text
from arcs.documents.workbook import sheet_name, workbook_bytes

TEXT = Column(name="text", heading="Text")
FTE = Column(name="fte", heading="FTE", kind="number", places=2)
DATED = date(2026, 1, 31)
CELLS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=3) | st.text()


def _book(table: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes({table.name: table}, "Title", ["note"], DATED)))


def test_a_csv_keeps_decimals_and_leaves_nothing_recorded_empty() -> None:
    table = a_table("fte", (TEXT, FTE), [("Parking", Decimal("4.1")), ('a, "b"', None), ("x", Decimal("0.125"))])
    assert csv_text(table) == 'text,fte\nParking,4.10\n"a, ""b""",\nx,0.125\n'


@given(st.lists(st.tuples(st.text(), CELLS), max_size=8))
def test_a_csv_gives_back_every_text_and_number(rows: list[tuple[Value, ...]]) -> None:
    table = a_table("any", (TEXT, Column(name="value", heading="Value", kind="number")), rows)
    read = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    assert len(read) == len(rows) + 1
    for (text, value), line in zip(rows, read[1:], strict=True):
        assert line[0] == text
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            assert Decimal(line[1]) == value


@pytest.mark.parametrize(
    "danger", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", '=HYPERLINK("http://x")']
)
def test_no_cell_of_a_workbook_can_execute(danger: str) -> None:
    book = _book(a_table("t", (Column(name="=a", heading="=1+2"), FTE), [(danger, Decimal(1))]))
    for cell in (book["t"]["A2"], book["t"]["A1"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert book["t"]["A2"].value == danger


@given(st.lists(st.tuples(st.text(max_size=50), CELLS), max_size=5))
def test_any_table_becomes_a_sheet_without_formulas(rows: list[tuple[Value, ...]]) -> None:
    book = _book(a_table("t", (TEXT, FTE), rows))
    assert not any(cell.data_type == "f" for row in book["t"].iter_rows() for cell in row)
    assert book["t"].max_row == len(rows) + 1


def test_numbers_stay_numbers_and_a_long_text_says_that_it_is_cut() -> None:
    sheet = _book(a_table("t", (TEXT, FTE), [("y" * 40_000, Decimal("4.12"))]))["t"]
    assert sheet["B2"].value == 4.12
    assert sheet["B2"].number_format == "#,##0.00"
    assert sheet["A2"].value.endswith("whole text in the CSV)")
    assert sheet.freeze_panes == "B2"


def test_a_workbook_is_the_same_to_the_byte_and_holds_no_clock() -> None:
    tables = {name: oak_park().tables[name] for name in ("table_i", "table_c1")}
    first, second = (workbook_bytes(tables, "Title", [], DATED) for _ in range(2))
    assert first == second
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")
    assert core.count(b"2026-01-31T00:00:00Z") == 2


def test_sheet_names_fit_and_never_collide() -> None:
    taken: dict[str, object] = {}
    for _ in range(3):
        taken[sheet_name("a/very:long*name?that[goes]on and on and on", taken)] = None
    assert len(taken) == 3
    assert all(len(one) <= 31 and not set(one) & set("[]:*?/\\") for one in taken)
