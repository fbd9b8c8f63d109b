"""Invented calls of which everything is known, and a layout: one way in which an export may write them."""

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


def us(time: datetime) -> str:
    return time.strftime("%m/%d/%Y %I:%M:%S %p")


def iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")


def epoch_ms(time: datetime) -> str:
    return str(int((time - datetime(1970, 1, 1)).total_seconds() * 1000))


def serial(time: datetime) -> str:
    return repr((time - datetime(1899, 12, 30)).total_seconds() / 86400)


def clock(time: datetime) -> str:
    return time.strftime("%H:%M:%S")


def minutes(later: datetime, earlier: datetime) -> str:
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
