"""What a file is, judged by its bytes and never by its name alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

from arcs.core.refusal import Refusal

_NOT_TABLES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"ARROW1", "an Arrow file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_UNPACK = "unpack it and give the tables themselves"
_EXPORT = "export the table as CSV or XLSX"


def kind_of(path: Path, head: bytes, file: str) -> str:
    """One of "text", "xlsx", "xls", "parquet", "zip", "gz"; raises Refusal for what is no table."""
    if not head:
        raise Refusal(file, "the file is empty", "export it again and check its size")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed_kind(path, file)
    _refuse_known(head, file)
    _refuse_markup(head, file)
    _refuse_binary(head, file)
    return "text"


def _packed_kind(path: Path, file: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as fault:
        raise Refusal(
            file, "the archive or workbook is cut off or damaged", "copy or download it again and compare its size"
        ) from fault
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names or {"mimetype", "content.xml"} <= names:
        raise Refusal(file, "it is a workbook of a kind that is not read here (XLSB or ODS)", "save it as XLSX or CSV")
    if Path(file).suffix.lower() in {".xlsx", ".xlsm"} or "[Content_Types].xml" in names:
        raise Refusal(file, "it is packed like a workbook but holds no workbook", "save the table as XLSX or CSV again")
    return "zip"


def _refuse_known(head: bytes, file: str) -> None:
    for mark, what in _NOT_TABLES:
        if head.startswith(mark):
            raise Refusal(file, f"it is {what}, not a table", _UNPACK if "archive" in what else _EXPORT)
    if head[257:262] == b"ustar":
        raise Refusal(file, "it is a tar archive, not a table", _UNPACK)


def _refuse_markup(head: bytes, file: str) -> None:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style")):
        raise Refusal(
            file,
            "it is a web page (HTML), whatever its name says",
            "open it in a spreadsheet and save it as XLSX or CSV",
        )
    if plain.startswith((b"<?xml", b"<workbook")):
        raise Refusal(file, "it is an XML document, not a table", "open it in a spreadsheet and save it as XLSX or CSV")
    if plain.startswith((b"{", b"[{", b"[\n", b"[\r", b"[ ")) and b'"' in plain[:4096]:
        raise Refusal(file, "it is JSON, not a table", _EXPORT)


def _refuse_binary(head: bytes, file: str) -> None:
    part = head[:8192]
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    odd = sum(1 for byte in part if byte < 9 or 14 <= byte < 27 or byte == 127)
    nul = part.count(0)
    if odd - nul > 0.02 * len(part) or (nul and not 0.3 < nul / len(part) < 0.8 and nul > 0.1 * len(part)):
        raise Refusal(file, "it holds binary data, not text", _EXPORT)
