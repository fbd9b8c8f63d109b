"""The call table of an export into PostgreSQL: worked out by DuckDB, copied in batches, counted while it is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
import ibis
from django.db import connection as database

from arcs.core.workload.intervals import Interval, measured
from arcs.core.workload.selection import chosen
from arcs.files.call_store import written
from arcs.files.exports import CallReading
from arcs.files.sql import literal
from arcs.web.studies.models import CallTally, LedgerLine
from arcs.web.studies.models import ImportedCall as Call
from arcs.web.studies.models import SetAside as Aside

BATCH = 50_000
PIECE = 1 << 20
HOURS_TO_MONDAY = 72  # 1 January 1970 was a Thursday
STORED = "arcs_stored"
ASIDE = "arcs_stored_aside"
CALL_COLUMNS = (
    "number", "chosen", "call_number", "call_type", "initial_call_type", "discipline", "priority", "initiated_by",
    "received_local", "hour_of_week", "beat", "disposition", "unit_responses", "committed_seconds", "missing",
    "negative", "over_long", "source_file", "source_line",
)  # fmt: skip
ASIDE_COLUMNS = ("number", "reason", "source_file", "source_line", "column", "given")
TEXTS = frozenset(
    ("call_number", "call_type", "initial_call_type", "discipline", "priority", "initiated_by", "beat", "disposition",
     "source_file", "reason", "column", "given")
)  # fmt: skip
TALLIED = {
    "call_type": "call_type",
    "hour": "hour_of_week::VARCHAR",
    "month": "strftime(received_local, '%Y-%m')",
    "beat": "beat",
    "priority": "priority",
    "disposition": "disposition",
}
LEFT_OUT = ("missing", "negative", "over_long")


@dataclass(frozen=True, kw_only=True)
class Calls:
    """What is to be stored: tables on a DuckDB connection, in order, with how many rows each has."""

    connection: duckdb.DuckDBPyConnection
    calls: int
    set_aside: int


def worked_out(reading: CallReading, interval: Interval, where: dict[str, str]) -> Calls:
    """Every call with its committed time by the same rule as the workload, numbered in the export's order."""
    rows = measured(reading.committed, interval)
    by_call = rows.group_by("call_key").agg(
        unit_responses=rows.basis.notnull().sum(),
        committed_ms=rows.interval_ms.sum(),
        hour=rows.received_local_hour.min(),
        missing=rows.given_ms.isnull().sum(),
        negative=(rows.given_ms < 0).sum(),
        over_long=(rows.interval_ms.isnull() & (rows.given_ms >= 0)).sum(),
    )
    connection = reading.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE arcs_by_call AS {written(by_call.op())}")
    keys = chosen(reading.calls, where).select("call_key")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE arcs_chosen AS {written(keys.op())}")
    connection.execute(_calls_sql(reading.calls))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {ASIDE} AS SELECT row_number() OVER (ORDER BY source_file, source_line, reason) "
        'AS number, reason, source_file, source_line, "column", given FROM arcs_set_aside'
    )
    return Calls(
        connection=connection,
        calls=_one(connection, f"SELECT count(*) FROM {STORED}"),
        set_aside=_one(connection, f"SELECT count(*) FROM {ASIDE}"),
    )


