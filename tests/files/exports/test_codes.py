"""Codes staged as enumerations are the texts of the file, also where the sample did not show them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcs.files.exports import setting_aside
from arcs.files.exports.mapping import Mapping, TimeColumn

HEADERS = ["Nature", "Priority", "Received"]
MAPPING = Mapping(
    rows="call",
    columns={"final_call_type": ("Nature",), "priority": ("Priority",)},
    times={"received": TimeColumn(columns=("Received",), formats=("ISO",))},
)
NEEDS = ("call_type", "priority", "received_local")


def _row(n, nature="THEFT", priority="2"):
    return [nature, priority, f"2024-03-{1 + n // 1440 % 28:02d} {n // 60 % 24:02d}:{n % 60:02d}:{n // 40320:02d}"]


def _types(desk):
    return dict(desk.rows("call_type::VARCHAR, count(*)", "arcs_committed GROUP BY ALL", "1"))


def _kind(desk, column):
    return desk.rows(f"DISTINCT typeof({column})", "arcs_rows", "1")[0][0]


def test_a_type_between_the_sampled_parts_is_counted(desk, csv_of):
    rows = [_row(n) for n in range(30_000)]
    rows[6_000] = _row(6_000, nature="ARSON")
    desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=NEEDS)
    assert _types(desk) == {"ARSON": 1, "THEFT": 29_999}
    assert _kind(desk, "final_call_type") == "ENUM('ARSON', 'THEFT')"


def test_padding_and_null_words_are_taken_out_of_codes(desk, csv_of):
    rows = [_row(n, nature=" THEFT " if n % 3 else "ALARM", priority="NULL" if n % 2 else "1") for n in range(60)]
    desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=NEEDS)
    assert _types(desk) == {"ALARM": 20, "THEFT": 40}
    assert dict(desk.rows("priority::VARCHAR, count(*)", "arcs_committed GROUP BY ALL", "1")) == {"1": 30, None: 30}


def test_look_alike_priorities_are_repaired_in_codes_too(desk, csv_of):
    # A Cyrillic letter that looks like P.
    rows = [_row(n, priority="\u0420\u0031" if n == 7 else "P1") for n in range(60)]
    whole = desk.read(csv_of(HEADERS, rows), mapping=MAPPING).ledger
    narrow = desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=NEEDS).ledger
    assert narrow.repairs == whole.repairs
    assert [(one.given, one.repaired, one.rows) for one in narrow.repairs] == [("\u0420\u0031", "P1", 1)]
    assert _kind(desk, "priority") == "ENUM('P1')"


def test_more_types_than_an_enumeration_takes_stay_texts(desk, csv_of):
    rows = [_row(n) for n in range(40_000)]
    for n in range(5_000, 15_000):
        rows[n] = _row(n, nature=f"TYPE {n}")
    desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=NEEDS)
    assert len(_types(desk)) == 10_001
    assert _kind(desk, "final_call_type") == "VARCHAR"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(natures=st.lists(st.sampled_from(["A", "b", "'", "Ä", " A", "NULL", "", "A,B"]), min_size=1, max_size=40))
def test_codes_are_read_as_texts_are(desk, csv_of, natures):
    rows = [_row(n, nature=nature) for n, nature in enumerate(["A"] * 40 + natures)]
    whole = desk.read(csv_of(HEADERS, rows), mapping=MAPPING)
    as_texts = _types(desk)
    narrow = desk.read(csv_of(HEADERS, rows), mapping=MAPPING, needs=NEEDS)
    assert _types(desk) == as_texts
    assert (narrow.ledger.rows_kept, narrow.ledger.set_aside) == (whole.ledger.rows_kept, whole.ledger.set_aside)


@pytest.mark.parametrize("limit", ["_MOST_SORTED", "_MOST_REPEATED"])
def test_equal_rows_are_found_by_sorting_and_by_grouping_alike(desk, csv_of, monkeypatch, limit):
    text = csv_of(HEADERS, [_row(n // 2) for n in range(61)])
    by_sorting = desk.read(text, mapping=MAPPING, needs=NEEDS).ledger
    monkeypatch.setattr(setting_aside, limit, 0)
    by_grouping = desk.read(text, mapping=MAPPING, needs=NEEDS).ledger
    assert by_sorting.set_aside == by_grouping.set_aside == {"identical full row": 30}
