"""Text tables: read in place by DuckDB where that is exact, record by record where it is not."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import duckdb

from arcs.core.refusal import Refusal
from arcs.files.sources.accounts import Normalised, from_account, keep, kept
from arcs.files.sources.containers import Piece
from arcs.files.sources.desk import READER, SAMPLE_END, SAMPLE_MIDDLE, SAMPLE_START, Desk
from arcs.files.sources.dialects import Dialect, Record, records, sniff
from arcs.files.sources.encodings import (
    LONGEST_LINE,
    DecodingAccount,
    Encoding,
    detect_encoding,
    text_lines,
    write_as_utf8,
)
from arcs.files.sources.headers import Heading, find_heading
from arcs.files.sources.notes import is_note, is_repeated_header, is_ruled
from arcs.files.sources.survey import AT_ONCE, Found, Survey, at_once_or_in_background, survey_bytes, surveyed
from arcs.files.sources.tables import Row, SourceTable
from arcs.files.sql import identifier, literal

PART = 1 << 18
SNIFFED_LINES = 400
LONG_CELL = 100_000


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a text table is written, found from its first part."""

    encoding: Encoding
    dialect: Dialect
    heading: Heading
    head: tuple[Record, ...]
    head_is_all: bool
    foreign: bool  # whether some of it is not UTF-8
    said: tuple[str, ...] = ()
    data_starts: int  # byte at which the first record below the header begins, for a file of UTF-8 lines

    def remarks(self) -> list[str]:
        """What was found, one sentence each."""
        return [*self.said, *self.dialect.remarks(), *self.heading.remarks]


def open_text(piece: Piece, desk: Desk) -> SourceTable | None:
    """The table of one text file; None (with a remark on the desk) where it holds no record."""
    layout = _layout(piece)
    if layout is None:
        return None
    if len(layout.heading.columns) == 1 and not piece.certain:
        desk.remarks.append(f"{piece.file} was passed over: it is text, but no table")
        return None
    _refuse_plain_text_in_disguise(piece, layout)
    if layout.foreign and piece.path.stat().st_size > AT_ONCE:
        piece, layout = _as_utf8(piece, layout, desk)
    view = desk.next_view()
    sample = _clean_sample(piece.path, layout)
    if sample is not None:
        table = _in_place(piece, layout, sample, desk, view)
        if table is not None:
            return table
    return _carefully(piece, layout, desk, view)


def _as_utf8(piece: Piece, layout: Layout, desk: Desk) -> tuple[Piece, Layout]:
    """A large file in another encoding is written anew as UTF-8 once, line for line, and then read like any other."""
    own = piece.own_sha256
    target = desk.workspace / f"text-{own[:16]}-{READER}.csv"
    beside = target.with_suffix(".json")
    held = kept(beside) if target.exists() else None
    if held is None:
        held = {"remarks": write_as_utf8(piece.path, target, layout.encoding, piece.file)}
        keep(held, beside)
    copy = replace(piece, path=target, copied=True, own_hash=lambda: own)
    again = _layout(copy)
    if again is None:  # cannot be: the same lines were a table a moment ago
        return piece, layout
    return copy, replace(again, said=tuple(held["remarks"]))


def _refuse_plain_text_in_disguise(piece: Piece, layout: Layout) -> None:
    suffix = Path(piece.file).suffix.lower()
    if suffix in {".xlsx", ".xlsm", ".xls", ".parquet", ".gz", ".zip"} and len(layout.heading.columns) == 1:
        raise Refusal(
            piece.file,
            f"it is named {suffix} but holds plain text that is no table",
            "save the table as XLSX or CSV again",
        )


