"""Dispatch exports as fifteen kinds of system write them, filled with the same invented calls.

Each layout has the headers and the formats of a public data set or a vendor's export; every row is invented. The truth
(who was where, when) is known, so that a reading can be checked to the second.
"""

from datetime import datetime

from tests.making.true_calls import Layout, Row, TrueCall, clock, epoch_ms, iso, minutes, serial, us


def _queue_system(call: TrueCall) -> list[Row]:
    return [
        {
            "CAD Event Number": f"2024{call.number:09d}",
            "Event Clearance Description": call.disposition,
            "Call Type": "ONVIEW" if call.officer_initiated else "911",
            "Priority": str(call.priority),
            "Initial Call Type": call.initial,
            "Final Call Type": call.final,
            "Original Time Queued": us(call.queued),
            "Arrived Time": us(call.arrived),
            "Beat": call.beat,
            "Blurred_Longitude": f"{call.longitude:.6f}",
            "Blurred_Latitude": f"{call.latitude:.6f}",
        }
    ]


def _created_dispatched(call: TrueCall) -> list[Row]:
    return [
        {
            "NOPD_Item": f"A{call.number:05d}24",
            "Type_": call.code,
            "TypeText": call.final,
            "Priority": f"{call.priority}A",
            "InitialTypeText": call.initial,
            "MapX": str(3670000 + call.number),
            "MapY": str(530000 + call.number),
            "TimeCreate": us(call.received),
            "TimeDispatch": us(call.dispatched),
            "TimeArrive": us(call.arrived),
            "TimeClosed": us(call.cleared),
            "DispositionText": call.disposition,
            "SelfInitiated": "Y" if call.officer_initiated else "N",
            "Beat": call.beat,
            "BLOCK_ADDRESS": call.block,
        }
    ]


def _snake(call: TrueCall) -> list[Row]:
    stamp = "%Y-%m-%dT%H:%M:%S.000"
    return [
        {
            "cad_number": str(240000000 + call.number),
            "received_datetime": call.received.strftime(stamp),
            "entry_datetime": call.queued.strftime(stamp),
            "dispatch_datetime": call.dispatched.strftime(stamp),
            "enroute_datetime": call.enroute.strftime(stamp),
            "onscene_datetime": call.arrived.strftime(stamp),
            "close_datetime": call.cleared.strftime(stamp),
            "call_type_original_desc": call.initial,
            "call_type_final_desc": call.final,
            "priority_final": "ABC"[min(call.priority, 3) - 1],
            "agency": "Police",
            "disposition": call.disposition,
            "onview_flag": "Y" if call.officer_initiated else "N",
            "intersection_point": f"POINT ({call.longitude:.6f} {call.latitude:.6f})",
        }
    ]


def _primary_unit(call: TrueCall) -> list[Row]:
    return [
        {
            "ADDRESS_X": call.block,
            "LATITUDE_X": f"{call.latitude:.6f}",
            "LONGITUDE_X": f"{call.longitude:.6f}",
            "AGENCY": "CPD",
            "CREATE_TIME_INCIDENT": us(call.received),
            "DISPOSITION_TEXT": call.disposition,
            "EVENT_NUMBER": f"CPD24{call.number:07d}",
            "INCIDENT_TYPE_ID": call.code,
            "INCIDENT_TYPE_DESC": call.final,
            "PRIORITY": str(call.priority),
            "DISPATCH_TIME_PRIMARY_UNIT": us(call.dispatched),
            "ARRIVAL_TIME_PRIMARY_UNIT": us(call.arrived),
            "CLOSED_TIME_INCIDENT": us(call.cleared),
            "BEAT": call.beat,
        }
    ]


def _durations(call: TrueCall) -> list[Row]:
    return [
        {
            "incident_id": str(call.number + 202400000),
            "calldescription": call.final,
            "officerinitiated": "Yes" if call.officer_initiated else "No",
            "priority": str(call.priority),
            "call_timestamp": iso(call.received),
            "respondingunit": call.units[0][0],
            "dispatchtime": minutes(call.dispatched, call.received),
            "traveltime": minutes(call.arrived, call.dispatched),
            "time_on_scene": minutes(call.cleared, call.arrived),
            "totaltime": minutes(call.cleared, call.received),
        }
    ]


def _unit_history(call: TrueCall) -> list[Row]:
    return [
        {
            "CallNumber": f"24-{call.number:06d}",
            "Nature": call.final,
            "UnitID": unit,
            "TimeReceived": us(call.received),
            "UnitDispatched": us(begun),
            "UnitOnScene": us(min(max(begun, call.arrived), ended)),
            "UnitCleared": us(ended),
            "Zone": call.beat,
        }
        for unit, begun, ended in call.units
    ]


