"""Hostile files get one clear sentence, or an account of every record; nothing is executed or written elsewhere."""

import gzip
import io
import os
import zipfile

import openpyxl
import pytest

from arcs.core.refusal import Refusal
from arcs.files.sources import containers, workbooks

CALLS = "id,type,received\n1,THEFT,2024-01-05 10:00\n2,ALARM,2024-01-06 11:00\n"


def refused(desk, name, content):
    path = desk.lay(name, content)
    with pytest.raises(Refusal) as caught:
        desk.open(path)
    sentence = str(caught.value)
    assert name in sentence
    assert "Try this: " in sentence
    assert "\n" not in sentence
    return sentence


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_workbook():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["id", "type"])
    book.active.append([1, "THEFT"])
    book.save(out)
    return out.getvalue()


def with_part(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, content if member == name else source.read(member))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b"\n\n  \n", "holds no record"),
        ("header.csv", b"id,type,received\n", "a header and no record"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "a PNG picture"),
        ("report.csv", b"%PDF-1.7\n1 0 obj\n", "a PDF document"),
        ("junk.csv", bytes((n * 7919) % 256 for n in range(9000)), "binary data"),
        ("page.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page"),
        ("page.xls", b"\xef\xbb\xbf  <TABLE border=1><tr><td>1</td></tr></TABLE>", "a web page"),
        ("sheet.xls", b'<?xml version="1.0"?><Workbook/>', "an XML document"),
        ("calls.json", b'[{"id": 1, "type": "THEFT"}]', "JSON"),
        ("text.xlsx", b"this is not a workbook\nat all\n", "holds plain text"),
        ("zip.xlsx", zipped(**{"a.csv": CALLS}), "holds no workbook"),
        ("document.docx", zipped(**{"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "holds no workbook"),
        ("cut.zip", zipped(**{"a.csv": CALLS * 50})[:-40], "cut off or damaged"),
        ("cut.csv.gz", gzip.compress(os.urandom(200) + CALLS.encode() * 50)[:-30], "cut off before its end"),
        ("bad.csv.gz", b"\x1f\x8b\x08\x00" + b"\x55" * 400, "damaged"),
        ("pictures.zip", zipped(**{"a.png": "x", "b.pdf": "x"}), "no table file"),
        ("cut.xlsx", a_workbook()[:-300], "cut off or damaged"),
        ("cut.parquet", b"PAR1" + b"\0" * 100, "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged or not a workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_table_gets_one_clear_sentence(desk, name, content, why):
    assert why in refused(desk, name, content)


def test_a_missing_file_and_a_folder_without_tables_are_refused(desk):
    with pytest.raises(Refusal, match="no such file"):
        desk.open(desk.folder / "nowhere.csv")
    (desk.folder / "hollow").mkdir()
    with pytest.raises(Refusal, match="no table file"):
        desk.open(desk.folder / "hollow")
    with pytest.raises(Refusal, match="no file was named"):
        desk.open()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read every file")
def test_a_file_that_may_not_be_read_is_refused(desk):
    path = desk.lay("calls.csv", CALLS)
    path.chmod(0)
    with pytest.raises(Refusal, match="cannot be opened"):
        desk.open(path)


def test_a_locked_archive_is_refused(desk):
    packed = bytearray(zipped(**{"a.csv": CALLS}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert "locked with a password" in refused(desk, "locked.zip", bytes(packed))


@pytest.mark.parametrize("wrap", ["zip", "gz"])
def test_a_bomb_is_stopped_while_it_grows(desk, wrap, monkeypatch):
    monkeypatch.setattr(containers, "SUSPICIOUS_SIZE", 1 << 20)
    content = (CALLS + "0" * (8 << 20)).encode()
    packed = zipped(**{"a.csv": content}) if wrap == "zip" else gzip.compress(content)
    assert "zip bomb" in refused(desk, f"bomb.{wrap}", packed)
    assert sum(path.stat().st_size for path in (desk.folder / "workspace").iterdir()) == 0


def test_a_workbook_bomb_is_stopped_unopened(desk, monkeypatch):
    monkeypatch.setattr(workbooks, "SUSPICIOUS_SIZE", 1 << 20)
    assert "zip bomb" in refused(desk, "bomb.xlsx", with_part("xl/theme/theme1.xml", b"<a>" + b" " * (8 << 20)))


def test_a_far_stray_cell_does_not_fill_the_memory(desk):
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "too large" in refused(desk, "far.xlsx", with_part("xl/worksheets/sheet1.xml", sheet))


def test_a_billion_laughs_are_not_laughed(desk):
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>'
    )
    path = desk.lay("laughs.xlsx", with_part("xl/worksheets/sheet1.xml", laughs))
    try:
        sources = desk.open(path)
    except Refusal:
        return
    assert all(len(cell or "") < 100 for table in sources.tables for row in desk.rows(table) for cell in row)


def test_a_line_of_ten_megabytes_is_one_cell(desk):
    table = desk.table("long.csv", "id,type,received\n1," + "x" * 10_000_000 + ",2024-01-05\n2,ALARM,2024-01-06\n")
    assert [len(row[1]) for row in desk.rows(table)] == [10_000_000, 5]
    assert "holds" in refused(desk, "only.csv", "x" * 10_000_000)


def test_formulas_are_text_and_never_run(desk):
    table = desk.table("calls.csv", 'id,type,received\n1,"=HYPERLINK(""http://x"")",2024-01-05\n2,=1+1,2024-01-06\n')
    assert [row[1] for row in desk.rows(table)] == ['=HYPERLINK("http://x")', "=1+1"]


def test_headers_cannot_smuggle_sql(desk):
    table = desk.table("calls.csv", '"x\'); DROP TABLE y; --","a""b",\'c\'\n1,2,3\n4,5,6\n')
    assert desk.rows(table) == [("1", "2", "3"), ("4", "5", "6")]


def test_a_junk_file_in_a_folder_named_as_a_table_is_not_passed_over(desk):
    desk.lay("drop/a.csv", CALLS)
    desk.lay("drop/b.csv", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Refusal, match="PNG"):
        desk.open(desk.folder / "drop")
