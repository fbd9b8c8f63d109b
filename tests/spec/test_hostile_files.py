"""Every hostile file gets one clear sentence and exit 2, or a ledger that accounts for every row."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from arcs.cli.program import main

HEADER = "call_number,call_type,received,dispatched,cleared\n"
GOOD = [
    f"24-{index:04d},{'PARKING' if index % 2 else 'WELFARE CHECK'},2024-03-{1 + index % 28:02d} 10:00:00,"
    f"2024-03-{1 + index % 28:02d} 10:05:00,2024-03-{1 + index % 28:02d} 10:{20 + index % 30}:00\n"
    for index in range(60)
]
TABLE = HEADER + "".join(GOOD)


def _zip(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _table_rows() -> list[tuple[object, ...]]:
    return [tuple(line.strip().split(",")) for line in TABLE.splitlines()]


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("calls.csv", lambda: b""),
    "only spaces": ("calls.csv", lambda: b"  \n\n   \n"),
    "header only": ("calls.csv", HEADER.encode),
    "random bytes": ("calls.csv", lambda: bytes((index * 7919 + 13) % 256 for index in range(50_000))),
    "a picture": ("calls.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "a PDF": ("calls.csv", lambda: b"%PDF-1.7\n" + b"1 0 obj <</Type/Catalog>> endobj\n" * 400),
    "one 10 MB line": ("calls.csv", lambda: b"x" * 10_000_000),
    "one column without sense": ("calls.csv", lambda: b"note\n" + b"hello\n" * 50),
    "an archive that is no workbook": ("calls.xlsx", lambda: _zip(("a.txt", b"hello"))),
    "an archive without a table": ("calls.zip", lambda: _zip(("readme.md", b"# nothing"), ("logo.png", b"\x89PNG"))),
    "an empty archive": ("calls.zip", _zip),
    "a cut archive": ("calls.zip", lambda: _zip(("calls.csv", TABLE.encode() * 50))[:-200]),
    "a cut gzip": ("calls.csv.gz", lambda: gzip.compress(TABLE.encode() * 50)[:-300]),
    "a gzip bomb": ("calls.csv.gz", lambda: gzip.compress(b"," * 400_000_000, 9)),
    "a zip bomb": ("calls.zip", lambda: _zip(("calls.csv", b"0" * 400_000_000))),
    "an empty workbook": ("calls.xlsx", _workbook),
}

ACCOUNTED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text named as a workbook": ("calls.xlsx", TABLE.encode),
    "a byte order mark": ("calls.csv", lambda: b"\xef\xbb\xbf" + TABLE.encode()),
    "UTF-16": ("calls.csv", lambda: TABLE.encode("utf-16")),
    "cp1252": ("calls.csv", lambda: TABLE.replace("PARKING", "CAFÉ “NOISE”").encode("cp1252")),
    "mixed encodings": ("calls.csv", lambda: TABLE.encode() + "24-9,CAFÉ,2024-03-01 10:00:00,,\n".encode("latin-1")),
    "a path in an archive": ("calls.zip", lambda: _zip(("../../outside.csv", TABLE.encode()))),
    "doubled headers": (
        "calls.csv",
        lambda: TABLE.replace("dispatched,cleared", "dispatched,dispatched").encode(),
    ),
    "unnamed headers": ("calls.csv", lambda: TABLE.replace("call_number", "").encode()),
    "future dates": ("calls.csv", lambda: TABLE.replace("2024-", "2087-").encode()),
    "negative times": (
        "calls.csv",
        lambda: TABLE.replace("received,dispatched,cleared", "received,cleared,dispatched").encode(),
    ),
    "ragged rows": (
        "calls.csv",
        (TABLE + "24-7,PARKING\n24-8,NOISE,2024-03-02 10:00:00,2024-03-02 10:01:00,,too,many\n").encode,
    ),
    "an unclosed quote": ("calls.csv", (TABLE + '24-7,"PARKING,2024-03-01 10:00:00,,\n').encode),
    "NUL bytes": ("calls.csv", lambda: TABLE.replace("PARKING", "PARK\0ING").encode()),
    "formula cells": (
        "calls.xlsx",
        lambda: _workbook(*_table_rows(), ("=1+1", "=HYPERLINK(A1)", "2024-03-01 10:00:00", "", "")),
    ),
    "formulas as text": ("calls.csv", lambda: TABLE.replace("PARKING", "=cmd|' /C calc'!A0").encode()),
    "a preamble and a total": (
        "calls.csv",
        ("Anytown Police\nPrinted 2024-12-31\n\n" + TABLE + "Total: 60 calls\n").encode,
    ),
    "the header again in the middle": ("calls.csv", (TABLE + TABLE).encode),
    "carriage returns only": ("calls.csv", lambda: TABLE.replace("\n", "\r").encode()),
    "line feeds in cells": ("calls.csv", lambda: TABLE.replace("PARKING", '"PARK\nING"').encode()),
    "a very long cell": ("calls.csv", (TABLE + f'24-7,"{"A" * 3_000_000}",2024-03-01 10:00:00,,\n').encode),
    "no types at all on some rows": ("calls.csv", (TABLE + "24-7,,2024-03-01 10:00:00,,\n" * 3).encode),
    "rows twice": ("calls.csv", (TABLE + "".join(GOOD)).encode),
    "unreadable times": ("calls.csv", (TABLE + "24-7,NOISE,soon,later,never\n").encode),
}


def _workload(file: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        main(["workload", str(file), "--out", str(out)])
    return left.value.code, capsys.readouterr().err


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_used_gets_one_sentence(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, make = REFUSED[kind]
    file = tmp_path / name
    file.write_bytes(make())
    code, err = _workload(file, tmp_path / "out", capsys)
    assert code == 2, err
    assert err.count("\n") == 1, err
    assert name in err
    assert "fault in ARCS" not in err
    assert not (tmp_path / "out" / "workload.csv").exists()


@pytest.mark.parametrize("kind", ACCOUNTED)
def test_a_dirty_file_is_accounted_for_row_by_row(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, make = ACCOUNTED[kind]
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / name
    file.write_bytes(make())
    code, err = _workload(file, tmp_path / "out", capsys)
    assert code == 0, err
    quality = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    assert quality["rows_read"] == quality["rows_kept"] + sum(quality["set_aside"].values())
    assert quality["rows_read"] >= 60
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_a_missing_file_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, err = _workload(tmp_path / "nowhere.csv", tmp_path / "out", capsys)
    assert (code, err.count("\n")) == (2, 1)
    assert "nowhere.csv" in err
