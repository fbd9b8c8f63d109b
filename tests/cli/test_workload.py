"""`arcs workload`: the files other tools read, a ledger that adds up, one clear sentence where it cannot be done."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from arcs.cli import main
from arcs.files.invented import invent_year, write_invented_year

REFERENCE = Path(__file__).parents[2].parent / "shared" / "data" / "alexandria_reference.json"

EXPORT = """\
Incident Number,Agency,Call Type,Priority,Received,Dispatched,Arrived,Cleared,Beat
1,POLICE,THEFT,2,2026-01-05 13:10:00,2026-01-05 13:12:00,2026-01-05 13:20:00,2026-01-05 14:12:00,A
2,POLICE,THEFT,2,2026-01-05 13:40:00,2026-01-05 13:42:00,2026-01-05 13:50:00,2026-01-05 14:12:00,B
3,POLICE,=1+1,3,2026-01-06 01:10:00,2026-01-06 01:12:00,2026-01-06 01:20:00,2026-01-06 01:02:00,A
4,FIRE,SMOKE,1,2026-01-07 09:00:00,2026-01-07 09:01:00,2026-01-07 09:05:00,2026-01-08 19:01:00,
5,POLICE,NOISE,4,2026-01-14 23:00:00,,,,A
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as page:
        return list(csv.DictReader(page))


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["workload", *map(str, arguments)])
    return int(left.value.code or 0)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def quality(out: Path) -> Any:
    return json.loads((out / "quality.json").read_text(encoding="utf-8"))


