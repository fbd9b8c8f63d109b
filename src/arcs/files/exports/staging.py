"""One scan per source into a narrow table: times as whole milliseconds, a hash of the whole row, and the few texts
needed.

Every time keeps what could not be read beside it (`_odd`), so that nothing unreadable is lost and only those few
values are looked at again.
"""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

from arcs.core.calls.columns import POINTS, UNIT_POINTS
from arcs.files.exports.mapping import FLAG_FIELDS, NUMBER_FIELDS, TEXT_FIELDS, Mapping, TimeColumn
from arcs.files.exports.times import (
    DAY_MS,
    EARLIEST_MS,
    INSTANTS,
    ISO,
    ISO_OFFSET,
    LATEST_MS,
    is_clock,
    parse_sql,
)
from arcs.files.sources import SourceTable
from arcs.files.sql import identifier, literal

HOUR_MS = 3_600_000
YES = ("Y", "YES", "TRUE", "T", "1", "SI", "SÍ", "X", "OUI", "JA")
NO = ("N", "NO", "FALSE", "F", "0", "NON", "NEIN")
ROWS = "arcs_rows"
RARE = "rare_codes"
MANY_VALUED = frozenset({"call_number", "incident_number", "address_block"})


@dataclass(frozen=True, kw_only=True)
class StagePlan:
    """What is staged: fields and points (a unit's own point is `unit_` and its name), and with lines or without."""

    mapping: Mapping
    fields: tuple[str, ...]
    points: tuple[str, ...]
    day_only: bool
    running_numbers: frozenset[str] = frozenset()
    codes: Lookup[str, tuple[str, ...]] = field(default_factory=dict)  # fields staged as enumerations, values sampled

    def time(self, point: str) -> TimeColumn:
        """The column of a point, or of a unit's point."""
        if point.startswith("unit_"):
            return self.mapping.unit_times[point.removeprefix("unit_")]
        return self.mapping.times[point]


def present(table: SourceTable, names: Sequence[str]) -> str | None:
    """The first of the names that the table has, as SQL."""
    return next((identifier(name) for name in names if name in table.columns), None)


def staged_points(mapping: Mapping, needs: Collection[str] | None) -> tuple[str, ...]:
    """The mapped points that are needed, in the order of a call's life; received and the first that shows a
    response always.
    """
    sent = next((point for point in ("dispatched", "enroute", "arrived") if point in mapping.times), None)
    always = {"received", sent}  # when it came in, and the first sign that anyone was sent
    wanted = [point for point in POINTS if point in mapping.times and (point in always or _needed(point, needs))]
    if mapping.rows == "unit":
        wanted += [f"unit_{point}" for point in UNIT_POINTS if point in mapping.unit_times]
    return tuple(wanted)


def _needed(point: str, needs: Collection[str] | None) -> bool:
    return needs is None or any(name in needs for name in (point, f"{point}_utc", f"{point}_local", f"{point}_ms"))


def staged_fields(mapping: Mapping, needs: Collection[str] | None) -> tuple[str, ...]:
    """The mapped fields that are needed; the call types always, the call number where rows are gathered into calls."""
    always = {"initial_call_type", "final_call_type", "agency"}
    if mapping.rows == "unit":
        always |= {"unit_id", "officers", "call_number"}
    if needs and "call_key" in needs:
        always |= {"call_number"}
    kept = [*TEXT_FIELDS, *NUMBER_FIELDS, *FLAG_FIELDS]
    wanted = always | ({"agency", "reception"} if needs and {"discipline", "initiated_by"} & set(needs) else set())
    return tuple(
        name for name in kept if mapping.columns.get(name) and (name in wanted or needs is None or name in needs)
    )


def null_list(mapping: Mapping) -> str:
    """The words for "nothing here", in the cases in which they are written."""
    words = {form for word in mapping.null_words for form in (word, word.lower(), word.capitalize(), word.upper())}
    return ", ".join(literal(word) for word in sorted(words | {""}))


