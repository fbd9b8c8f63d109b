"""The rating workbook of one officer: the call types of their block, with drop-downs, a legend and room for comments.

It holds a code instead of a name, shows nobody else's answers, and only the answer cells can be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from arcs.core.instruments.blocks import Block, Sharing
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.refusal import Refusal
from arcs.files.workbooks.cells import heading, print_landscape, safe_cell, safe_text, save_workbook

CODE_LABEL, GROUP_LABEL, NUMBER, CALL_TYPE, COMMENT = "Your code", "Group", "No.", "Call type", "Comment"
ANSWER_FILL = PatternFill("solid", fgColor="FFFFFBEA")
QUIET = Font(italic=True, color="FF5A6B76")
HEADING_ROW = 5


@dataclass(frozen=True, kw_only=True)
class ShownWorkload:
    """What a rater sees beside a call type: calls and FTE in the study's period; None where there is no volume."""

    calls: int | None = None
    fte: Decimal | None = None


def comment_heading(item: Item) -> str:
    """The heading of an item's own comment column."""
    return f"{item.heading}: which, or why?"


def write_rating_workbook(
    path: Path,
    block: Block,
    instrument: Instrument,
    *,
    study: str,
    workload: Mapping[str, ShownWorkload] | None = None,
) -> None:
    """Write one officer's workbook; the same block, instrument and workload give the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet: Worksheet = workbook.create_sheet("Ratings")
    _write_head(sheet, block, study)
    columns = _headings(instrument)
    for at, text in enumerate(columns, start=1):
        heading(sheet.cell(HEADING_ROW, at), text)
    volumes = workload or {}
    for number, (call_type, _) in enumerate(block.shown, start=1):
        volume = volumes.get(call_type, ShownWorkload())
        _write_row(sheet, HEADING_ROW + number, (number, call_type), volume, len(columns))
    last = HEADING_ROW + len(block.shown)
    _add_drop_downs(sheet, instrument, columns, last)
    _set_widths(sheet, instrument, columns)
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    sheet.row_dimensions[HEADING_ROW].height = 62
    print_landscape(sheet, heading_row=HEADING_ROW, foot=f"{study} · code {block.rater}")
    _protect(sheet)
    _write_legend(workbook, instrument)
    save_workbook(workbook, path, title=f"{study}: rating form {block.rater}")


def write_rating_workbooks(
    folder: Path,
    sharing: Sharing,
    instrument: Instrument,
    *,
    study: str,
    workload: Mapping[str, ShownWorkload] | None = None,
) -> tuple[Path, ...]:
    """Write one workbook per rater into `folder`, named after the rater's code; a file that exists is not replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for block in sharing.blocks:
        path = folder / f"rating_{_file_part(block.rater)}.xlsx"
        if path.exists():
            raise Refusal(str(path), "it exists already and may hold answers", "move it away or choose another folder")
        write_rating_workbook(path, block, instrument, study=study, workload=workload)
        written.append(path)
    return tuple(written)


def _file_part(rater: str) -> str:
    plain = "".join(mark if mark.isalnum() or mark in "-_" else "_" for mark in rater)
    if not plain.strip("_"):
        raise Refusal(f"rater code {rater!r}", "no file can be named after it", "use letters and digits, such as R07")
    return plain


def _headings(instrument: Instrument) -> list[str]:
    """Columns from left to right; each item that asks a comment has one beside it."""
    columns = [NUMBER, CALL_TYPE, "Calls", "Volume in FTEs"]
    for item in instrument.items:
        columns.append(item.heading)
        if item.asks_comment:
            columns.append(comment_heading(item))
    return [*columns, COMMENT]


def _write_head(sheet: Worksheet, block: Block, study: str) -> None:
    safe_cell(sheet["A1"], study).font = Font(bold=True, size=14)
    how = (
        "Please answer for each call type. Choose from the list in each yellow cell; "
        f'"{DONT_KNOW}" means don\'t know; leave blank what you do not want to answer. See the sheet Legend.'
    )
    safe_cell(sheet["A2"], how).font = QUIET
    for label, text, at in ((CODE_LABEL, block.rater, 1), (GROUP_LABEL, block.group, 3)):
        safe_cell(sheet.cell(3, at), label).font = Font(bold=True)
        cell = safe_cell(sheet.cell(3, at + 1), text)
        cell.number_format = "@"
    safe_cell(sheet["A4"], "Your answers are kept under the code alone; nobody else's are shown to you.").font = QUIET


