"""A rating workbook goes out to one officer and comes back, however it was treated on the way."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from arcs.core.instruments.blocks import Block, share_out
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import RatingsReading
from arcs.core.refusal import Refusal
from arcs.files.workbooks.rating_forms import (
    HEADING_ROW,
    ShownWorkload,
    write_rating_workbook,
    write_rating_workbooks,
)
from arcs.files.workbooks.ratings_read import read_ratings
from arcs.files.workbooks.sheets_read import read_sheets

TYPES = ("FIGHT", "FALLS", "=GRAFFITI", "NOISE COMPLAINT")
BLOCK = Block(rater="R07", group="patrol", call_types=TYPES, repeats=("FALLS",))
ANSWERS = {
    "Police Mandate": "Y",
    "Risk/Potential Danger": "L",
    "Immediate Response": "N",
    "Type: Crime, Ordinance, Traffic, Service": "S",
    "Other Resources Available": "Y",
    "Alternative Response": "?",
    "Importance Rating": 4,
}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "rating_R07.xlsx"
    volume = {"FIGHT": ShownWorkload(calls=312, fte=Decimal("0.38"))}
    write_rating_workbook(path, BLOCK, PRESET_INSTRUMENT, study="Oak Park", workload=volume)
    return path


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[HEADING_ROW] if cell.value}


def fill(path: Path, changes: dict[tuple[int, str], object] | None = None) -> None:
    """Answer every row; `changes` are by (row number shown, heading)."""
    workbook = load_workbook(path)
    sheet = workbook["Ratings"]
    columns = headings(sheet)
    for row in range(HEADING_ROW + 1, HEADING_ROW + 1 + len(BLOCK.shown)):
        number = row - HEADING_ROW
        for name, answer in ANSWERS.items():
            sheet.cell(row, columns[name]).value = answer
        for (wanted, name), answer in (changes or {}).items():
            if wanted == number:
                sheet.cell(row, columns[name]).value = answer
    workbook.save(path)


def read(*paths: Path) -> RatingsReading:
    return read_ratings(paths, PRESET_INSTRUMENT, TYPES)


def test_it_shows_types_with_workload_drop_downs_a_legend_and_a_code_instead_of_a_name(form: Path) -> None:
    workbook = load_workbook(form)
    sheet = workbook["Ratings"]
    assert (sheet["A3"].value, sheet["B3"].value) == ("Your code", "R07")
    first = [cell.value for cell in sheet[HEADING_ROW + 1][:4]]
    assert first == [1, "FIGHT", 312, 0.38]
    assert sheet.freeze_panes == f"C{HEADING_ROW + 1}"
    assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    columns = headings(sheet)
    assert len(lists) == len(PRESET_INSTRUMENT.items)
    risk = sheet.cell(HEADING_ROW + 1, columns["Risk/Potential Danger"]).coordinate
    assert lists[risk] == '"L,P,H,?"'
    legend = [cell.value for cell in workbook["Legend"]["A"]]
    assert legend == ["Category", *(item.heading for item in PRESET_INSTRUMENT.items)]
    assert "Risk/Potential Danger" in legend


def test_only_answer_cells_can_be_changed(form: Path) -> None:
    sheet = load_workbook(form)["Ratings"]
    assert sheet.protection.sheet
    answers = [sheet.cell(HEADING_ROW + 1, column) for column in range(5, sheet.max_column + 1)]
    assert not any(cell.protection.locked for cell in answers)
    assert all(sheet.cell(HEADING_ROW + 1, column).protection.locked for column in range(1, 5))
    assert sheet["B3"].protection.locked


def test_it_reads_back_with_hidden_repeats_told_apart(form: Path) -> None:
    fill(form, {(5, "Risk/Potential Danger"): "P"})
    reading = read(form)
    assert (reading.refused, reading.repairs) == ((), ())
    assert len(reading.ratings) == 5 * 7
    assert {(one.rater, one.group) for one in reading.ratings} == {("R07", "patrol")}
    falls = {one.repeat: one.answer for one in reading.ratings if (one.call_type, one.item) == ("FALLS", "risk")}
    assert falls == {0: "L", 1: "P"}
    assert {one.answer for one in reading.ratings if one.item == "department_value"} == {"4"}
    assert {one.answer for one in reading.ratings if one.item == "alternative_response"} == {"?"}


def test_a_blank_form_is_no_answer_at_all(form: Path) -> None:
    reading = read(form)
    assert (reading.ratings, reading.refused) == ((), ())
    assert reading.blank == reading.cells > 0


def test_re_sorted_rows_extra_columns_deleted_rows_and_another_name_change_nothing_else(form: Path) -> None:
    fill(form, {(1, "Comment"): "=not a formula, my words", (5, "Risk/Potential Danger"): "H"})
    before = read(form)
    workbook = load_workbook(form)
    sheet = workbook["Ratings"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW + 1)]
    rows.reverse()
    for at, row in enumerate(rows[:-1], start=HEADING_ROW + 1):  # the last one, No. 1, is deleted
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value
        sheet.cell(at, len(row) + 1).value = "my own note"
    sheet.cell(HEADING_ROW, len(rows[0]) + 1).value = "Notes to self"
    sheet.delete_rows(HEADING_ROW + len(rows))
    renamed = form.with_name("Copy of ratings (final).xlsx")
    workbook.save(renamed)
    after = read(renamed)
    assert after.refused == ()
    assert set(after.ratings) == {one for one in before.ratings if one.call_type != "FIGHT"}


def test_saved_as_csv_it_reads_the_same(form: Path) -> None:
    fill(form)
    before = read(form)
    sheet = load_workbook(form)["Ratings"]
    for name, encoding, separator in (("a.csv", "utf-8-sig", ","), ("b.csv", "cp1252", ";"), ("c.txt", "utf-16", "\t")):
        path = form.with_name(name)
        with path.open("w", encoding=encoding, newline="") as lines:
            writer = csv.writer(lines, delimiter=separator)
            writer.writerows([["" if value is None else value for value in row] for row in sheet.values])
        assert set(read(path).ratings) == set(before.ratings)


def test_glyphs_typed_over_the_list_are_repaired_and_reported_with_their_place(form: Path) -> None:
    fill(form, {(1, "Police Mandate"): "Υ", (2, "Risk/Potential Danger"): "high"})
    reading = read(form)
    assert [(one.given, one.read_as) for one in reading.repairs] == [("Υ", "Y"), ("high", "H")]
    assert reading.repairs[0].where == f"rating_R07.xlsx, sheet Ratings, line {HEADING_ROW + 1}, column Police Mandate"


def test_a_formula_is_no_answer_and_as_a_comment_it_is_words(form: Path) -> None:
    fill(form, {(1, "Police Mandate"): '=IF(1=1,"Y","N")', (1, "Comment"): '=HYPERLINK("http://x","click")'})
    reading = read(form)
    assert len(reading.refused) == 1
    assert "line 6, column Police Mandate" in str(reading.refused[0])
    comments = [one.comment for one in reading.ratings if one.item == ""]
    assert comments == ['=HYPERLINK("http://x","click")']


def test_an_item_with_its_own_comment_column_keeps_the_words_verbatim(form: Path) -> None:
    words = "CSO, Fire Department;  Social Worker"
    fill(form, {(1, "Other Resources Available: which, or why?"): words})
    found = [one for one in read(form).ratings if one.comment]
    assert [(one.item, one.answer, one.comment) for one in found] == [("other_resources", "Y", words)]


def test_one_workbook_each_and_nobody_sees_anothers(tmp_path: Path) -> None:
    sharing = share_out([f"TYPE {at}" for at in range(30)], {f"R{at:02d}": "patrol" for at in range(10)}, minutes=30)
    paths = write_rating_workbooks(tmp_path / "out", sharing, PRESET_INSTRUMENT, study="Oak Park")
    assert [path.name for path in paths] == [f"rating_R{at:02d}.xlsx" for at in range(10)]
    for path, block in zip(paths, sharing.blocks, strict=True):
        with zipfile.ZipFile(path) as packed:
            everything = b"".join(packed.read(name) for name in packed.namelist())
        assert block.rater.encode() in everything
        assert not any(other.rater.encode() in everything for other in sharing.blocks if other is not block)
    with pytest.raises(Refusal, match="exists already"):
        write_rating_workbooks(tmp_path / "out", sharing, PRESET_INSTRUMENT, study="Oak Park")


def test_the_same_form_has_the_same_bytes(form: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    volume = {"FIGHT": ShownWorkload(calls=312, fte=Decimal("0.38"))}
    write_rating_workbook(other, BLOCK, PRESET_INSTRUMENT, study="Oak Park", workload=volume)
    assert form.read_bytes() == other.read_bytes()


def test_long_and_wide_csv_files_read_too(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_text(
        "rater,group,call_type,item,answer,comment\nR01,patrol,FIGHT,risk,H,\nR01,patrol,FIGHT,type,С,why\n",
        encoding="utf-8",
    )
    wide = tmp_path / "wide.csv"
    wide.write_text("Rater;Group;Call type;risk;police_mandate\nR02;desk;FIGHT;P;Y\n", encoding="utf-8")
    reading = read(long, wide)
    found = {(one.rater, one.item): (one.answer, one.comment) for one in reading.ratings}
    assert found == {
        ("R01", "risk"): ("H", ""),
        ("R01", "type"): ("C", "why"),
        ("R02", "risk"): ("P", ""),
        ("R02", "police_mandate"): ("Y", ""),
    }
    assert len(reading.repairs) == 1


def test_a_doubled_row_in_a_csv_is_a_contradiction_not_a_hidden_repeat(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("rater,call_type,item,answer\nR01,FIGHT,risk,H\nR01,FIGHT,risk,L\n", encoding="utf-8")
    reading = read(path)
    assert [one.answer for one in reading.ratings] == ["H"]
    assert "line 3" in str(reading.refused[0])
    assert "line 2" in str(reading.refused[0])


def hostile_files() -> dict[str, bytes]:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return {
        "empty.xlsx": b"",
        "spaces.csv": b"  \n \n",
        "fake.xlsx": b"PK\x03\x04 this is no workbook",
        "old.xls": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
        "binary.csv": bytes(range(256)) * 8,
        "bomb.xlsx": bomb.getvalue(),
        "other.csv": b"name,telephone\nA,1\n",
        "header_only_strange.csv": b"Call type,colour,size\n",
        "no_rater.csv": b"call_type,item,answer\nFIGHT,risk,H\n",
        "unknown_item.csv": b"rater,call_type,item,answer\nR1,FIGHT,mood,H\n",
        "unknown_type.csv": b"rater,call_type,item,answer\nR1,FLIGHT,risk,H\n",
        "open_quote.csv": b'rater,call_type,item,answer\nR1,"FIGHT,risk,H\n' + b"x" * 3_000_000,
    }


def test_hostile_files_are_one_refusal_each_and_the_good_one_is_still_read(form: Path, tmp_path: Path) -> None:
    fill(form)
    hostile = []
    for name, content in hostile_files().items():
        path = tmp_path / name
        path.write_bytes(content)
        hostile.append(path)
    hostile.append(tmp_path / "not_there.xlsx")
    reading = read(*hostile, form)
    assert len(reading.ratings) == 35
    assert len(reading.refused) == len(hostile)
    for path in hostile:
        assert sum(path.name in str(one) for one in reading.refused) == 1, path.name


def test_reading_ratings_leaves_the_length_that_csv_cells_may_have_to_the_other_rooms(tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("call_type,item\nNOISE,Y\n", encoding="utf-8")
    before = csv.field_size_limit()
    read_sheets(ratings)
    assert csv.field_size_limit() == before
