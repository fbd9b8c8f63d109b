"""Read the call table from opened sources: stage, set aside, gather into calls, and keep the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import ibis

from arcs.core.calls.clock import ZoneClock, zone_clock
from arcs.core.calls.columns import schema
from arcs.core.calls.ledger import NO_CALL_COLUMNS, QualityLedger
from arcs.core.refusal import Refusal
from arcs.files.exports import codes, quality, relations, setting_aside
from arcs.files.exports.mapping import Mapping
from arcs.files.exports.settling import is_day_only, settle
from arcs.files.exports.staging import (
    ROWS,
    StagePlan,
    stage_sql,
    staged_fields,
    staged_points,
)
from arcs.files.exports.times import INSTANTS
from arcs.files.sources import Sources, SourceTable

if TYPE_CHECKING:
    import duckdb

_WITH_LINES = frozenset({"source_line", "call_key", "unit_row"})


@dataclass(frozen=True, kw_only=True)
class CallReading:
    """A call table staged on a DuckDB connection: unbound tables to build expressions on, and the ledger.

    Compile an expression with `ibis.to_sql(expression, dialect="duckdb")` and run it on `connection`. `committed` has
    one row per unit response with its call's columns; a call without a response has one row, whose `basis` is empty.
    """

    connection: "duckdb.DuckDBPyConnection"
    calls: ibis.Table
    unit_responses: ibis.Table
    committed: ibis.Table
    set_aside: ibis.Table
    ledger: QualityLedger
    mapping: Mapping


def read_calls(
    sources: Sources,
    mapping: Mapping,
    *,
    connection: "duckdb.DuckDBPyConnection",
    timezone: str | None = None,
    needs: Collection[str] | None = None,
    over_long_hours: float = 24.0,
    invented: bool = False,
    as_of: date | None = None,
) -> CallReading:
    """Read the sources by the mapping; `needs` names the columns the caller will use (all, and lines, when None).

    Relations are made on the connection: `calls`, `unit_responses`, `committed` and `set_aside` under the prefix
    `arcs_`. Nothing is dropped in silence: `ledger` accounts for every record. Refused: a mapping that names unknown
    columns, an undecidable day/month order, no call type or no table at all. Calls after `as_of` (today) are counted
    as future.
    """
    tables, left_out = _call_tables(sources.tables, mapping)
    mapping, told = settle(mapping, tables, connection)
    numbers = running_numbers(tables)
    if numbers:
        left_out.append(
            f"The unnamed column {', '.join(sorted(numbers))} only numbers the rows and is no part of a record."
        )
    received = mapping.times.get("received")
    fields = staged_fields(mapping, needs)
    numbered = needs is None or bool(_WITH_LINES & set(needs))
    # Where lines or gathered rows are asked for, texts stay texts.
    is_coded = not numbered and mapping.rows not in {"unit", "packed"}
    plan = StagePlan(
        mapping=mapping,
        fields=fields,
        points=staged_points(mapping, needs),
        day_only=received is not None and is_day_only(received, tables),
        running_numbers=numbers,
        codes=codes.coded_fields(fields, mapping, tables) if is_coded else {},
    )
    tables = list(stage(connection, plan, replace(sources, tables=tuple(tables)), numbered=numbered))
    codes.widen(connection, plan)
    counted = quality.clean_codes(connection, plan)
    found = setting_aside.set_aside_rows(connection, plan, tables)
    clock = _clock(connection, plan, timezone or mapping.timezone)
    basis = relations.Basis(
        plan=plan,
        tables=tuple(tables),
        clock=clock,
        needs=None if needs is None else frozenset(needs),
        invented=invented,
        as_of=as_of or datetime.now(tz=UTC).date(),
        codes=counted,
        offsets=relations.usual_offsets(connection, plan),
    )
    _refuse_two_clocks(basis)
    repairs = quality.repair_codes(connection, plan, counted)
    relations.make(connection, basis)
    ledger = quality.ledger(
        connection, basis, found, repairs=repairs, told=(*left_out, *told), over_long_hours=over_long_hours
    )
    return CallReading(
        connection=connection,
        calls=ibis.table(schema("calls"), name="arcs_calls_table"),
        unit_responses=ibis.table(schema("unit_responses"), name="arcs_unit_responses"),
        committed=ibis.table(relations.committed_schema(), name="arcs_committed"),
        set_aside=ibis.table(schema("set_aside"), name="arcs_set_aside"),
        ledger=ledger,
        mapping=mapping,
    )


def _refuse_two_clocks(basis: relations.Basis) -> None:
    """Instants and local clocks in one row cannot be subtracted without a zone."""
    if basis.clock or basis.only_instants:
        return
    for point in basis.plan.points:
        one = basis.plan.time(point)
        if set(one.formats) <= INSTANTS and not basis.offsets.get(point):
            raise Refusal(
                f"column {', '.join((*one.columns, *one.epoch_columns))!r}",
                f"{point} is given as an instant (UTC) and other times as local clocks, so they cannot be compared",
                "state the zone of the local clocks, such as --timezone America/Chicago",
            )


def _call_tables(tables: Sequence[SourceTable], mapping: Mapping) -> tuple[list[SourceTable], list[str]]:
    """The tables that hold calls; a sheet with none of the type columns (a data dictionary) is left out and named."""
    types = [name for field in ("final_call_type", "initial_call_type") for name in mapping.columns.get(field, ())]
    if not types:
        raise Refusal(
            ", ".join(dict.fromkeys(table.file for table in tables)) or "the export",
            "no column looks like a call type",
            'name it in a mapping: [columns] final_call_type = "…" (arcs cad inspect --write mapping.toml begins one)',
        )
    kept = [table for table in tables if set(types) & set(table.columns)]
    left_out = [table for table in tables if table not in kept]
    if not kept:
        raise Refusal("mapping", f"no file has the call type column {types[0]!r}", "correct the name in the mapping")
    return kept, [f"{one.file}: {NO_CALL_COLUMNS} ({', '.join(one.columns[:4])}); it was not read." for one in left_out]


def running_numbers(tables: Sequence[SourceTable]) -> frozenset[str]:
    """Unnamed columns that only number the rows: they are no part of a record, so they do not make two records
    differ.
    """
    found = set()
    for table in tables:
        for place, header in enumerate(table.headers):
            values = [row[place] for row in table.sample[:200]]
            if header.strip() or len(values) < 2:
                continue
            numbers = [int(value) for value in values if value is not None and value.isdigit()]
            if len(numbers) == len(values) and all(b > a for a, b in pairwise(numbers)):
                found.add(table.columns[place])
    return frozenset(found)


def stage(
    connection: "duckdb.DuckDBPyConnection", plan: StagePlan, sources: Sources, *, numbered: bool
) -> tuple[SourceTable, ...]:
    """Scan every source once into the staged table; a file that DuckDB misreads is opened carefully and scanned
    again.
    """
    numbers = {table.view: number for number, table in enumerate(sources.tables)}
    made: set[str] = set()

    def scan(table: SourceTable) -> int:
        number = numbers[table.view]
        query = stage_sql(plan, table, number, numbered=numbered)
        if not made:
            row = connection.execute(f"CREATE OR REPLACE TEMP TABLE {ROWS} AS {query}").fetchone()
        else:
            connection.execute(f"DELETE FROM {ROWS} WHERE source_no = {number}")
            row = connection.execute(f"INSERT INTO {ROWS} {query}").fetchone()
        made.add(table.view)
        return int(row[0]) if row else 0

    # Order is kept by lines where lines are read; elsewhere it only costs time and memory.
    connection.execute(f"SET preserve_insertion_order = {str(numbered).lower()}")
    try:
        return sources.read_each(scan).tables
    finally:
        connection.execute("RESET preserve_insertion_order")


def _clock(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, timezone: str | None) -> ZoneClock | None:
    if not timezone or not plan.points:
        return None
    times = ", ".join(f"{point}_{kind}" for point in plan.points for kind in ("lms", "ums"))
    row = connection.execute(f"SELECT min(least({times})), max(greatest({times})) FROM {ROWS}").fetchone()
    low, high = row or (None, None)
    first, last = (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(ms or 0) + around * 86_400_000)).year
        for ms, around in ((low, -1), (high, 1))
    )
    return zone_clock(zone=timezone, first_year=first, last_year=last)