def _layout(piece: Piece) -> Layout | None:
    size = piece.path.stat().st_size
    with piece.path.open("rb") as stream:
        head = stream.read(PART)
        while len(head) < min(size, LONGEST_LINE) and head.count(b"\n") + head.count(b"\r") < 3:
            head += stream.read(len(head))
    encoding = detect_encoding(head)
    head_is_all = len(head) == size
    if not head_is_all and not encoding.is_wide:
        head = head[: head.rfind(b"\n") + 1] or head
    decoding = DecodingAccount()
    lines = list(text_lines(io.BytesIO(head), encoding, decoding, piece.file))
    if not head_is_all and len(lines) > 1:
        lines.pop()
    dialect = sniff(lines[:SNIFFED_LINES])
    found = tuple(records(lines, dialect))
    heading = find_heading(found[:SAMPLE_START])
    if heading is None:
        return None
    above = sum(len(line.encode()) for line in lines[: heading.first_line - 1]) + encoding.mark
    return Layout(
        encoding=encoding,
        dialect=dialect,
        heading=heading,
        head=found,
        head_is_all=head_is_all,
        data_starts=above,
        foreign=encoding.is_wide or decoding.as_cp1252 > 0,
    )


def _clean_sample(path: Path, layout: Layout) -> tuple[Row, ...] | None:
    """Rows from start, middle and end of the file, or None where anything in them asks for careful reading."""
    width = len(layout.heading.headers)
    if layout.encoding.is_wide or not layout.dialect.is_plain or width < 2 or _starts_with_a_mark(layout):
        return None
    parts = [[record for record in layout.head if record.line >= layout.heading.first_line]]
    if not layout.head_is_all:
        parts += [_part_of(path, layout, middle=True), _part_of(path, layout, middle=False)]
    if not all(_is_clean(part, layout.heading) for part in parts):
        return None
    limits = (SAMPLE_START, SAMPLE_MIDDLE, SAMPLE_END)
    rows = [record.cells for part, limit in zip(parts, limits, strict=False) for record in part[-limit:]]
    return tuple(tuple(cell or None for cell in cells) for cells in rows)


def _starts_with_a_mark(layout: Layout) -> bool:
    """A byte order mark right before the first record, where DuckDB would not skip it with the header."""
    return layout.encoding.mark > 0 and layout.heading.first_line == 1


