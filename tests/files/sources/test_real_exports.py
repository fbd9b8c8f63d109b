"""The real exports, where they lie beside the repository (they are not part of it)."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports (../shared/data) are not on this machine")


def as_csv_reads(text):
    return [tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(text, newline=""))][1:]


def test_ten_weeks_are_read_in_place_row_for_row(desk):
    paths = sorted((DATA / "alexandria").glob("*.csv"))
    sources = desk.open(*paths)
    assert sum(table.rows for table in sources.tables) == 15_222
    assert all(table.in_place and not table.set_aside for table in sources.tables)
    for path, table in zip(paths, sources.tables, strict=True):
        assert desk.rows(table) == as_csv_reads(path.read_bytes().decode("utf-8"))


def test_packed_incidents_are_read_from_their_zip(desk):
    (path,) = (DATA / "lancaster").glob("*.zip")
    (table,) = desk.open(path).tables
    with zipfile.ZipFile(path) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8")
    assert table.rows == 19_520
    assert desk.rows(table) == as_csv_reads(text)


def test_the_same_table_as_csv_and_as_workbook_has_the_same_calls(desk):
    written = desk.open(DATA / "takoma_park" / "cad_data.csv").tables[0]
    sheet = desk.open(DATA / "takoma_park" / "cad_data_excel.xlsx").tables[0]
    assert written.rows == sheet.rows == 11_735
    assert [row[1] for row in desk.rows(written)] == [row[0] for row in desk.rows(sheet)]
