"""Texts of few different values as enumerations: one or two bytes a row instead of sixteen, and quicker to group by.

The values of the sample make the enumeration before the scan. A row with any other value keeps its texts beside it
(`rare_codes`) until the scan is over; then the enumeration is widened and nothing is lost. The values of an
enumeration stand in the order of their texts, so that sorting by it is sorting by text.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from arcs.files.exports.mapping import TEXT_FIELDS
from arcs.files.exports.mapping import Mapping as ColumnMapping
from arcs.files.exports.settling import sampled
from arcs.files.exports.staging import MANY_VALUED, RARE, ROWS, StagePlan, enumeration
from arcs.files.sources import SourceTable

if TYPE_CHECKING:
    import duckdb

MOST_CODES = 5000
_MOST_SAMPLED = 1000
_SAMPLE = 4000
_ROWS_TO_A_CODE = 4  # a column with fewer rows to a value is no code


def coded_fields(
    fields: Sequence[str], mapping: ColumnMapping, tables: Sequence[SourceTable]
) -> Mapping[str, tuple[str, ...]]:
    """The fields that are codes by their samples, with the values seen there."""
    found = {}
    for name in fields:
        if name in TEXT_FIELDS and name not in MANY_VALUED:
            seen = sampled(tables, mapping.columns[name], _SAMPLE)
            values = set(seen)
            if values and len(values) <= min(_MOST_SAMPLED, len(seen) / _ROWS_TO_A_CODE):
                found[name] = tuple(sorted(values))
    return found


def widen(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> None:
    """Take the values that the sample did not show into the enumerations."""
    if not plan.codes:
        return
    for place, (column, known) in enumerate(plan.codes.items(), start=1):
        rows = connection.execute(
            f"SELECT DISTINCT {RARE}[{place}] FROM {ROWS} WHERE {RARE}[{place}] IS NOT NULL"
        ).fetchall()
        rare = {str(row[0]) for row in rows} - set(known)
        if rare:
            _retype(connection, column, f"coalesce({RARE}[{place}], {column}::VARCHAR)", {*known, *rare})
    connection.execute(f"ALTER TABLE {ROWS} DROP COLUMN {RARE}")


def rewrite(connection: "duckdb.DuckDBPyConnection", column: str, rewritten: Callable[[str], str]) -> None:
    """Write an enumerated column anew; `rewritten` gives the SQL of the new text from the SQL of the old one."""
    rows = connection.execute(
        f"SELECT DISTINCT {rewritten('code')} FROM (SELECT DISTINCT {column}::VARCHAR AS code FROM {ROWS})"
    ).fetchall()
    values = {str(row[0]) for row in rows if row[0] is not None}
    _retype(connection, column, rewritten(f"{column}::VARCHAR"), values)


def _retype(connection: "duckdb.DuckDBPyConnection", column: str, expression: str, values: Collection[str]) -> None:
    kind = enumeration(sorted(values)) if 0 < len(values) <= MOST_CODES else "VARCHAR"
    connection.execute(f"ALTER TABLE {ROWS} ALTER COLUMN {column} TYPE {kind} USING ({expression})::{kind}")