def _split_date_time(call: TrueCall) -> list[Row]:
    return [
        {
            "EID": str(8000000 + call.number),
            "CALL_DATE": call.received.strftime("%m/%d/%Y"),
            "CALL_TIME": clock(call.received),
            "DISP_DATE": call.dispatched.strftime("%m/%d/%Y"),
            "DISP_TIME": clock(call.dispatched),
            "CLR_DATE": call.cleared.strftime("%m/%d/%Y"),
            "CLR_TIME": clock(call.cleared),
            "CALL_TYPE": call.final,
            "FINAL_DISPO": call.disposition,
            "ADDRESS": call.block,
        }
    ]


def _clocks_only(call: TrueCall) -> list[Row]:
    return [
        {
            "CFS #": f"{call.number:07d}",
            "Call Date": call.received.strftime("%m/%d/%Y"),
            "Call Nature": call.final,
            "Pri": str(call.priority),
            "Rcvd": clock(call.received),
            "Disp": clock(call.dispatched),
            "Enrt": clock(call.enroute),
            "Arrv": clock(call.arrived),
            "Clrd": clock(call.cleared),
        }
    ]


def _epochs(call: TrueCall) -> list[Row]:
    return [
        {
            "id": f"evt-{call.number:08x}",
            "nature": call.final,
            "createdAt": epoch_ms(call.received),
            "assignedAt": epoch_ms(call.dispatched),
            "onSceneAt": epoch_ms(call.arrived),
            "closedAt": epoch_ms(call.cleared),
            "unitCount": str(len(call.units)),
        }
    ]


def _spanish(call: TrueCall) -> list[Row]:
    stamp = "%d/%m/%Y %H:%M:%S"
    return [
        {
            "Folio": f"{call.number:06d}",
            "Tipo de llamada": call.final,
            "Prioridad": str(call.priority),
            "Fecha de recepción": call.received.strftime(stamp),
            "Fecha de despacho": call.dispatched.strftime(stamp),
            "Fecha de llegada": call.arrived.strftime(stamp),
            "Fecha de cierre": call.cleared.strftime(stamp),
            "Unidad": call.units[0][0],
            "Dirección": call.block,
        }
    ]


def _nameless(call: TrueCall) -> list[Row]:
    values = (
        f"P24{call.number:06d}",
        call.final,
        str(call.priority),
        iso(call.received),
        iso(call.dispatched),
        iso(call.arrived),
        iso(call.cleared),
        call.block,
        f"{call.latitude:.6f}",
        f"{call.longitude:.6f}",
    )
    return [{f"Col{index}": value for index, value in enumerate(values, start=1)}]


def _serials(call: TrueCall) -> list[Row]:
    return [
        {
            "Incident No": f"I{call.number:07d}",
            "Problem": call.final,
            "Date/Time Received": serial(call.received),
            "Date/Time Assigned": serial(call.dispatched),
            "Date/Time Arrived": serial(call.arrived),
            "Date/Time Closed": serial(call.cleared),
            "Jurisdiction": "Anytown PD",
        }
    ]


def _packed(call: TrueCall) -> list[Row]:
    return [
        {
            "Incident": f"{24000000 + call.number}",
            "IncidentDate": call.received.strftime("%m/%d/%y"),
            "Type": call.final,
            "Unit Dispatch": ", ".join(f"{unit}={clock(begun)}" for unit, begun, _ in call.units),
            "Unit Clear": ", ".join(f"{unit}={clock(ended)}" for unit, _, ended in call.units),
        }
    ]


def _short_names(call: TrueCall) -> list[Row]:
    stamp = "%Y%m%d%H%M%S"
    return [
        {
            "inci_id": f"{call.number:08d}",
            "agency": "MPD",
            "nature": call.final,
            "timercvd": call.received.strftime(stamp),
            "timedisp": call.dispatched.strftime(stamp),
            "timeenrt": call.enroute.strftime(stamp),
            "timearrv": call.arrived.strftime(stamp),
            "timeclr": call.cleared.strftime(stamp),
            "respdist": call.beat,
            "closecode": call.disposition,
        }
    ]