def test_the_contract_of_the_files_holds(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(export, "--out", out) == 0
    page = (out / "workload.csv").read_text(encoding="utf-8")
    assert page.splitlines()[0] == "call_type,calls,timed_calls,unit_responses,hours,median_minutes,p90_minutes,fte"
    rows = rows_of(out / "workload.csv")
    assert [row["call_type"] for row in rows] == ["SMOKE", "THEFT", "=1+1", "NOISE"]
    theft = rows[1]
    assert (theft["calls"], theft["hours"], theft["median_minutes"]) == ("2", "1.500000", "45.000000")
    assert (theft["p90_minutes"], theft["fte"]) == ("57.000000", "0.002857")
    week = rows_of(out / "by_hour_of_week.csv")
    assert list(week[0]) == ["weekday", "hour", "calls", "hours"]
    assert [(row["weekday"], row["hour"]) for row in week] == [(str(d), str(h)) for d in range(7) for h in range(24)]
    assert sum(int(row["calls"]) for row in week) == 5
    assert week[13]["calls"] == "2"
    told = quality(out)
    assert told["rows_read"] == told["rows_kept"] + sum(told["set_aside"].values()) == 5
    assert {name: told["intervals"][name] for name in ("missing", "negative", "over_long")} == {
        "missing": 1, "negative": 1, "over_long": 0,
    }  # fmt: skip
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"][0]["sha256"]) == 64
    assert manifest["parameters"]["from"] == "dispatched"
    assert "seed" in manifest
    printed = capsys.readouterr().out
    assert "5 rows read = 5 kept + 0 set aside." in printed
    assert "Backup not observable on 4 calls" in printed


def test_calls_that_were_not_chosen_are_filtered_and_accounted_for(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(export, "--out", out, "--where", "agency=POLICE", "--where", "beat=A") == 0
    told = quality(out)
    assert (told["rows_read"], told["rows_kept"], told["set_aside"]) == (5, 3, {"filtered": 2})


def test_a_cap_leaves_out_what_is_longer_and_shows_it(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(export, "--out", out, "--max-hours", "24") == 0
    assert quality(out)["intervals"]["over_long"] == 1
    effect = {row["rule"]: row for row in rows_of(out / "rules_effect.csv")}
    assert Decimal(effect["over_long"]["hours_in_them"]) == 34


def test_scaling_to_a_year_is_labelled(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(export, "--out", tmp_path / "plain") == 0
    assert run(export, "--out", tmp_path / "year", "--annualise") == 0
    plain, year = (rows_of(tmp_path / name / "workload.csv")[0] for name in ("plain", "year"))
    assert plain["hours"] == year["hours"]
    assert float(year["fte"]) == pytest.approx(float(plain["fte"]) * 36.5, abs=1e-4)
    assert json.loads((tmp_path / "year" / "manifest.json").read_text())["annualised"]["days_covered"] == 10
    assert "365/10" in capsys.readouterr().out


def test_the_same_inputs_give_the_same_bytes_and_replace_an_earlier_run(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(export, "--out", out) == 0
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "notes.txt").write_text("mine")
    assert run(export, "--out", out, "--from", "received", "--to", "dispatched") == 0
    assert run(export, "--out", out) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first | {"notes.txt": b"mine"}


def test_an_export_without_an_interval_gives_counts_and_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Call Type,Received\nTHEFT,2026-01-05 13:10:00\nNOISE,2026-01-05 14:10:00\n" * 2, encoding="utf-8")
    out = tmp_path / "out"
    assert run(path, "--out", out) == 0
    assert "counts, and no hours" in capsys.readouterr().err
    assert {row["hours"] for row in rows_of(out / "workload.csv")} == {""}
    assert sum(int(row["calls"]) for row in rows_of(out / "by_hour_of_week.csv")) == quality(out)["rows_kept"]
    assert not (out / "sensitivity.csv").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "cleared", "--to", "arrived"], "does not come before"),
        (["--where", "agency=Police"], "POLICE, FIRE"),
        (["--where", "colour=red"], "call_type"),
        (["--where", "agency"], "column=value"),
        (["--max-hours", "0"], "--max-hours 0"),
        (["--max-hours", "many"], "not a number of hours"),
        (["--max-hours", "nan"], "--max-hours"),
        (["--memory-limit", "much"], "512MB"),
        (["--from", "assigned"], "assigned"),
        (["--timezone", "Mars/Base"], "Mars/Base"),
        (["--mapping", "/nowhere/mapping.toml"], "/nowhere/mapping.toml"),
    ],
)
def test_a_request_that_cannot_be_is_one_sentence_and_exit_2(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert run(export, "--out", tmp_path / "out", *options) == 2
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1
    assert "A fault in ARCS" not in told
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_folder_should_be_is_refused(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(export, "--out", export) == 2
    assert "the results need a folder" in capsys.readouterr().err
    assert export.read_text(encoding="utf-8") == EXPORT


def test_an_invented_year_comes_back_to_the_second_and_is_called_invented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = {"THEFT": Decimal("105.00"), "NOISE": Decimal("5.25"), "AED": Decimal(0), "BACK PAIN": None}
    path = write_invented_year(invent_year(hours, year=2021, seed=5), tmp_path)
    assert run(path, "--out", tmp_path / "out", "--timezone", "America/Chicago") == 0
    found = {row["call_type"]: Decimal(row["hours"]) for row in rows_of(tmp_path / "out" / "workload.csv")}
    assert found == {name: value for name, value in hours.items() if value is not None}
    assert capsys.readouterr().out.startswith("INVENTED CALLS")
    assert quality(tmp_path / "out")["invented"] is True


def test_alexandrias_police_figures_equal_the_reference(tmp_path: Path) -> None:
    if not REFERENCE.exists():
        pytest.skip("../shared/data is not here, so the real exports cannot be measured")
    files = sorted((REFERENCE.parent / "alexandria").glob("*.csv"))
    out = tmp_path / "out"
    assert run(*files, "--out", out, "--from", "arrived", "--to", "cleared_first", "--where", "agency=POLICE") == 0
    reference = json.loads(REFERENCE.read_text())
    police, told = reference["police"], quality(out)
    assert told["rows_read"] == reference["rows"]
    assert told["rows_kept"] == police["calls"] == told["rows_read"] - told["set_aside"]["filtered"]
    assert (told["intervals"]["missing"], told["intervals"]["negative"]) == (police["missing"], police["negative"])
    assert told["intervals"]["hours"] == pytest.approx(police["hours"], abs=1e-4)
    assert told["intervals"]["median_minutes"] == pytest.approx(police["median_min"], abs=1e-4)
    rows = {row["call_type"]: row for row in rows_of(out / "workload.csv")}
    assert len(rows) == police["types"]
    for name, expected in police["top10"].items():
        assert int(rows[name]["calls"]) == expected["calls"]
        assert float(rows[name]["hours"]) == pytest.approx(expected["hours"], abs=1e-4)


def test_hours_from_the_received_time_need_no_other_point(tmp_path: Path) -> None:
    rows = [f"C{n},NOISE,2024-01-{1 + n % 28:02d} 10:00:00,2024-01-{1 + n % 28:02d} 10:10:00," for n in range(60)]
    rows = [f"{row}2024-01-{1 + n % 28:02d} 10:30:00" for n, row in enumerate(rows)]
    file = tmp_path / "calls.csv"
    file.write_text("call_number,call_type,received,dispatched,cleared\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["workload", str(file), "--out", str(tmp_path / "out"), "--from", "received"])
    assert left.value.code == 0
    with (tmp_path / "out" / "workload.csv").open(encoding="utf-8") as table:
        (row,) = csv.DictReader(table)
    assert (row["unit_responses"], float(row["hours"])) == ("60", 30.0)


def test_filtered_counts_every_record_of_the_calls_left_out_even_one_without_a_unit(tmp_path: Path) -> None:
    header = "call_number,call_type,agency,unit,received,unit_dispatched,unit_cleared\n"
    rows = [
        f"C{n // 2},NOISE,{'POLICE' if n % 4 < 2 else 'FIRE'},{'AB'[n % 2]}{n},2024-01-01 10:{n // 2:02d}:00,"
        f"2024-01-01 11:{n // 2:02d}:00,2024-01-01 12:00:00\n"
        for n in range(80)
    ]
    rows.append("C0,NOISE,POLICE,,2024-01-01 10:00:00,,\n")
    file = tmp_path / "units.csv"
    file.write_text(header + "".join(rows), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["workload", str(file), "--out", str(tmp_path / "out"), "--where", "agency=POLICE"])
    quality = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    assert (quality["rows_read"], quality["rows_kept"], quality["set_aside"]) == (81, 41, {"filtered": 40})


def test_the_question_about_day_and_month_is_answered_on_the_same_command(tmp_path: Path) -> None:
    rows = [f"C{n},NOISE,0{1 + n * 7 % 9}/0{1 + n * 5 % 9}/2024 10:00:{n:02d}" for n in range(60)]
    file = tmp_path / "calls.csv"
    file.write_text("call_number,call_type,received\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as asked:
        main(["workload", str(file), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as answered:
        main(["workload", str(file), "--out", str(tmp_path / "out"), "--day-first"])
    assert (asked.value.code, answered.value.code) == (2, 0)


def test_a_log_of_statuses_is_warned_of_since_its_rows_are_no_calls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"E{n // 3},NOISE,A1,{('Received', 'Dispatched', 'Cleared')[n % 3]},2024-01-01 10:{n // 3:02d}:{n % 3:02d}"
        for n in range(150)
    ]
    file = tmp_path / "log.csv"
    file.write_text("Event,Type,Unit,Status,Timestamp\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["workload", str(file), "--out", str(tmp_path / "out")])
    assert "67% of the sampled rows repeat a call number" in capsys.readouterr().err
