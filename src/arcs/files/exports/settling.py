"""Settle how times are written before the scan: the forms of each column, and whether the day or the month comes first.

The order of day and month is decided by the whole column (a number above 12 in either place), else by the other
columns of the same export, else by the rows standing in order of time, else it is asked for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from arcs.core.refusal import Refusal
from arcs.files.exports.mapping import NULL_WORDS, Mapping, TimeColumn
from arcs.files.exports.staging import present
from arcs.files.exports.times import (
    DAY_MS,
    EXCEL,
    EXCEL_CLOCK,
    INSTANTS,
    ISO,
    NUMBERS,
    compact_clock,
    day_order_votes,
    forms_of,
    is_clock,
    is_swappable,
    parsed_ms,
    swapped,
)
from arcs.files.sources import SourceTable
from arcs.files.sql import identifier

if TYPE_CHECKING:
    import duckdb


def sampled(tables: Sequence[SourceTable], names: Sequence[str], most: int = 2000) -> list[str]:
    """Recorded values of the first of the columns that each table has, in file order, at most about `most`."""
    found: list[str] = []
    for table in tables:
        name = next((one for one in names if one in table.columns), None)
        if name is not None:
            place = table.columns.index(name)
            found += [value for row in table.sample if (value := row[place]) is not None]
    step = max(1, len(found) // most)
    return found[::step]


def repeated_share(tables: Sequence[SourceTable], names: Sequence[str]) -> float:
    """The share of sampled rows whose call number another sampled row has had before, 0 to 1."""
    recorded = repeated = 0
    for table in tables:
        name = next((one for one in names if one in table.columns), None)
        values = [row[table.columns.index(name)] for row in table.sample] if name else []
        known = [value for value in values if value is not None and value.strip().upper() not in NULL_WORDS]
        recorded, repeated = recorded + len(known), repeated + len(known) - len(set(known))
    return repeated / recorded if recorded else 0.0


def forms_in(values: Sequence[str]) -> tuple[str, ...]:
    """The forms in which a column writes its times, commonest first; stray clocks among dates are left out."""
    counted = Counter({form: n for form, n in forms_of(values).items() if form is not None})
    recorded = [value for value in values if value.strip().upper() not in NULL_WORDS]
    clock = compact_clock(recorded)
    if clock and (not counted or any(value.startswith("0") for value in recorded)):
        return (clock,)  # a leading zero: 045830 is a clock, and no Excel day
    if not counted:
        return (ISO,)
    main = counted.most_common(1)[0][0]
    return tuple(form for form, _ in counted.most_common() if form == main or _agrees(form, main))


def _agrees(form: str, main: str) -> bool:
    if form in NUMBERS:
        return form in {EXCEL, EXCEL_CLOCK} and is_clock(form) == is_clock(main)
    return is_clock(form) == is_clock(main) and main not in INSTANTS - {"ISO offset"}


def settle(
    mapping: Mapping, tables: Sequence[SourceTable], connection: "duckdb.DuckDBPyConnection | None"
) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with the forms of every time column, and a sentence for each decision that was needed."""
    known = {name for table in tables for name in table.columns}
    for name in mapping.source_columns():
        if name not in known:
            raise Refusal("mapping", f"no file has a column {name!r}", f"use one of {', '.join(sorted(known)[:12])}")
    told: list[str] = []
    settled = replace(
        mapping,
        times={point: _with_forms(one, tables) for point, one in mapping.times.items()},
        unit_times={point: _with_forms(one, tables) for point, one in mapping.unit_times.items()},
    )
    unsure = [
        (group, point)
        for group in ("times", "unit_times")
        for point, one in getattr(settled, group).items()
        if not getattr(mapping, group)[point].formats and any(map(is_swappable, one.formats))
    ]
    if unsure:
        settled, told = _with_day_order(settled, unsure, tables, connection)
    if "received" not in settled.times and settled.times:
        first = next(iter(settled.times))
        settled = replace(settled, times={"received": settled.times[first], **settled.times})
        told.append(f"No column says when a call was received; {first} stands in for it on every row.")
    _refuse_days_missing(settled)
    return settled, tuple(told)


def _refuse_days_missing(mapping: Mapping) -> None:
    received = mapping.times.get("received")
    if received and all(map(is_clock, received.formats)) and not received.epoch_columns:
        column = ", ".join(received.columns)
        raise Refusal(
            f"column {column!r}",
            "it holds a clock without a date, so no call can be placed on a day",
            f'name the date column in the mapping: [times.received] column = "…" and clock_column = "{column}"',
        )


def _with_forms(one: TimeColumn, tables: Sequence[SourceTable]) -> TimeColumn:
    formats = one.formats or forms_in(sampled(tables, one.columns))
    clocks = one.clock_formats or (forms_in(sampled(tables, one.clock_columns)) if one.clock_columns else ())
    unit = one.epoch_unit
    if one.epoch_columns:
        unit = next((form for form in forms_in(sampled(tables, one.epoch_columns)) if form.startswith("epoch")), unit)
    return replace(one, formats=formats, clock_formats=clocks, epoch_unit=unit)


