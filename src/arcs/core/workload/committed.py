"""The committed relation out of the two stored ones: every unit response beside the call it answers."""

from typing import Any

import ibis

from arcs.core.calls.columns import POINTS, UNIT_POINTS

# What a call was about, as far as it is recorded.
NEEDS = ("nature_mental_health", "nature_juvenile", "nature_unhoused")
FROM_CALLS = (
    "call_key",
    "call_type",
    "initial_call_type",
    "final_call_type",
    "agency",
    "discipline",
    "beat",
    "area",
    "priority",
    "reception",
    "source_file",
    *NEEDS,
    "reported_units",
    "reported_officers",
    "reopened",
    "received_local",
)
EPOCH = "1970-01-01 00:00:00"


def committed_from(calls: ibis.Table, unit_responses: ibis.Table) -> ibis.Table:
    """One row per unit response with its call's columns; a call without a response keeps one row, `basis` empty.

    A unit's own row has the unit's times; the received, queued and first-closed times are always the call's. Times are
    whole milliseconds: UTC where a time zone was stated, else the local clock.
    """
    own = {
        f"unit_{name}": unit_responses[name]
        for name in ("basis", "unit_row", "unit_id", "officers", "reported_seconds")
    }
    times = {f"unit_{point}_ms": _milliseconds(unit_responses, point) for point in UNIT_POINTS}
    responses = unit_responses.select(response_to=unit_responses.call_key, **own, **times)
    calls_timed = calls.mutate(**{f"{point}_ms": _milliseconds(calls, point) for point in POINTS})
    both = calls_timed.left_join(responses, calls_timed.call_key == responses.response_to)
    columns: dict[str, Any] = {name: both[name] for name in FROM_CALLS}
    for point in POINTS:
        unit = both[f"unit_{point}_ms"] if point in UNIT_POINTS else both[f"{point}_ms"]
        columns[f"{point}_ms"] = (both.unit_basis == "unit").fill_null(False).ifelse(unit, both[f"{point}_ms"])
    return both.select(
        **columns,
        basis=both.unit_basis,
        unit_id=both.unit_unit_id,
        officers=both.unit_officers,
        reported_seconds=ibis.coalesce(both.unit_reported_seconds, both.reported_seconds),
        received_local_hour=_since_epoch(both.received_local).cast("int64") // 3_600_000,
        is_first_response=ibis.coalesce(both.unit_unit_row, ibis.literal(1, "int32")) == 1,
    )


def _milliseconds(table: ibis.Table, point: str) -> ibis.expr.types.Column:
    return _since_epoch(ibis.coalesce(table[f"{point}_utc"], table[f"{point}_local"]))


def _since_epoch(moment: ibis.expr.types.Column) -> ibis.expr.types.Column:
    return moment.delta(ibis.literal(EPOCH, "timestamp(6)"), unit="millisecond")
