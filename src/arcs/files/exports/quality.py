"""Keep the ledger: what is missing, negative, over-long, doubled or odd in the rows that were kept."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from arcs.core.calls.columns import POINTS
from arcs.core.calls.ledger import IntervalQuality, QualityLedger, Repair, VolumeBreak, volume_breaks
from arcs.files.exports.glyphs import repaired_codes, skeleton
from arcs.files.exports.mapping import FLAG_FIELDS
from arcs.files.exports.relations import Basis, contradiction_sql
from arcs.files.exports.setting_aside import Found
from arcs.files.exports.staging import ROWS, StagePlan
from arcs.files.exports.times import DAY_MS, quoted

if TYPE_CHECKING:
    import duckdb

_CLOSED = ("priority", "agency", "disposition", "reception", "discipline", "initiated_by", "beat", *FLAG_FIELDS)
_LONGEST_CODE_SET = 60
HOUR_MS = 3_600_000


def repair_codes(connection: "duckdb.DuckDBPyConnection", plan: StagePlan) -> tuple[Repair, ...]:
    """Put look-alike characters right in the closed code sets, and say each repair."""
    made = []
    for column in (name for name in _CLOSED if name in plan.fields):
        rows = connection.execute(
            f"SELECT {column}, count(*) FROM {ROWS} WHERE {column} IS NOT NULL GROUP BY 1 "
            f"ORDER BY 2 DESC, 1 LIMIT {_LONGEST_CODE_SET * 4}"
        ).fetchall()
        counts = {str(value): int(count) for value, count in rows}
        if not counts or len(counts) >= _LONGEST_CODE_SET * 4:
            continue
        for given, right in repaired_codes(counts).items():
            new = "NULL" if right is None else quoted(right)
            connection.execute(f"UPDATE {ROWS} SET {column} = {new} WHERE {column} = {quoted(given)}")
            made.append(Repair(column=column, given=given, repaired=right, rows=counts[given]))
    return tuple(made)


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
    calls = _one(connection, "SELECT count(*) FROM arcs_calls")
    counts = {**_number_counts(connection, basis), **_clock_counts(connection, basis), **_flag_counts(connection, basis)}
    return QualityLedger(
        rows_read=found.rows_read,
        rows_kept=kept,
        calls=calls,
        row_kind=basis.kind,
        timezone=basis.clock.zone if basis.clock else None,
        set_aside=found.set_aside,
        set_aside_examples=found.examples,
        intervals=_intervals(connection, basis, over_long_hours),
        over_long_hours=over_long_hours,
        not_recorded=found.not_recorded,
        unreadable=found.unreadable,
        repairs=repairs,
        look_alike_types=_look_alike_types(connection, basis),
        breaks=_breaks(connection, basis),
        counts=counts,
        statements=(*told, *found.told, *_sentences(counts, basis, calls)),
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


def _intervals(
    connection: "duckdb.DuckDBPyConnection", basis: Basis, over_long_hours: float
) -> tuple[IntervalQuality, ...]:
    """Each pair of consecutive recorded points, over the unit responses (a call without one counts once)."""
    pairs = list(pairwise(_recorded_points(basis)))
    if not pairs:
        return ()
    longest = round(over_long_hours * HOUR_MS)
    chosen = ["count(*)"]
    for start, end in pairs:
        took = f"({end}_ms - {start}_ms)"
        chosen += [f"count({took})", f"count(*) FILTER ({took} < 0)", f"count(*) FILTER ({took} > {longest})"]
    row = connection.execute(f"SELECT {', '.join(chosen)} FROM arcs_committed").fetchone() or ()
    made = []
    for place, (start, end) in enumerate(pairs):
        timed, negative, over_long = row[1 + 3 * place : 4 + 3 * place]
        made.append(
            IntervalQuality(
                start=start, end=end, rows=row[0], missing=row[0] - timed, negative=negative, over_long=over_long
            )
        )
    return tuple(made)


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


def _clock_counts(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> dict[str, int]:
    chosen: dict[str, str] = {}
    if basis.plan.points:
        chosen["received_taken_from_a_later_point"] = "received_borrowed"
    for point in basis.plan.points if basis.clock else ():
        for name, hours in (("repeated", basis.clock.repeated), ("skipped", basis.clock.skipped)) if basis.clock else ():
            tests = [f"({point}_lms >= {low} AND {point}_lms < {high} AND {point}_ums IS NULL)" for low, high in hours]
            if tests:
                before = f"{chosen[f'in_{name}_hour']} OR " if f"in_{name}_hour" in chosen else ""
                chosen[f"in_{name}_hour"] = before + " OR ".join(tests)
    for point in basis.plan.points:
        one = basis.plan.time(point)
        if one.epoch_columns and one.columns:
            chosen[f"{point}_contradicted_by_epoch"] = contradiction_sql(basis, point)
    if not chosen:
        return {}
    row = connection.execute(
        f"SELECT {', '.join(f'count(*) FILTER ({test})' for test in chosen.values())} FROM {ROWS}"
    ).fetchone()
    return {name: int(count) for name, count in zip(chosen, row or (), strict=False)}


def _flag_counts(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> dict[str, int]:
    made = {}
    if "reopened" in basis.plan.fields:
        made["reopened"] = _one(connection, "SELECT count(*) FILTER (reopened) FROM arcs_calls")
    if basis.plan.mapping.duration:
        made["unreadable_durations"] = _one(
            connection, f"SELECT count(*) FILTER (reported_seconds IS NULL AND reported_odd IS NOT NULL) FROM {ROWS}"
        )
    if basis.plan.points:
        latest = (basis.as_of - date(1970, 1, 1)).days + 2  # a day for the zone
        made["future_dates"] = _one(connection, f"SELECT count(*) FROM arcs_calls WHERE received_wall >= {latest * DAY_MS}")
    if basis.kind in {"call", "duration"}:
        made["backup_not_observable"] = _one(connection, "SELECT count(*) FROM arcs_unit_responses")
    return made


def _look_alike_types(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> tuple[tuple[str, ...], ...]:
    """Call types that differ only in look-alike letters, case or spaces; they are kept as given."""
    rows = connection.execute(
        "SELECT call_type, count(*) FROM arcs_calls GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5000"
    ).fetchall()
    groups: dict[str, list[str]] = {}
    for value, _ in rows:
        groups.setdefault(skeleton(str(value)), []).append(str(value))
    return tuple(tuple(sorted(group)) for _, group in sorted(groups.items()) if len(group) > 1)


def _breaks(connection: "duckdb.DuckDBPyConnection", basis: Basis) -> tuple[VolumeBreak, ...]:
    """Ways of reception and agencies that start, stop or jump inside the data, by whole weeks from its first day."""
    columns = [name for name in ("reception", "agency") if name in basis.plan.fields]
    if not columns or not basis.plan.points:
        return ()
    row = connection.execute(
        "SELECT quantile_disc(received_wall, 0.001), quantile_disc(received_wall, 0.999) FROM arcs_calls"
    ).fetchone()
    if not row or row[0] is None:
        return ()
    first_day = row[0] // DAY_MS
    weeks = (row[1] // DAY_MS + 1 - first_day) // 7
    weekly: dict[tuple[str, str], dict[int, int]] = {}
    for column in columns:
        counted = connection.execute(
            f"SELECT {column}, (received_wall // {DAY_MS} - {first_day}) // 7 AS week, count(*) FROM arcs_calls "
            f"WHERE {column} IS NOT NULL AND received_wall IS NOT NULL GROUP BY 1, 2 HAVING week BETWEEN 0 AND {weeks - 1}"
        ).fetchall()
        for value, week, count in counted:
            weekly.setdefault((column, str(value)), {})[int(week)] = int(count)
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=first_day)
    days = tuple((start + timedelta(days=7 * number)).date().isoformat() for number in range(weeks))
    return volume_breaks(weekly, days)


_SENTENCES = {
    "rows_without_call_number": "{n:,} rows have no call number; each is a call of its own.",
    "repeated_call_numbers": "{n:,} rows repeat a call number; each row is kept as a call of its own.",
    "received_taken_from_a_later_point": "On {n:,} rows the received time is not recorded; the next recorded time stands in.",
    "in_repeated_hour": "{n:,} rows have a local time in the hour that autumn repeats; it is read as the first passing.",
    "in_skipped_hour": "{n:,} rows have a local time in the hour that spring skips; it is read with the offset before.",
    "reopened": "{n:,} calls were opened again after they were first closed.",
    "unreadable_durations": "{n:,} rows have a duration that cannot be read; it is not recorded.",
    "future_dates": "{n:,} calls are dated in the future; they are kept, so check the clock that wrote them.",
    "backup_not_observable": "Backup cannot be observed on {n:,} calls: the export has no rows for units.",
}


def _sentences(counts: dict[str, int], basis: Basis, calls: int) -> list[str]:
    told = [_SENTENCES[name].format(n=n) for name, n in counts.items() if n and name in _SENTENCES]
    told += [
        f"{name.removesuffix('_contradicted_by_epoch')}: on {n:,} rows the text time contradicts the epoch beside it; "
        "the epoch is used."
        for name, n in counts.items()
        if n and name.endswith("_contradicted_by_epoch")
    ]
    if basis.only_instants and not basis.clock:
        told.append("All times are instants and no time zone was stated: hours of the day are those written, else UTC.")
    if basis.plan.day_only:
        told.append(f"The received time is a day without a clock on {calls:,} calls; hours of the day are not known.")
    return told
