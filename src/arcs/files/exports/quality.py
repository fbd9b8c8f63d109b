"""Keep the ledger: what is missing, negative, over-long, doubled or odd in the rows that were kept."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from arcs.core.calls.columns import POINTS
from arcs.core.calls.ledger import IntervalQuality, QualityLedger, Repair, VolumeBreak, volume_breaks
from arcs.files.exports.codes import MOST_CODES, rewrite
from arcs.files.exports.glyphs import repaired_codes, skeleton
from arcs.files.exports.mapping import FLAG_FIELDS, TEXT_FIELDS
from arcs.files.exports.relations import Basis, contradiction_sql, response_basis
from arcs.files.exports.setting_aside import Found
from arcs.files.exports.staging import MANY_VALUED, ROWS, YES, StagePlan, cleaned_sql
from arcs.files.exports.times import DAY_MS
from arcs.files.sql import literal

if TYPE_CHECKING:
    import duckdb

_CLOSED = ("priority", "agency", "disposition", "reception", "discipline", "initiated_by", "beat", *FLAG_FIELDS)
_LONGEST_CODE_SET = 240
HOUR_MS = 3_600_000
_SENT_AGAIN = (
    "SELECT count(*) FROM (SELECT DISTINCT row_no, unit_id FROM (SELECT row_no, unit_id FROM arcs_events_placed "
    "GROUP BY row_no, unit_id, point HAVING count(*) > 1))"
)


def clean_codes(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> dict[str, dict[str, int]]:
    """Take padding and null words out of the texts that have few different values; the values and their counts.

    A column with more than `MOST_CODES` different values is cleaned but not counted.
    """
    counted: dict[str, dict[str, int]] = {}
    for column in (name for name in plan.fields if name in {*TEXT_FIELDS, *FLAG_FIELDS} - MANY_VALUED):
        counts = _counts(connection, column)
        words = {word.upper() for word in plan.mapping.null_words}
        if len(counts) > MOST_CODES or any(one != one.strip() or one.strip().upper() in words for one in counts):
            _clean(connection, plan, column)
            counts = _counts(connection, column)
        counted[column] = counts
    return counted


def _clean(connection: "duckdb.DuckDBPyConnection", plan: StagePlan, column: str) -> None:
    if column in plan.codes:
        rewrite(connection, column, lambda text: f"nullif({cleaned_sql(text, plan.mapping)}, '')")
        return
    cleaned = cleaned_sql(column, plan.mapping)
    connection.execute(f"UPDATE {ROWS} SET {column} = nullif({cleaned}, '') WHERE {column} IS DISTINCT FROM {cleaned}")


def _counts(connection: "duckdb.DuckDBPyConnection", column: str) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {column}, count(*) FROM {ROWS} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 "
        f"LIMIT {MOST_CODES + 1}"
    ).fetchall()
    return {str(value): int(count) for value, count in rows}


def repair_codes(
    connection: "duckdb.DuckDBPyConnection", plan: StagePlan, codes: dict[str, dict[str, int]]
) -> tuple[Repair, ...]:
    """Put look-alike characters right in the closed code sets, and say each repair; `codes` is brought up to date."""
    made = []
    for column in (name for name in _CLOSED if name in plan.fields):
        counts = codes.get(column, {})
        if not counts or len(counts) >= _LONGEST_CODE_SET:
            continue
        repairs = repaired_codes(counts)
        changed_rows = _repair(connection, plan, column, repairs)
        for (given, right), changed in zip(repairs.items(), changed_rows, strict=True):
            lost = counts.pop(given)
            if right is not None:
                counts[right] = counts.get(right, 0) + lost
            made.append(Repair(column=column, given=given, repaired=right, rows=changed))
    return tuple(made)


def _repair(
    connection: "duckdb.DuckDBPyConnection", plan: StagePlan, column: str, repairs: Mapping[str, str | None]
) -> list[int]:
    """Write the right values in place of the given ones; how many rows each repair changes."""
    values = {given: "NULL" if right is None else literal(right) for given, right in repairs.items()}
    if column not in plan.codes:
        return [
            _one(connection, f"UPDATE {ROWS} SET {column} = {new} WHERE {column} = {literal(given)}")
            for given, new in values.items()
        ]
    rows = [_one(connection, f"SELECT count(*) FROM {ROWS} WHERE {column} = {literal(given)}") for given in values]
    if values:
        branches = " ".join(f"WHEN {literal(given)} THEN {new}" for given, new in values.items())
        rewrite(connection, column, lambda text: f"CASE {text} {branches} ELSE {text} END")
    return rows


def ledger(
    connection: "duckdb.DuckDBPyConnection",
    basis: Basis,
    found: Found,
    *,
    repairs: tuple[Repair, ...],
    told: Sequence[str],
    over_long_hours: float,
) -> QualityLedger:
    """The whole account of a reading."""
    kept = _one(connection, f"SELECT count(*) FROM {ROWS}")
    calls = _one(connection, "SELECT count(*) FROM arcs_gathered") if basis.is_gathered else kept
    intervals, counts = _one_pass(connection, basis, over_long_hours)
    counts = {**_number_counts(connection, basis), **counts}
    return QualityLedger(
        rows_read=found.rows_read,
        rows_kept=kept,
        calls=calls,
        row_kind=basis.kind,
        timezone=basis.clock.zone if basis.clock else None,
        set_aside=found.set_aside,
        set_aside_examples=found.examples,
        intervals=intervals,
        over_long_hours=over_long_hours,
        not_recorded=found.not_recorded,
        unreadable=found.unreadable,
        repairs=repairs,
        look_alike_types=_look_alike_types(basis),
        breaks=_breaks(connection, basis),
        counts=counts,
        statements=(*told, *found.told, *_sentences(counts, basis)),
    )


def _one(connection: "duckdb.DuckDBPyConnection", query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0] or 0) if row else 0


def _recorded_points(basis: Basis) -> list[str]:
    own = [point for point in POINTS if point in basis.plan.points]
    if basis.kind == "unit":
        own += [point.removeprefix("unit_") for point in basis.plan.points if point.startswith("unit_")]
    if basis.kind == "packed":
        own += list(basis.plan.mapping.unit_times)
    return [point for point in POINTS if point in own]


def _one_pass(
    connection: "duckdb.DuckDBPyConnection", basis: Basis, over_long_hours: float
) -> tuple[tuple[IntervalQuality, ...], dict[str, int]]:
    """All counts over the unit responses (a call without one counts once), in one scan.

    Intervals are those between consecutive recorded points.
    """
    pairs = list(pairwise(_recorded_points(basis)))
    longest = round(over_long_hours * HOUR_MS)
    chosen = ["count(*)"]
    for start, end in pairs:
        took = f"({end}_ms - {start}_ms)"
        chosen += [f"count({took})", f"count(*) FILTER ({took} < 0)", f"count(*) FILTER ({took} > {longest})"]
    tests = _call_tests(basis)
    chosen += [f"count(*) FILTER ({test})" for test in tests.values()]
    source = "arcs_committed" if basis.is_gathered else "arcs_timed"
    row = connection.execute(f"SELECT {', '.join(chosen)} FROM {source}").fetchone() or ()
    intervals = []
    for place, (start, end) in enumerate(pairs):
        timed, negative, over_long = row[1 + 3 * place : 4 + 3 * place]
        intervals.append(
            IntervalQuality(
                start=start, end=end, rows=row[0], missing=row[0] - timed, negative=negative, over_long=over_long
            )
        )
    counts = dict(zip(tests, map(int, row[1 + 3 * len(pairs) :]), strict=True))
    return tuple(intervals), {**counts, **_row_counts(connection, basis)}


def _call_tests(basis: Basis) -> dict[str, str]:
    """What is counted over the calls, as SQL conditions."""
    tests: dict[str, str] = {}
    once = "is_first_response AND " if basis.is_gathered else ""
    if basis.plan.points:
        latest = (basis.as_of - date(1970, 1, 1)).days + 2  # a day for the zone
        hour = "received_local_hour * 3600000" if basis.is_gathered else "received_wall"
        tests["future_dates"] = f"{once}{hour} >= {latest * DAY_MS}"
    if "reopened" in basis.plan.fields:
        yes = ", ".join(map(literal, YES))
        tests["reopened"] = f"{once}reopened" if basis.is_gathered else f"upper(reopened) IN ({yes})"
    if not basis.is_gathered:
        tests["backup_not_observable"] = f"({response_basis(basis)}) IS NOT NULL"
    return tests


def _row_counts(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> dict[str, int]:
    """What is counted over the rows, before they are gathered into calls."""
    tests = _row_tests(basis)
    again = {"units_sent_again": _one(connection, _SENT_AGAIN)} if basis.kind == "packed" else {}
    if basis.plan.day_only:
        again["received_without_clock"] = _one(connection, f"SELECT count(*) FROM {ROWS}")
    if not tests:
        return again
    row = connection.execute(
        f"SELECT {', '.join(f'count(*) FILTER ({test})' for test in tests.values())} FROM {ROWS}"
    ).fetchone()
    return again | {name: int(count) for name, count in zip(tests, row or (), strict=True)}


def _row_tests(basis: Basis) -> dict[str, str]:
    tests: dict[str, str] = {}
    if basis.plan.points:
        tests["received_taken_from_a_later_point"] = "received_borrowed"
    if basis.plan.mapping.duration:
        tests["unreadable_durations"] = "reported_seconds IS NULL AND reported_odd IS NOT NULL"
    clock = basis.clock
    for name, hours in (("repeated", clock.repeated), ("skipped", clock.skipped)) if clock else ():
        inside = [
            f"({point}_lms BETWEEN {low} AND {high - 1} AND {point}_ums IS NULL)"
            for point in basis.plan.points
            for low, high in hours
        ]
        if inside:
            tests[f"in_{name}_hour"] = " OR ".join(inside)
    for point in basis.plan.points:
        one = basis.plan.time(point)
        if one.epoch_columns and one.columns:
            tests[f"{point}_contradicted_by_epoch"] = contradiction_sql(basis, point)
    return tests


def _number_counts(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> dict[str, int]:
    if "call_number" not in basis.plan.fields:
        return {}
    row = connection.execute(
        f"SELECT count(*) - count(call_number), count(call_number) - "
        f"count(DISTINCT hash(call_number)) FILTER (call_number IS NOT NULL) FROM {ROWS}"
    ).fetchone() or (0, 0)
    made = {"rows_without_call_number": int(row[0])}
    if basis.kind not in {"unit"}:
        made["repeated_call_numbers"] = int(row[1])
    return made


def _look_alike_types(basis: Basis) -> tuple[tuple[str, ...], ...]:
    """Call types that differ only in look-alike letters, case or spaces; they are kept as given."""
    groups: dict[str, set[str]] = {}
    for column in ("final_call_type", "initial_call_type"):
        for value in basis.codes.get(column, {}):
            groups.setdefault(skeleton(value), set()).add(value)
    return tuple(tuple(sorted(group)) for _, group in sorted(groups.items()) if len(group) > 1)


def _breaks(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> tuple[VolumeBreak, ...]:
    """Ways of reception and agencies that start, stop or jump inside the data, by whole weeks from its first day.

    The first and the last day are those that leave out one call in a thousand, so that a stray date moves nothing.
    """
    columns = [name for name in ("reception", "agency") if 1 < len(basis.codes.get(name, {})) <= _LONGEST_CODE_SET]
    if not columns or not basis.plan.points:
        return ()
    source = "arcs_gathered" if basis.is_gathered else "arcs_timed"
    counted = connection.execute(
        f"SELECT received_wall // {DAY_MS}, {', '.join(columns)}, count(*) FROM {source} "
        f"WHERE received_wall IS NOT NULL GROUP BY ALL ORDER BY 1"
    ).fetchall()
    if not counted:
        return ()
    total = sum(row[-1] for row in counted)
    first_day, last_day = _day_at(counted, 0.001 * total), _day_at(counted, 0.999 * total)
    weeks = (last_day + 1 - first_day) // 7
    weekly: dict[tuple[str, str], dict[int, int]] = {}
    for day, *values, count in counted:
        week = (day - first_day) // 7
        for column, value in zip(columns, values, strict=True):
            if value is not None and 0 <= week < weeks:
                by_week = weekly.setdefault((column, str(value)), {})
                by_week[week] = by_week.get(week, 0) + count
    days = tuple((date(1970, 1, 1) + timedelta(days=first_day + 7 * number)).isoformat() for number in range(weeks))
    return volume_breaks(weekly, days)


def _day_at(counted: Sequence[Sequence[int]], place: float) -> int:
    """The day on which the calls, counted in order of time, pass a place."""
    seen = 0
    for row in counted:
        seen += row[-1]
        if seen > place:
            return row[0]
    return counted[-1][0]


_SENTENCES = {
    "rows_without_call_number": "{n:,} rows have no call number; each is a call of its own.",
    "repeated_call_numbers": "{n:,} rows repeat a call number; each row is kept as a call of its own.",
    "received_taken_from_a_later_point": "On {n:,} rows no received time is recorded; the next time stands in.",
    "in_repeated_hour": "{n:,} rows have a local time in the hour that autumn repeats; the first is taken.",
    "in_skipped_hour": "{n:,} rows have a local time in the hour that spring skips; the offset before is taken.",
    "reopened": "{n:,} calls were opened again after they were first closed.",
    "units_sent_again": "{n:,} units stand more than once at a point of their call; each is one response, from its "
    "first dispatch to its last clear.",
    "received_without_clock": "The received time is a day without a clock on {n:,} rows; the hour is not known.",
    "unreadable_durations": "{n:,} rows have a duration that cannot be read; it is not recorded.",
    "future_dates": "{n:,} calls are dated in the future; they are kept, so check the clock that wrote them.",
    "backup_not_observable": "Backup cannot be observed on {n:,} calls: the export has no rows for units.",
}


def _sentences(counts: dict[str, int], basis: Basis) -> list[str]:
    told = [_SENTENCES[name].format(n=n) for name, n in counts.items() if n and name in _SENTENCES]
    told += [
        f"{name.removesuffix('_contradicted_by_epoch')}: on {n:,} rows the text time contradicts the epoch beside it; "
        "the epoch is used."
        for name, n in counts.items()
        if n and name.endswith("_contradicted_by_epoch")
    ]
    if basis.only_instants and not basis.clock:
        told.append("All times are instants and no time zone was stated: hours of the day are those written, else UTC.")
    return told
