"""Builders of invented exports: the same two hundred calls, written down as different dispatch systems write them."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from arcs.files.exports import CallReading, Mapping, propose_mapping, read_calls
from arcs.files.sources import Sources, open_sources

TYPES = (
    "NOISE COMPLAINT", "WELFARE CHECK", "TRAFFIC STOP", "THEFT REPORT", "ALARM BURGLARY", "DOMESTIC DISTURBANCE",
    "PARKING COMPLAINT", "SUSPICIOUS PERSON", "ACCIDENT PROPERTY DAMAGE", "ASSIST CITIZEN", "FOUND PROPERTY",
    "TRESPASS",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class InventedCall:
    """A call of which everything is known."""

    number: str
    call_type: str
    initial_type: str
    priority: int
    source: str
    unit: str
    block: str
    received: datetime
    dispatched: datetime
    enroute: datetime
    arrived: datetime
    cleared: datetime


def invented_calls(count: int = 200) -> list[InventedCall]:
    """Calls in order of time, about seven hours apart, so that they cover two months and many midnights."""
    start = datetime.fromisoformat("2024-01-03 00:17:05")
    made = []
    for n in range(count):
        received = start + timedelta(minutes=433 * n, seconds=(n * 37) % 60)
        made.append(
            InventedCall(
                number=f"24-{10_000 + n}",
                call_type=TYPES[n % len(TYPES)],
                initial_type=TYPES[(n + n % 3) % len(TYPES)],
                priority=1 + n % 4,
                source=("E-911", "PHONE", "OFFICER", "WALK IN")[n % 4],
                unit=f"{1 + n % 7}A{10 + n % 9}",
                block=f"{100 * (1 + n % 40)} BLOCK OAK ST",
                received=received,
                dispatched=received + timedelta(minutes=2, seconds=n % 50),
                enroute=received + timedelta(minutes=3, seconds=n % 50),
                arrived=received + timedelta(minutes=9, seconds=n % 50),
                cleared=received + timedelta(minutes=30 + n % 20, seconds=n % 50),
            )
        )
    return made


def as_csv(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue()


class Desk:
    """A connection and a folder; opens texts as export files, and reads them."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection
        self._opened = 0

    def open(self, *texts: str) -> Sources:
        self._opened += 1
        place = self.folder / f"opened{self._opened}"
        place.mkdir()
        paths = []
        for number, text in enumerate(texts):
            path = place / f"export{number}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return open_sources(paths, self.connection, place / "work")

    def propose(self, *texts: str) -> Mapping:
        return propose_mapping(self.open(*texts))

    def read(self, *texts: str, mapping: Mapping | None = None, **options: Any) -> CallReading:
        sources = self.open(*texts)
        whole = (mapping or Mapping()).completed_by(propose_mapping(sources))
        return read_calls(sources, whole, connection=self.connection, **options)

    def rows(
        self, columns: str, relation: str = "arcs_calls_table", order: str = "source_file, source_line"
    ) -> list[Any]:
        return self.connection.execute(f"SELECT {columns} FROM {relation} ORDER BY {order}").fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with duckdb.connect() as connection:
        yield Desk(tmp_path, connection)


@pytest.fixture
def calls() -> list[InventedCall]:
    return invented_calls()


@pytest.fixture
def csv_of() -> Callable[[Sequence[str], Sequence[Sequence[Any]]], str]:
    return as_csv