def _write_row(sheet: Worksheet, at: int, shown: tuple[int, str], volume: ShownWorkload, columns: int) -> None:
    number, call_type = shown
    safe_cell(sheet.cell(at, 1), number)
    safe_cell(sheet.cell(at, 2), call_type).alignment = Alignment(wrap_text=True, vertical="top")
    safe_cell(sheet.cell(at, 3), volume.calls).number_format = "#,##0"
    safe_cell(sheet.cell(at, 4), volume.fte).number_format = "0.00"
    for column in range(5, columns + 1):
        cell = sheet.cell(at, column)
        cell.fill = ANSWER_FILL
        cell.protection = Protection(locked=False)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _add_drop_downs(sheet: Worksheet, instrument: Instrument, columns: list[str], last: int) -> None:
    for item in instrument.items:
        add_drop_down(
            sheet,
            (*item.codes, DONT_KNOW),
            get_column_letter(columns.index(item.heading) + 1),
            (HEADING_ROW + 1, last),
            (item.heading, f"{item.explanation}. Give {item.allowed}."),
        )
    for column in (at for at, text in enumerate(columns, start=1) if at > 4 and text not in _item_headings(instrument)):
        for row in range(HEADING_ROW + 1, last + 1):
            sheet.cell(row, column).number_format = "@"  # what is typed stays text, even "=…"


def _item_headings(instrument: Instrument) -> set[str]:
    return {item.heading for item in instrument.items}


def add_drop_down(
    sheet: Worksheet, codes: tuple[str, ...], column: str, rows: tuple[int, int], told: tuple[str, str]
) -> None:
    """Allow only `codes` in some rows of a column; `told` is the title and the words shown to the person."""
    if rows[1] < rows[0]:
        return
    allowed = ",".join(codes)
    if len(allowed) > 255 or any("," in code or '"' in code for code in codes):
        return  # Excel cannot hold such a list; the answers are checked when they are read
    drop_down = DataValidation(type="list", formula1=f'"{allowed}"', allow_blank=True, showDropDown=False)
    drop_down.errorTitle, drop_down.error = "Not an answer", safe_text(f"Please choose one of: {allowed}")[:255]
    drop_down.promptTitle, drop_down.prompt = safe_text(told[0])[:32], safe_text(told[1])[:255]
    drop_down.showErrorMessage = drop_down.showInputMessage = True
    drop_down.add(f"{column}{rows[0]}:{column}{rows[1]}")
    sheet.add_data_validation(drop_down)


def _set_widths(sheet: Worksheet, instrument: Instrument, columns: list[str]) -> None:
    items = _item_headings(instrument)
    for at, text in enumerate(columns, start=1):
        narrow = 11.0 if text == NUMBER else 10.0
        width = 34.0 if text in {CALL_TYPE, COMMENT} else 12.0 if text in items else narrow if at <= 4 else 26.0
        sheet.column_dimensions[get_column_letter(at)].width = width


def _protect(sheet: Worksheet) -> None:
    """Only answer cells can be changed; there is no password, because this guards against slips, not against people."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False
    sheet.protection.sort = False


def _write_legend(workbook: Workbook, instrument: Instrument) -> None:
    sheet: Worksheet = workbook.create_sheet("Legend")
    for at, text in enumerate(("Category", "Rating", "Explanation"), start=1):
        heading(sheet.cell(1, at), text)
    for row, told in enumerate(instrument.legend(), start=2):
        for at, text in enumerate(told, start=1):
            safe_cell(sheet.cell(row, at), text).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in (("A", 34.0), ("B", 52.0), ("C", 52.0)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    print_landscape(sheet, heading_row=1, foot="Legend")
    _protect(sheet)
