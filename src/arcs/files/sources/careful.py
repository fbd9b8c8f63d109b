"""Reading record by record, with every record accounted for, into a Parquet file with line numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from arcs.core.refusal import Refusal
from arcs.files.sources.accounts import Normalised
from arcs.files.sources.dialects import Record
from arcs.files.sources.headers import Heading
from arcs.files.sources.notes import is_note, is_repeated_header, is_ruled, is_surely_a_record
from arcs.files.sources.tables import SetAsideRecord

ROWS_AT_ONCE = 20_000
CHARACTERS_AT_ONCE = 32 << 20
NOTES_HELD = 50
SET_ASIDE_AT_MOST = 100_000


@dataclass(kw_only=True)
class _Sorting:
    """Sorts records into rows and set-aside records, holding back what may turn out to be notes after the last one."""

    heading: Heading
    file: str
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    set_aside: list[SetAsideRecord] = field(default_factory=list)
    held: list[Record] = field(default_factory=list)
    rows: int = 0

    def row(self, record: Record) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows that this record releases: none, itself, or itself with those held back before it."""
        if not record.cells:
            self._count("blank", record.line)
            return
        reason = self._reason(record)
        if reason:
            if reason == "header repeated":
                self._set_held_aside()
            self._aside(record, reason)
            return
        if is_note(record.cells, len(self.heading.headers)) and len(self.held) < NOTES_HELD:
            self.held.append(record)
            return
        yield from self._released()
        yield self._fitted(record)

    def end(self) -> None:
        """What is still held at the end of the file are notes, not records."""
        self._set_held_aside()

    def _released(self) -> Iterator[tuple[int, Sequence[str]]]:
        for record in self.held:
            yield self._fitted(record)
        self.held.clear()

    def _set_held_aside(self) -> None:
        for record in self.held:
            self._aside(record, "note after the last record")
        self.held.clear()

    def _reason(self, record: Record) -> str:
        width = len(self.heading.headers)
        if record.flaw == "open":
            return "a quotation mark is never closed"
        if is_repeated_header(record.cells, self.heading):
            return "header repeated"
        if is_ruled(record.cells):
            return "a ruled line, not a record"
        if any(cell.strip() for cell in record.cells[width:]):
            return "more cells than headers"
        return ""

    def _fitted(self, record: Record) -> tuple[int, Sequence[str]]:
        width = len(self.heading.headers)
        cells = record.cells
        if record.flaw:
            self._count("mended", record.line)
        if len(cells) > width:
            self._count("long", record.line)
            cells = cells[:width]
        elif len(cells) < width:
            self._count("short", record.line)
            cells = [*cells, *[""] * (width - len(cells))]
        self.rows += 1
        return record.line, cells

    def _count(self, what: str, line: int) -> None:
        self.counts[what] += 1
        self.first.setdefault(what, line)

    def _aside(self, record: Record, reason: str) -> None:
        self.set_aside.append(SetAsideRecord(line=record.line, reason=reason, given=",".join(record.cells)[:200]))
        if len(self.set_aside) > SET_ASIDE_AT_MOST and len(self.set_aside) > self.rows:
            commonest = Counter(one.reason for one in self.set_aside).most_common(1)[0][0]
            raise Refusal(
                self.file,
                f"more than {SET_ASIDE_AT_MOST:,} records cannot be rows, most of them because of: {commonest} "
                f"(first: line {self.set_aside[0].line})",
                "export the table again with cells quoted wherever they hold the delimiter",
            )

    def remarks(self) -> list[str]:
        """One sentence for each kind of thing that was done to records."""
        words = {
            "blank": "blank lines passed over",
            "short": "records with fewer cells than headers, kept with empty cells",
            "long": "records with further empty cells beyond the headers, which were left out",
            "mended": "records with a stray quotation mark, kept as a character or left out",
        }
        return [
            f"{words[what]}: {self.counts[what]} (first: line {self.first[what]})"
            for what in words
            if self.counts[what]
        ]


def normalise(
    found: Iterable[Record], heading: Heading, target: Path, *, file: str, said: Sequence[str] = ()
) -> Normalised:
    """Write the rows below the heading to `target` (columns `source_line` and the heading's), and count the rest.

    Streams: at most `ROWS_AT_ONCE` rows are held. `said` are remarks that go before those on the records.
    """
    sorting = _Sorting(heading=heading, file=file)
    schema = pyarrow.schema([("source_line", pyarrow.int64()), *((name, pyarrow.string()) for name in heading.columns)])
    part = target.with_suffix(".part")
    with pyarrow.parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        for batch in _batches(found, sorting):
            writer.write_batch(_as_batch(batch, schema))
    part.replace(target)
    return Normalised(
        path=target, rows=sorting.rows, remarks=(*said, *sorting.remarks()), set_aside=tuple(sorting.set_aside)
    )


def _batches(found: Iterable[Record], sorting: _Sorting) -> Iterator[list[tuple[int, Sequence[str]]]]:
    batch: list[tuple[int, Sequence[str]]] = []
    characters = 0
    for record in found:
        if record.line < sorting.heading.first_line:
            continue
        if not (record.flaw or sorting.held) and is_surely_a_record(record.cells, sorting.heading):
            sorting.rows += 1
            batch.append((record.line, record.cells))
        else:
            batch.extend(sorting.row(record))
        characters += sum(map(len, record.cells))
        if len(batch) >= ROWS_AT_ONCE or characters > CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    sorting.end()
    if batch:
        yield batch


def _as_batch(rows: list[tuple[int, Sequence[str]]], schema: Any) -> Any:
    lines = pyarrow.array([line for line, _ in rows], pyarrow.int64())
    columns = zip(*(cells for _, cells in rows), strict=True)
    texts = [pyarrow.array([cell or None for cell in column], pyarrow.string()) for column in columns]
    return pyarrow.record_batch([lines, *texts], schema=schema)
