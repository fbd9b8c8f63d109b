"""Further ways in which public data sets and vendors' systems write calls: glued headers, codes, split dates."""

from datetime import datetime

from tests.making.true_calls import Layout, Row, TrueCall


def _twelve(time: datetime) -> str:
    return time.strftime("%m/%d/%Y %I:%M:%S %p")


def _midnight(time: datetime) -> str:
    return f"{time:%m/%d/%Y} 12:00:00 AM"


def _glued(call: TrueCall) -> list[Row]:
    return [
        {
            "INCIDENTNUM": f"2024{call.number:08d}",
            "CALLDESCRIPTION": call.final,
            "category": call.initial,
            "officerinitiated": "Yes" if call.officer_initiated else "No",
            "CALLRECEIVED": _twelve(call.received),
            "firstdispatch": _twelve(call.dispatched),
            "closedate": _twelve(call.cleared),
            "HUNDREDBLOCKADDR": call.block,
            "NATURECODE": call.code,
        }
    ]


def _start_and_end(call: TrueCall) -> list[Row]:
    return [
        {
            "Incident ID": f"P24{call.number:08d}",
            "Start Time": _twelve(call.received),
            "End Time": _twelve(call.cleared),
            "Initial Type": call.initial,
            "Close Type": call.final,
            "Police District Number": "4D",
            "Beat": call.beat,
            "Calltime Dispatch": str(int((call.dispatched - call.received).total_seconds())),
            "Dispatch Arrive": str(int((call.arrived - call.dispatched).total_seconds())),
            "Disposition Desc": call.disposition,
        }
    ]


def _days_and_one_clock(call: TrueCall) -> list[Row]:
    return [
        {
            "EID": str(7000000 + call.number),
            "START_DATE": _midnight(call.received),
            "CALL_NUMBER": f"P24{call.number:07d}",
            "REPORT_DATE": _midnight(call.received),
            "OFFENSE_TIME": call.received.strftime("%H:%M:%S"),
            "CALLTYPE_CODE": call.code,
            "CALL_TYPE": call.final,
            "FINAL_DISPO_CODE": call.disposition[0],
            "FINAL_DISPO": call.disposition,
        }
    ]


def _code_and_words(call: TrueCall) -> list[Row]:
    return [
        {
            "call_id": f"T{call.number}",
            "NatureCode": call.code,
            "NatureCodeDesc": call.final,
            "ACTDATETIME": call.received.strftime("%Y/%m/%d %H:%M:%S"),
            "ACT_TIME": call.received.strftime("%H%M"),
            "Updated_Date": "2025/01/01 00:00:00",
        }
    ]


def _zone_letters(call: TrueCall) -> list[Row]:
    def stamp(time: datetime) -> str:
        return f"{time:%Y%m%d%H%M%S}{'CD' if 4 <= time.month < 11 else 'CS'}"

    return [
        {
            "NUM_1": f"P24{call.number:07d}",
            "AG_ID": "PD",
            "TYCOD": call.code,
            "TYP_ENG": call.final,
            "AD_TS": stamp(call.received),
            "DS_TS": stamp(call.dispatched),
            "EN_TS": stamp(call.enroute),
            "AR_TS": stamp(call.arrived),
            "XDTS": stamp(call.cleared),
        }
    ]


def _vowels_left_out(call: TrueCall) -> list[Row]:
    return [
        {
            "CAD_EVNT_ID": str(80000000 + call.number),
            "INCIDENT_DATE": call.received.strftime("%m/%d/%Y"),
            "INCIDENT_TIME": call.received.strftime("%H:%M:%S"),
            "RADIO_CODE": call.code,
            "TYP_DESC": call.final,
            "ADD_TS": _twelve(call.received),
            "DISP_TS": _twelve(call.dispatched),
            "ARRIVD_TS": _twelve(call.arrived),
            "CLOSNG_TS": _twelve(call.cleared),
        }
    ]


