"""The ledger accounts for every record, whatever stands in the file."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.files.exports import read_calls
from arcs.files.exports.glyphs import repaired_codes
from arcs.files.exports.mapping import Mapping, TimeColumn
from arcs.files.exports.reading import stage
from arcs.files.exports.staging import StagePlan, staged_fields, staged_points
from arcs.files.sources import open_sources

HEADERS = ["CallNo", "Nature", "Priority", "Agency", "Source", "Received", "Dispatched", "Cleared"]
MAPPING = Mapping(
    rows="call",
    columns={
        "call_number": ("CallNo",), "final_call_type": ("Nature",), "priority": ("Priority",), "agency": ("Agency",),
        "reception": ("Source",),
    },
    times={
        name.lower(): TimeColumn(columns=(name,), formats=("ISO",)) for name in ("Received", "Dispatched", "Cleared")
    },
)  # fmt: skip


def _row(n, **changes):
    row = {
        "CallNo": f"N{n}", "Nature": "THEFT", "Priority": str(1 + n % 3), "Agency": "POLICE", "Source": "PHONE",
        "Received": f"2024-03-{1 + n % 28:02d} 10:00:00", "Dispatched": f"2024-03-{1 + n % 28:02d} 10:05:00",
        "Cleared": f"2024-03-{1 + n % 28:02d} 10:35:00",
    }  # fmt: skip
    return [{**row, **changes}[name] for name in HEADERS]


CELLS = st.one_of(
    st.sampled_from(
        ["", "NULL", "THEFT", "2024-03-01 10:00:00", "2024-03-01 09:00:00", "1900-01-01", "soon", "0", "Υ"]
    ),
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=6),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=12))
def test_rows_read_are_always_rows_kept_and_rows_set_aside(rows, tmp_path_factory, csv_of):
    folder = tmp_path_factory.mktemp("law")
    (folder / "export.csv").write_text(csv_of(HEADERS, [*rows, _row(1), _row(1)]), encoding="utf-8")
    with duckdb.connect() as connection:
        sources = open_sources([folder / "export.csv"], connection, folder / "work")
        ledger = read_calls(sources, MAPPING, connection=connection).ledger
        listed = connection.execute("SELECT count(*) FROM arcs_set_aside").fetchone()[0]
    assert ledger.rows_read == ledger.rows_kept + sum(ledger.set_aside.values())
    assert ledger.rows_read >= ledger.rows_kept >= 1
    assert listed == sum(ledger.set_aside.values())
    for one in ledger.intervals:
        assert one.usable >= 0
        assert one.rows == ledger.calls


def test_an_identical_row_is_set_aside_and_a_nearly_identical_one_is_kept(desk, csv_of):
    rows = [_row(1), _row(2), _row(1), _row(1, Priority="9")]
    ledger = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    assert ledger.set_aside == {"identical full row": 1}
    assert (ledger.set_aside_examples[0].source_line, ledger.rows_kept) == (4, 3)
    assert ledger.counts["repeated_call_numbers"] == 1


def test_rows_whose_hashes_agree_by_chance_are_both_kept(desk, csv_of, monkeypatch):
    monkeypatch.setattr("arcs.files.exports.staging.row_hash_sql", lambda plan, table: "1::UBIGINT")
    monkeypatch.setattr("arcs.files.exports.setting_aside.row_hash_sql", lambda plan, table: "1::UBIGINT")
    assert desk.read(csv_of(HEADERS, [_row(1), _row(2), _row(3)]), mapping=MAPPING).ledger.rows_kept == 3


def test_a_row_without_a_type_is_set_aside_and_one_without_a_number_is_a_call(desk, csv_of):
    rows = [_row(1, Nature=" "), _row(2, Nature="NULL"), _row(3, CallNo=""), _row(4, CallNo="")]
    ledger = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    assert ledger.set_aside == {"no call type": 2}
    assert (ledger.calls, ledger.counts["rows_without_call_number"]) == (2, 2)


def test_missing_negative_and_over_long_intervals_are_counted(desk, csv_of):
    rows = [
        _row(1), _row(2, Cleared=""), _row(3, Cleared="2024-03-04 10:00:00"), _row(4, Cleared="2024-03-09 10:00:00"),
    ]  # fmt: skip
    one = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger.intervals[1]
    assert (one.start, one.end, one.rows, one.missing, one.negative, one.over_long, one.usable) == (
        "dispatched", "cleared", 4, 1, 1, 1, 1,
    )  # fmt: skip


def test_look_alike_letters_are_repaired_in_codes_and_left_in_call_types(desk, csv_of):
    rows = [_row(n) for n in range(1, 25)]
    rows += [
        _row(30, Agency="РOLICE"),
        _row(31, Nature="ТHEFT"),
        _row(32, Nature="THEFT 0VER"),
        _row(33, Nature="THEFT OVER"),
    ]
    ledger = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    assert [(one.column, one.given, one.repaired, one.rows) for one in ledger.repairs] == [
        ("agency", "РOLICE", "POLICE", 1)
    ]
    assert ledger.look_alike_types == (("THEFT", "ТHEFT"), ("THEFT 0VER", "THEFT OVER"))
    assert desk.rows("count(*)", "arcs_calls_table WHERE call_type = 'ТHEFT'", "1") == [(1,)]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(min_value=1, max_value=99), max_size=8))
def test_plain_codes_of_equal_weight_are_never_changed(counts):
    plain = {value: 5 for value in counts if value.isascii()}
    assert repaired_codes(plain) == {}


def test_a_source_that_starts_mid_file_is_named_with_its_week(desk, csv_of):
    rows = []
    for day in range(70):
        day_of_call = (date.fromisoformat("2024-03-01") + timedelta(days=day)).isoformat()
        rows += [_row(100 * day + n, Received=f"{day_of_call} 1{n}:00:00") for n in range(4)]
        if day >= 42:
            rows += [
                _row(100 * day + n, Received=f"{day_of_call} 1{n - 4}:30:00", Source="OFFICER") for n in range(4, 8)
            ]
    ledger = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    assert [
        (one.column, one.value, one.week_starting, one.weekly_before, one.weekly_after) for one in ledger.breaks
    ] == [("reception", "OFFICER", "2024-04-12", 0.0, 28.0)]


def test_only_what_is_needed_is_staged(desk, csv_of):
    sources = desk.open(csv_of(HEADERS, [_row(1), _row(2)]))
    plan = StagePlan(
        mapping=MAPPING,
        fields=staged_fields(MAPPING, ["dispatched", "priority"]),
        points=staged_points(MAPPING, ["dispatched", "priority"]),
        day_only=False,
    )
    stage(desk.connection, plan, sources, numbered=False)
    columns = {row[0] for row in desk.connection.execute("DESCRIBE arcs_rows").fetchall()}
    assert {"received_lms", "dispatched_lms", "final_call_type", "priority"} <= columns
    assert not {"cleared_lms", "call_number", "reception"} & columns


def test_narrow_and_whole_readings_keep_the_same_rows(desk, csv_of):
    rows = [_row(n) for n in range(30)] + [_row(3), _row(50, Nature=""), _row(51, Received="x"), _row(52, Received="")]
    whole = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    narrow = desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=["call_type"]).ledger
    assert (whole.rows_kept, whole.set_aside) == (narrow.rows_kept, narrow.set_aside)


def test_an_export_without_a_call_type_is_refused(desk, csv_of):
    with pytest.raises(Refusal, match="no column looks like a call type"):
        desk.read(csv_of(["CallNo", "Received"], [["1", "2024-01-01 10:00:00"], ["2", "2024-01-02 10:00:00"]]))


def test_a_mapping_that_names_an_unknown_column_is_refused_by_name(desk, csv_of):
    with pytest.raises(Refusal, match="no file has a column 'Beet'"):
        desk.read(csv_of(HEADERS, [_row(1)]), mapping=Mapping(columns={"beat": ("Beet",)}))
