"""Excel workbooks: every sheet that holds a table, its cells as text that keeps the whole value."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from arcs.core.refusal import Refusal
from arcs.files.sources.accounts import from_account, keep, kept
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

_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_NO_VALUE = re.compile(rb"<c (?:[^>]*)>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
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
    beside = desk.workspace / f"book-{piece.own_sha256[:16]}-{READER}.json"
    held = kept(beside)
    if held is None or not all((desk.workspace / sheet["path"]).exists() for sheet in held["sheets"]):
        held = _read_book(piece, desk.workspace)
        keep(held, beside)
    desk.remarks.extend(f"{piece.file} > {name} is an empty sheet" for name in held["empty"])
    return [_lay_out(piece, desk, sheet) for sheet in held["sheets"]]


def _read_book(piece: Piece, workspace: Path) -> dict[str, Any]:
    """Every sheet written anew; the account names the sheets with a table and those without."""
    counted = _examined(piece) if piece.kind == "xlsx" else _Cells()
    try:
        book = python_calamine.CalamineWorkbook.from_path(piece.path)
        named = [one for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        read = {one.name: _read_sheet(piece, workspace, book, one, counted) for one in named}
    except python_calamine.PasswordError as fault:
        raise Refusal(piece.file, "the workbook is locked with a password", "save it without a password") from fault
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise _damaged(piece.file) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # the reader's own fault on a broken file; it has no public name
            raise
        raise _damaged(piece.file) from fault
    return {
        "sheets": [sheet for sheet in read.values() if sheet],
        "empty": [name for name, sheet in read.items() if not sheet],
    }


def _damaged(file: str) -> Refusal:
    return Refusal(file, "the workbook is damaged or not a workbook", "open it in a spreadsheet and save it as XLSX")


def _read_sheet(piece: Piece, workspace: Path, book: Any, sheet: Any, counted: _Cells) -> dict[str, Any]:
    cells = book.get_sheet_by_name(sheet.name)
    if cells.start is None or not cells.height:
        return {}
    top = cells.start[0] + 1
    heading = find_heading(list(islice(_records(cells, top, frozenset()), SAMPLE_START)))
    if heading is None:
        return {}
    own = hashlib.sha256(piece.path.read_bytes() + sheet.name.encode()).hexdigest()
    done = normalise(
        _records(cells, top, _columns_with_times(cells)),
        heading,
        workspace / f"sheet-{own[:16]}-{READER}.parquet",
        file=f"{piece.file} > {sheet.name}",
        said=[*_remarks(sheet, counted), *heading.remarks],
    )
    told = {"name": sheet.name, "own": own, "headers": heading.headers, "columns": heading.columns}
    return done.as_account() | told


def _lay_out(piece: Piece, desk: Desk, sheet: dict[str, Any]) -> SourceTable:
    done = from_account(sheet, desk.workspace)
    view = desk.next_view()
    desk.lay_out_parquet(view, done.path, sheet["columns"])
    return SourceTable(
        file=f"{piece.file} > {sheet['name']}",
        headers=tuple(sheet["headers"]),
        columns=tuple(sheet["columns"]),
        view=view,
        numbered_view=f"{view}_numbered",
        sample=desk.sample(view, done.rows),
        remarks=done.remarks,
        set_aside=done.set_aside,
        in_place=False,
        survey=surveyed(outer=piece.outer_hash(), own=sheet["own"], rows=done.rows),
    )


def _remarks(sheet: Any, counted: _Cells) -> list[str]:
    said = ["read as a sheet of a workbook; lines are its rows"]
    if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
        said.append("the sheet is hidden")
    if counted.formulas:
        said.append(f"formula cells in the workbook, read by their stored values, never computed: {counted.formulas}")
    if counted.without_value:
        said.append(f"formula cells in the workbook without a stored value, which are empty: {counted.without_value}")
    if counted.errors:
        said.append(f"cells in the workbook that show an error, which are empty: {counted.errors}")
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
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as fault:
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
        sheet.last_column = max(sheet.last_column, _column_number(letters.upper()))
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
