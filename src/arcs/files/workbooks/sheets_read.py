"""Rows of small hand-filled files, CSV or XLSX, as text with their places; formulas are shown, never computed."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from arcs.core.refusal import Refusal

LARGEST_FILE = 20_000_000  # bytes of a form filled in by hand, and of what it unpacks to, times ten
LARGEST_UNPACKED = 200_000_000
_TOO_LONG = 2_000_000


@dataclass(frozen=True, kw_only=True)
class SheetRows:
    """One sheet or CSV file: `file` names it for a person; `rows` are (line number, cells as text)."""

    file: str
    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def where(self, line: int, column: str = "") -> str:
        """A place for a person."""
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}, line {line}" + (f", column {column}" if column else "")


def read_sheets(path: Path) -> tuple[SheetRows, ...]:
    """Every sheet of a workbook, or the one table of a CSV file; told apart by content, not by name."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refusal(path.name, f"it has {size:,} bytes, too many for a form filled in by hand", "check the file")
        content = path.read_bytes()
    except OSError as trouble:
        raise Refusal(path.name, f"it cannot be read ({trouble.strerror})", "check its name and your rights") from None
    if not content.strip():
        raise Refusal(path.name, "the file is empty", "ask for it again")
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(path.name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(path.name, "it is an old .xls workbook or has a password", "save it as .xlsx without a password")
    return (_read_csv(path.name, content),)


def _read_workbook(name: str, content: bytes) -> tuple[SheetRows, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Refusal(name, f"it unpacks to {unpacked:,} bytes", "ask for the form again; this is not one")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it leaves out; answers are in cells
            workbook = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except Refusal:
        raise
    except Exception as trouble:  # whatever a broken workbook makes the library raise is one fault for a person
        raise Refusal(name, f"it cannot be opened as a workbook ({type(trouble).__name__})", "save it again") from None
    sheets = []
    for sheet in workbook.worksheets:
        rows = tuple(
            (line, tuple(_as_text(value) for value in cells))
            for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        )
        sheets.append(SheetRows(file=name, sheet=sheet.title, rows=rows))
    return tuple(sheets)


def _as_text(value: object) -> str:
    """A cell's content as text: a formula as its own words, a whole number without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", None) or "=TABLE()")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _read_csv(name: str, content: bytes) -> SheetRows:
    text = _decode(name, content)
    if "\x00" in text:
        raise Refusal(name, "it is neither a workbook nor text", "save it as .xlsx or as CSV")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max((",", ";", "\t"), key=lambda mark: (text[:20_000].count(mark), first.count(mark)))
    rows = []
    usual = csv.field_size_limit(_TOO_LONG)  # the limit is the whole program's, so it is given back
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        start = 1
        for cells in reader:
            rows.append((start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error as trouble:
        raise Refusal(
            f"{name}, line {start}", f"it cannot be read as CSV ({trouble})", "save it as CSV again"
        ) from None
    finally:
        csv.field_size_limit(usual)
    return SheetRows(file=name, sheet="", rows=tuple(rows))


def _decode(name: str, content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(name, "its text is in no encoding that is known here", "save it as CSV UTF-8")


def headed_rows(sheet: SheetRows, header: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows below a header row as {heading: cell}; empty rows are passed over, of doubled headings the first counts."""
    names = [" ".join(cell.split()) for cell in sheet.rows[header][1]]
    for line, cells in sheet.rows[header + 1 :]:
        if any(cell.strip() for cell in cells):
            record: dict[str, str] = {}
            for at, name in enumerate(names):
                if name and name not in record:
                    record[name] = cells[at] if at < len(cells) else ""
            yield line, record