def _with_day_order(
    mapping: Mapping,
    unsure: Sequence[tuple[str, str]],
    tables: Sequence[SourceTable],
    connection: "duckdb.DuckDBPyConnection | None",
) -> tuple[Mapping, list[str]]:
    orders: dict[tuple[str, str], str | None] = {}
    told: list[str] = []
    for group, point in unsure:
        one: TimeColumn = getattr(mapping, group)[point]
        orders[group, point] = mapping.day_order or _order_by_numbers(one, tables, connection, told)
    known = {order for order in orders.values() if order}
    undecided = [key for key, order in orders.items() if order is None]
    if undecided:
        fallback = known.pop() if len(known) == 1 else _order_by_rows(mapping, undecided, tables, told)
        orders.update(dict.fromkeys(undecided, fallback))
    changed: dict[str, dict[str, TimeColumn]] = {"times": dict(mapping.times), "unit_times": dict(mapping.unit_times)}
    for (group, point), order in orders.items():
        one = changed[group][point]
        if order == "day-first":
            changed[group][point] = replace(one, formats=tuple(dict.fromkeys(map(swapped, one.formats))))
    order = next(iter(orders.values()))
    settled = replace(mapping, times=changed["times"], unit_times=changed["unit_times"], day_order=order)
    return settled, told


def _order_by_numbers(
    one: TimeColumn,
    tables: Sequence[SourceTable],
    connection: "duckdb.DuckDBPyConnection | None",
    told: list[str],
) -> str | None:
    day, month = day_order_votes(sampled(tables, one.columns, 100_000))
    if not day and not month and connection is not None:
        day, month = _votes_of_whole_column(one, tables, connection)
    if day and month and min(day, month) > 0.01 * (day + month):
        name = one.columns[0]
        raise Refusal(
            f"column {name!r}",
            f"{day:,} of its values can only be day-first and {month:,} only month-first, so it holds both orders",
            "export it again with one order, or as year-month-day",
        )
    if not day and not month:
        return None
    order = "day-first" if day > month else "month-first"
    told.append(f"{one.columns[0]}: {order}, as {max(day, month):,} values with a number above 12 show.")
    return order


def _votes_of_whole_column(
    one: TimeColumn, tables: Sequence[SourceTable], connection: "duckdb.DuckDBPyConnection"
) -> tuple[int, int]:
    day = month = 0
    for table in tables:
        column = present(table, one.columns)
        if column is None:
            continue
        numbers = "'^\\s*(\\d{1,2})[-/.](\\d{1,2})[-/.]\\d'"
        place = f"try_cast(regexp_extract({column}, {numbers}, PLACE) AS INTEGER)"
        row = connection.execute(
            f"SELECT count(*) FILTER ({place.replace('PLACE', '1')} > 12), "
            f"count(*) FILTER ({place.replace('PLACE', '2')} > 12) FROM {identifier(table.view)}"
        ).fetchone()
        day, month = day + (row or (0, 0))[0], month + (row or (0, 0))[1]
    return day, month


def _order_by_rows(
    mapping: Mapping, undecided: Sequence[tuple[str, str]], tables: Sequence[SourceTable], told: list[str]
) -> str:
    """The order under which the rows stand in the order of time, or the question."""
    group, point = undecided[0]
    one: TimeColumn = getattr(mapping, group)[point]
    values = sampled(tables, one.columns)
    month = _steps_forward(values, one.formats)
    day = _steps_forward(values, tuple(map(swapped, one.formats)))
    for order, share, other in (("day-first", day, month), ("month-first", month, day)):
        if share >= 0.95 and other <= 0.85 and len(values) >= 30:
            told.append(f"{one.columns[0]}: {order}, as {share:.0%} of its rows then stand in the order of time.")
            return order
    if all("." in form.split("%Y")[0].split("%y")[0] for form in one.formats if is_swappable(form)):
        told.append(f"{one.columns[0]}: day-first, as dates written with full stops are.")
        return "day-first"
    examples = ", ".join(repr(value) for value in dict.fromkeys(values[:40:20] or values[:1]))
    raise Refusal(
        f"column {one.columns[0]!r}",
        f"nothing in it says whether the day or the month comes first ({examples})",
        'add --day-first or --month-first, or day_order = "day-first" to the mapping',
    )


def _steps_forward(values: Sequence[str], forms: Sequence[str]) -> float:
    moments = [ms for value in values if (ms := parsed_ms(value, forms)) is not None]
    steps = list(pairwise(moments))
    forward = sum(later >= earlier for earlier, later in steps)
    backward = sum(later <= earlier for earlier, later in steps)
    return max(forward, backward) / len(steps) if steps else 0.0


def is_day_only(one: TimeColumn, tables: Sequence[SourceTable]) -> bool:
    """Every value is a day without a clock, or at midnight."""
    if one.clock_columns or one.epoch_columns:
        return False
    moments = [parsed_ms(value, one.formats) for value in sampled(tables, one.columns, 300)]
    known = [ms for ms in moments if ms is not None]
    return bool(known) and all(ms % DAY_MS == 0 for ms in known)
