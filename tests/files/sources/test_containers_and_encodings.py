"""The same calls in any wrapping are the same table."""

import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from arcs.core.refusal import Refusal

CALLS = 'id,type,received\n1,"THEFT, MINOR",2024-01-05 10:00\n2,Verhör Müller – é,2024-01-06 11:00\n'
ROWS = [("1", "THEFT, MINOR", "2024-01-05 10:00"), ("2", "Verhör Müller – é", "2024-01-06 11:00")]


def zipped(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        CALLS.encode(),
        CALLS.encode("utf-8-sig"),
        CALLS.encode("cp1252"),
        CALLS.encode("utf-16"),
        CALLS.encode("utf-16-le"),
        CALLS.encode("utf-16-be"),
        b"\xfe\xff" + CALLS.encode("utf-16-be"),
        CALLS.replace("\n", "\r\n").encode(),
        CALLS.replace("\n", "\r").encode(),
        CALLS.replace("\n", "\r\n").encode("utf-16"),
        CALLS.replace(",2024", ";2024")
        .replace("1,", "1;")
        .replace("2,", "2;")
        .replace("d,t", "d;t")
        .replace("e,r", "e;r")
        .encode(),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "le", "be", "be-bom", "crlf", "cr", "utf-16-crlf", "semicolon"],
)
def test_every_encoding_and_line_end_gives_the_same_rows(desk, content):
    table = desk.table("calls.csv", content)
    assert desk.rows(table) == ROWS
    assert table.columns == ("id", "type", "received")
    assert desk.lines(table) == [2, 3]
    assert table.rows == 2


def test_a_file_that_mixes_encodings_loses_no_letter_and_says_so(desk):
    content = b"id,type\n1,M\xc3\xbcller\n2,M\xfcller\n3,odd \x81 byte\n"
    table = desk.table("calls.csv", content)
    assert [row[1] for row in desk.rows(table)] == ["Müller", "Müller", "odd \x81 byte"]
    said = " ".join(table.remarks)
    assert "not UTF-8, decoded as cp1252: 2, the others as UTF-8 (first: line 3)" in said
    assert "bytes that no encoding explains, kept as control or replacement characters: 1 (first: line 4)" in said


def test_a_zip_gives_each_table_and_says_what_it_passed_over(desk):
    path = desk.lay(
        "export.zip",
        zipped(**{"2024/jan.csv": CALLS, "2024/feb.csv": CALLS.replace("THEFT", "ALARM"), "__MACOSX/._jan.csv": "x",
                  "readme.pdf": "%PDF"}),
    )  # fmt: skip
    sources = desk.open(path)
    assert [table.file for table in sources.tables] == ["export.zip > 2024/jan.csv", "export.zip > 2024/feb.csv"]
    assert desk.rows(sources.tables[0]) == ROWS
    assert any("__MACOSX" in remark for remark in sources.remarks)
    assert any("readme.pdf" in remark for remark in sources.remarks)


def test_archives_may_be_nested_and_gzip_is_read(desk):
    inner = gzip.compress(CALLS.encode("cp1252"))
    sources = desk.open(desk.lay("outer.zip", zipped(**{"calls.csv.gz": inner})))
    assert desk.rows(sources.tables[0]) == ROWS


def test_a_member_with_a_path_is_never_written_there(desk):
    desk.lay("sub/export.zip", zipped(**{"../../escaped.csv": CALLS, "/etc/absolute.csv": CALLS.replace("1", "7")}))
    sources = desk.open(desk.folder / "sub" / "export.zip")
    assert len(sources.tables) == 2
    assert not list(desk.folder.parent.glob("escaped.csv"))
    assert {path.parent for path in desk.folder.rglob("member-*")} == {desk.folder / "workspace"}


def test_a_folder_gives_all_its_tables(desk):
    desk.lay("drop/a.csv", CALLS)
    desk.lay("drop/deeper/b.csv", CALLS.replace("THEFT", "ALARM"))
    desk.lay("drop/notes.md", "# notes")
    desk.lay("drop/about.txt", "Exported by the records unit.\nAsk for more.\n")
    sources = desk.open(desk.folder / "drop")
    assert [table.file for table in sources.tables] == ["drop/a.csv", "drop/deeper/b.csv"]
    assert any("notes.md" in remark for remark in sources.remarks)
    assert any("about.txt" in remark for remark in sources.remarks)


