"""The workload of dispatch exports: open, read, measure, with the ledger of everything that was read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from arcs.core.calls.ledger import QualityLedger
from arcs.core.figures import Table
from arcs.core.refusal import Refusal
from arcs.core.workload import Request, Workload, measure, workload_tables
from arcs.core.workload.intervals import CARRIED
from arcs.files.call_store import DuckDBCallStore
from arcs.files.exports import CallReading, propose_mapping, read_calls, read_mapping
from arcs.files.exports import Mapping as ExportMapping
from arcs.files.exports.packed import records_of_calls
from arcs.files.exports.settling import repeated_share
from arcs.files.sources import Sources, open_sources

FILTERED = "filtered"
# Police, fire and EMS records of one incident may share a number; a log of statuses has three rows of each.
MANY_REPEATED = 0.4


@dataclass(frozen=True, kw_only=True)
class MeasuredFiles:
    """A workload and what it rests on: `inputs` maps each file to its SHA-256, in the order given."""

    workload: Workload
    ledger: QualityLedger
    inputs: Mapping[str, str]
    filtered: int
    timezone: str | None
    day_order: str | None
    mapping_sha256: str | None  # of the mapping as given; None where all of it was proposed
    invented: bool
    remarks: tuple[str, ...]
    repeated_share: float  # of the sampled rows, those that repeat a call number though a row is read as a call
    duration_columns: tuple[str, ...] = ()

    @property
    def span_words(self) -> str:
        """What the hours run from and to: two points, or what the export's column of durations states."""
        if self.duration_columns and self.workload.totals.duration_only:
            return f"as the column {', '.join(self.duration_columns)} states them"
        return self.workload.request.interval.words

    @property
    def rows_kept(self) -> int:
        """Source records whose calls were measured."""
        return self.ledger.rows_kept - self.filtered

    @property
    def set_aside(self) -> dict[str, int]:
        """Source records that were not measured, by reason."""
        counts = dict(self.ledger.set_aside)
        return counts | {FILTERED: counts.get(FILTERED, 0) + self.filtered} if self.filtered else counts

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before using the figures."""
        totals, interval = self.workload.totals, self.workload.request.interval
        found = []
        if not totals.used:
            found.append(
                f"No call has a usable interval from {interval.words}, so there are counts, and no hours and no FTE. "
                "See quality.json for the times that are recorded, and choose others with --from and --to."
            )
        if totals.unreceived:
            found.append(f"{totals.unreceived:,} calls have no received time and are in no hour of the week.")
        if self.repeated_share >= MANY_REPEATED:
            found.append(
                f"{self.repeated_share:.0%} of the sampled rows repeat a call number, and each row was counted as a "
                "call. If rows are units or changes of status, name the unit column, or make one row of each call."
            )
        if self.ledger.counts.get("received_without_clock"):
            found.append(
                "The received time is a day without a clock, so every call stands at 0:00 in by_hour_of_week.csv."
            )
        return tuple(found)

    @property
    def statements(self) -> tuple[str, ...]:
        """What the figures cannot show."""
        totals = self.workload.totals
        found = []
        if totals.call_level:
            found.append(
                f"Backup not observable on {totals.call_level:,} calls: the export gives one time span for the whole "
                "call, so hours are those of one unit."
            )
        if totals.duration_only:
            found.append(
                f"{totals.duration_only:,} intervals are durations {self.span_words}; "
                "--from and --to do not apply to them."
            )
        if totals.known.officers and totals.call_level:
            found.append("Officer hours stand beside the hours and are not multiplied into them.")
        return tuple(found)


def tables_of(found: MeasuredFiles) -> dict[str, Table]:
    """The workload's tables, with their population and source named."""
    chosen = ", ".join(f"{column} {value}" for column, value in found.workload.request.where.items())
    population = f"calls for service kept{f' ({chosen})' if chosen else ''}"
    if found.invented:
        population = f"INVENTED {population}"
    return dict(workload_tables(found.workload, population=population, source=", ".join(found.inputs)))


