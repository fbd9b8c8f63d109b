"""Exports of many invented vendors are recognised without a hand-written mapping."""

from datetime import UTC, datetime

import pytest

WIDE = "%m/%d/%Y %H:%M:%S"


def _check(desk, calls, text, *, points, fields=("call_number", "final_call_type"), **options):
    """Read the text, and compare every call's times and fields with what was written down."""
    reading = desk.read(text, **options)
    assert reading.ledger.rows_read == len(calls)
    assert reading.ledger.set_aside == {}
    names = ["call_number", "call_type", *(f"{point}_local" for point in points)]
    found = {row[0]: row[1:] for row in desk.rows(", ".join(names))}
    for call in calls:
        times = tuple(getattr(call, "cleared" if point.startswith("cleared") else point) for point in points)
        assert found[call.number] == (call.call_type, *times)
    assert set(fields) <= set(reading.mapping.columns)
    return reading


def test_one_vendor_writes_american_dates_and_abbreviated_headers(desk, calls, csv_of):
    headers = [
        "CALL_NO",
        "INIT_TYPE",
        "FIN_TYPE",
        "PRI",
        "SRC",
        "PRIM_UNIT",
        "BLOCK_ADDR",
        "TIME_CREATE",
        "DISP_TS",
        "ENRT_TS",
        "ARRV_TS",
        "CLR_TS",
    ]
    rows = [
        [c.number, c.initial_type, c.call_type, c.priority, c.source, c.unit, c.block]
        + [t.strftime(WIDE) for t in (c.received, c.dispatched, c.enroute, c.arrived, c.cleared)]
        for c in calls
    ]
    reading = _check(
        desk, calls, csv_of(headers, rows), points=("received", "dispatched", "enroute", "arrived", "cleared")
    )
    assert reading.mapping.columns["initial_call_type"] == ("INIT_TYPE",)
    assert reading.mapping.columns["priority"] == ("PRI",)
    assert reading.mapping.columns["reception"] == ("SRC",)
    assert reading.mapping.columns["address_block"] == ("BLOCK_ADDR",)
    assert reading.mapping.day_order == "month-first"


def test_spanish_headers_with_twelve_hour_text_and_the_day_first(desk, calls, csv_of):
    def text(moment):
        return moment.strftime("%d/%m/%Y %I:%M:%S ") + ("a. m." if moment.hour < 12 else "p. m.")

    headers = [
        "Folio",
        "Tipo de Llamada",
        "Prioridad",
        "Medio",
        "Hora de Recepción",
        "Hora de Despacho",
        "Hora de Llegada",
        "Hora de Cierre",
    ]
    rows = [
        [c.number, c.call_type, ("Alta", "Media", "Baja", "Baja")[c.priority - 1], c.source]
        + [text(t) for t in (c.received, c.dispatched, c.arrived, c.cleared)]
        for c in calls
    ]
    reading = _check(desk, calls, csv_of(headers, rows), points=("received", "dispatched", "arrived", "cleared"))
    assert reading.mapping.day_order == "day-first"


def test_epoch_milliseconds_are_placed_in_the_stated_zone(desk, calls, csv_of):
    headers = ["incident_id", "nature", "call_received_ts", "dispatch_ts", "on_scene_ts", "closed_ts"]
    rows = [
        [c.number, c.call_type]
        + [int(t.replace(tzinfo=UTC).timestamp() * 1000) for t in (c.received, c.dispatched, c.arrived, c.cleared)]
        for c in calls
    ]
    reading = desk.read(csv_of(headers, rows), timezone="America/Chicago")
    found = {row[0]: row[1:] for row in desk.rows("call_number, received_utc, received_local, cleared_utc")}
    assert found["24-10000"] == (calls[0].received, datetime.fromisoformat("2024-01-02 18:17:05"), calls[0].cleared)
    assert reading.ledger.timezone == "America/Chicago"


