"""Gather unit rows into calls, and unpack unit times that stand together in a cell (`M5=07:05:17, WAVE1=06:51:33`)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from arcs.core.calls.columns import POINTS, UNIT_POINTS
from arcs.files.exports.staging import StagePlan, rolled_sql
from arcs.files.exports.times import DAY_MS, EARLIEST_MS, LATEST_MS
from arcs.files.sql import literal

if TYPE_CHECKING:
    import duckdb

# A unit's name, a sign, and a clock or a full time.
PACKED_CELL = (
    r"([A-Za-z0-9][A-Za-z0-9_/.-]*(?: [A-Za-z0-9_/.-]+)?) *[=@:>(|-] *"
    r"((?:\d{4}-\d{1,2}-\d{1,2}[ T])?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"
)
_CELL_SQL = PACKED_CELL.replace("'", "''")


def gather_units(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> None:
    """Rows of units into `arcs_units` and, by call number, into `arcs_gathered`; a row without a number is its own
    call.

    A call was received, dispatched, on its way and on scene with its first unit, and cleared with its last; it was
    first cleared when its first unit was. Texts are those of its first row, the final call type that of its last.
    """
    available = [str(row[0]) for row in connection.execute("DESCRIBE arcs_timed").fetchall()]
    key = "coalesce(call_number, 'row ' || row_no)" if "call_number" in available else "row_no::VARCHAR"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arcs_keyed AS SELECT {key} AS call_group, min(row_no) OVER (PARTITION BY {key}) "
        "AS call_no, * FROM arcs_timed"
    )
    unit_columns = [
        f"{_unit_point(available, point)}_{kind} AS {point}_{kind}"
        if f"{_unit_point(available, point)}_{kind}" in available
        else f"NULL::BIGINT AS {point}_{kind}"
        for point in UNIT_POINTS
        for kind in ("ms", "wall")
    ]
    first = f"{_unit_point(available, 'dispatched')}_ms"
    order = f"{first}, row_no" if first in available else "row_no"
    named = ", ".join(name if name in available else f"NULL AS {name}" for name in ("unit_id", "officers"))
    times = [
        f"{_unit_point(available, p)}_ms IS NOT NULL"
        for p in UNIT_POINTS
        if f"{_unit_point(available, p)}_ms" in available
    ]
    assigned = " OR ".join((["unit_id IS NOT NULL"] if "unit_id" in available else []) + times) or "false"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arcs_units AS SELECT call_no AS row_no, "
        f"row_number() OVER (PARTITION BY call_no ORDER BY {order})::INTEGER AS unit_row, {named}, source_line, "
        f"{', '.join(unit_columns)} FROM arcs_keyed WHERE {assigned}"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arcs_gathered AS SELECT {', '.join(_gathered(available))} FROM arcs_keyed "
        f"GROUP BY call_no"
    )


def records_of_calls(connection: "duckdb.DuckDBPyConnection", asked: Mapping[str, str]) -> int:
    """How many gathered rows belong to calls with these values; a row that names no unit is one of them too."""
    tests = " AND ".join(f"c.{column} = {literal(value)}" for column, value in asked.items())
    row = connection.execute(
        f"SELECT count(*) FROM arcs_keyed k JOIN arcs_calls c ON c.row_no = k.call_no WHERE {tests}"
    ).fetchone()
    return int(row[0]) if row else 0


def _unit_point(available: list[str], point: str) -> str:
    return f"unit_{point}" if f"unit_{point}_ms" in available else point


def _gathered(available: list[str]) -> list[str]:
    chosen = ["call_no AS row_no"]
    for kind in ("ms", "wall", "lms", "ums"):
        for point in POINTS:
            expression = _gathered_point(available, point, kind)
            if expression:
                chosen.append(f"{expression} AS {point}_{kind}")
    skipped = {"row_no", "row_hash", "unit_id", "officers"}
    for name in available:
        if name in skipped or name.startswith("unit_") or name.endswith(("_ms", "_wall", "_lms", "_ums", "_odd")):
            continue
        pick = "arg_max" if name == "final_call_type" else "min" if name == "source_line" else "arg_min"
        chosen.append(f"{pick}({name}{'' if pick == 'min' else ', row_no'}) AS {name}")
    return chosen


def _gathered_point(available: list[str], point: str, kind: str) -> str | None:
    own, unit = f"{point}_{kind}", f"unit_{point}_{kind}"
    pick = "max" if point == "cleared" else "min"
    known = [f"{pick}({name})" for name in (own, unit) if name in available]
    if point == "cleared_first":
        cleared = next((n for n in (f"unit_cleared_{kind}", f"cleared_{kind}") if n in available), None)
        return f"min({own})" if own in available else f"min({cleared})" if cleared else None
    if len(known) == 2:
        return f"{'greatest' if pick == 'max' else 'least'}({', '.join(known)})"
    return known[0] if known else None


def unpack_units(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, *, to_utc: str) -> None:
    """Cells of packed unit times into `arcs_units`, and the calls with their units' first and last times.

    The first clock of a call stands on the call's day; every other follows it within a day, so that midnight rolls
    over. A unit that stands twice in a cell (sent again, or written twice) is one response of that call, from its first
    dispatch to its last clear, as dispatch systems themselves reckon a unit's time in service.
    """
    points = [point for point in UNIT_POINTS if point in plan.mapping.unit_times]
    available = [str(row[0]) for row in connection.execute("DESCRIBE arcs_timed").fetchall()]
    events = [
        f"SELECT row_no, '{point}' AS point, unnest(regexp_extract_all(cell_{point}, '{_CELL_SQL}', 1)) AS unit_id, "
        f"unnest(regexp_extract_all(cell_{point}, '{_CELL_SQL}', 2)) AS given, "
        f"generate_subscripts(regexp_extract_all(cell_{point}, '{_CELL_SQL}', 1), 1) AS place "
        f"FROM arcs_timed WHERE cell_{point} IS NOT NULL"
        for point in points
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arcs_events AS SELECT row_no, point, trim(unit_id) AS unit_id, place, "
        f"try_cast(given AS TIMESTAMP) AS moment, epoch_ms(try_cast('1970-01-01 ' || given AS TIMESTAMP)) % {DAY_MS} "
        f"AS clock "
        f"FROM ({' UNION ALL '.join(events)})"
    )
    base = "received_lms" if "received_lms" in available else "NULL::BIGINT"
    first = rolled_sql("first_clock", base, base_is_day=plan.day_only)
    rolled = rolled_sql("e.clock", "b.first_ms", base_is_day=False)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arcs_events_placed AS WITH b AS (SELECT row_no, "
        f"coalesce({first}, {base} + first_clock) AS first_ms FROM (SELECT row_no, arg_min(clock, (point <> "
        f"'{points[0]}', place)) "
        f"AS first_clock FROM arcs_events GROUP BY 1) JOIN arcs_timed USING (row_no)) "
        f"SELECT e.row_no, e.point, e.unit_id, e.place, coalesce(epoch_ms(e.moment), {rolled}, b.first_ms + "
        f"(e.clock - b.first_ms % {DAY_MS} + {DAY_MS}) % {DAY_MS}) AS wall FROM arcs_events e JOIN b USING (row_no)"
    )
    connection.execute(
        f"DELETE FROM arcs_events_placed WHERE wall IS NULL OR wall NOT BETWEEN {EARLIEST_MS} AND {LATEST_MS}"
    )
    _responses_from_events(connection, points, to_utc)
    _gather_packed(connection, plan, available, to_utc)


def _responses_from_events(connection: "duckdb.DuckDBPyConnection", points: list[str], to_utc: str) -> None:
    """One response per unit of a call, from its first dispatch to its last clear."""
    picks = [
        f"{'max' if point == 'cleared' else 'min'}(wall) FILTER (point = '{point}') AS {point}_wall"
        if point in points
        else f"NULL::BIGINT AS {point}_wall"
        for point in UNIT_POINTS
    ]
    ms = ", ".join(f"{to_utc.replace('{local}', f'{point}_wall')} AS {point}_ms" for point in UNIT_POINTS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arcs_units AS SELECT *, {ms} FROM (SELECT row_no, row_number() OVER "
        f"(PARTITION BY row_no ORDER BY min(wall), min((point <> '{points[0]}', place)), unit_id)::INTEGER AS unit_row,"
        f" unit_id, NULL::SMALLINT AS officers, NULL::BIGINT AS source_line, {', '.join(picks)} "
        "FROM arcs_events_placed GROUP BY row_no, unit_id)"
    )


def _gather_packed(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, available: list[str], to_utc: str) -> None:
    picks = ", ".join(
        f"{'max' if point == 'cleared' else 'min'}({point}_{kind}) AS {point}_{kind}"
        for point in UNIT_POINTS
        for kind in ("ms", "wall")
    )
    replaced = {f"{point}_{kind}" for point in UNIT_POINTS for kind in ("ms", "wall", "lms", "ums", "odd")}
    kept = [
        f"r.{name}"
        for name in available
        if name not in replaced and not name.startswith("cell_") and name != "cleared_first_ms"
    ]
    chosen = [*kept, *(f"u.{point}_{kind}" for point in UNIT_POINTS for kind in ("ms", "wall"))]
    first = (
        ""
        if "cleared_first_ms" in available
        else ", u.first_ms AS cleared_first_ms, u.first_wall AS cleared_first_wall"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arcs_gathered AS SELECT {', '.join(chosen)}{first} FROM arcs_timed r LEFT JOIN "
        f"(SELECT row_no, {picks}, min(cleared_ms) AS first_ms, min(cleared_wall) AS first_wall FROM arcs_units "
        f"GROUP BY 1) u "
        "USING (row_no)"
    )
