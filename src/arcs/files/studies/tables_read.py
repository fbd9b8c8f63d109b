"""A study's CSV tables into rows, each cell checked where it stands."""

import csv
import io
from typing import Any

from arcs.core.cells import cells
from arcs.files.cell_values import Unusable, read_value
from arcs.files.studies.folder import Folder
from arcs.files.studies.schema import CsvFile


def read_table(folder: Folder, table: CsvFile) -> None:
    if not (folder.path / table.file).exists():
        if table.required:
            folder.fault(table.file, 0, "the file is missing", f"add it: {table.meaning}")
        return
    text = folder.text(table.file)
    if text is not None:
        _read_records(folder, table, text)


def _read_records(folder: Folder, table: CsvFile, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        header = next(reader, None)
        if not header or not _header_is_usable(folder, table, header):
            return
        start = reader.line_num + 1
        for record in reader:
            if record:
                made = _row(folder, table, header, record, start)
                if made is not None:
                    rows.append(made)
                    lines.append(start)
            start = reader.line_num + 1
    except csv.Error as wrong:
        folder.fault(table.file, reader.line_num, f"it is not CSV ({wrong})", "check the quotes on this line")
    folder.rows[table.file], folder.lines[table.file] = rows, lines


def _header_is_usable(folder: Folder, table: CsvFile, header: list[str]) -> bool:
    known = {one.name: one for one in cells(table.row)}
    twice = sorted({name for name in header if header.count(name) > 1})
    unknown = [name for name in header if name not in known]
    missing = [one.name for one in known.values() if one.required and one.name not in header]
    for name in twice:
        folder.fault(table.file, 1, f'the column "{name}" stands twice', "keep one of them")
    for name in unknown:
        folder.fault(
            table.file,
            1,
            f'there is no column "{name}" in this table',
            f"rename it or take it out; columns are {', '.join(known)}",
        )
    for name in missing:
        folder.fault(table.file, 1, f'the column "{name}" is missing', f"add it: {known[name].meaning}")
    return not (twice or missing)


def _row(folder: Folder, table: CsvFile, header: list[str], record: list[str], line: int) -> Any | None:
    if len(record) != len(header):
        folder.fault(
            table.file,
            line,
            f"the line has {len(record)} cells, the heading {len(header)}",
            "put texts with a comma in quotes, and give every column a cell",
        )
        return None
    return _made(folder, table.file, line, table.row, dict(zip(header, record, strict=True)))


def _made(folder: Folder, file: str, line: int, row: type[Any], given: dict[str, str]) -> Any | None:
    values, whole = {}, True
    for one in cells(row):
        try:
            values[one.name] = read_value(one, given.get(one.name, ""))
        except Unusable as wrong:
            folder.fault(file, line, wrong.what, wrong.remedy)
            whole = False
    return row(**values) if whole else None
