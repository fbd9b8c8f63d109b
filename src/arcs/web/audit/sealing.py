"""How a seal is computed: digests of rows in SQL, folded into digests of tables, folded into a chain.

A row's digest is the SHA-256 of `row(columns…)::text`, PostgreSQL's composite text, which quotes so that no two
different rows read alike. A table's digest is that of its rows' digests by transaction and key. A seal's digest covers
its bounds, its tables with their columns, and the digest before it. Columns are kept with the seal: a column that a
later version adds leaves old seals as they were.

Below `pg_snapshot_xmin` every transaction is over: committed and visible to any later statement, or rolled back. A
transaction that commits late has a number at or above that bound, so it falls under the next seal and can slip under
none.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from arcs.web.audit.sources import Source

FIRST = b"\0" * 32
LOCK = 0x4152435345414C  # "ARCSEAL": one sealer at a time
# How values are written as text depends on the session; seals must not.
FIXED = """
select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'iso_8601', true), set_config('bytea_output', 'hex', true),
       set_config('extra_float_digits', '1', true)
"""


@dataclass(frozen=True, kw_only=True)
class TablePart:
    """What a seal says, or the table now says, about one table within the seal's bounds."""

    table: str
    columns: tuple[str, ...]
    rows: int
    digest: bytes


def fix_texts(cursor: CursorWrapper) -> None:
    """For the rest of this transaction, write values as text in one way whatever the session asked for."""
    cursor.execute(FIXED)


def _folded(source: Source, columns: Sequence[str]) -> str:
    listed = ", ".join(f't."{column}"' for column in columns)
    row = f"sha256(convert_to(row({listed})::text, 'UTF8'))"
    return f"""count(*), sha256(string_agg({row}, ''::bytea order by t."transaction", t."{source.key}"))"""


def part_between(cursor: CursorWrapper, source: Source, from_xact: int, below_xact: int) -> TablePart | None:
    """One table's rows within the bounds, or None when it has none there."""
    cursor.execute(
        f'select {_folded(source, source.columns)} from "{source.table}" t '
        f'where t."transaction" >= %s and t."transaction" < %s',
        [from_xact, below_xact],
    )
    rows, digest = cursor.fetchone()
    if not rows:
        return None
    return TablePart(table=source.table, columns=source.columns, rows=rows, digest=bytes(digest))


def parts_now(cursor: CursorWrapper, source: Source, columns: Sequence[str]) -> dict[int, TablePart]:
    """The same for every seal at once, by the seal's number: one statement, however many seals there are."""
    cursor.execute(
        f'select s.number, {_folded(source, columns)} from audit_seal s join "{source.table}" t '
        f'on t."transaction" >= s.from_xact and t."transaction" < s.below_xact group by s.number'
    )
    return {
        number: TablePart(table=source.table, columns=tuple(columns), rows=rows, digest=bytes(digest))
        for number, rows, digest in cursor.fetchall()
    }


def seal_digest(
    *, number: int, sealed_at: datetime, from_xact: int, below_xact: int, previous: bytes, parts: Sequence[TablePart]
) -> bytes:
    """The digest of a seal from all it says."""
    said = [
        number,
        sealed_at.isoformat(timespec="microseconds"),
        from_xact,
        below_xact,
        previous.hex(),
        [[part.table, list(part.columns), part.rows, part.digest.hex()] for part in sorted(parts, key=_by_table)],
    ]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest()


def _by_table(part: TablePart) -> str:
    return part.table