def _units_of_short_names(call: TrueCall) -> list[Row]:
    return [
        {
            "inci_id": f"24{call.number:06d}",
            "unit": unit,
            "nature": call.final,
            "calltime": _twelve(call.received),
            "timedisp": _twelve(begun),
            "timearrv": _twelve(min(max(begun, call.arrived), ended)),
            "timeclr": _twelve(ended),
        }
        for unit, begun, ended in call.units
    ]


def _dispatch_day_and_clock(call: TrueCall) -> list[Row]:
    return [
        {
            "Incident_Number": f"PD24{call.number:08d}",
            "Rpt_Dist": call.beat,
            "Dispatch_Date": f"{call.received:%Y-%m-%d}T00:00:00.000",
            "Dispatch_Time": call.received.strftime("%H:%M:%S"),
            "Call_Type_Code": call.code,
            "Call_Type_Text": call.final,
        }
    ]


def _duration(unit: str, seconds: int) -> Layout:
    def rows(call: TrueCall) -> list[Row]:
        return [
            {
                "Event #": f"E{call.number:07d}",
                "Date/Time": _twelve(call.received),
                "Opening Type": call.initial,
                "Closing Type": call.final,
                f"Call Duration ({unit})": f"{call.committed.total_seconds() / seconds:.5f}",
            }
        ]

    return Layout(
        name=f"duration_in_{unit}",
        rows=rows,
        row_kind="duration",
        expected={"received": "Date/Time", "initial_call_type": "Opening Type", "final_call_type": "Closing Type"},
    )


PUBLIC_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="glued",
        rows=_glued,
        expected={
            "call_number": "INCIDENTNUM",
            "final_call_type": "CALLDESCRIPTION",
            "reception": "officerinitiated",
            "received": "CALLRECEIVED",
            "dispatched": "firstdispatch",
            "cleared": "closedate",
            "address_block": "HUNDREDBLOCKADDR",
        },
    ),
    Layout(
        name="start_and_end",
        rows=_start_and_end,
        span=None,
        expected={
            "received": "Start Time",
            "cleared": "End Time",
            "initial_call_type": "Initial Type",
            "final_call_type": "Close Type",
            "beat": "Beat",
            "disposition": "Disposition Desc",
        },
    ),
    Layout(
        name="days_and_one_clock",
        rows=_days_and_one_clock,
        span=None,
        expected={"call_number": "CALL_NUMBER", "final_call_type": "CALL_TYPE", "disposition": "FINAL_DISPO"},
    ),
    Layout(
        name="code_and_words",
        rows=_code_and_words,
        span=None,
        expected={"call_number": "call_id", "received": "ACTDATETIME", "final_call_type": "NatureCodeDesc"},
    ),
    Layout(
        name="zone_letters",
        rows=_zone_letters,
        expected={
            "agency": "AG_ID",
            "final_call_type": "TYP_ENG",
            "received": "AD_TS",
            "dispatched": "DS_TS",
            "enroute": "EN_TS",
            "arrived": "AR_TS",
            "cleared": "XDTS",
        },
    ),
    Layout(
        name="vowels_left_out",
        rows=_vowels_left_out,
        expected={"received": "ADD_TS", "dispatched": "DISP_TS", "arrived": "ARRIVD_TS", "cleared": "CLOSNG_TS"},
    ),
    Layout(
        name="units_of_short_names",
        rows=_units_of_short_names,
        row_kind="unit",
        expected={"call_number": "inci_id", "unit_id": "unit", "received": "calltime", "cleared": "timeclr"},
    ),
    Layout(
        name="dispatch_day_and_clock",
        rows=_dispatch_day_and_clock,
        span=None,
        expected={"call_number": "Incident_Number", "final_call_type": "Call_Type_Text", "beat": "Rpt_Dist"},
    ),
    _duration("Minutes", 60),
    _duration("Hours", 3600),
)
