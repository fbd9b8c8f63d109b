"""`arcs cad inspect | read`, as a person at a terminal uses it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from arcs.cli.program import arcs
from arcs.core.calls.columns import schema
from arcs.files.exports.writing import WRITTEN, arrow_schema

TEXT = "CallNo,Nature,Received,Cleared\n" + "".join(
    f"N{n},{('THEFT', 'NOISE', 'ALARM')[n % 3]},2024-03-{1 + n % 28:02d} 10:{n:02d}:00,"
    f"2024-03-{1 + n % 28:02d} 11:{n:02d}:00\n"
    for n in range(50)
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _run(*arguments):
    # Through the whole program: a command called alone keeps a help of its own, and the reference page would print it.
    return CliRunner().invoke(arcs, ["cad", *map(str, arguments)], catch_exceptions=False)


def test_inspect_prints_each_meaning_with_its_evidence(export):
    printed = _run("inspect", export).output
    assert "received" in printed
    assert "Nature" in printed


def test_the_mapping_that_inspect_writes_is_taken_by_read(export, tmp_path):
    assert _run("inspect", export, "--write", tmp_path / "m.toml").exit_code == 0
    text = (tmp_path / "m.toml").read_text(encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        text.replace('final_call_type = "Nature"', 'initial_call_type = "Nature"'), encoding="utf-8"
    )
    assert _run("read", export, "--out", tmp_path / "out", "--mapping", tmp_path / "m.toml").exit_code == 0
    calls = pq.read_table(tmp_path / "out" / "calls.parquet").to_pylist()
    assert (calls[0]["initial_call_type"], calls[0]["final_call_type"], calls[0]["call_type"]) == (
        "THEFT",
        None,
        "THEFT",
    )


def test_inspect_speaks_json(export):
    told = json.loads(_run("inspect", export, "--json").output)
    assert told["times"]["received"]["columns"] == ["Received"]
    assert told["evidence"]["received"]["confidence"] > 0.5


@pytest.mark.parametrize("relation", ["calls", "unit_responses", "set_aside"])
def test_what_is_written_has_the_schema_of_the_call_table(export, tmp_path, relation):
    _run("read", export, "--out", tmp_path / "out", "--timezone", "America/Chicago")
    written = pq.read_schema(tmp_path / "out" / f"{relation}.parquet")
    assert written.equals(arrow_schema(relation))
    assert written.names == list(schema(relation).names)


def test_nothing_is_written_while_the_inputs_are_the_same(export, tmp_path):
    out = tmp_path / "out"
    _run("read", export, "--out", out)
    before = {name: (out / name).stat().st_mtime_ns for name in WRITTEN}
    assert "up to date, nothing written" in _run("read", export, "--out", out).output
    assert {name: (out / name).stat().st_mtime_ns for name in WRITTEN} == before


@pytest.mark.parametrize("change", ["timezone", "input", "output"])
def test_a_change_writes_anew(export, tmp_path, change):
    out = tmp_path / "out"
    _run("read", export, "--out", out)
    more = []
    if change == "timezone":
        more = ["--timezone", "America/Chicago"]
    elif change == "input":
        export.write_text(TEXT + "N99,THEFT,2024-03-05 10:00:00,2024-03-05 11:00:00\n", encoding="utf-8")
    else:
        (out / "calls.parquet").write_bytes(b"")
    assert "Call table written" in _run("read", export, "--out", out, *more).output
    rows = pq.read_table(out / "calls.parquet").num_rows
    assert rows == (51 if change == "input" else 50)


def test_the_written_ledger_sums_and_invented_rows_say_so(export, tmp_path):
    export.write_text(TEXT + TEXT.splitlines()[1] + "\n", encoding="utf-8")
    _run("read", export, "--out", tmp_path / "out", "--invented")
    ledger = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    assert ledger["rows_read"] == ledger["rows_kept"] + sum(ledger["set_aside"].values()) == 51
    assert pq.read_table(tmp_path / "out" / "calls.parquet").column("invented").unique().to_pylist() == [True]
    aside = pq.read_table(tmp_path / "out" / "set_aside.parquet").to_pylist()
    assert [(row["reason"], row["source_line"]) for row in aside] == [("identical full row", 52)]


def test_an_unknown_zone_is_refused(export, tmp_path):
    from arcs.core.refusal import Refusal

    with pytest.raises(Refusal, match="no such zone"):
        _run("read", export, "--out", tmp_path / "out", "--timezone", "Chicago")
