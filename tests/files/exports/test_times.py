"""Times in any form: decided from the whole column, or asked for; nothing unreadable passes for a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.files.exports.mapping import Mapping, TimeColumn
from arcs.files.exports.times import parse_sql, parsed_ms, time_form

HEADERS = ["CallNo", "Nature", "Received", "Cleared"]
MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("1975-01-01 00:00:00"), max_value=datetime.fromisoformat("2090-01-01 00:00:00")
).map(lambda moment: moment.replace(microsecond=0))
FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S", "%Y%m%d%H%M%S",
    "%d%b%Y:%H:%M:%S", "%b %d, %Y %I:%M:%S %p", "%m.%d.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip


def _rows(count, write, hours=1):
    start = datetime.fromisoformat("2024-03-01 08:00:00")
    moments = [start + timedelta(hours=9 * n) for n in range(count)]
    return [[f"N{n}", "THEFT", write(m), write(m + timedelta(hours=hours))] for n, m in enumerate(moments)]


@pytest.mark.parametrize("form", FORMS)
@given(moment=MOMENTS)
def test_every_form_is_recognised_and_read_back_to_the_second(form, moment):
    found = time_form(moment.strftime(form))
    assert found is not None
    assert parsed_ms(moment.strftime(form), [found]) == round(
        (moment - datetime.fromisoformat("1970-01-01 00:00:00")).total_seconds() * 1000
    )


@pytest.mark.parametrize("form", FORMS)
def test_duckdb_and_python_read_the_same(desk, form):
    moment = datetime.fromisoformat("2024-10-09 23:08:07")
    text = moment.strftime(form)
    found = [time_form(text)]
    assert desk.connection.execute(f"SELECT {parse_sql('x', found)} FROM (SELECT ? AS x)", [text]).fetchone()[
        0
    ] == parsed_ms(text, found)


def test_a_number_above_twelve_anywhere_in_the_column_decides_the_order(desk, csv_of):
    rows = [[f"N{n}", "THEFT", f"0{1 + n % 9}/0{1 + n % 7}/2024 10:00", ""] for n in range(40)]
    reading = desk.read(csv_of(HEADERS, [*rows, ["N99", "THEFT", "25/03/2024 10:00", ""]]))
    assert reading.mapping.day_order == "day-first"
    assert desk.rows("received_local")[40][0] == datetime.fromisoformat("2024-03-25 10:00:00")


def test_an_order_that_nothing_decides_is_asked_for(desk, csv_of):
    text = csv_of(HEADERS, [[f"N{n}", "THEFT", f"0{1 + n * 5 % 9}/0{1 + n * 3 % 7}/2024 10:00", ""] for n in range(40)])
    with pytest.raises(Refusal, match=r"Received.*day or the month.*--day-first or --month-first"):
        desk.read(text)
    stated = desk.read(text, mapping=Mapping(day_order="month-first"))
    assert stated.ledger.rows_kept == 40


def test_rows_in_order_of_time_decide_where_numbers_cannot(desk, csv_of):
    days = [
        datetime.fromisoformat(f"2024-{month:02d}-{day:02d} 10:00:00")
        for month in range(1, 13)
        for day in (1, 4, 8, 11)
    ]
    rows = [[f"N{n}", "THEFT", day.strftime("%d/%m/%Y %H:%M"), ""] for n, day in enumerate(days)]
    assert desk.read(csv_of(HEADERS, rows)).mapping.day_order == "day-first"


def test_a_column_of_both_orders_is_refused(desk, csv_of):
    rows = [[f"N{n}", "THEFT", ("25/03/2024 10:00", "03/25/2024 10:00")[n % 2], ""] for n in range(40)]
    with pytest.raises(Refusal, match="holds both orders"):
        desk.read(csv_of(HEADERS, rows))


def test_words_for_no_time_are_counted_by_word_and_are_no_times(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))
    for place, word in enumerate(["NULL", "1900-01-01 00:00:00", "-9999", "0", "1899-12-30 00:00:00"]):
        rows[place][3] = word
    ledger = desk.read(csv_of(HEADERS, rows)).ledger
    assert ledger.not_recorded == {
        "cleared": dict.fromkeys(["-9999", "0", "1899-12-30 00:00:00", "1900-01-01 00:00:00", "NULL"], 1)
    }
    assert ledger.unreadable == {}
    assert ledger.intervals[0].missing == 5


def test_an_unreadable_received_time_sets_the_row_aside_with_its_line(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))
    rows[6][2] = "soon after lunch"
    rows[9][3] = "never"
    ledger = desk.read(csv_of(HEADERS, rows)).ledger
    assert ledger.set_aside == {"unreadable time": 1}
    example = ledger.set_aside_examples[0]
    assert (example.source_line, example.column, example.given) == (8, "Received", "soon after lunch")
    assert ledger.unreadable["cleared"] == {"never": 1}


def test_a_missing_received_time_is_taken_from_the_next_point_and_said(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))
    rows[3][2] = "NULL"
    rows[4][2] = rows[4][3] = "NULL"
    ledger = desk.read(csv_of(HEADERS, rows)).ledger
    assert ledger.counts["received_taken_from_a_later_point"] == 1
    assert ledger.set_aside == {"no received time": 1}


def test_several_forms_in_one_column_are_all_read(desk, csv_of):
    rows = _rows(4200, lambda m: m.strftime("%m/%d/%Y %H:%M:%S"))
    rows[2001][2] = datetime.fromisoformat("2025-01-31 12:00:00").strftime("%d-%b-%Y %H:%M:%S")
    rows[2003][2] = "2025-02-01 13:00:00"
    ledger = desk.read(csv_of(HEADERS, rows)).ledger
    assert ledger.set_aside == {}
    assert ledger.unreadable == {}


def test_excel_serials_lose_their_noise_below_the_second(desk, csv_of):
    rows = [[f"N{n}", "THEFT", 43101.0256944444 + n, 43101.0673611111 + n] for n in range(40)]
    desk.read(csv_of(HEADERS, rows))
    assert desk.rows("received_local, cleared_local")[0] == (
        datetime.fromisoformat("2018-01-01 00:37:00"), datetime.fromisoformat("2018-01-01 01:37:00"),
    )  # fmt: skip


def test_iso_times_with_offsets_are_converted_exactly(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%dT%H:%M:%S-05:00"))
    desk.read(csv_of(HEADERS, rows))
    assert desk.rows("received_utc, received_local")[0] == (
        datetime.fromisoformat("2024-03-01 13:00:00"),
        datetime.fromisoformat("2024-03-01 08:00:00"),
    )


def test_without_a_zone_local_clocks_are_kept_and_utc_stays_empty(desk, csv_of):
    desk.read(csv_of(HEADERS, _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))))
    assert desk.rows("count(received_utc), count(received_local)", order="1") == [(0, 40)]


@given(hour=st.integers(min_value=0, max_value=24 * 365))
def test_a_stated_zone_gives_the_utc_of_the_zone_database(hour):
    from arcs.core.calls.clock import zone_clock

    local = datetime.fromisoformat("2024-01-01 00:00:00") + timedelta(hours=hour, minutes=17)
    clock = zone_clock(zone="America/New_York", first_year=2024, last_year=2025)
    ms = (local - datetime.fromisoformat("1970-01-01 00:00:00")) // timedelta(milliseconds=1)
    expected = local.replace(tzinfo=ZoneInfo("America/New_York")).timestamp()
    assert clock.to_utc_ms(ms) == round(expected * 1000)


def test_the_repeated_and_the_skipped_hour_are_reported(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))
    rows[0][2:] = ["2024-11-03 01:30:00", "2024-11-03 03:00:00"]
    rows[1][2:] = ["2024-03-10 02:30:00", "2024-03-10 04:00:00"]
    ledger = desk.read(csv_of(HEADERS, rows), timezone="America/New_York").ledger
    assert (ledger.counts["in_repeated_hour"], ledger.counts["in_skipped_hour"]) == (1, 1)
    assert desk.rows("call_number, received_utc", order="clock_ambiguous DESC")[0] == (
        "N0", datetime.fromisoformat("2024-11-03 05:30:00"),
    )  # fmt: skip


def test_an_epoch_wins_over_a_text_that_contradicts_it(desk, csv_of):
    headers = ["CallNo", "Nature", "Received Time", "Received Epoch", "Cleared"]
    rows = []
    for n in range(40):
        moment = datetime.fromisoformat("2024-01-02 12:00:00") + timedelta(hours=n)
        epoch = (moment - datetime.fromisoformat("1970-01-01 00:00:00")) // timedelta(seconds=1) + 6 * 3600
        text = moment if n else moment + timedelta(minutes=37)
        cleared = moment + timedelta(minutes=20)
        rows.append([f"N{n}", "THEFT", f"{text:%Y-%m-%d %H:%M:%S}", epoch, f"{cleared:%Y-%m-%d %H:%M:%S}"])
    for zone in (None, "America/Chicago"):
        ledger = desk.read(csv_of(headers, rows), timezone=zone).ledger
        assert ledger.counts["received_contradicted_by_epoch"] == 1
        assert desk.rows("received_local")[0][0] == datetime.fromisoformat("2024-01-02 12:00:00")


def test_instants_beside_local_clocks_need_a_zone(desk, csv_of):
    rows = [[f"N{n}", "THEFT", 1_704_067_200 + n * 3600, f"2024-01-{1 + n % 28:02d} 10:00:00"] for n in range(40)]
    with pytest.raises(Refusal, match="--timezone"):
        desk.read(csv_of(HEADERS, rows))


def test_a_clock_without_any_date_is_refused(desk, csv_of):
    with pytest.raises(Refusal, match="a clock without a date"):
        desk.read(csv_of(HEADERS, [[f"N{n}", "THEFT", f"10:{n:02d}", f"11:{n:02d}"] for n in range(40)]))


def test_future_dates_are_kept_and_counted(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%Y-%m-%d %H:%M:%S"))
    rows[7][2] = "2093-01-01 10:00:00"
    ledger = desk.read(csv_of(HEADERS, rows)).ledger
    assert (ledger.rows_kept, ledger.counts["future_dates"]) == (40, 1)


def test_packed_units_roll_over_midnight_and_one_sent_again_is_one_response(desk, csv_of):
    headers = [
        "incident_num",
        "call_type",
        "incident_date",
        "Unit_Dispatch_Times",
        "Unit_Arrive_Times",
        "Unit_Clear_Times",
    ]
    rows = [[f"N{n}", "ALARM", "1/15/24 12:00 AM", "E1=10:00:00", "E1=10:05:00", "E1=10:30:00"] for n in range(40)]
    rows[0][3:] = [
        "E1=23:50:00, M3=00:01:30, E1=00:40:00",
        "E1=23:58:00, M3=00:04:00",
        "E1=00:20:00, M3=00:45:00, E1=01:00:00",
    ]
    rows[1][3:] = ["", "", ""]
    ledger = desk.read(csv_of(headers, rows)).ledger
    assert (ledger.row_kind, ledger.calls) == ("packed", 40)
    first = desk.connection.execute(
        "SELECT unit_id, dispatched_ms, cleared_ms - dispatched_ms FROM arcs_committed WHERE call_type = 'ALARM' "
        "AND received_local IS NOT NULL ORDER BY dispatched_ms DESC NULLS LAST LIMIT 2"
    ).fetchall()
    assert [(unit, took / 60_000) for unit, _, took in reversed(first)] == [("E1", 70.0), ("M3", 43.5)]
    assert desk.rows("count(*)", "arcs_committed", "1") == [(41,)]
    assert desk.rows("count(*)", "arcs_unit_responses", "1") == [(40,)]
    assert (ledger.counts["units_sent_again"], ledger.counts["received_without_clock"]) == (1, 40)


def test_a_unit_written_twice_with_one_time_is_one_response(desk, csv_of):
    headers = ["incident_num", "call_type", "incident_date", "Unit_Dispatch_Times", "Unit_Clear_Times"]
    rows = [[f"N{n}", "ALARM", "1/15/24 9:00 AM", "E1=10:00:00, E1=10:00:00", "E1=10:30:00"] for n in range(40)]
    desk.read(csv_of(headers, rows))
    assert desk.rows("count(*), sum(cleared_ms - dispatched_ms) // 60000", "arcs_committed", "1") == [(40, 1200)]


def test_a_stated_format_is_used_as_it_is(desk, csv_of):
    rows = _rows(40, lambda m: m.strftime("%d/%m/%Y %H.%M"))
    stated = Mapping(
        times={
            "received": TimeColumn(columns=("Received",), formats=("%d/%m/%Y %H.%M",)),
            "cleared": TimeColumn(columns=("Cleared",), formats=("%d/%m/%Y %H.%M",)),
        }
    )
    desk.read(csv_of(HEADERS, rows), mapping=stated)
    assert desk.rows("received_local")[0][0] == datetime.fromisoformat("2024-03-01 08:00:00")
