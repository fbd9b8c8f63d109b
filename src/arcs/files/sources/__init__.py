"""Any dispatch export as tables of text: whatever the container, the encoding, the dialect.

**A source record** is what one reading of the source can tell apart below the header: in text, one line (or several
lines where a quoted cell holds line feeds) with at least one character that is not blank; in a sheet, one row with at
least one filled cell; in Parquet, one row. A line of delimiters only is a record whose cells are all empty. Blank lines
are no records; a remark counts them. Lines above the header (titles, notes) and the header itself are no records; a
remark says how many lines were left out. So `records read = table.rows + len(table.set_aside)`, where set aside are:

- "more cells than headers": a further cell is filled, as an unquoted comma makes it; nobody can say which cell it is in
- "a quotation mark is never closed": and the line does not fit the headers with the mark as a character either
- "header repeated", "a ruled line, not a record": files put together from several exports, output of query tools
- "note after the last record": "Total: 123 rows" and the like at the end of a file

Records with fewer cells than headers are kept with empty cells, and counted in a remark; empty cells beyond the last
header are left out, and counted in a remark. An empty cell is NULL; the text `NULL` and blanks stay as they are.

**In place, or carefully.** A clean UTF-8 file is read where it lies by DuckDB's parallel strict reader. Samples of its
start, middle and end decide; a file up to 8 MB is checked whole at once, a larger one while somebody scans it. DuckDB
refuses most of what it cannot read exactly; the survey counts lines and looks for the rest. So a scan of `table.view`
must be confirmed, and the way to do it is

    sources = sources.read_each(stage)      # stage(table) -> number of rows that it saw in table.view

which calls `stage` again on a table that had to be reopened carefully (record by record, into a Parquet file in the
workspace named by content, so that a second run finds it). `stage` must therefore replace what it wrote before, and
`table.set_aside`, `table.remarks`, `table.sample` must be taken from the sources that `read_each` returns. For a
single table: `sources.reopen_carefully(table)`. A large file that is not UTF-8 is first written anew as UTF-8, once.
`table.sha256`, `table.source_id` and `table.rows` may wait for the survey: ask for them late.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from arcs.core.refusal import Refusal
from arcs.files.sources.containers import Piece, Unpacking
from arcs.files.sources.desk import Desk
from arcs.files.sources.parquets import open_parquet
from arcs.files.sources.tables import SetAsideRecord, Sources, SourceTable
from arcs.files.sources.texts import open_text

__all__ = ["SetAsideRecord", "SourceTable", "Sources", "open_sources"]


def open_sources(paths: Sequence[Path], connection: duckdb.DuckDBPyConnection, workspace: Path) -> Sources:
    """Open files, folders and archives as tables on `connection`; copies go to `workspace`, which is made if need be.

    Raises Refusal (which file, why, what to do) for what cannot be read exactly, for a file given twice, and where
    nothing holds a record.
    """
    if not paths:
        raise Refusal("the request", "no file was named", "name at least one file or folder")
    workspace.mkdir(parents=True, exist_ok=True)
    if any(mark in str(workspace.resolve()) for mark in "*?[]{}"):
        raise Refusal(str(workspace), "a mark in its path reads as a pattern", "use another folder as the workspace")
    _refuse_same_paths(paths)
    desk = Desk(connection=connection, workspace=workspace)
    unpacking = Unpacking(workspace=workspace)
    tables: list[SourceTable] = []
    for piece in unpacking.pieces(paths):
        found = _open(piece, desk)
        for table in found:
            if table.sample or table.set_aside:
                tables.append(table)
            else:
                desk.remarks.append(f"{table.file} holds a header and no record")
        if not found and not any(piece.file in remark for remark in desk.remarks):
            desk.remarks.append(f"{piece.file} holds no record")
    if not tables:
        named = ", ".join(path.name for path in paths)
        why = "; ".join([*unpacking.remarks, *desk.remarks][-3:]) or "nothing in it holds a record"
        raise Refusal(named, why, "export it again and check that it holds calls")
    _refuse_same_contents(tables)
    return Sources(tables=tuple(tables), remarks=(*unpacking.remarks, *desk.remarks))


def _open(piece: Piece, desk: Desk) -> list[SourceTable]:
    if piece.kind in {"xlsx", "xls"}:
        from arcs.files.sources.workbooks import open_workbook  # noqa: PLC0415 - loads pyarrow, see texts.py

        return open_workbook(piece, desk)
    found = open_parquet(piece, desk) if piece.kind == "parquet" else open_text(piece, desk)
    return [found] if found is not None else []


def _refuse_same_paths(paths: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in paths:
        whole = path.resolve()
        if whole in seen:
            raise Refusal(str(path), "the same file was given twice, and its calls would count twice", "name it once")
        seen.add(whole)


def _refuse_same_contents(tables: Sequence[SourceTable]) -> None:
    """Tables with the same bytes. Hashes of large files are asked for only where the samples are the same."""
    by_sample: dict[int, list[SourceTable]] = {}
    for table in tables:
        by_sample.setdefault(hash((table.headers, table.sample)), []).append(table)
    for alike in by_sample.values():
        if len(alike) < 2:
            continue
        seen: dict[str, str] = {}
        for table in alike:
            if table.source_id in seen:
                raise Refusal(
                    f"{seen[table.source_id]} and {table.file}",
                    "both hold the same bytes, and their calls would count twice",
                    "name only one of them",
                )
            seen[table.source_id] = table.file
