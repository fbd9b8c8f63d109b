"""The relations over the staged rows: calls, unit responses, and `committed`, one wide row per unit response.

They are views wherever a row is a call, so that a column nobody asks for costs nothing. Where a row is a unit's
response, or units are packed into a cell, calls and responses are gathered into two narrow tables first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import ibis

from arcs.core.calls.clock import ZoneClock
from arcs.core.calls.columns import CALLS, POINTS, UNIT_POINTS, UNIT_RESPONSES
from arcs.core.workload.committed import NEEDS
from arcs.files.exports import meanings, packed
from arcs.files.exports.mapping import FLAG_FIELDS
from arcs.files.exports.staging import HOUR_MS, NO, ROWS, YES, StagePlan
from arcs.files.exports.times import EXCEL_CLOCK, INSTANTS
from arcs.files.sources import SourceTable
from arcs.files.sql import literal

if TYPE_CHECKING:
    import duckdb

_SQL_TYPES = {
    "string": "VARCHAR", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT", "boolean": "BOOLEAN",
    "float64": "DOUBLE", "timestamp(6)": "TIMESTAMP",
}  # fmt: skip
_COMMITTED_TEXTS = (
    "call_key", "call_type", "initial_call_type", "final_call_type", "agency", "discipline", "beat", "area",
    "priority", "reception", "source_file", "basis", "unit_id",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What the relations rest on."""

    plan: StagePlan
    tables: tuple[SourceTable, ...]
    clock: ZoneClock | None
    needs: frozenset[str] | None
    invented: bool
    as_of: date
    codes: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  # values of the code columns, with their counts
    offsets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of text times from the epochs beside them

    @property
    def kind(self) -> str:
        """The row kind."""
        return self.plan.mapping.rows or "call"

    @property
    def is_gathered(self) -> bool:
        """Rows are gathered into calls, or cells unpacked into responses."""
        return self.kind in {"unit", "packed"}

    @property
    def keeps_utc(self) -> bool:
        """Differences are taken in UTC: a zone was stated, or every point is an instant of its own."""
        return self.clock is not None or self.only_instants

    @property
    def only_instants(self) -> bool:
        """Every staged point is given as an instant (epoch, or ISO with an offset)."""
        points = [self.plan.time(point) for point in self.plan.points]
        return bool(points) and all(one.epoch_columns or set(one.formats) <= INSTANTS for one in points)


def committed_schema() -> ibis.Schema:
    """The columns of `committed`: a unit response with its call's columns, times in whole milliseconds."""
    columns = dict.fromkeys(_COMMITTED_TEXTS, "string")
    columns |= dict.fromkeys(("officers", "reported_units", "reported_officers"), "int16")
    columns |= {"reported_seconds": "int32", "reopened": "boolean", "received_local": "timestamp(6)"}
    columns |= {f"{point}_ms": "int64" for point in POINTS}
    columns |= dict.fromkeys(NEEDS, "boolean")
    columns |= {"is_first_response": "boolean", "received_local_hour": "int64"}
    return ibis.schema(columns)


def to_utc_sql(local: str, clock: ZoneClock) -> str:
    """UTC milliseconds of a local clock, as literal ranges."""
    cases = [f"WHEN {local} < {one.until_local_ms} THEN {local} - {one.offset_ms}" for one in clock.ranges[:-1]]
    last = f"{local} - {clock.ranges[-1].offset_ms}"
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else f"({last})"


def to_local_sql(utc: str, clock: ZoneClock) -> str:
    """The wall clock at a UTC instant, as literal ranges."""
    cases = [f"WHEN {utc} < {one.until_utc_ms} THEN {utc} + {one.offset_ms}" for one in clock.ranges[:-1]]
    last = f"{utc} + {clock.ranges[-1].offset_ms}"
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else f"({last})"


