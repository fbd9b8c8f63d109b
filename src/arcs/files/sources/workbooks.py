"""Excel workbooks: every sheet that holds a table, its cells as text that keeps the whole value."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import python_calamine

from arcs.core.refusal import Refusal
from arcs.files.sources.careful import normalise
from arcs.files.sources.containers import Piece
from arcs.files.sources.desk import READER, SAMPLE_START, Desk
from arcs.files.sources.dialects import Record
from arcs.files.sources.headers import find_heading
from arcs.files.sources.survey import surveyed
from arcs.files.sources.tables import SourceTable

EXPANDED_AT_MOST = 4 << 30
SUSPICIOUS_SIZE = 100 << 20
SUSPICIOUS_RATIO = 200
CELLS_AT_MOST = 60_000_000
_CHUNK = 1 << 20

_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<f[ >/]")
_NO_VALUE = re.compile(rb"<c ([^>]*)>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_ERROR = re.compile(rb'<c [^>]*t="e"')


@dataclass(kw_only=True)
class _Cells:
    """What the XML of one sheet holds, counted before the workbook is opened."""

    last_row: int = 0
    last_column: int = 0
    formulas: int = 0
    without_value: int = 0
    errors: int = 0


def open_workbook(piece: Piece, desk: Desk) -> list[SourceTable]:
    """A table for each sheet with records; hidden sheets are read too and said to be hidden."""
    counted = _examined(piece) if piece.kind == "xlsx" else _Cells()
    try:
        book = python_calamine.CalamineWorkbook.from_path(piece.path)
        sheets = [one for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        found = [_open_sheet(piece, desk, book, one, counted) for one in sheets]
    except python_calamine.PasswordError as fault:
        raise Refusal(piece.file, "the workbook is locked with a password", "save it without a password") from fault
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Refusal(
            piece.file, "the workbook is damaged or not a workbook", "open it in a spreadsheet and save it as XLSX"
        ) from fault
    return [table for table in found if table is not None]


def _open_sheet(piece: Piece, desk: Desk, book: Any, sheet: Any, counted: _Cells) -> SourceTable | None:
    label = f"{piece.file} > {sheet.name}"
    cells = book.get_sheet_by_name(sheet.name)
    if cells.start is None or not cells.height:
        desk.remarks.append(f"{label} is an empty sheet")
        return None
    top = cells.start[0] + 1
    heading = find_heading(
        [one for one, _ in zip(_records(cells, top, frozenset()), range(SAMPLE_START), strict=False)]
    )
    if heading is None:
        desk.remarks.append(f"{label} is an empty sheet")
        return None
    with_times = _columns_with_times(cells)
    own = hashlib.sha256(piece.path.read_bytes() + sheet.name.encode()).hexdigest()
    target = desk.workspace / f"sheet-{own[:16]}-{READER}.parquet"
    done = normalise(
        _records(cells, top, with_times),
        heading,
        target,
        file=label,
        said=[*_remarks(sheet, counted), *heading.remarks],
    )
    view = desk.next_view()
    desk.lay_out_parquet(view, target, heading.columns)
    return SourceTable(
        file=label,
        headers=heading.headers,
        columns=heading.columns,
        view=view,
        numbered_view=f"{view}_numbered",
        sample=desk.sample(view, done.rows),
        remarks=done.remarks,
        set_aside=done.set_aside,
        in_place=False,
        survey=surveyed(outer=piece.outer_hash(), own=own, rows=done.rows),
    )


def _remarks(sheet: Any, counted: _Cells) -> list[str]:
    said = ["read as a sheet of a workbook; lines are its rows"]
    if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
        said.append("the sheet is hidden")
    if counted.formulas:
        said.append(
            f"{counted.formulas} cells of the workbook are formulas; stored values are read, nothing is computed"
        )
    if counted.without_value:
        said.append(f"{counted.without_value} formulas have no stored value and are empty")
    if counted.errors:
        said.append(f"{counted.errors} cells of the workbook show an error and are empty")
    return said


def _records(cells: Any, top: int, with_times: frozenset[int]) -> Iterator[Record]:
    for line, row in enumerate(cells.iter_rows(), start=top):
        texts = [cell_text(value, full=at in with_times) for at, value in enumerate(row)]
        yield Record(line, texts if any(one.strip() for one in texts) else [])


def _columns_with_times(cells: Any) -> frozenset[int]:
    return frozenset(at for row in cells.iter_rows() for at, value in enumerate(row) if isinstance(value, dt.datetime))


def cell_text(value: object, *, full: bool = False) -> str:
    """A cell as text that keeps its whole value; `full` writes a date as midnight, where its neighbours have times.

    >>> cell_text(39083.0), cell_text(0.1), cell_text(dt.datetime(2024, 1, 5, 7, 5)), cell_text(True)
    ('39083', '0.1', '2024-01-05 07:05:00', 'TRUE')
    >>> cell_text(dt.date(2024, 1, 5)), cell_text(dt.date(2024, 1, 5), full=True), cell_text(dt.timedelta(hours=25))
    ('2024-01-05', '2024-01-05 00:00:00', '25:00:00')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return f"{value.isoformat()} 00:00:00" if full else value.isoformat()
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return value.isoformat() if isinstance(value, dt.time) else str(value)


