"""Parquet tables, every column as text."""

from __future__ import annotations

import duckdb

from arcs.core.refusal import Refusal
from arcs.files.sources.containers import Piece
from arcs.files.sources.desk import Desk
from arcs.files.sources.headers import unique_columns
from arcs.files.sources.survey import surveyed
from arcs.files.sources.tables import SourceTable
from arcs.files.sql import identifier, literal


def open_parquet(piece: Piece, desk: Desk) -> SourceTable | None:
    """The table of one Parquet file; `source_line` is the place of the record, as the file has no lines."""
    scan = f"read_parquet({literal(str(desk.plain_path(piece.path)))}, file_row_number=true)"
    try:
        described = desk.connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
        counted = desk.connection.execute(f"SELECT count(*) FROM {scan}").fetchone()
    except duckdb.Error as fault:
        raise Refusal(piece.file, "the Parquet file is cut off or damaged", "write or copy it again") from fault
    headers = tuple(str(name) for name, *_ in described)
    columns = unique_columns(headers)
    cells = ", ".join(
        f"{_as_text(header, str(kind))} AS {identifier(column)}"
        for (header, kind, *_), column in zip(described, columns, strict=True)
    )
    view = desk.next_view()
    rows = int(counted[0]) if counted else 0
    desk.make_views(
        view,
        rows=f"SELECT {cells} FROM {scan}",
        numbered=f"SELECT file_row_number + 1 AS source_line, {cells} FROM {scan} ORDER BY file_row_number",
    )
    try:
        sample = desk.sample(view, rows)
    except duckdb.Error as fault:
        raise Refusal(piece.file, "the Parquet file is damaged inside", "write or copy it again") from fault
    return SourceTable(
        file=piece.file,
        headers=headers,
        columns=columns,
        view=view,
        numbered_view=f"{view}_numbered",
        sample=sample,
        remarks=("read as Parquet; records are numbered, as it has no lines",),
        set_aside=(),
        in_place=False,
        survey=surveyed(outer=piece.outer_hash(), own=piece.own_sha256, rows=rows),
    )


def _as_text(header: str, kind: str) -> str:
    name = identifier(header)
    if kind == "TIMESTAMP WITH TIME ZONE":  # written in UTC whatever the session's zone
        return f"strftime(make_timestamp(epoch_us({name})), '%Y-%m-%dT%H:%M:%S.%fZ')"
    return f"nullif(CAST({name} AS VARCHAR), '')"
