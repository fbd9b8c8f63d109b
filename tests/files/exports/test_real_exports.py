"""Three real exports, read with no hand-written mapping. They are not part of this repository; skipped where absent."""

import json
from pathlib import Path

import duckdb
import pytest

from arcs.files.exports import propose_mapping, read_calls
from arcs.files.sources import open_sources

DATA = Path(__file__).parents[3].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports (../shared/data) are not on this machine")


def _read(connection, paths, folder, **options):
    sources = open_sources(paths, connection, folder)
    return read_calls(sources, propose_mapping(sources), connection=connection, **options)


def test_alexandria_equals_its_reference(tmp_path):
    reference = json.loads((DATA / "alexandria_reference.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        ledger = _read(connection, sorted((DATA / "alexandria").glob("*.csv")), tmp_path).ledger
        hours, calls, types = connection.execute(
            "SELECT sum(cleared_first_ms - arrived_ms) FILTER (cleared_first_ms >= arrived_ms) / 3600000.0, count(*), "
            "count(DISTINCT call_type) FROM arcs_committed WHERE agency = 'POLICE'"
        ).fetchone()
    on_scene = next(one for one in ledger.intervals if (one.start, one.end) == ("arrived", "cleared_first"))
    assert ledger.rows_read == ledger.rows_kept == reference["rows"]
    assert (on_scene.missing, on_scene.negative) == (
        reference["on_scene"]["missing"],
        reference["on_scene"]["negative"],
    )
    assert (round(hours, 4), calls, types) == tuple(reference["police"][name] for name in ("hours", "calls", "types"))
    assert [(one.column, one.value) for one in ledger.breaks] == [("reception", "OFFICER")]


def test_the_packed_units_are_unpacked(tmp_path):
    with duckdb.connect() as connection:
        ledger = _read(connection, sorted((DATA / "lancaster").glob("*.zip")), tmp_path).ledger
        without = connection.execute("SELECT count(*) FROM arcs_committed WHERE basis IS NULL").fetchone()[0]
        responses = connection.execute("SELECT count(*) FROM arcs_unit_responses").fetchone()[0]
    assert (ledger.rows_read, ledger.rows_kept, ledger.row_kind, without) == (19_520, 19_520, "packed", 1_141)
    assert responses == 44_372  # and one unit that stands in no cell of its dispatch, way, arrival or clear


def test_a_table_reads_equal_from_csv_and_workbook(tmp_path):
    found = []
    for name in ("cad_data.csv", "cad_data_excel.xlsx"):
        with duckdb.connect() as connection:
            ledger = _read(
                connection, [DATA / "takoma_park" / name], tmp_path / name, timezone="America/New_York"
            ).ledger
            rows = connection.execute(
                "SELECT call_number, call_type, received_utc, received_local, beat, outcome_report, "
                "round(latitude, 8), round(longitude, 8) FROM arcs_calls_table ORDER BY ALL"
            ).fetchall()
        found.append((ledger.rows_read, ledger.set_aside, ledger.counts, rows))
    assert found[0] == found[1]
