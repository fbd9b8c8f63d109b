"""Exports of many kinds of system are read by their content, to the second, with no mapping written by hand."""

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from tests.making.public_layouts import PUBLIC_LAYOUTS
from tests.making.true_calls import Layout, true_calls
from tests.making.vendors import LAYOUTS

from arcs.cli.program import main
from arcs.files.exports import propose_mapping
from arcs.files.sources import open_sources

CALLS = true_calls()
EVERY = (*LAYOUTS, *PUBLIC_LAYOUTS)


@pytest.mark.parametrize("layout", EVERY, ids=lambda layout: layout.name)
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


@pytest.mark.parametrize("layout", [one for one in EVERY if one.span], ids=lambda layout: layout.name)
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


@pytest.mark.parametrize("layout", [one for one in EVERY if "epoch" not in one.name], ids=lambda layout: layout.name)
def test_every_call_stands_in_the_hour_in_which_it_was_received(layout: Layout, tmp_path: Path) -> None:
    file = layout.write(tmp_path / "export.csv", CALLS)
    with pytest.raises(SystemExit) as left:
        main(["workload", str(file), "--out", str(tmp_path / "out")])
    assert left.value.code == 0
    with (tmp_path / "out" / "by_hour_of_week.csv").open(encoding="utf-8") as table:
        found = {(int(row["weekday"]), int(row["hour"])): int(row["calls"]) for row in csv.DictReader(table)}
    true_hours: Counter[tuple[int, int]] = Counter()
    for call in CALLS:
        moment = call.queued if layout.name == "queue_system" else call.received
        true_hours[moment.weekday(), moment.hour] += 1
    if layout.name != "packed":  # units' clocks beside a bare day: the hour is that of the day's start
        assert {hour: calls for hour, calls in found.items() if calls} == true_hours
    assert sum(found.values()) == len(CALLS)


def test_an_epoch_beside_a_wrong_text_gives_the_hour_of_the_week_too(tmp_path: Path) -> None:
    rows = ["id,call_type,call_time,call_time_epoch,clear_time,clear_time_epoch"]
    for number in range(100):
        hour = 7 if number == 50 else 4
        day = f"2024-{1 + number // 28:02d}-{1 + number % 28:02d}"
        epoch = int(datetime.fromisoformat(f"{day} 10:00:00+00:00").timestamp())
        rows.append(f"E{number},NOISE,{day} {hour:02d}:00:00,{epoch},{day} 04:30:00,{epoch + 1800}")
    file = tmp_path / "export.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["workload", str(file), "--out", str(tmp_path / "out"), "--from", "received"])
    with (tmp_path / "out" / "by_hour_of_week.csv").open(encoding="utf-8") as table:
        found = {int(row["hour"]): int(row["calls"]) for row in csv.DictReader(table) if row["calls"] != "0"}
    assert set(found) == {4}
    quality = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    assert any("received: on 1 rows the text time contradicts" in one for one in quality["statements"])


def test_hours_of_an_export_of_durations_say_which_column_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = next(one for one in LAYOUTS if one.name == "durations")
    file = layout.write(tmp_path / "export.csv", CALLS)
    with pytest.raises(SystemExit):
        main(["workload", str(file), "--out", str(tmp_path / "out")])
    assert "committed unit hours (as the column time_on_scene states them)" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["cad", "inspect", str(file)])
    shown = " ".join(capsys.readouterr().out.split())
    assert "not used: totaltime (a duration beside the one that is counted" in shown
