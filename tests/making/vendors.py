"""Dispatch exports as fifteen kinds of system write them, filled with the same invented calls.

Each layout has the headers and the formats of a public data set or a vendor's export; every row is invented. The truth
(who was where, when) is known, so that a reading can be checked to the second.
"""

import csv
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

TYPES = (
    ("PARK", "PARKING COMPLAINT", 4),
    ("WELF", "WELFARE CHECK", 2),
    ("DOMV", "DOMESTIC DISTURBANCE", 1),
    ("THEF", "THEFT REPORT", 3),
    ("NOIS", "NOISE COMPLAINT", 4),
    ("MVAP", "ACCIDENT PROPERTY DAMAGE", 3),
    ("MENT", "MENTAL HEALTH", 2),
    ("ALRM", "ALARM BURGLAR", 2),
    ("SUSP", "SUSPICIOUS PERSON", 2),
    ("TRAF", "TRAFFIC STOP", 3),
    ("LOCK", "LOCK OUT", 5),
    ("ANML", "ANIMAL COMPLAINT", 5),
)
DISPOSITIONS = ("RPT", "NRC", "GOA", "UTL", "ADV")
STREETS = ("OAK", "MAPLE", "LAKE", "HARRISON", "CHICAGO", "RIDGELAND")


@dataclass(frozen=True, kw_only=True)
class TrueCall:
    """One invented call and all that is true of it."""

    number: int
    code: str
    initial: str
    final: str
    priority: int
    received: datetime
    queued: datetime
    dispatched: datetime
    enroute: datetime
    arrived: datetime
    cleared: datetime
    units: tuple[tuple[str, datetime, datetime], ...]  # unit, dispatched, cleared
    beat: str
    disposition: str
    block: str
    latitude: float
    longitude: float
    officer_initiated: bool

    @property
    def committed(self) -> timedelta:
        """First dispatch to last clear."""
        return self.cleared - self.dispatched


def true_calls(count: int = 400, seed: int = 7) -> tuple[TrueCall, ...]:
    """Invented calls over about ten months, in the order they were received."""
    chance = random.Random(seed)  # noqa: S311 - invented data, no secret
    start = datetime(2024, 1, 3, 0, 20)
    calls = []
    for index in range(count):
        code, words, priority = chance.choice(TYPES)
        received = start + timedelta(seconds=int(index * 300 * 86400 / count) + chance.randrange(0, 3000))
        queued = received + timedelta(seconds=chance.randrange(5, 60))
        dispatched = queued + timedelta(seconds=chance.randrange(10, 900))
        enroute = dispatched + timedelta(seconds=chance.randrange(5, 90))
        arrived = enroute + timedelta(seconds=chance.randrange(60, 900))
        cleared = arrived + timedelta(seconds=chance.randrange(120, 5400))
        names = chance.sample([f"{sector}{beat}" for sector in (1, 2, 3) for beat in ("A11", "B12", "C14")], 2)
        units = [(names[0], dispatched, cleared)]
        if chance.random() < 0.3:
            late = dispatched + timedelta(seconds=chance.randrange(1, 50))
            units.append((names[1], late, max(late, cleared - timedelta(seconds=chance.randrange(10, 110)))))
        calls.append(
            TrueCall(
                number=index + 1,
                code=code,
                initial=words if chance.random() < 0.8 else chance.choice(TYPES)[1],
                final=words,
                priority=priority,
                received=received,
                queued=queued,
                dispatched=dispatched,
                enroute=enroute,
                arrived=arrived,
                cleared=cleared,
                units=tuple(units),
                beat=f"{chance.randrange(1, 4)}{chance.choice('ABC')}",
                disposition=chance.choice(DISPOSITIONS),
                block=f"{chance.randrange(1, 12)}00 BLOCK OF {chance.choice(STREETS)} AVE",
                latitude=41.88 + chance.random() / 50,
                longitude=-87.79 + chance.random() / 50,
                officer_initiated=code == "TRAF",
            )
        )
    return tuple(calls)


def _us(time: datetime) -> str:
    return time.strftime("%m/%d/%Y %I:%M:%S %p")


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")


def _epoch_ms(time: datetime) -> str:
    return str(int((time - datetime(1970, 1, 1)).total_seconds() * 1000))


def _serial(time: datetime) -> str:
    return repr((time - datetime(1899, 12, 30)).total_seconds() / 86400)


def _clock(time: datetime) -> str:
    return time.strftime("%H:%M:%S")


