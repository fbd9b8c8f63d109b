"""Cells that cannot be executed, sheets made from tables, and workbooks whose bytes depend on their content alone."""

import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from arcs.core.figures import Column, Table, Value

LONGEST_CELL = 32_767  # Excel's own limit of characters in a cell
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook says in its own text when it was made; its bytes do not
HEADING_FONT = Font(bold=True, color="FF1B2A36")
HEADING_FILL = PatternFill("solid", fgColor="FFE8EEF2")
THIN = Side(style="thin", color="FFB8C4CC")
LINE_BELOW = Border(bottom=THIN)
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10, 13)}
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def safe_text(text: str) -> str:
    """Text as a cell can hold it: control marks visible, line ends as line feeds, cut (and saying so) when too long.

    >>> safe_text("tab\\tstays, bell\\x07 shows")
    'tab\\tstays, bell␇ shows'
    """
    shown = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    shown = _LOOKS_ESCAPED.sub("_x005F_", shown)
    if len(shown) > LONGEST_CELL:
        remark = " … (cut: longer than a cell can hold)"
        shown = shown[: LONGEST_CELL - len(remark)] + remark
    return shown


def safe_cell(cell: Cell | MergedCell, value: Value) -> Cell:
    """Put a value into a cell so that no program ever takes it for a formula; returns the cell.

    Text is stored as text whatever it begins with; what a spreadsheet would take for a formula when it is typed again
    also carries the quote prefix. Numbers stay numbers, None leaves the cell empty.
    """
    if isinstance(cell, MergedCell):
        raise ValueError("Only the first cell of a merged range can hold a value. Write there.")
    if isinstance(value, str):
        cell.value = safe_text(value)
        cell.data_type = "s"
        if value.startswith(RISKY_STARTS):
            cell.quotePrefix = True
    elif isinstance(value, bool):
        cell.value = "Yes" if value else "No"
    elif isinstance(value, Decimal):
        cell.value = float(value)
    else:
        cell.value = value
    return cell


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name Excel allows: 31 characters, no forbidden marks, unlike all others without regard to capitals.

    >>> sheet_name("Table 3.2: results [all]", ["Sheet"])
    'Table 3.2 results all'
    """
    others = {name.casefold() for name in taken}
    plain = " ".join(_FORBIDDEN_IN_NAME.sub(" ", wanted).replace("  ", " ").split()).strip("'")[:31] or "Sheet"
    name, number = plain, 1
    while name.casefold() in others:
        number += 1
        name = f"{plain[: 31 - len(str(number)) - 1]} {number}"
    return name


def number_format(column: Column) -> str:
    """The cell format that shows a column's numbers as `Column.shown` does."""
    decimals = "." + "0" * column.places if column.places else ""
    whole = "#,##0" + decimals
    return {"money": f'"$"{whole}', "share": f"0{decimals}%"}.get(column.kind, whole)


def write_table_sheet(workbook: Workbook, table: Table, *, with_source: bool = True) -> Worksheet:
    """Add a sheet named after the table: headings in row 1 (frozen, filtered), one row per row, formats by column.

    Two rows below stand, unless `with_source` is False, its title, what it counts, period, source and notes.
    Each text cell is safe. The workbook's first empty sheet, which openpyxl makes, is left for the caller to remove.
    """
    sheet: Worksheet = workbook.create_sheet(sheet_name(table.name, workbook.sheetnames))
    for at, column in enumerate(table.columns, start=1):
        heading(sheet.cell(1, at), f"{column.heading} ({column.unit})" if column.unit else column.heading)
        sheet.column_dimensions[get_column_letter(at)].width = _width(table, at - 1)
    for row_at, row in enumerate(table.rows, start=2):
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            cell = safe_cell(sheet.cell(row_at, at), value)
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                cell.number_format = number_format(column)
            else:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.freeze_panes = "B2"
    print_landscape(sheet, heading_row=1, foot=table.title)
    if with_source:
        told = (table.title, f"Counts: {table.population}", f"Period: {table.period}", f"Source: {table.source}")
        for at, line in enumerate((*told, *table.notes), start=len(table.rows) + 3):
            safe_cell(sheet.cell(at, 1), line).font = Font(italic=True, color="FF5A6B76")
    return sheet


def heading(place: Cell | MergedCell, text: str) -> Cell:
    """A heading cell in the house's look."""
    cell = safe_cell(place, text)
    cell.font, cell.fill, cell.border = HEADING_FONT, HEADING_FILL, LINE_BELOW
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _width(table: Table, at: int) -> float:
    column = table.columns[at]
    longest = max((len(column.shown(row[at])) for row in table.rows), default=0)
    return float(min(60, max(8, longest + 2, len(column.heading) // 2 + 2)))


def print_landscape(sheet: Worksheet, *, heading_row: int, foot: str) -> None:
    """Print on landscape pages, as wide as the sheet, headings on each page, page numbers and `foot` below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    page = sheet.sheet_properties.pageSetUpPr
    if page is not None:
        page.fitToPage = True
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    # "&" begins a code in headers and footers
    footer = sheet.oddFooter
    if footer is not None:
        footer.left.text = safe_text(foot).replace("&", "&&")[:200]
        footer.right.text = "Page &P of &N"


def save_workbook(workbook: Workbook, target: Path | IO[bytes], *, title: str = "") -> None:
    """Save with fixed dates inside and on every member, so that the same content gives the same bytes."""
    workbook.properties.creator = "ARCS"
    workbook.properties.lastModifiedBy = "ARCS"
    workbook.properties.title = safe_text(title) or None
    workbook.properties.created = NO_DATE.replace(tzinfo=None)
    draft = BytesIO()
    workbook.save(draft)
    final = BytesIO()
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as fixed:
        for member in made.infolist():
            content = made.read(member)
            if member.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", content)
            entry = zipfile.ZipInfo(member.filename, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            fixed.writestr(entry, content)
    if isinstance(target, Path):
        target.write_bytes(final.getvalue())
    else:
        target.write(final.getvalue())