def _field_sql(plan: StagePlan, table: SourceTable, name: str) -> str:
    column = present(table, plan.mapping.columns[name])
    if name in NUMBER_FIELDS:
        kind = "DOUBLE" if name in {"latitude", "longitude"} else "SMALLINT"
        if column is None:
            return f"NULL::{kind}"
        number = f"try_cast({column} AS DOUBLE)"
        return f"try_cast(CASE WHEN {number} NOT IN (-9999) THEN {number} END AS {kind})"
    if column is None:
        return "NULL::VARCHAR"
    if name in MANY_VALUED:
        return cleaned_sql(column, plan.mapping)
    return column  # a code: its few different values are cleaned after the scan


def enumeration(values: Sequence[str]) -> str:
    """The type of a column that has only these values.

    >>> enumeration(["1", "2"])
    "ENUM('1', '2')"
    """
    return f"ENUM({', '.join(map(literal, values))})"


def _coded_sql(plan: StagePlan, table: SourceTable) -> list[str]:
    """The enumerated fields, and their texts beside them until `_rare_sql` has looked at both."""
    chosen = []
    for name, values in plan.codes.items():
        column = present(table, plan.mapping.columns[name]) or "NULL::VARCHAR"
        chosen += [f"try_cast({column} AS {enumeration(values)}) AS {name}", f"{column} AS {name}__text"]
    return chosen


def _rare_sql(plan: StagePlan) -> str:
    """The texts of all enumerated fields where one of them is not in its enumeration.

    One list for all of them: a text that is nearly always empty would still take sixteen bytes a row. Made from the
    enumerations of the level below, so that each text is looked up once.
    """
    tests = [f"({name} IS NULL AND {name}__text IS NOT NULL)" for name in plan.codes]
    texts = [f"{name}__text" for name in plan.codes]
    return f"CASE WHEN {' OR '.join(tests)} THEN [{', '.join(texts)}] END AS {RARE}"


def cleaned_sql(column: str, mapping: Mapping) -> str:
    """A text without padding; the words for "nothing here" become NULL."""
    longest = max(map(len, mapping.null_words), default=0)
    return (
        f"CASE WHEN length({column}) <= {longest} AND trim({column}) IN ({null_list(mapping)}) THEN NULL "
        f"ELSE trim({column}) END"
    )


