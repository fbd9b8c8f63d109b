"""Made committed relations: rows as plain values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from arcs.files.call_store import DuckDBCallStore

EPOCH = datetime(1970, 1, 1)
POINTS = ("received", "queued", "dispatched", "enroute", "arrived", "cleared_first", "cleared")
TEXTS = (
    "call_key", "call_type", "initial_call_type", "final_call_type", "agency", "discipline",
    "beat", "priority", "reception", "source_file", "basis", "unit_id",
)  # fmt: skip
COMMITTED = ibis.schema(
    dict.fromkeys(TEXTS, "string")
    | {"officers": "int16", "reported_units": "int16", "reported_officers": "int16", "reported_seconds": "int32"}
    | {"reopened": "boolean", "received_local": "timestamp(6)", "received_local_hour": "int64"}
    | {f"{point}_ms": "int64" for point in POINTS}
    | {"is_first_response": "boolean"}
)


def a_response(key: str = "1", **given: Any) -> dict[str, Any]:
    """A unit's response of 60 minutes to a THEFT call on Monday 5 January 2026 at 13:10, changed as asked.

    `minutes` sets the time from dispatched to cleared; `at` the time received; None for a point leaves it out.
    """
    at = given.pop("at", datetime(2026, 1, 5, 13, 10))
    minutes = given.pop("minutes", 60)
    row = dict.fromkeys(COMMITTED.names)
    row |= {"call_key": key, "call_type": "THEFT", "basis": "unit", "is_first_response": True}
    if at is not None:
        received = round((at - EPOCH).total_seconds() * 1000)
        row |= {"received_local": at, "received_ms": received, "received_local_hour": received // 3_600_000}
        row |= {"dispatched_ms": received + 60_000, "arrived_ms": received + 120_000}
        row["cleared_ms"] = None if minutes is None else row["dispatched_ms"] + round(minutes * 60_000)
        row["cleared_first_ms"] = row["cleared_ms"]
    return row | given


def stored(rows: Sequence[dict[str, Any]]) -> tuple[ibis.Table, DuckDBCallStore]:
    """The rows as an unbound committed relation, and a DuckDB that holds them."""
    connection = duckdb.connect(config={"threads": 1})
    connection.register("committed", pa.Table.from_pylist(list(rows), schema=COMMITTED.to_pyarrow()))
    return ibis.table(COMMITTED, name="committed"), DuckDBCallStore(connection=connection)
