"""Exports of fifteen kinds of system are read by their content, to the second, with no mapping written by hand."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from tests.making.vendors import LAYOUTS, Layout, true_calls

from arcs.cli.program import main
from arcs.files.exports import propose_mapping
from arcs.files.sources import open_sources

CALLS = true_calls()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_columns_are_recognised(layout: Layout, tmp_path: Path) -> None:
    file = layout.write(tmp_path / "export.csv", CALLS)
    with duckdb.connect() as connection:
        mapping = propose_mapping(open_sources([file], connection, tmp_path / "work"))
    times = {point: one.columns for point, one in (*mapping.times.items(), *mapping.unit_times.items())}
    found = {**times, **mapping.columns}
    assert {name: found.get(name) for name in layout.expected} == {
        name: (header,) for name, header in layout.expected.items()
    }
    assert mapping.rows == layout.row_kind


@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one.span], ids=lambda layout: layout.name)
def test_the_hours_are_those_that_were_worked(layout: Layout, tmp_path: Path) -> None:
    file = layout.write(tmp_path / "export.csv", CALLS)
    with pytest.raises(SystemExit) as left:
        main(["workload", str(file), "--out", str(tmp_path / "out")])
    assert left.value.code == 0
    with (tmp_path / "out" / "workload.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    by_unit = layout.row_kind in {"unit", "packed"}
    true_seconds: dict[str, float] = {}
    for call in CALLS:
        spans = [ended - begun for _, begun, ended in call.units] if by_unit else [call.committed]
        true_seconds[call.final] = true_seconds.get(call.final, 0) + sum(span.total_seconds() for span in spans)
    hours = {row["call_type"]: float(row["hours"]) for row in rows}
    assert hours == pytest.approx({name: seconds / 3600 for name, seconds in true_seconds.items()}, abs=2e-3)
    quality = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    assert quality["rows_read"] == quality["rows_kept"] + sum(quality["set_aside"].values())
    assert sum(int(row["calls"]) for row in rows) == len(CALLS)