def _point_columns(basis: Basis, point: str) -> list[str]:
    """`{point}_ms` on the clock for differences, `{point}_wall` on the wall's."""
    lms, ums = f"{point}_lms", f"{point}_ums"
    if basis.clock:
        return [
            f"coalesce({ums}, {to_utc_sql(lms, basis.clock)}) AS {point}_ms",
            f"CASE WHEN {ums} IS NULL THEN {lms} ELSE {to_local_sql(ums, basis.clock)} END AS {point}_wall",
        ]
    if basis.only_instants:
        wall = f"coalesce({lms}, {ums})"
        if basis.offsets.get(point):
            wall = f"CASE WHEN {contradiction_sql(basis, point)} THEN {ums} + {basis.offsets[point][0]} ELSE {wall} END"
        return [f"coalesce({ums}, {lms}) AS {point}_ms", f"{wall} AS {point}_wall"]
    local = lms
    if basis.offsets.get(point):
        # The epoch wins where the text contradicts it; it is brought to the export's own clock by the usual difference.
        from_epoch = f"{ums} + {basis.offsets[point][0]}"
        local = f"CASE WHEN {contradiction_sql(basis, point)} THEN {from_epoch} ELSE coalesce({lms}, {from_epoch}) END"
    return [f"{local} AS {point}_ms", f"{local} AS {point}_wall"]


def contradiction_sql(basis: Basis, point: str) -> str:
    """True where a text time and the epoch beside it name different minutes.

    Without a zone, a difference that at least a fiftieth of the rows share is the zone's own offset.
    """
    local, instant = f"{point}_lms", f"{point}_ums"
    if basis.clock:
        return f"coalesce(abs({to_utc_sql(local, basis.clock)} - {instant}) >= 60000, false)"
    agrees = " OR ".join(f"abs({local} - {instant} - ({offset})) < 60000" for offset in basis.offsets.get(point, ()))
    return f"coalesce(NOT ({agrees}), false)" if agrees else "false"


