"""A study with a dispatch export: its workload stands beside its own tables."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.making.a_study import a_call_type, a_study

from arcs.core.evaluation import evaluate
from arcs.core.evaluation.records import CallsSource
from arcs.core.refusal import Refusal
from arcs.files.studies import check_study, write_study
from arcs.files.studies.calls_measured import calls_tables

HEAD = "Call Number,Call Type,Received,Dispatched,Arrived,Cleared\n"


def an_export(folder: Path, name: str, calls: int) -> None:
    days = [f"2025-03-{number % 28 + 1:02d}" for number in range(calls)]
    lines = [
        f"{number},NOISE,{day} 10:00:00,{day} 10:05:00,{day} 10:10:00,{day} 11:05:00\n"
        for number, day in enumerate(days)
    ]
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(HEAD + "".join(lines))


def test_105_calls_of_an_hour_make_a_fifth_of_an_fte(tmp_path: Path) -> None:
    an_export(tmp_path / "study", "calls.csv", 105)
    study = replace(a_study("NOISE"), calls=(CallsSource(path="calls.csv"),),
                    call_types=(a_call_type("NOISE", fte=None),))  # fmt: skip
    write_study(study, tmp_path / "study")
    assert check_study(tmp_path / "study") == ()
    tables = calls_tables(study, tmp_path / "study")
    found = evaluate(study, workload_tables=tables)
    assert {"workload", "by_hour_of_week", "by_month", "quality", "sensitivity"} <= set(found.tables)
    assert found.tables["table_a1"].values("fte") == (Decimal("0.2"),)
    assert ("Records read", 105) in found.tables["quality"].rows


def test_a_printed_volume_is_never_replaced_by_a_measured_one(tmp_path: Path) -> None:
    an_export(tmp_path, "calls.csv", 105)
    types = (a_call_type("NOISE", fte=Decimal("0.90")), a_call_type("FIGHT", fte=None, fte_note="#N/A in source"))
    study = replace(a_study("NOISE"), calls=(CallsSource(path="calls.csv"),), call_types=types)
    found = evaluate(study, workload_tables=calls_tables(study, tmp_path))
    assert found.tables["table_a1"].values("fte") == (Decimal("0.90"), None)


def test_a_missing_export_is_a_fault_and_differing_settings_are_refused(tmp_path: Path) -> None:
    two = (CallsSource(path="a.csv", timezone="America/Chicago"), CallsSource(path="b.csv"))
    study = replace(a_study("NOISE"), calls=two)
    write_study(study, tmp_path)
    assert len(check_study(tmp_path)) == 2
    with pytest.raises(Refusal, match=r"b\.csv has another mapping"):
        calls_tables(study, tmp_path)
    assert calls_tables(a_study("NOISE"), tmp_path) == {}
