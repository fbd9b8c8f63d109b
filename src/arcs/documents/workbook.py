"""Every table in one workbook: a contents sheet, then one sheet per table. No cell can execute."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from arcs.core.figures import Column, Table, Value

CELL_LIMIT = 32_767
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HEAD_FILL = PatternFill("solid", fgColor="E2F0EF")
HEAD_EDGE = Border(bottom=Side(style="medium", color="15232B"))
AnyCell = Cell | MergedCell
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def number_format(column: Column) -> str:
    """The number format of a column, in the language of workbooks.

    >>> number_format(Column(name="fte", heading="FTE", kind="number", places=2))
    '#,##0.00'
    """
    decimals = "." + "0" * column.places if column.places else ""
    if column.kind == "share":
        return f"0{decimals}%"
    if column.kind == "money":
        return f'"$"#,##0{decimals}'
    return f"#,##0{decimals}" if column.kind in {"number", "whole"} else "General"


def _write_text(cell: AnyCell, text: str) -> None:
    """Text stays text: typed as a string, and marked with a quote where a program might take it for a formula."""
    clean = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    if len(clean) > CELL_LIMIT:
        clean = clean[: CELL_LIMIT - 40] + " … (cut here; whole text in the CSV)"
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(STARTS_A_FORMULA):
        cell.quotePrefix = True


def _write_value(cell: AnyCell, column: Column, value: Value) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        _write_text(cell, "Yes" if value else "No")
    elif isinstance(value, str):
        _write_text(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif Decimal(str(value)).is_finite():
        cell.value = value
        cell.number_format = number_format(column)
        cell.alignment = Alignment(vertical="top")


def _width(column: Column, texts: Sequence[str]) -> float:
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    return float(min(max(longest, len(column.heading) * 0.7, 8) + 2, 60))


def _write_table(sheet: Worksheet, table: Table) -> None:
    for at, column in enumerate(table.columns, start=1):
        head = sheet.cell(row=1, column=at)
        _write_text(head, column.heading)
        head.font, head.fill, head.border = Font(bold=True), HEAD_FILL, HEAD_EDGE
        head.alignment = Alignment(wrap_text=True, vertical="bottom")
        shown = [column.shown(row[at - 1]) for row in table.rows]
        sheet.column_dimensions[get_column_letter(at)].width = _width(column, shown)
    for down, row in enumerate(table.rows, start=2):
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _write_value(sheet.cell(row=down, column=at), column, value)
    sheet.freeze_panes = "B2" if len(table.columns) > 1 else "A2"
    if table.rows and table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"


def _write_contents(sheet: Worksheet, title: str, notes: Sequence[str], sheets: Mapping[str, Table]) -> None:
    _write_text(sheet.cell(row=1, column=1), title)
    sheet.cell(row=1, column=1).font = Font(bold=True, size=14)
    row = 2
    for note in notes:
        _write_text(sheet.cell(row=row, column=1), note)
        row += 1
    row += 1
    for at, head in enumerate(("Sheet", "Table", "Rows", "What it counts", "Period", "Source", "Notes"), start=1):
        cell = sheet.cell(row=row, column=at)
        _write_text(cell, head)
        cell.font, cell.fill, cell.border = Font(bold=True), HEAD_FILL, HEAD_EDGE
    sheet.freeze_panes = f"A{row + 1}"
    for name, table in sheets.items():
        row += 1
        link = sheet.cell(row=row, column=1)
        assert isinstance(link, Cell)  # noqa: S101  # no cell is merged here; this tells the type checker
        _write_text(link, name)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(color="0B5A62", underline="single")
        sheet.cell(row=row, column=3, value=len(table.rows))
        texts = {2: table.title, 4: table.population, 5: table.period, 6: table.source, 7: " ".join(table.notes)}
        for at, text in texts.items():
            _write_text(sheet.cell(row=row, column=at), text)
            sheet.cell(row=row, column=at).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFG", (24, 52, 8, 40, 24, 48, 80), strict=True):
        sheet.column_dimensions[letter].width = width


def sheet_name(name: str, taken: Mapping[str, object]) -> str:
    """A sheet's name: at most 31 characters, none that a workbook forbids, none taken already."""
    short = re.sub(r"[\[\]:*?/\\']", "_", name)[:31] or "table"
    number = 2
    while short.lower() in {one.lower() for one in taken}:
        short = f"{short[:28]}_{number}"
        number += 1
    return short


def workbook_bytes(tables: Mapping[str, Table], title: str, notes: Sequence[str], dated: date) -> bytes:
    """The workbook as bytes; `dated` stands where a clock would, so that a rerun gives the same bytes."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one sheet; this tells the type checker
    first.title = "Contents"
    sheets: dict[str, Table] = {}
    taken: dict[str, object] = {"Contents": None}
    for name, table in tables.items():
        short = sheet_name(name, taken)
        taken[short] = sheets[short] = table
    _write_contents(first, title, notes, sheets)
    for short, table in sheets.items():
        _write_table(book.create_sheet(short), table)
    book.properties.creator, book.properties.title = "ARCS", title
    book.properties.created = datetime(dated.year, dated.month, dated.day)  # a date, not an instant
    page = io.BytesIO()
    book.save(page)
    return _with_fixed_times(page.getvalue(), dated)


def _with_fixed_times(book: bytes, dated: date) -> bytes:
    """The same workbook with `dated` for every time that the writing library took from the clock."""
    out = io.BytesIO()
    stamp = f"{dated.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            info = zipfile.ZipInfo(member, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()
