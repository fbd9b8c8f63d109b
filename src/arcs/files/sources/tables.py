"""What a reading of sources hands on: tables on a DuckDB connection, with an account of everything found and done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb

from arcs.files.sources.survey import Survey

Row = tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True)
class SetAsideRecord:
    """A source record that cannot be a row: its first line, why, and how it was given (cut at 200 characters)."""

    line: int
    reason: str
    given: str


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """One table of one source, as text. `view` has exactly `columns`, all VARCHAR, with NULL for an empty cell.

    `numbered_view` has the same rows in file order with `source_line` (BIGINT) first. For a table that DuckDB reads
    in place (`in_place`) the hash and the count of rows are taken by a thread of their own while somebody else already
    scans: `sha256`, `source_id` and `rows` wait for it, so ask for them late.
    """

    file: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    view: str
    numbered_view: str
    sample: tuple[Row, ...]
    remarks: tuple[str, ...]
    set_aside: tuple[SetAsideRecord, ...]
    in_place: bool
    survey: Survey
    open_carefully: Callable[[], SourceTable] | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the outer file as it was given, in hexadecimal, for the manifest."""
        return self.survey.outer_sha256()

    @property
    def source_id(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 over the table's own bytes (for a sheet: file bytes and name)."""
        return self.survey.own_sha256()[:16]

    @property
    def rows(self) -> int:
        """Rows that `view` must return. Source records are these and the `set_aside` ones together."""
        return self.survey.rows()

    @property
    def doubt(self) -> str:
        """Why reading in place would not be exact, or nothing. Waits for the survey."""
        return self.survey.doubt() if self.in_place else ""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """All tables of one call, in the order given, and remarks on what was found beside them."""

    tables: tuple[SourceTable, ...]
    remarks: tuple[str, ...] = ()

    def reopen_carefully(self, table: SourceTable) -> SourceTable:
        """The same table read record by record, under the same view names; itself when it already was."""
        return table.open_carefully() if table.open_carefully is not None else table

    def read_each(self, stage: Callable[[SourceTable], int]) -> Sources:
        """Call `stage(table)` on every table; it scans `table.view` and returns the number of rows that it saw.

        Where DuckDB refuses a file that is read in place, or its count of rows is not the survey's, the file is opened
        carefully and `stage` is called again, so it must replace what it wrote the first time. Returns the sources as
        they were read in the end.
        """
        return replace(self, tables=tuple(self._read(table, stage) for table in self.tables))

    def _read(self, table: SourceTable, stage: Callable[[SourceTable], int]) -> SourceTable:
        if not table.in_place:
            stage(table)
            return table
        try:
            if stage(table) == table.rows and not table.doubt:
                return table
        except duckdb.Error:
            pass  # the careful reading says what is wrong, with its line; a fault of the stage itself is raised again
        careful = self.reopen_carefully(table)
        stage(careful)
        return careful
