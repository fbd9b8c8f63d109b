"""Invented years: their hours are those asked for, they repeat, and nobody can take them for real."""

import csv
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.files.invented import COLUMNS, InventedYear, invent_year, write_invented_year
from arcs.files.invented.shapes import whole_parts

HOURS = {"THEFT": Decimal("105.0"), "NOISE": Decimal("5.25"), "AED": Decimal(0), "BACK PAIN": None}


def seconds_by_type(made: InventedYear, zone: ZoneInfo | None = None) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in made.rows:
        record = dict(zip(COLUMNS, row, strict=True))
        if record["cleared"]:
            times = [datetime.fromisoformat(record[one]).replace(tzinfo=zone) for one in ("dispatched", "cleared")]
            start, end = (time.timestamp() if zone else (time - datetime(2000, 1, 1)).total_seconds() for time in times)
            sums[record["call_type"]] += round(end - start)
        else:
            sums[record["call_type"]] += 0
    return dict(sums)


@settings(max_examples=20)
@given(
    st.dictionaries(
        st.sampled_from(["A", "NOISE", "PARKING", "TRAFFIC STOP", "É"]), st.integers(0, 200_000), min_size=1
    ),
    st.integers(0, 2**32),
)
def test_the_hours_of_each_type_are_those_given_to_the_second(seconds: dict[str, int], seed: int) -> None:
    hours = {name: Decimal(one * 9) / 3600 for name, one in seconds.items()}
    made = invent_year(hours, year=2021, seed=seed)
    assert seconds_by_type(made) == {name: int(one * 3600) for name, one in hours.items()}


def test_a_type_without_volume_gets_no_call_and_one_of_no_hours_a_cancelled_call() -> None:
    made = invent_year(HOURS, year=2021, seed=1)
    by_type = seconds_by_type(made)
    assert by_type == {"THEFT": 378_000, "NOISE": 18_900, "AED": 0}
    (cancelled,) = [row for row in made.rows if row[2] == "AED"]
    assert cancelled[1] == cancelled[7] == cancelled[10] == ""


def test_hours_are_the_same_when_the_clock_changes_are_counted() -> None:
    made = invent_year({"THEFT": Decimal(20_000)}, year=2021, seed=3)
    assert seconds_by_type(made, ZoneInfo("America/Chicago")) == {"THEFT": 72_000_000}


def test_a_call_ends_in_one_way_and_where_nobody_was_sent_it_was_cancelled() -> None:
    made = invent_year({"BATTERY": Decimal(2000), "NOISE": Decimal(2000)}, year=2021, seed=5)
    ends: dict[str, set[str]] = defaultdict(set)
    told = [dict(zip(COLUMNS, row, strict=True)) for row in made.rows]
    for record in told:
        ends[record["incident_number"]].add(record["disposition"])
        assert (record["disposition"] == "Cancelled") == (not record["dispatched"])
    assert all(len(one) == 1 for one in ends.values())
    every = Counter(record["call_type"] for record in told)
    arrests = Counter(record["call_type"] for record in told if record["disposition"] == "Arrest")
    assert arrests["BATTERY"] / every["BATTERY"] > 5 * arrests["NOISE"] / every["NOISE"] > 0


def test_every_row_says_that_it_is_invented_and_times_run_forward(tmp_path: Path) -> None:
    path = write_invented_year(invent_year(HOURS, year=2021, seed=1), tmp_path)
    assert path.name == "invented_calls.csv"
    with path.open(encoding="utf-8", newline="") as page:
        rows = list(csv.DictReader(page))
    assert {row["invented"] for row in rows} == {"yes"}
    assert all(row["incident_number"].startswith("INV") for row in rows)
    assert all(row["received"].startswith("2021-") for row in rows)
    assert [row["received"] for row in rows] == sorted(row["received"] for row in rows)
    for row in rows:
        times = [row[one] for one in ("received", "dispatched", "enroute", "arrived", "cleared") if row[one]]
        assert times == sorted(times)


def test_calls_have_backup_and_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    made = invent_year(HOURS, year=2021, seed=7)
    assert len(made.rows) > made.calls
    again = invent_year(HOURS, year=2021, seed=7)
    first = write_invented_year(made, tmp_path).read_bytes()
    assert write_invented_year(again, tmp_path).read_bytes() == first
    assert invent_year(HOURS, year=2021, seed=8).rows != made.rows


@pytest.mark.parametrize("hours", [Decimal("-1"), Decimal("0.00001"), Decimal(1) / 7])
def test_hours_that_are_no_whole_seconds_are_refused(hours: Decimal) -> None:
    with pytest.raises(Refusal, match="hours of THEFT"):
        invent_year({"THEFT": hours}, year=2021, seed=1)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=50), st.integers(0, 10**9))
def test_whole_parts_sum_to_the_whole(parts: list[float], total: int) -> None:
    whole = whole_parts(np.array(parts), total)
    assert whole.sum() == total
    assert whole.min() >= 0