def _minutes(later: datetime, earlier: datetime) -> str:
    return f"{(later - earlier).total_seconds() / 60:.4f}"


Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to write calls: its rows, the columns that must be recognised, and the span whose hours are known."""

    name: str
    rows: Callable[[TrueCall], list[Row]]
    expected: Mapping[str, str]  # canonical column: header
    span: tuple[str, str] | None = ("dispatched", "cleared")
    row_kind: str = "call"
    delimiter: str = ","
    encoding: str = "utf-8"

    def write(self, path: Path, calls: tuple[TrueCall, ...]) -> Path:
        """The export as a file."""
        rows = [row for call in calls for row in self.rows(call)]
        with path.open("w", newline="", encoding=self.encoding) as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=self.delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path


def _queue_system(call: TrueCall) -> list[Row]:
    return [
        {
            "CAD Event Number": f"2024{call.number:09d}",
            "Event Clearance Description": call.disposition,
            "Call Type": "ONVIEW" if call.officer_initiated else "911",
            "Priority": str(call.priority),
            "Initial Call Type": call.initial,
            "Final Call Type": call.final,
            "Original Time Queued": _us(call.queued),
            "Arrived Time": _us(call.arrived),
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
            "TimeCreate": _us(call.received),
            "TimeDispatch": _us(call.dispatched),
            "TimeArrive": _us(call.arrived),
            "TimeClosed": _us(call.cleared),
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
            "CREATE_TIME_INCIDENT": _us(call.received),
            "DISPOSITION_TEXT": call.disposition,
            "EVENT_NUMBER": f"CPD24{call.number:07d}",
            "INCIDENT_TYPE_ID": call.code,
            "INCIDENT_TYPE_DESC": call.final,
            "PRIORITY": str(call.priority),
            "DISPATCH_TIME_PRIMARY_UNIT": _us(call.dispatched),
            "ARRIVAL_TIME_PRIMARY_UNIT": _us(call.arrived),
            "CLOSED_TIME_INCIDENT": _us(call.cleared),
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
            "call_timestamp": _iso(call.received),
            "respondingunit": call.units[0][0],
            "dispatchtime": _minutes(call.dispatched, call.received),
            "traveltime": _minutes(call.arrived, call.dispatched),
            "time_on_scene": _minutes(call.cleared, call.arrived),
            "totaltime": _minutes(call.cleared, call.received),
        }
    ]


def _unit_history(call: TrueCall) -> list[Row]:
    return [
        {
            "CallNumber": f"24-{call.number:06d}",
            "Nature": call.final,
            "UnitID": unit,
            "TimeReceived": _us(call.received),
            "UnitDispatched": _us(begun),
            "UnitOnScene": _us(min(max(begun, call.arrived), ended)),
            "UnitCleared": _us(ended),
            "Zone": call.beat,
        }
        for unit, begun, ended in call.units
    ]


def _split_date_time(call: TrueCall) -> list[Row]:
    return [
        {
            "EID": str(8000000 + call.number),
            "CALL_DATE": call.received.strftime("%m/%d/%Y"),
            "CALL_TIME": _clock(call.received),
            "DISP_DATE": call.dispatched.strftime("%m/%d/%Y"),
            "DISP_TIME": _clock(call.dispatched),
            "CLR_DATE": call.cleared.strftime("%m/%d/%Y"),
            "CLR_TIME": _clock(call.cleared),
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
            "Rcvd": _clock(call.received),
            "Disp": _clock(call.dispatched),
            "Enrt": _clock(call.enroute),
            "Arrv": _clock(call.arrived),
            "Clrd": _clock(call.cleared),
        }
    ]


def _epochs(call: TrueCall) -> list[Row]:
    return [
        {
            "id": f"evt-{call.number:08x}",
            "nature": call.final,
            "createdAt": _epoch_ms(call.received),
            "assignedAt": _epoch_ms(call.dispatched),
            "onSceneAt": _epoch_ms(call.arrived),
            "closedAt": _epoch_ms(call.cleared),
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
        _iso(call.received),
        _iso(call.dispatched),
        _iso(call.arrived),
        _iso(call.cleared),
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
            "Date/Time Received": _serial(call.received),
            "Date/Time Assigned": _serial(call.dispatched),
            "Date/Time Arrived": _serial(call.arrived),
            "Date/Time Closed": _serial(call.cleared),
            "Jurisdiction": "Anytown PD",
        }
    ]


def _packed(call: TrueCall) -> list[Row]:
    return [
        {
            "Incident": f"{24000000 + call.number}",
            "IncidentDate": call.received.strftime("%m/%d/%y"),
            "Type": call.final,
            "Unit Dispatch": ", ".join(f"{unit}={_clock(begun)}" for unit, begun, _ in call.units),
            "Unit Clear": ", ".join(f"{unit}={_clock(ended)}" for unit, _, ended in call.units),
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