def _offsets(call: TrueCall) -> list[Row]:
    def stamp(time: datetime) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S-06:00")

    return [
        {
            "cfs_number": f"CFS-{call.number}",
            "initial_call_type": call.initial,
            "final_call_type": call.final,
            "call_received_ts": stamp(call.received),
            "first_unit_dispatched_ts": stamp(call.dispatched),
            "first_unit_arrived_ts": stamp(call.arrived),
            "last_unit_cleared_ts": stamp(call.cleared),
            "primary_unit": call.units[0][0],
            "call_origin": "Officer" if call.officer_initiated else "E911",
        }
    ]


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="queue_system",
        rows=_queue_system,
        span=None,
        expected={
            "call_number": "CAD Event Number",
            "initial_call_type": "Initial Call Type",
            "final_call_type": "Final Call Type",
            "priority": "Priority",
            "queued": "Original Time Queued",
            "arrived": "Arrived Time",
            "disposition": "Event Clearance Description",
            "beat": "Beat",
            "latitude": "Blurred_Latitude",
            "longitude": "Blurred_Longitude",
        },
    ),
    Layout(
        name="created_dispatched",
        rows=_created_dispatched,
        expected={
            "call_number": "NOPD_Item",
            "final_call_type": "TypeText",
            "initial_call_type": "InitialTypeText",
            "priority": "Priority",
            "received": "TimeCreate",
            "dispatched": "TimeDispatch",
            "arrived": "TimeArrive",
            "cleared": "TimeClosed",
            "disposition": "DispositionText",
            "beat": "Beat",
            "address_block": "BLOCK_ADDRESS",
        },
    ),
    Layout(
        name="snake",
        rows=_snake,
        expected={
            "call_number": "cad_number",
            "received": "received_datetime",
            "dispatched": "dispatch_datetime",
            "enroute": "enroute_datetime",
            "arrived": "onscene_datetime",
            "cleared": "close_datetime",
            "initial_call_type": "call_type_original_desc",
            "final_call_type": "call_type_final_desc",
            "agency": "agency",
            "disposition": "disposition",
        },
    ),
    Layout(
        name="primary_unit",
        rows=_primary_unit,
        expected={
            "call_number": "EVENT_NUMBER",
            "received": "CREATE_TIME_INCIDENT",
            "dispatched": "DISPATCH_TIME_PRIMARY_UNIT",
            "arrived": "ARRIVAL_TIME_PRIMARY_UNIT",
            "cleared": "CLOSED_TIME_INCIDENT",
            "priority": "PRIORITY",
            "beat": "BEAT",
        },
    ),
    Layout(
        name="durations",
        rows=_durations,
        span=None,
        row_kind="duration",
        expected={
            "call_number": "incident_id",
            "received": "call_timestamp",
            "priority": "priority",
        },
    ),
    Layout(
        name="unit_history",
        rows=_unit_history,
        row_kind="unit",
        expected={
            "call_number": "CallNumber",
            "unit_id": "UnitID",
            "received": "TimeReceived",
            "dispatched": "UnitDispatched",
            "arrived": "UnitOnScene",
            "cleared": "UnitCleared",
        },
    ),
    Layout(
        name="split_date_time", rows=_split_date_time, expected={"call_number": "EID", "disposition": "FINAL_DISPO"}
    ),
    Layout(
        name="clocks_only",
        rows=_clocks_only,
        expected={"call_number": "CFS #", "priority": "Pri", "dispatched": "Disp", "cleared": "Clrd"},
    ),
    Layout(
        name="epochs",
        rows=_epochs,
        expected={
            "call_number": "id",
            "received": "createdAt",
            "dispatched": "assignedAt",
            "arrived": "onSceneAt",
            "cleared": "closedAt",
            "reported_units": "unitCount",
        },
    ),
    Layout(
        name="spanish",
        rows=_spanish,
        delimiter=";",
        encoding="cp1252",
        expected={
            "call_number": "Folio",
            "priority": "Prioridad",
            "received": "Fecha de recepción",
            "dispatched": "Fecha de despacho",
            "arrived": "Fecha de llegada",
            "cleared": "Fecha de cierre",
            "unit_id": "Unidad",
        },
    ),
    Layout(
        name="nameless",
        rows=_nameless,
        expected={
            "call_number": "Col1",
            "received": "Col4",
            "dispatched": "Col5",
            "arrived": "Col6",
            "cleared": "Col7",
            "latitude": "Col9",
            "longitude": "Col10",
        },
    ),
    Layout(
        name="serials",
        rows=_serials,
        expected={
            "call_number": "Incident No",
            "received": "Date/Time Received",
            "dispatched": "Date/Time Assigned",
            "arrived": "Date/Time Arrived",
            "cleared": "Date/Time Closed",
        },
    ),
    Layout(name="packed", rows=_packed, row_kind="packed", expected={"call_number": "Incident"}),
    Layout(
        name="short_names",
        rows=_short_names,
        delimiter="\t",
        expected={
            "call_number": "inci_id",
            "received": "timercvd",
            "dispatched": "timedisp",
            "enroute": "timeenrt",
            "arrived": "timearrv",
            "cleared": "timeclr",
            "beat": "respdist",
            "disposition": "closecode",
        },
    ),
    Layout(
        name="offsets",
        rows=_offsets,
        delimiter="|",
        expected={
            "call_number": "cfs_number",
            "initial_call_type": "initial_call_type",
            "final_call_type": "final_call_type",
            "received": "call_received_ts",
            "dispatched": "first_unit_dispatched_ts",
            "arrived": "first_unit_arrived_ts",
            "cleared": "last_unit_cleared_ts",
        },
    ),
)