def test_several_files_with_drifting_columns_stay_several_tables(desk):
    first = desk.lay("a.csv", "id,type\n1,THEFT\n")
    second = desk.lay("b.csv", "id,priority,type\n2,1,ALARM\n")
    sources = desk.open(first, second)
    assert [table.columns for table in sources.tables] == [("id", "type"), ("id", "priority", "type")]
    assert len({table.view for table in sources.tables}) == 2


def test_a_second_call_on_the_same_connection_keeps_the_first_views(desk):
    first = desk.table("a.csv", "id,type\n1,THEFT\n")
    second = desk.table("b.csv", "id,type\n2,ALARM\n")
    assert desk.rows(first) == [("1", "THEFT")]
    assert desk.rows(second) == [("2", "ALARM")]


def test_a_path_that_looks_like_a_pattern_is_one_file(desk):
    desk.lay("calls1.csv", "id,type\n9,WRONG\n")
    table = desk.table("calls[1]*.csv", "id,type\n1,THEFT\n")
    assert desk.rows(table) == [("1", "THEFT")]


def test_parquet_is_read_as_text_with_iso_times(desk):
    path = desk.folder / "calls.parquet"
    duckdb.execute(
        "COPY (SELECT 7 AS id, TIMESTAMP '2024-01-05 10:00:00' AS received, "
        "TIMESTAMPTZ '2024-01-05 10:00:00+01' AS utc, "
        f"'' AS unit, 1.50::DECIMAL(5,2) AS hours, NULL AS \"Id\") TO '{path}' (FORMAT parquet)"
    )
    (table,) = desk.open(path).tables
    assert desk.numbered(table) == [(1, "7", "2024-01-05 10:00:00", "2024-01-05T09:00:00.000000Z", None, "1.50", None)]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_each_filled_sheet_of_a_workbook_is_a_table(desk):
    from datetime import date, datetime, time

    path = workbook(
        desk.folder / "book.xlsx",
        January=[["Calls for service"], [], ["id", "received", "day", "at", "number"],
                 [1, datetime.fromisoformat("2024-01-05T07:05:30"), date(2024, 1, 5), time(7, 5), 39083.1234567891],
                 [2, datetime.fromisoformat("2024-01-06"), None, None, 1e-7]],
        Empty=[],
        February=[["id", "type"], ["007", "=1+1"], [3, "x\ny"]],
    )  # fmt: skip
    sources = desk.open(path)
    january, february = sources.tables
    assert january.file == "book.xlsx > January"
    assert desk.numbered(january) == [
        (4, "1", "2024-01-05 07:05:30", "2024-01-05", "07:05:00", "39083.1234567891"),
        (5, "2", "2024-01-06 00:00:00", None, None, "1e-07"),
    ]
    assert desk.rows(february) == [("007", None), ("3", "x\ny")]
    assert any("without a stored value, which are empty: 1" in remark for remark in february.remarks)
    assert any("Empty is an empty sheet" in remark for remark in sources.remarks)
    assert january.sha256 == february.sha256
    assert january.source_id != february.source_id


def test_the_same_file_twice_is_refused_because_calls_would_count_twice(desk):
    path = desk.lay("calls.csv", CALLS)
    with pytest.raises(Refusal, match="given twice"):
        desk.open(path, path)
    copy = desk.lay("copy.csv", CALLS)
    with pytest.raises(Refusal, match="the same bytes"):
        desk.open(path, copy)


def test_a_second_run_finds_its_copy_and_gives_the_same_account(desk):
    content = "id,type\n1,A,\n2\n3,B,C\n4,D\n\n5,E\n"
    first = desk.table("calls.csv", content)
    before = {path: path.stat().st_mtime_ns for path in (desk.folder / "workspace").glob("table-*.parquet")}
    second = desk.table("calls.csv", content)
    assert before == {path: path.stat().st_mtime_ns for path in (desk.folder / "workspace").glob("table-*.parquet")}
    assert (first.remarks, first.set_aside, first.rows) == (second.remarks, second.set_aside, second.rows)
    assert desk.numbered(first) == desk.numbered(second)


def test_an_empty_week_among_many_is_remarked_on(desk):
    desk.lay("drop/a.csv", CALLS)
    desk.lay("drop/b.csv", "")
    desk.lay("drop/c.csv", "id,type,received\n")
    sources = desk.open(desk.folder / "drop")
    assert [table.file for table in sources.tables] == ["drop/a.csv"]
    assert any("b.csv" in remark and "empty" in remark for remark in sources.remarks)
    assert any("c.csv" in remark and "no record" in remark for remark in sources.remarks)