def test_split_date_and_clocks_roll_over_midnight(desk, calls, csv_of):
    headers = ["Incident #", "Call Type", "Call Date", "Call Time", "Dispatch Time", "Arrive Time", "Clear Time"]
    rows = [
        [c.number, c.call_type, c.received.strftime("%m/%d/%Y")]
        + [t.strftime("%H:%M:%S") for t in (c.received, c.dispatched, c.arrived, c.cleared)]
        for c in calls
    ]
    over_midnight = [c for c in calls if c.cleared.date() != c.received.date()]
    assert over_midnight
    _check(desk, calls, csv_of(headers, rows), points=("received", "dispatched", "arrived", "cleared"))


def test_open_data_portals_write_iso_times_with_a_t(desk, calls, csv_of):
    headers = [
        "NOPD_Item",
        "TypeText",
        "Priority",
        "TimeCreate",
        "TimeDispatch",
        "TimeArrive",
        "TimeClosed",
        "DispositionText",
        "BLOCK_ADDRESS",
        "PoliceDistrict",
    ]
    rows = [
        [c.number, c.call_type, f"{c.priority}A"]
        + [t.strftime("%Y-%m-%dT%H:%M:%S.000") for t in (c.received, c.dispatched, c.arrived, c.cleared)]
        + [("REPORT TO FOLLOW", "Necessary Action Taken")[c.priority % 2], c.block, c.priority]
        for c in calls
    ]
    reading = _check(desk, calls, csv_of(headers, rows), points=("received", "dispatched", "arrived", "cleared"))
    assert {"disposition", "priority", "beat", "address_block"} <= set(reading.mapping.columns)


def test_rows_of_units_are_gathered_into_calls(desk, calls, csv_of):
    headers = ["EventNumber", "Unit", "Problem", "Received", "Dispatched", "OnScene", "Cleared"]
    rows = []
    for place, c in enumerate(calls):
        times = [t.strftime("%Y-%m-%d %H:%M:%S") for t in (c.received, c.dispatched, c.arrived, c.cleared)]
        rows.append([c.number, c.unit, c.call_type, *times])
        if place % 2:
            late = [c.received, c.enroute, c.arrived, c.cleared.replace(second=59)]
            rows.append([c.number, "9Z99", c.call_type, *(t.strftime("%Y-%m-%d %H:%M:%S") for t in late)])
    reading = desk.read(csv_of(headers, rows))
    assert reading.mapping.rows == "unit"
    assert (reading.ledger.rows_read, reading.ledger.rows_kept, reading.ledger.calls) == (300, 300, 200)
    assert len(desk.rows("call_key", "arcs_unit_responses", "1")) == 300
    found = {row[0]: row[1:] for row in desk.rows("call_number, dispatched_local, cleared_first_local, cleared_local")}
    second = calls[1]
    ends = sorted([second.cleared, second.cleared.replace(second=59)])
    assert found[second.number] == (second.dispatched, *ends)
    assert desk.rows("count(*), count(*) FILTER (is_first_response)", "arcs_committed", "1") == [(300, 200)]