def _part_of(path: Path, layout: Layout, *, middle: bool) -> list[Record]:
    """Records of a part of the file that begins and ends at line feeds."""
    size = path.stat().st_size
    start = max(PART, size // 2 if middle else size - PART)
    with path.open("rb") as stream:
        stream.seek(start)
        stream.readline()
        part = stream.read(PART)
    if middle:
        part = part[: part.rfind(b"\n") + 1]
    plain = Encoding(codec=layout.encoding.codec, mark=0)
    return list(records(text_lines(io.BytesIO(part), plain, DecodingAccount(), path.name), layout.dialect))


def _is_clean(part: Sequence[Record], heading: Heading) -> bool:
    """Every record on one line of its own, as wide as the header, and none that careful reading would set aside."""
    width = len(heading.headers)
    lines = [record.line for record in part]
    if lines and lines != list(range(lines[0], lines[0] + len(lines))):
        return False
    return not any(
        len(record.cells) != width
        or record.flaw
        or is_ruled(record.cells)
        or is_repeated_header(record.cells, heading)
        or any(_is_odd(cell) for cell in record.cells)
        or is_note(record.cells, width)
        for record in part
    )


def _is_odd(cell: str) -> bool:
    """Line ends and letters that were lost inside a cell, and cells beyond the line that DuckDB takes (2 MB)."""
    return "\n" in cell or "\r" in cell or "\ufffd" in cell or len(cell) > LONG_CELL


def _in_place(piece: Piece, layout: Layout, sample: tuple[Row, ...], desk: Desk, view: str) -> SourceTable | None:
    heading = layout.heading
    path = desk.plain_path(piece.path)
    scan = _scan(path, layout)
    examine = partial(
        survey_bytes,
        piece.path,
        header_cell=_telling_header(heading).encode(),
        start=layout.data_starts,
    )
    pending = at_once_or_in_background(piece.path, examine)
    survey = _survey(piece, pending, skipped=heading.first_line - 1)
    try:
        desk.make_views(
            view,
            rows=f"SELECT * FROM {scan}",
            numbered=f"SELECT row_number() OVER () + {heading.first_line - 1} AS source_line, * FROM {scan}",
        )
        if piece.path.stat().st_size <= AT_ONCE and not _holds(survey, view, desk, heading.columns):
            return None
    except duckdb.Error:
        return None
    return SourceTable(
        file=piece.file,
        headers=heading.headers,
        columns=heading.columns,
        view=view,
        numbered_view=f"{view}_numbered",
        sample=sample,
        remarks=tuple(layout.remarks()),
        set_aside=(),
        in_place=True,
        survey=survey,
        open_carefully=lambda: _carefully(piece, layout, desk, view),
    )


def _survey(piece: Piece, pending: Callable[[], Found], *, skipped: int) -> Survey:
    own = at_once_or_in_background(piece.path, lambda: piece.own_sha256)

    def rows() -> int:
        found = pending()
        return found.line_feeds + (not found.ends_with_line_feed) - skipped

    def doubt() -> str:
        return pending().doubt

    return Survey(outer_sha256=piece.outer_hash if piece.copied else own, own_sha256=own, rows=rows, doubt=doubt)


def _holds(survey: Survey, view: str, desk: Desk, columns: Sequence[str]) -> bool:
    """Whether DuckDB reads a small file whole (every column, so that every byte is judged) with the rows surveyed."""
    if survey.doubt():
        return False
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    seen = desk.connection.execute(f"SELECT count(*), {counts} FROM {identifier(view)}").fetchone()
    return seen is not None and seen[0] == survey.rows()


def _scan(path: Path, layout: Layout) -> str:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in layout.heading.columns)
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=false, skip={layout.heading.first_line - 1}, "
        f"columns={{{columns}}}, delim={literal(layout.dialect.delimiter)}, quote='\"', escape='\"', nullstr='', "
        "strict_mode=true, null_padding=false, compression='none')"
    )


def _telling_header(heading: Heading) -> str:
    """The longest header without a quotation mark: if the header comes again, this text must come again."""
    return max((header.strip() for header in heading.headers if '"' not in header), key=len, default="")


def _carefully(piece: Piece, layout: Layout, desk: Desk, view: str) -> SourceTable:
    own = piece.own_sha256
    target = desk.workspace / f"table-{own[:16]}-{READER}.parquet"
    beside = target.with_suffix(".json")
    held = kept(beside) if target.exists() else None
    done = from_account(held, desk.workspace) if held else _normalised(piece, layout, target)
    if held is None:
        keep(done.as_account(), beside)
    desk.lay_out_parquet(view, target, layout.heading.columns)
    return SourceTable(
        file=piece.file,
        headers=layout.heading.headers,
        columns=layout.heading.columns,
        view=view,
        numbered_view=f"{view}_numbered",
        sample=desk.sample(view, done.rows),
        remarks=done.remarks,
        set_aside=done.set_aside,
        in_place=False,
        survey=surveyed(outer=piece.outer_hash(), own=own, rows=done.rows),
    )


def _normalised(piece: Piece, layout: Layout, target: Path) -> Normalised:
    from arcs.files.sources.careful import normalise  # noqa: PLC0415 - loads pyarrow, and a clean file does not need it

    decoding = DecodingAccount()
    with piece.path.open("rb") as stream:
        lines = text_lines(stream, layout.encoding, decoding, piece.file)
        found = records(lines, layout.dialect, width=len(layout.heading.headers))
        done = normalise(found, layout.heading, target, file=piece.file)
    return replace(done, remarks=(*decoding.remarks(layout.encoding), *layout.remarks(), *done.remarks))