def _split_forms(forms: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    instants = [form for form in forms if form in INSTANTS]
    clocks = [form for form in forms if is_clock(form)]
    return [form for form in forms if form not in instants and form not in clocks], instants, clocks


def _bounded(expression: str) -> str:
    return f"CASE WHEN {expression} BETWEEN {EARLIEST_MS} AND {LATEST_MS} THEN {expression} END"


def _column_parts(column: str, one: TimeColumn) -> dict[str, str]:
    """SQL of the local, the instant and the bare clock readings that the column's forms allow."""
    local, instants, clocks = _split_forms(one.formats)
    parts = {}
    if ISO_OFFSET in instants and not local:
        # The wall clock as it is written; DuckDB leaves the offset out of account here.
        local = [ISO]
    for kind, forms in (("loc", local), ("ins", instants)):
        if forms:
            parts[kind] = parse_sql(column, forms)
    if clocks:
        parts["clk"] = f"(({parse_sql(column, clocks)}) % {DAY_MS})"
    return parts


def point_parts(plan: StagePlan, table: SourceTable, point: str) -> dict[str, str]:
    """SQL for one point over the source's own columns: raw text, local ms, instant ms, clock ms and epoch ms."""
    one = plan.time(point)
    nothing = "NULL::BIGINT"
    parts: dict[str, str] = {"raw": "NULL::VARCHAR", "loc": nothing, "ins": nothing, "clk": nothing, "epo": nothing}
    column, clock, epoch = (present(table, names) for names in (one.columns, one.clock_columns, one.epoch_columns))
    if column:
        parts |= {"raw": column, **_column_parts(column, one)}
    if column and clock:
        parts["raw"] = f"concat_ws(' ', {column}, {clock})"
        day = parts["loc"]
        parts["loc"] = f"({day}) // {DAY_MS} * {DAY_MS} + ({parse_sql(clock, one.clock_formats)}) % {DAY_MS}"
    if epoch:
        parts["epo"] = parse_sql(epoch, [one.epoch_unit])
        if not column:
            parts["raw"] = epoch
    return parts


def row_hash_sql(plan: StagePlan, table: SourceTable) -> str:
    """A hash over every column of the record except a running row number; files with the same columns can be
    compared.
    """
    kept = [name for name in table.columns if name not in plan.running_numbers]
    return f"hash({', '.join([literal(chr(31).join(kept)), *map(identifier, kept)])})"


def rolled_sql(clock: str, base: str, *, base_is_day: bool) -> str:
    """A bare clock placed within the hour before its base and 23 hours after it; 0:00 only counts late in the evening.

    Where the base is only a day, the clock stands on that day.
    """
    day = f"({base}) - ({base}) % {DAY_MS}"
    if base_is_day:
        return f"CASE WHEN ({clock}) <> 0 THEN {day} + ({clock}) END"
    ahead = f"(({clock}) - ({base}) % {DAY_MS} + {DAY_MS + HOUR_MS}) % {DAY_MS}"
    late = f"({base}) % {DAY_MS} >= {23 * HOUR_MS}"
    return f"CASE WHEN ({clock}) <> 0 OR {late} THEN ({base}) + {ahead} - {HOUR_MS} END"


def _earlier(plan: StagePlan, point: str) -> list[str]:
    """The points before this one, nearest first (for a unit's point also the call's received time)."""
    order = list(plan.points)
    if point.startswith("unit_"):
        calls = [one for one in order if one in {"received", "queued"}]
        own = [one for one in order if one.startswith("unit_")]
        return [*reversed(own[: own.index(point)]), *reversed(calls)]
    return list(reversed([one for one in order[: order.index(point)] if not one.startswith("unit_")]))


def _base_sql(plan: StagePlan, point: str) -> tuple[str, bool]:
    earlier = _earlier(plan, point)
    timed = [one for one in earlier if not (plan.day_only and one == "received")]
    if timed:
        return f"coalesce({', '.join(f'{one}_lms' for one in earlier)}, NULL)", False
    return ("received_lms", True) if earlier else ("NULL::BIGINT", False)


def has_instants(one: TimeColumn) -> bool:
    """The column (or the epoch beside it) names instants."""
    return bool(one.epoch_columns) or any(form in INSTANTS for form in one.formats)


def _with_points(plan: StagePlan, inner: str) -> str:
    """Wrap the scan in one level per point, each placing its clock by the points before it."""
    query = inner
    for point in plan.points:
        place = _bounded(f"{point}__loc")
        forms = plan.time(point).formats
        if any(is_clock(form) for form in forms) and not plan.time(point).clock_columns:
            place = f"coalesce({place}, {_placed(plan, point)})"
        instant = "NULL::TINYINT"  # narrow where nothing can stand in it
        if has_instants(plan.time(point)):
            instant = f"coalesce({_bounded(f'{point}__epo')}, {_bounded(f'{point}__ins')})"
        query = (
            f"SELECT * EXCLUDE ({point}__loc, {point}__ins, {point}__clk, {point}__epo), {place} AS {point}_lms, "
            f"{instant} AS {point}_ums FROM ({query})"
        )
    return query


def _placed(plan: StagePlan, point: str) -> str:
    base, is_day = _base_sql(plan, point)
    clock = f"{point}__clk"
    rolled = rolled_sql(clock, base, base_is_day=is_day)
    if plan.day_only and not is_day:
        # With the day alone before it, the first clock of a row stands on that day.
        others = [f"{one}_lms" for one in _earlier(plan, point) if one != "received"]
        on_day = rolled_sql(clock, "received_lms", base_is_day=True)
        return f"CASE WHEN coalesce({', '.join(others)}, NULL) IS NULL THEN {on_day} ELSE {rolled} END"
    return rolled


def _fallback(plan: StagePlan, table: SourceTable) -> str:
    """The next recorded time, for a row whose received time is not recorded."""
    parts = []
    for point in POINTS:
        if point != "received" and point in plan.mapping.times:
            part = point_parts(plan, table, point)
            parts += [_bounded(part[kind]) for kind in ("loc",) if part[kind] != "NULL::BIGINT"]
    return f"coalesce({', '.join(parts)}, NULL)" if parts else "NULL::BIGINT"


def _fallback_instant(plan: StagePlan, table: SourceTable) -> str:
    parts = []
    for point in POINTS:
        if point != "received" and point in plan.mapping.times:
            part = point_parts(plan, table, point)
            parts += [_bounded(part[kind]) for kind in ("epo", "ins") if part[kind] != "NULL::BIGINT"]
    return f"coalesce({', '.join(parts)}, NULL)" if parts else "NULL::BIGINT"


def _packed_and_duration(plan: StagePlan, table: SourceTable) -> list[str]:
    mapping = plan.mapping
    made = []
    if mapping.rows == "packed":
        for point, one in mapping.unit_times.items():
            made.append(f"{present(table, one.columns) or 'NULL::VARCHAR'} AS cell_{point}")
    if mapping.duration:
        column = present(table, mapping.duration.columns)
        made.append(f"{column or 'NULL::VARCHAR'} AS reported_odd")
        made.append(f"{duration_sql(column, mapping.duration.unit) if column else 'NULL::INTEGER'} AS reported_seconds")
    return made


def duration_sql(column: str, unit: str) -> str:
    """Whole seconds of a duration column."""
    if unit == "clock":
        pieces = f"string_split(trim({column}), ':')"
        part = f"try_cast(list_extract({pieces}, {{}}) AS DOUBLE)"
        hours, minutes, seconds = (part.format(place) for place in (1, 2, 3))
        return f"try_cast(round({hours} * 3600 + {minutes} * 60 + coalesce({seconds}, 0)) AS INTEGER)"
    factor = {"seconds": 1, "minutes": 60, "hours": 3600}[unit]
    return f"try_cast(round(try_cast({column} AS DOUBLE) * {factor}) AS INTEGER)"


def stage_sql(plan: StagePlan, table: SourceTable, number: int, *, numbered: bool) -> str:
    """The scan of one source as a SELECT; with `numbered`, in file order and with each record's line."""
    chosen = [
        f"{number}::SMALLINT AS source_no",
        f"{'source_line' if numbered else 'NULL::TINYINT'} AS source_line",
        f"{row_hash_sql(plan, table)} AS row_hash",
        *(f"{_field_sql(plan, table, name)} AS {name}" for name in plan.fields if name not in plan.codes),
        *_coded_sql(plan, table),
        *_packed_and_duration(plan, table),
    ]
    for point in plan.points:
        parts = point_parts(plan, table, point)
        chosen += [f"{sql} AS {point}__{kind}" for kind, sql in parts.items()]
    view = table.numbered_view if numbered else table.view
    scan = f"SELECT {', '.join(chosen)} FROM {identifier(view)}"
    if "received" in plan.points:
        elses = [f"{_else_sql(plan, table, kind)} AS received__{kind}_else" for kind in ("loc", "ins")]
        scan = f"SELECT {', '.join([*chosen, *elses])} FROM {identifier(view)}"
    query = _with_points(plan, scan)
    odd = [
        f"CASE WHEN {point}_lms IS NULL AND {point}_ums IS NULL THEN {point}__raw END AS {point}_odd"
        for point in plan.points
    ]
    raws = [f"{point}__raw" for point in plan.points]
    elses = ["received__loc_else", "received__ins_else"] if raws else []
    gone = [*raws, *elses, *(f"{name}__text" for name in plan.codes)]
    dropped = f" EXCLUDE ({', '.join(gone)})" if gone else ""
    if plan.codes:
        odd.append(_rare_sql(plan))
    replaced = ""
    if raws:
        others = any(has_instants(one) for one in plan.mapping.times.values())
        replaced = (
            " REPLACE (coalesce(received_lms, CASE WHEN received_ums IS NULL THEN received__loc_else END) AS "
            "received_lms, "
            f"{'coalesce(received_ums, received__ins_else)' if others else 'received_ums'} AS received_ums)"
        )
        odd.append("(received_lms IS NULL AND received_ums IS NULL) AS received_borrowed")
    return f"SELECT *{dropped}{replaced}{''.join(', ' + one for one in odd)} FROM ({query})"


def _else_sql(plan: StagePlan, table: SourceTable, kind: str) -> str:
    parts = point_parts(plan, table, "received")
    fallback = _fallback(plan, table) if kind == "loc" else _fallback_instant(plan, table)
    known = [f"received__{one}" for one in ("loc", "ins", "epo", "clk") if parts[one] != "NULL::BIGINT"]
    if not known:
        return fallback
    tests = [f"{_bounded(name)} IS NULL" if not name.endswith("clk") else f"{name} IS NULL" for name in known]
    return f"CASE WHEN {' AND '.join(tests)} THEN {fallback} END"
