"""Committed hours of each call type by the point at which committed time begins, frozen with the import."""

from decimal import Decimal

import duckdb

from arcs.core.figures import Column, Table, rounded
from arcs.core.workload import Interval, Request, measure
from arcs.core.workload.intervals import MS_PER_HOUR
from arcs.files.call_store import DuckDBCallStore
from arcs.files.exports import CallReading

NAME = "by_interval"
STARTS = {"dispatched": "Dispatched", "enroute": "On its way", "arrived": "On scene"}


def hours_by_interval(
    reading: CallReading, where: dict[str, str], connection: duckdb.DuckDBPyConnection, first: Table
) -> Table:
    """Committed hours of each call type from dispatch, from the way and from the scene, to clear; `first` is by type.

    They are frozen with the import, so that a page that asks what an FTE is need not read any call again.
    """
    store = DuckDBCallStore(connection=connection)
    found: dict[str, dict[str, Decimal | None]] = {}
    for start in STARTS:
        workload = measure(reading.committed, Request(interval=Interval(start=start), where=where), store)
        for one in workload.by["call_type"]:
            hours = Decimal(one.used_ms or 0) / MS_PER_HOUR if one.used else None
            found.setdefault(str(one.value or ""), {})[start] = None if hours is None else rounded(hours, 6)
    columns = (
        Column(name="call_type", heading="Call type"),
        *(
            Column(
                name=start, heading=f"{words} to clear", kind="number", places=1, unit="hours",
                definition="The sum of usable intervals over unit responses; empty where none is usable",
            )
            for start, words in STARTS.items()
        ),
    )  # fmt: skip
    rows = tuple((name, *(hours.get(start) for start in STARTS)) for name, hours in sorted(found.items()))
    return Table(
        name="by_interval", title="Committed hours by call type and interval", columns=columns, rows=rows,
        population=first.population, period=first.period, source=first.source, notes=(),
    )  # fmt: skip