def _calls_sql(calls: ibis.Table) -> str:
    taken = calls.select(
        "call_key", "call_number", "call_type", "initial_call_type", "discipline", "priority", "initiated_by",
        "received_local", "beat", "disposition", "source_file", "source_line",
    )  # fmt: skip
    return (
        f"CREATE OR REPLACE TEMP TABLE {STORED} AS "
        "SELECT row_number() OVER (ORDER BY c.source_file, c.source_line, c.call_key) AS number, "
        "k.call_key IS NOT NULL AS chosen, c.call_number, c.call_type, c.initial_call_type, c.discipline, c.priority, "
        f"c.initiated_by, c.received_local, ((b.hour + {HOURS_TO_MONDAY}) % 168)::SMALLINT AS hour_of_week, c.beat, "
        "c.disposition, coalesce(b.unit_responses, 0)::INTEGER AS unit_responses, "
        "(b.committed_ms / 1000.0)::DECIMAL(15, 3) AS committed_seconds, coalesce(b.missing, 1)::INTEGER AS missing, "
        "coalesce(b.negative, 0)::INTEGER AS negative, coalesce(b.over_long, 0)::INTEGER AS over_long, "
        f"c.source_file, c.source_line FROM ({written(taken.op())}) c "
        "LEFT JOIN arcs_by_call b USING (call_key) LEFT JOIN arcs_chosen k USING (call_key)"
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def batches(calls: Calls, folder: Path) -> Iterator[tuple[str, int, Path]]:
    """Files of at most 50,000 rows each, as (table, rows in it, CSV); each is gone when the next one is asked for."""
    for name, columns, many in ((STORED, CALL_COLUMNS, calls.calls), (ASIDE, ASIDE_COLUMNS, calls.set_aside)):
        for first in range(1, many + 1, BATCH):
            path = folder / f"{name}.csv"
            last = min(many, first + BATCH - 1)
            calls.connection.execute(
                f"COPY (SELECT {', '.join(map(_clean, columns))} FROM {name} WHERE number BETWEEN {first} AND {last} "
                f"ORDER BY number) TO {literal(str(path))} (FORMAT csv, HEADER false)"
            )
            yield name, last - first + 1, path
            path.unlink()


def _clean(column: str) -> str:
    """A column for the copy; PostgreSQL's texts hold no NUL."""
    return f"replace(\"{column}\", chr(0), '')" if column in TEXTS else f'"{column}"'


def copy_in(name: str, path: Path, *, study: UUID, call_import: UUID) -> None:
    """Copy one batch into its table, through a temporary one: COPY itself does not pass row security."""
    table, columns = (Call, CALL_COLUMNS) if name == STORED else (Aside, ASIDE_COLUMNS)
    quote = database.ops.quote_name
    target = quote(table._meta.db_table)
    names = ", ".join(quote(one) for one in columns)
    given = quote(f"{name}_given")
    with database.cursor() as cursor:
        cursor.execute(
            f"create temporary table if not exists {given} on commit drop as select {names} from {target} with no data"
        )
        cursor.execute(f"truncate {given}")
        # The wall clock of the export stands in a column of instants as if it were UTC, and is never converted.
        cursor.execute("set local time zone 'UTC'")
        with path.open("rb") as file, cursor.copy(f"copy {given} ({names}) from stdin (format csv)") as copy:
            while piece := file.read(PIECE):
                copy.write(piece)
        nulls = {"column", "given"}
        chosen_names = ", ".join(f"coalesce({quote(one)}, '')" if one in nulls else quote(one) for one in columns)
        cursor.execute(
            f"insert into {target} (id, study_id, call_import_id, {names}) "
            f"select gen_random_uuid(), %s, %s, {chosen_names} from {given}",
            [study, call_import],
        )


def tallies(calls: Calls, *, study: UUID, call_import: UUID) -> list[CallTally]:
    """How many chosen calls have each type, hour, month, beat and priority, and how many were left out for what."""
    queries = [
        f"SELECT '{name}', {value}, count(*) FROM {STORED} WHERE chosen AND {value} IS NOT NULL GROUP BY 2"
        for name, value in TALLIED.items()
    ]
    queries += [f"SELECT '{name}', 'yes', count(*) FROM {STORED} WHERE chosen AND {name} > 0" for name in LEFT_OUT]
    queries += [f"SELECT 'chosen', CASE WHEN chosen THEN 'yes' ELSE 'no' END, count(*) FROM {STORED} GROUP BY 2"]
    queries += [f"SELECT 'reason', reason, count(*) FROM {ASIDE} GROUP BY 2"]
    return [
        CallTally(study_id=study, call_import_id=call_import, dimension=name, value=_text(value), calls=many)
        for query in queries
        for name, value, many in calls.connection.execute(query).fetchall()
    ]


def _text(value: object) -> str:
    return str(value).replace("\0", "")


def interval_lines(
    calls: Calls, reasons: Sequence[str], *, study: UUID, call_import: UUID, first: int
) -> list[LedgerLine]:
    """The account of intervals for each service, where the export tells services apart; `reasons` word the four rows
    that are not the start.
    """
    rows = calls.connection.execute(
        "SELECT discipline, sum(greatest(unit_responses, 1)), sum(missing), sum(negative), sum(over_long) "
        f"FROM {STORED} WHERE chosen AND discipline IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    lines = []
    for at, (discipline, start, *left) in enumerate(rows):
        account = [
            ("start", reasons[0], start),
            *(("minus", why, n) for why, n in zip(reasons[1:4], left, strict=True)),
        ]
        account += [("total", reasons[4], start - sum(left))]
        lines += [
            LedgerLine(
                study_id=study, call_import_id=call_import, account="intervals", position=first + 10 * at + place,
                role=role, reason=reason, discipline=discipline, rows=many,
            )
            for place, (role, reason, many) in enumerate(account)
        ]  # fmt: skip
    return lines