def _duration(value: dt.timedelta) -> str:
    sign, whole = ("-", -value) if value < dt.timedelta(0) else ("", value)
    seconds, micro = whole.days * 86_400 + whole.seconds, whole.microseconds
    text = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{micro:06d}" if micro else text


def _examined(piece: Piece) -> _Cells:
    """Unpack every part in small pieces, keeping nothing: a bomb or a far stray cell is refused unopened."""
    total = _Cells()
    packed = max(1, piece.path.stat().st_size)
    size = 0
    try:
        with zipfile.ZipFile(piece.path) as archive:
            for member in archive.infolist():
                sheet = _Cells()
                for seam, grown in _seams(archive, member):
                    size += grown
                    _refuse_bomb(size, packed, piece.file)
                    if member.filename.startswith("xl/worksheets/"):
                        _count(seam, sheet)
                _refuse_sprawl(sheet, piece.file)
                _add(total, sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as fault:
        raise Refusal(piece.file, "the workbook is cut off or damaged", "save it again as XLSX") from fault
    return total


def _seams(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Pieces that end behind a cell, so that no cell is torn or counted twice."""
    carried = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            whole = carried + chunk
            cut = whole.rfind(b"</c>") + 4
            if cut == 3:
                cut = len(whole)
            carried = whole[cut:]
            yield whole[:cut], len(chunk)
    yield carried, 0


def _count(seam: bytes, sheet: _Cells) -> None:
    for letters, digits in _CELL.findall(seam):
        sheet.last_row = max(sheet.last_row, int(digits))
        sheet.last_column = max(sheet.last_column, _column_number(letters))
    sheet.formulas += len(_FORMULA.findall(seam))
    sheet.without_value += len(_NO_VALUE.findall(seam))
    sheet.errors += len(_ERROR.findall(seam))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _add(total: _Cells, sheet: _Cells) -> None:
    total.formulas += sheet.formulas
    total.without_value += sheet.without_value
    total.errors += sheet.errors


def _refuse_sprawl(sheet: _Cells, file: str) -> None:
    if sheet.last_row * sheet.last_column > CELLS_AT_MOST:
        raise Refusal(
            file,
            f"a sheet reaches to row {sheet.last_row:,} and column {sheet.last_column:,}, too large to be opened",
            "delete stray cells far from the table, or save the sheet as CSV",
        )


def _refuse_bomb(size: int, packed: int, file: str) -> None:
    if size > EXPANDED_AT_MOST or (size > SUSPICIOUS_SIZE and size > SUSPICIOUS_RATIO * packed):
        raise Refusal(
            file,
            f"it grows to more than {size >> 20:,} MB from {max(packed >> 10, 1):,} KB, as a zip bomb does",
            "if it is an honest workbook, save its sheets as CSV",
        )
