"""Set aside the records that cannot be calls, each with its line, its reason and what stood there; count the rest.

Lines are known only to a second, ordered pass, made only when there is something to set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from arcs.core.calls.ledger import IDENTICAL_ROW, NO_CALL_TYPE, NO_TIME, UNREADABLE_TIME, SetAsideExample
from arcs.files.exports.mapping import TIME_NULL_WORDS
from arcs.files.exports.staging import ROWS, StagePlan, has_instants, present, row_hash_sql
from arcs.files.exports.times import (
    EARLIEST_MS,
    INSTANTS,
    LATEST_MS,
    is_clock,
    is_swappable,
    parse_sql,
    swapped,
    time_form,
)
from arcs.files.sources import SourceTable
from arcs.files.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

_EXAMPLES = 5
_MOST_SORTED = 6_000_000  # 48 MB of hashes beside the database; more rows are grouped, which can go to the disk
_MOST_REPEATED = 20_000
_ZERO_CLOCK = "^(0{1,2}:00(:00(\\.0+)?)?|0000(00)?)$"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What setting aside found: counts by reason, examples, and the words that stood for no time or no readable
    time.
    """

    rows_read: int
    set_aside: dict[str, int]
    examples: tuple[SetAsideExample, ...]
    not_recorded: dict[str, dict[str, int]] = field(default_factory=dict)
    unreadable: dict[str, dict[str, int]] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def set_aside_rows(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, tables: Sequence[SourceTable]) -> Found:
    """Take the faulty and the doubled records out of the staged rows, into `arcs_set_aside`."""
    staged = _one_number(connection, f"SELECT count(*) FROM {ROWS}")
    told = [line for point in plan.points for line in _read_odd_forms(connection, plan, point)]
    not_recorded = {point: _words(connection, plan, point, sentinel=True) for point in plan.points}
    unreadable = {point: _words(connection, plan, point, sentinel=False) for point in plan.points}
    _create_table(connection)
    _keep_source_records(connection, tables)
    _faults(connection, plan)
    _twice(connection, staged)
    _find_lines(connection, plan, tables)
    connection.execute(f"DELETE FROM {ROWS} WHERE row_hash IN (SELECT row_hash FROM arcs_faulty)")
    connection.execute(
        f"DELETE FROM {ROWS} WHERE rowid IN (SELECT rowid FROM {ROWS} WHERE row_hash IN (SELECT row_hash FROM "
        f"arcs_twice) "
        "QUALIFY row_number() OVER (PARTITION BY row_hash ORDER BY source_no, source_line, rowid) > 1)"
    )
    counted = connection.execute("SELECT reason, count(*) FROM arcs_set_aside GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    beside = sum(len(table.set_aside) for table in tables)
    return Found(
        rows_read=staged + beside,
        set_aside={str(reason): int(count) for reason, count in counted},
        examples=_examples(connection),
        not_recorded={point: words for point, words in not_recorded.items() if words},
        unreadable={point: words for point, words in unreadable.items() if words},
        told=tuple(told),
    )


def _one_number(connection: "duckdb.DuckDBPyConnection", query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _create_table(connection: "duckdb.DuckDBPyConnection") -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arcs_set_aside (source_id VARCHAR, source_file VARCHAR, source_line BIGINT, "
        'reason VARCHAR, "column" VARCHAR, given VARCHAR)'
    )


def _keep_source_records(connection: "duckdb.DuckDBPyConnection", tables: Sequence[SourceTable]) -> None:
    """Records that could not even become a row when the file was opened."""
    rows = [
        (table.source_id, table.file, one.line, one.reason, None, one.given[:200])
        for table in tables
        for one in table.set_aside
    ]
    if rows:
        connection.executemany("INSERT INTO arcs_set_aside VALUES (?, ?, ?, ?, ?, ?)", rows)


def _null_words(plan: StagePlan) -> str:
    return ", ".join(literal(word.upper()) for word in (*plan.mapping.null_words, *TIME_NULL_WORDS))


def _sentinel_sql(plan: StagePlan, point: str) -> str:
    """True where an unread value is a word for "no time", an impossible date such as 1900, or a bare 0:00."""
    odd = f"trim({point}_odd)"
    parsed = parse_sql(odd, plan.time(point).formats)
    return (
        f"(upper({odd}) IN ({_null_words(plan)}) OR regexp_matches({odd}, '{_ZERO_CLOCK}') "
        f"OR coalesce({parsed} NOT BETWEEN {EARLIEST_MS} AND {LATEST_MS}, false))"
    )


def _read_odd_forms(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, point: str) -> list[str]:
    """Read values in forms that the sample did not show, or that are only padded; say how many."""
    odd = f"{point}_odd"
    values = [
        str(row[0])
        for row in connection.execute(
            f"SELECT {odd} FROM {ROWS} WHERE {odd} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 5000"
        ).fetchall()
    ]
    one = plan.time(point)
    if not values or one.clock_columns:
        return []
    forms = [form for form in dict.fromkeys(map(time_form, values)) if form and not is_clock(form)]
    if plan.mapping.day_order == "day-first":
        forms = list(map(swapped, forms))
    elif plan.mapping.day_order is None:
        forms = [form for form in forms if form in one.formats or not is_swappable(form)]
    local = [form for form in forms if form not in INSTANTS]
    instants = [form for form in forms if form in INSTANTS] if has_instants(one) else []
    told = []
    for kind, group in (("lms", local), ("ums", instants)):
        if group:
            parsed = parse_sql(f"trim({odd})", group)
            good = f"{odd} IS NOT NULL AND {parsed} BETWEEN {EARLIEST_MS} AND {LATEST_MS}"
            borrowed = ", received_borrowed = false" if point == "received" else ""
            changed = _one_number(
                connection, f"UPDATE {ROWS} SET {point}_{kind} = {parsed}, {odd} = NULL{borrowed} WHERE {good}"
            )
            if changed:
                told.append(f"{point}: {changed:,} values were read as {', '.join(group)}.")
    return told


def _words(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, point: str, *, sentinel: bool) -> dict[str, int]:
    """The commonest words of one kind in a column of times, with their counts; the rest together."""
    test = _sentinel_sql(plan, point)
    counted = connection.execute(
        f"SELECT left({point}_odd, 200), count(*) FROM {ROWS} WHERE {point}_odd IS NOT NULL "
        f"AND {test if sentinel else f'NOT {test}'} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    words = {str(word): int(n) for word, n in counted.fetchmany(20)}
    rest = sum(int(n) for _, n in counted.fetchall())
    return {**words, "other words": rest} if rest else words


def _faults(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> None:
    """The hashes of rows that cannot be calls, with the reason."""
    types = [name for name in ("final_call_type", "initial_call_type") if name in plan.fields]
    cases: list[tuple[str, str]] = [(f"coalesce({', '.join(types)}, NULL) IS NULL" if types else "true", NO_CALL_TYPE)]
    if plan.points:
        unread = f"received_odd IS NOT NULL AND NOT {_sentinel_sql(plan, 'received')}"
        cases += [
            (unread, UNREADABLE_TIME),
            ("received_lms IS NULL AND received_ums IS NULL", NO_TIME),
        ]
    branches = " ".join(f"WHEN {test} THEN {place}" for place, (test, _) in enumerate(cases))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arcs_faulty AS SELECT row_hash, any_value(place) AS place FROM "
        f"(SELECT row_hash, CASE {branches} END AS place FROM {ROWS} WHERE {' OR '.join(f'({c[0]})' for c in cases)}) "
        "GROUP BY row_hash"
    )
    reasons = ", ".join(f"({place}, {literal(reason)})" for place, (_, reason) in enumerate(cases))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arcs_reasons AS SELECT * FROM (VALUES {reasons}) AS r(place, reason)"
    )


def _twice(connection: "duckdb.DuckDBPyConnection", staged: int) -> None:
    """The hashes that several rows share. That the rows are equal in every column is verified when their lines are
    read.
    """
    repeated = _repeated_hashes(connection) if staged <= _MOST_SORTED else None
    if repeated is None:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE arcs_twice AS SELECT row_hash FROM {ROWS} GROUP BY 1 HAVING count(*) > 1"
        )
    else:
        listed = ", ".join(map(str, repeated))
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE arcs_twice AS SELECT unnest([{listed}]::UBIGINT[]) AS row_hash"
        )
    connection.execute("DELETE FROM arcs_twice WHERE row_hash IN (SELECT row_hash FROM arcs_faulty)")


