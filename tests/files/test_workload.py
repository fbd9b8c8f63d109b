"""The workload of files: reading lazily and reading the stored call table must come to the same."""

from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pytest

from arcs.core.calls.columns import schema
from arcs.core.workload import Interval, Request, committed_from, measure, workload_tables
from arcs.files.call_store import DuckDBCallStore
from arcs.files.exports import propose_mapping, read_calls
from arcs.files.invented import invent_year, write_invented_year
from arcs.files.sources import open_sources
from arcs.files.workload import measure_files

CALL_LEVEL = """\
Incident Number,Agency,Call Type,Priority,Received,Dispatched,Arrived,Cleared,Beat
1,POLICE,THEFT,2,2026-01-05 13:10:00,2026-01-05 13:12:00,2026-01-05 13:20:00,2026-01-05 14:12:00,A
2,POLICE,THEFT,2,2026-01-05 13:40:00,2026-01-05 13:42:00,2026-01-05 13:50:00,2026-01-05 14:12:00,B
3,POLICE,NOISE,3,2026-01-06 01:10:00,2026-01-06 01:12:00,2026-01-06 01:20:00,2026-01-06 01:02:00,A
4,FIRE,SMOKE,1,2026-01-07 09:00:00,2026-01-07 09:01:00,2026-01-07 09:05:00,2026-01-08 19:01:00,
5,POLICE,NOISE,4,2026-01-14 23:00:00,,,,A
"""


def call_level(folder: Path) -> Path:
    path = folder / "calls.csv"
    path.write_text(CALL_LEVEL, encoding="utf-8")
    return path


def unit_level(folder: Path) -> Path:
    hours = {"THEFT": Decimal("52.5"), "NOISE": Decimal("5.25"), "AED": Decimal(0)}
    return write_invented_year(invent_year(hours, year=2021, seed=5), folder)


@pytest.mark.parametrize("made", [call_level, unit_level])
@pytest.mark.parametrize("timezone", [None, "America/Chicago"])
@pytest.mark.parametrize(("start", "end"), [("dispatched", "cleared"), ("received", "arrived")])
def test_the_stored_call_table_gives_the_same_workload_as_the_lazy_reading(
    tmp_path: Path, made: object, timezone: str | None, start: str, end: str
) -> None:
    assert callable(made)
    path = made(tmp_path)
    request = Request(interval=Interval(start=start, end=end))
    lazy = measure_files([path], request, timezone=timezone, scratch=tmp_path / "lazy").workload
    connection = duckdb.connect()
    sources = open_sources([path], connection, tmp_path / "work")
    reading = read_calls(sources, propose_mapping(sources), connection=connection, timezone=timezone)
    for name, relation in (("calls", reading.calls), ("unit_responses", reading.unit_responses)):
        sql = ibis.to_sql(relation, dialect="duckdb")
        connection.execute(f"COPY ({sql}) TO '{tmp_path / name}.parquet' (FORMAT parquet)")
    kept = duckdb.connect()
    for name in ("calls", "unit_responses"):
        kept.execute(f"CREATE VIEW {name} AS SELECT * FROM '{tmp_path / name}.parquet'")
    calls, responses = (ibis.table(schema(name), name=name) for name in ("calls", "unit_responses"))
    stored = measure(committed_from(calls, responses), request, DuckDBCallStore(connection=kept))
    assert stored.totals == lazy.totals
    assert workload_tables(stored) == workload_tables(lazy)
    assert stored.totals.used > 0