def usual_offsets(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> dict[str, tuple[int, ...]]:
    """By how much each text time usually differs from the epoch beside it, commonest first, in whole quarter-hours."""
    found = {}
    for point in plan.points:
        if plan.time(point).epoch_columns and plan.time(point).columns:
            rows = connection.execute(
                f"SELECT round(({point}_lms - {point}_ums) / 900000.0)::BIGINT * 900000 AS apart, count(*) AS n FROM "
                f"{ROWS} "
                f"WHERE {point}_lms IS NOT NULL AND {point}_ums IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
            ).fetchall()
            total = sum(n for _, n in rows)
            found[point] = tuple(int(apart) for apart, n in rows if n >= 0.02 * total)
    return found


def make(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> None:
    """Create the views (and tables where rows are gathered) on the connection."""
    points = [column for point in basis.plan.points for column in _point_columns(basis, point)]
    words = meanings.case_columns(basis.plan, basis.codes)
    file_names = ", ".join(literal(table.file) for table in basis.tables)
    chosen = [f"{ROWS}.rowid AS row_no", "*", *points, *words, f"[{file_names}][source_no + 1] AS source_file"]
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arcs_timed AS SELECT {', '.join(chosen)} FROM {ROWS}")
    if basis.kind == "unit":
        packed.gather_units(connection, basis.plan)
    elif basis.kind == "packed":
        packed.unpack_units(connection, basis.plan, to_utc=_utc_of(basis))
    gathered = basis.is_gathered
    source = "arcs_gathered" if gathered else "arcs_timed"
    available = {str(row[0]) for row in connection.execute(f"DESCRIBE {source}").fetchall()}
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arcs_calls AS SELECT {_calls_sql(basis, available)} FROM {source}")
    table_columns = ", ".join(one.name for one in CALLS)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arcs_calls_table AS SELECT {table_columns} FROM arcs_calls")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arcs_unit_responses AS {_responses_sql(basis)}")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW arcs_committed AS {_committed_sql(basis)}")


def _utc_of(basis: Basis) -> str:
    """How a local clock `{local}` becomes the clock for differences."""
    return to_utc_sql("{local}", basis.clock) if basis.clock else "{local}"


def _typed(expression: str, dtype: str, name: str) -> str:
    return f"({expression})::{_SQL_TYPES[dtype]} AS {name}"


def _timestamp(ms: str) -> str:
    return f"make_timestamp({ms} * 1000)"


def _call_expression(basis: Basis, name: str, available: set[str]) -> str:
    """SQL of one column of the call table over the timed (or gathered) rows."""
    point, _, clock = name.rpartition("_")
    if clock in {"utc", "local"} and point in POINTS:
        wanted = f"{point}_ms" if clock == "utc" else f"{point}_wall"
        known = wanted in available and (clock == "local" or basis.keeps_utc)
        return _timestamp(wanted) if known else "NULL"
    special = _SPECIAL.get(name)
    if special is not None:
        return special(basis, available)
    if name in FLAG_FIELDS and name in available:
        # Words one by one, as a long IN becomes a join (see meanings.rank_sql).
        told = " ".join(f"WHEN {literal(word)} THEN {word in YES}" for word in (*YES, *NO))
        return f"CASE upper({name}) {told} END"
    return name if name in available else "NULL"


def _call_key(basis: Basis, available: set[str]) -> str:
    ids = ", ".join(literal(table.source_id) for table in basis.tables)
    needed = basis.needs is None or "call_key" in basis.needs
    if not needed:
        return "'row ' || row_no"
    source = f"[{ids}][source_no + 1]"
    if "call_number" not in available:
        return f"{source} || ' line ' || source_line"
    nth = "row_number() OVER (PARTITION BY source_no, call_number ORDER BY source_line)"
    return (
        f"{source} || CASE WHEN call_number IS NULL THEN ' line ' || source_line ELSE ' ' || call_number "
        f"|| CASE WHEN {nth} > 1 THEN ' #' || {nth} ELSE '' END END"
    )


def _ambiguous(basis: Basis, available: set[str]) -> str:
    if not basis.clock or "received_lms" not in available:
        return "false"
    repeated = " OR ".join(
        f"({point}_lms >= {low} AND {point}_lms < {high} AND {point}_ums IS NULL)"
        for point in basis.plan.points
        if f"{point}_lms" in available
        for low, high in basis.clock.repeated
    )
    return f"coalesce({repeated}, false)" if repeated else "false"


def _call_type(_: Basis, available: set[str]) -> str:
    types = [name for name in ("final_call_type", "initial_call_type") if name in available]
    return f"coalesce({', '.join(types)}, NULL)"


def _precision(basis: Basis, _: set[str]) -> str:
    if basis.plan.day_only or not basis.plan.points:
        return "'day'"
    one = basis.plan.time("received")
    forms = [*one.formats, *one.clock_formats]
    told = all("%H:%M" in form or "%I:%M" in form or "%H%M" in form for form in forms) and forms
    return "'minute'" if told and not any("%S" in form or form == EXCEL_CLOCK for form in forms) else "'second'"


_SPECIAL: dict[str, Callable[[Basis, set[str]], str]] = {
    "call_key": _call_key,
    "source_id": lambda basis, _: f"[{', '.join(literal(t.source_id) for t in basis.tables)}][source_no + 1]",
    "source_line": lambda _, available: "source_line",
    "call_type": _call_type,
    "clock_ambiguous": _ambiguous,
    "time_precision": _precision,
    "priority_rank": lambda _, available: meanings.rank_sql("priority") if "priority" in available else "NULL",
    "discipline": lambda _, available: "discipline_read" if "discipline_read" in available else "NULL",
    "initiated_by": lambda _, available: "initiated_by_read" if "initiated_by_read" in available else "'unknown'",
    "invented": lambda basis, _: str(basis.invented).lower(),
}


def _coded(basis: Basis) -> frozenset[str]:
    """Columns of the call table that may be enumerations."""
    return frozenset({*basis.plan.codes, "call_type"}) if basis.plan.codes else frozenset()


def _calls_sql(basis: Basis, available: set[str]) -> str:
    """Every column of the call table, and the milliseconds that differences are taken of."""
    chosen = []
    for one in CALLS:
        expression = _call_expression(basis, one.name, available)
        # An enumerated code stays one: as text it would take sixteen bytes a row wherever it is kept.
        is_kept = one.name in _coded(basis)
        chosen.append(f"{expression} AS {one.name}" if is_kept else _typed(expression, one.dtype, one.name))
    for point in POINTS:
        for kind in ("ms", "wall"):
            name = f"{point}_{kind}"
            chosen.append(f"{name if name in available else 'NULL::BIGINT'} AS {name}")
    return ", ".join(["row_no", "source_no", *chosen])


def response_basis(basis: Basis) -> str:
    """The basis of a call's one response, empty where nothing says that anyone was sent."""
    if basis.kind == "duration":
        return "CASE WHEN reported_seconds IS NOT NULL THEN 'duration' END"
    mapped = [point for point in ("dispatched", "enroute", "arrived") if point in basis.plan.mapping.times]
    sent = mapped or [point for point in ("cleared_first", "cleared") if point in basis.plan.mapping.times]
    staged = [f"{point}_ms IS NOT NULL" for point in sent if point in basis.plan.points]
    return f"CASE WHEN {' OR '.join(staged)} THEN 'call' END" if staged else "NULL::VARCHAR"


def _responses_sql(basis: Basis) -> str:
    gathered = basis.is_gathered
    chosen = []
    for one in UNIT_RESPONSES:
        chosen.append(_typed(_response_expression(basis, one.name, gathered=gathered), one.dtype, one.name))
    if gathered:
        return f"SELECT {', '.join(chosen)} FROM arcs_units u JOIN arcs_calls c USING (row_no)"
    return f"SELECT {', '.join(chosen)} FROM arcs_calls c WHERE {response_basis(basis)} IS NOT NULL"


def _response_expression(basis: Basis, name: str, *, gathered: bool) -> str:
    point, _, clock = name.rpartition("_")
    if clock in {"utc", "local"} and point in UNIT_POINTS:
        if clock == "utc" and not basis.keeps_utc:
            return "NULL"
        return _timestamp(f"{'u' if gathered else 'c'}.{point}_{'ms' if clock == 'utc' else 'wall'}")
    own = {"unit_row", "unit_id", "officers", "source_line"}
    if gathered:
        fixed = {"basis": "'unit'", "call_key": "c.call_key", "agency": "c.agency", "is_primary": "u.unit_row = 1"}
        return fixed.get(name, f"u.{name}" if name in own else "NULL")
    fixed = {"basis": response_basis(basis), "unit_row": "1"}
    return fixed.get(name, f"c.{name}" if name in {"call_key", "agency", "reported_seconds", "source_line"} else "NULL")


def _committed_sql(basis: Basis) -> str:
    gathered = basis.is_gathered
    chosen = []
    for name, dtype in committed_schema().items():
        cast = "" if name in _coded(basis) else f"::{_sql_of(dtype)}"
        chosen.append(f"({_committed_expression(basis, name, gathered=gathered)}){cast} AS {name}")
    join = " LEFT JOIN arcs_units u USING (row_no)" if gathered else ""
    return f"SELECT {', '.join(chosen)} FROM arcs_calls c{join}"


def _sql_of(dtype: object) -> str:
    return _SQL_TYPES[str(dtype)]


def _committed_expression(basis: Basis, name: str, *, gathered: bool) -> str:
    point = name.removesuffix("_ms")
    if gathered and point in UNIT_POINTS:
        return f"u.{name}"
    if gathered and name in {"unit_id", "officers"}:
        return f"u.{name}"
    fixed = {
        "basis": "CASE WHEN u.unit_row IS NOT NULL THEN 'unit' END" if gathered else response_basis(basis),
        "is_first_response": "coalesce(u.unit_row, 1) = 1" if gathered else "true",
        "received_local_hour": f"c.received_wall // {HOUR_MS}",
        "unit_id": "NULL",
        "officers": "NULL",
    }
    return fixed.get(name, f"c.{name}")