@pytest.mark.parametrize(("header", "written"), [
    ("Call Duration (min)", (lambda c: (c.cleared - c.received).seconds // 60, "minutes")),
    ("Time On Call", (lambda c: str(c.cleared - c.received), "clock")),
    ("DurationSeconds", (lambda c: (c.cleared - c.received).seconds, "seconds")),
])  # fmt: skip
def test_an_export_of_durations_alone_is_read_as_such(desk, calls, csv_of, header, written):
    write, unit = written
    rows = [[c.number, c.call_type, c.received.strftime(WIDE), write(c)] for c in calls]
    reading = desk.read(csv_of(["CFS Number", "Nature", "Reported", header], rows))
    assert (reading.mapping.rows, reading.mapping.duration.unit) == ("duration", unit)
    took = (calls[0].cleared - calls[0].received).seconds
    first = desk.rows("reported_seconds, basis", "arcs_committed", "received_local")[0]
    assert first == (took - took % 60 if unit == "minutes" else took, "duration")


def test_headers_that_say_nothing_are_read_by_content_and_order(desk, calls, csv_of):
    headers = [f"Col{n}" for n in range(1, 9)]
    rows = [
        [c.cleared.strftime(WIDE), c.call_type, c.number.replace("-", ""), c.priority, c.source]
        + [t.strftime(WIDE) for t in (c.arrived, c.received, c.dispatched)]
        for c in calls
    ]
    mapping = desk.propose(csv_of(headers, rows))
    assert {point: one.columns for point, one in mapping.times.items()} == {
        "received": ("Col7",), "dispatched": ("Col8",), "arrived": ("Col6",), "cleared": ("Col1",),
    }  # fmt: skip
    assert mapping.columns["final_call_type"] == ("Col2",)
    assert mapping.columns["call_number"] == ("Col3",)
    assert mapping.columns["priority"] == ("Col4",)
    assert mapping.columns["reception"] == ("Col5",)


def test_raw_times_are_preferred_to_derived_columns(desk, calls, csv_of):
    headers = [
        "ID",
        "Type",
        "Elapsed_Received_To_Dispatch",
        "Dispatch_Diff",
        "DOW",
        "Hour",
        "Received_DateTime",
        "Dispatched_DateTime",
        "Cleared_DateTime",
    ]
    rows = [
        [c.number, c.call_type, "00:02:00", 120, "MON", c.received.hour]
        + [t.strftime(WIDE) for t in (c.received, c.dispatched, c.cleared)]
        for c in calls
    ]
    mapping = desk.propose(csv_of(headers, rows))
    assert {point: one.columns[0] for point, one in mapping.times.items()} == {
        "received": "Received_DateTime", "dispatched": "Dispatched_DateTime", "cleared": "Cleared_DateTime",
    }  # fmt: skip


def test_content_vetoes_a_header_that_cannot_be_true(desk, calls, csv_of):
    rows = [
        [c.number, c.call_type, "Officer Smith", c.received.strftime(WIDE), c.cleared.strftime(WIDE)] for c in calls
    ]
    mapping = desk.propose(csv_of(["No", "Nature", "Dispatch Time", "Received", "Cleared"], rows))
    assert "dispatched" not in mapping.times
    assert "Dispatch Time" in mapping.unmapped


def test_a_renamed_column_in_a_later_file_keeps_its_meaning(desk, calls, csv_of):
    def text(headers, part):
        return csv_of(
            headers, [[c.number, c.call_type, c.received.strftime(WIDE), c.cleared.strftime(WIDE)] for c in part]
        )

    reading = desk.read(
        text(["CallNo", "Nature", "Received", "Cleared"], calls[:100]),
        text(["Incident Number", "Call Type", "Time Received", "Time Cleared"], calls[100:]),
    )
    assert reading.ledger.rows_kept == 200
    assert desk.rows("count(call_number), count(received_local), count(cleared_local)", order="1") == [(200, 200, 200)]


def test_every_proposed_column_carries_its_evidence(desk, calls, csv_of):
    rows = [[c.number, c.call_type, c.received.strftime(WIDE), "x"] for c in calls]
    mapping = desk.propose(csv_of(["CallNo", "Nature", "Received", "Remark"], rows))
    for name in (*mapping.columns, *mapping.times):
        assert 0 < mapping.evidence[name].confidence <= 1
        assert mapping.evidence[name].why
    assert set(mapping.unmapped) == {"Remark"}


def test_clocks_without_a_sign_are_times_where_the_header_says_so(desk, calls, csv_of):
    headers = ["Call ID", "Problem", "Call Created Date", "Call Created Time", "First Unit Dispatched", "Call Closed"]
    rows = [
        [c.number, c.call_type, c.received.strftime("%m/%d/%Y")]
        + [t.strftime("%H%M%S") for t in (c.received, c.dispatched, c.cleared)]
        for c in calls
    ]
    _check(desk, calls, csv_of(headers, rows), points=("received", "dispatched", "cleared"))


def test_a_slashed_date_with_an_offset_is_an_instant_and_no_packed_cell(desk, calls, csv_of):
    rows = [[c.number, c.call_type, c.received.strftime("%Y/%m/%d %H:%M:%S+00")] for c in calls]
    reading = desk.read(csv_of(["event_number", "final_radio_desc", "call_datetime"], rows), timezone="UTC")
    assert reading.mapping.rows == "call"
    assert desk.rows("received_utc")[0][0] == calls[0].received
