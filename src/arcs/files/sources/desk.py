"""Where tables are laid out: the connection, the workspace, and the SQL that makes views."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from arcs.files.sources.tables import Row
from arcs.files.sql import identifier, literal

READER = "r1"  # raised whenever a reading changes what it writes, so that older copies in a workspace are not used
SAMPLE_START, SAMPLE_MIDDLE, SAMPLE_END = 2_000, 1_000, 1_000


@dataclass(kw_only=True)
class Desk:
    """A connection and a workspace, with view names that are free on that connection."""

    connection: duckdb.DuckDBPyConnection
    workspace: Path
    remarks: list[str] = field(default_factory=list)
    _last: int = 0

    def __post_init__(self) -> None:
        found = self.connection.execute(
            "SELECT max(try_cast(regexp_extract(view_name, '^source_([0-9]+)$', 1) AS INTEGER)) FROM duckdb_views()"
        ).fetchone()
        self._last = (found[0] or 0) if found else 0

    def next_view(self) -> str:
        """A name for the next table's view; its numbered view has `_numbered` behind it."""
        self._last += 1
        return f"source_{self._last}"

    def plain_path(self, path: Path) -> Path:
        """The path itself, or a link to it in the workspace: DuckDB takes `*`, `?` and `[` in a path for a pattern."""
        whole = path.resolve()
        if not any(mark in str(whole) for mark in "*?[]{}"):
            return whole
        link = self.workspace.resolve() / f"link-{hashlib.sha256(str(whole).encode()).hexdigest()[:16]}"
        link.unlink(missing_ok=True)
        link.symlink_to(whole)
        return link

    def make_views(self, view: str, *, rows: str, numbered: str) -> None:
        """Make or replace both views of a table."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(view)} AS {rows}")
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(view + '_numbered')} AS {numbered}")

    def lay_out_parquet(self, view: str, path: Path, columns: Sequence[str]) -> None:
        """Views over a Parquet file of ours, which has `source_line` beside the columns."""
        listed = ", ".join(identifier(name) for name in columns)
        scan = f"read_parquet({literal(str(path))})"
        self.make_views(
            view,
            rows=f"SELECT {listed} FROM {scan}",
            numbered=f"SELECT source_line, {listed} FROM {scan} ORDER BY source_line",
        )

    def sample(self, view: str, rows: int) -> tuple[Row, ...]:
        """Up to 4,000 rows from the start, the middle and the end of a table that is not read in place."""
        middle, end = max(SAMPLE_START, rows // 2), max(SAMPLE_START + SAMPLE_MIDDLE, rows - SAMPLE_END)
        wanted = (
            "SELECT * EXCLUDE (source_line) FROM "
            f"(SELECT *, row_number() OVER () AS _place FROM {identifier(view + '_numbered')}) "
            f"WHERE _place <= {SAMPLE_START} OR _place BETWEEN {middle + 1} AND {middle + SAMPLE_MIDDLE} "
            f"OR _place > {end} ORDER BY _place"
        )
        return tuple(tuple(row[:-1]) for row in self.connection.execute(wanted).fetchall())