def measure_files(
    files: Sequence[Path],
    request: Request,
    *,
    scratch: Path,
    mapping: Path | None = None,
    timezone: str | None = None,
    day_order: str | None = None,
    memory_limit: str | None = None,
) -> MeasuredFiles:
    """Read dispatch exports and measure their workload; copies that reading needs go to `scratch`.

    Raises Refusal for what cannot be used, naming file, line or column.
    """
    with _connected(scratch, memory_limit) as connection:
        try:
            sources = open_sources(files, connection, scratch)
            reading = _read(sources, connection, request, mapping, timezone=timezone, day_order=day_order)
            store = DuckDBCallStore(connection=connection)
            found = measure(reading.committed, request, store)
        except duckdb.OutOfMemoryException:
            raise Refusal(
                f"--memory-limit {memory_limit}",
                "the calls do not fit into it, even with the disk's help",
                "allow more memory, or leave the option out",
            ) from None
        return MeasuredFiles(
            workload=found,
            ledger=reading.ledger,
            inputs={table.file: table.sha256 for table in sources.tables},
            filtered=_filtered(reading, found),
            timezone=reading.ledger.timezone,
            day_order=reading.mapping.day_order,
            mapping_sha256=hashlib.sha256(mapping.read_bytes()).hexdigest() if mapping else None,
            invented=_invented(reading, store),
            remarks=sources.remarks,
            duration_columns=reading.mapping.duration.columns if reading.mapping.duration else (),
            repeated_share=_repeated_share(sources, reading.mapping),
        )


def _connected(scratch: Path, memory_limit: str | None) -> duckdb.DuckDBPyConnection:
    spill = str(scratch / "spill")
    try:
        connection = duckdb.connect(config={"temp_directory": spill, "preserve_insertion_order": "false"})
        if memory_limit is not None:
            connection.execute("SET memory_limit = $limit", {"limit": memory_limit})
    except duckdb.Error:
        raise Refusal(
            f"--memory-limit {memory_limit}",
            "it is no amount of memory",
            "give a number and a unit, for example 512MB or 2GB",
        ) from None
    return connection


def _read(
    sources: Sources,
    connection: duckdb.DuckDBPyConnection,
    request: Request,
    mapping: Path | None,
    *,
    timezone: str | None,
    day_order: str | None,
) -> CallReading:
    proposed = propose_mapping(sources)
    stated = read_mapping(mapping).completed_by(proposed) if mapping else proposed
    stated = replace(stated, day_order=day_order or stated.day_order)
    return read_calls(
        sources,
        stated,
        timezone=timezone,
        connection=connection,
        needs=needed_columns(request),
        invented=_says_invented(sources),
    )


def _repeated_share(sources: Sources, mapping: ExportMapping) -> float:
    return repeated_share(sources.tables, mapping.columns.get("call_number", ())) if mapping.rows == "call" else 0.0


def _says_invented(sources: Sources) -> bool:
    """Whether a table has a column `invented` that says yes in every sampled row, as invented exports do."""
    for table in sources.tables:
        if "invented" in table.columns:
            at = table.columns.index("invented")
            if table.sample and all(row[at] == "yes" for row in table.sample):
                return True
    return False


def needed_columns(request: Request) -> frozenset[str]:
    """Columns of the call table that a request uses, so that a scan stages no others.

    >>> sorted(needed_columns(Request()) & {"dispatched", "arrived", "cleared", "latitude"})
    ['cleared', 'dispatched']
    """
    interval = request.interval
    # Calls are told apart by `is_first_response`; their keys are made only where several rows make one call.
    carried = set(CARRIED) - {"call_key"}
    return frozenset(carried | set(request.where) | {interval.start, interval.end, "received", "reported_seconds"})


def _filtered(reading: CallReading, found: Workload) -> int:
    """Source records of kept calls that the request did not choose."""
    asked = found.request.where
    if not asked:
        return 0
    by_unit = reading.ledger.row_kind == "unit"
    chosen = records_of_calls(reading.connection, asked) if by_unit else found.totals.calls
    return reading.ledger.rows_kept - chosen


def _invented(reading: CallReading, store: DuckDBCallStore) -> bool:
    calls = reading.calls
    return bool(store.rows(calls.filter(calls.invented).limit(1).select("invented")))