def _repeated_hashes(connection: "duckdb.DuckDBPyConnection") -> list[int] | None:
    """Hashes that stand on more than one staged row: sorted in place, equal ones are neighbours; None if too many.

    Grouping the rows takes five times as long.
    """
    hashes = np.asarray(connection.execute(f"SELECT row_hash FROM {ROWS}").fetchnumpy()["row_hash"])
    hashes.sort()
    equal = hashes[1:] == hashes[:-1]
    return sorted(set(map(int, hashes[1:][equal]))) if equal.sum() <= _MOST_REPEATED else None


def _given_sql(plan: StagePlan, table: SourceTable) -> str:
    """What stood in the column at fault, by reason; for an identical row, the row itself."""
    kept = [identifier(name) for name in table.columns if name not in plan.running_numbers]
    row = f"concat_ws(' | ', {', '.join(kept)})"
    received = "NULL"
    if plan.points:
        one = plan.time("received")
        received = present(table, (*one.columns, *one.epoch_columns)) or "NULL"
    return f"left(CASE WHEN reason = {literal(UNREADABLE_TIME)} THEN {received} ELSE {row} END, 200)"


def _find_lines(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, tables: Sequence[SourceTable]) -> None:
    """The second pass: lines and contents of the faulty and the doubled records."""
    if not _one_number(connection, "SELECT (SELECT count(*) FROM arcs_faulty) + (SELECT count(*) FROM arcs_twice)"):
        return
    time_columns = plan.time("received").columns if plan.points else ()
    parts = []
    for number, table in enumerate(tables):
        kept = [identifier(name) for name in table.columns if name not in plan.running_numbers]
        fault = (
            f"CASE WHEN reason = {literal(UNREADABLE_TIME)} THEN {literal(', '.join(time_columns))} "
            f"WHEN reason = {literal(NO_CALL_TYPE)} THEN {literal(_type_columns(plan))} END"
        )
        parts.append(
            f"SELECT {number} AS source_no, {literal(table.source_id)} AS source_id, {literal(table.file)} AS "
            f"source_file, "
            f"source_line, row_hash, coalesce(reason, {literal(IDENTICAL_ROW)}) AS reason, {fault} AS at_fault, "
            f"{_given_sql(plan, table)} AS given, to_json([{', '.join(kept)}])::VARCHAR AS whole FROM "
            f"(SELECT *, {row_hash_sql(plan, table)} AS row_hash FROM {identifier(table.numbered_view)}) "
            "LEFT JOIN (SELECT row_hash, reason FROM arcs_faulty JOIN arcs_reasons USING (place)) USING (row_hash) "
            "WHERE reason IS NOT NULL OR row_hash IN (SELECT row_hash FROM arcs_twice)"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE arcs_suspects AS {' UNION ALL '.join(parts)}")
    connection.execute(
        "DELETE FROM arcs_twice WHERE row_hash IN (SELECT row_hash FROM arcs_suspects GROUP BY 1 "
        "HAVING count(DISTINCT whole) > 1)"
    )
    connection.execute(
        "INSERT INTO arcs_set_aside SELECT source_id, source_file, source_line, reason, at_fault, given FROM "
        "arcs_suspects "
        f"WHERE reason <> {literal(IDENTICAL_ROW)} OR row_hash IN (SELECT row_hash FROM arcs_twice) "
        f"QUALIFY reason <> {literal(IDENTICAL_ROW)} "
        "OR row_number() OVER (PARTITION BY row_hash ORDER BY source_no, source_line) > 1"
    )


def _type_columns(plan: StagePlan) -> str:
    names = [name for field in ("final_call_type", "initial_call_type") for name in plan.mapping.columns.get(field, ())]
    return ", ".join(names)


def _examples(connection: "duckdb.DuckDBPyConnection") -> tuple[SetAsideExample, ...]:
    rows = connection.execute(
        'SELECT source_file, source_line, reason, "column", given FROM arcs_set_aside QUALIFY '
        f"row_number() OVER (PARTITION BY reason ORDER BY source_file, source_line) <= {_EXAMPLES} "
        "ORDER BY reason, source_file, source_line"
    ).fetchall()
    return tuple(
        SetAsideExample(source_file=file, source_line=line, reason=reason, column=column, given=given)
        for file, line, reason, column, given in rows
    )
