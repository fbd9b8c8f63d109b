"""A protocol edition over dispatch exports: read, fold on DuckDB, answer each vector once."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

import duckdb
import ibis

from arcs.core.calls.ledger import QualityLedger
from arcs.core.protocol import BoundEdition, ProtocolEdition, folded
from arcs.core.refusal import Refusal
from arcs.core.replay import REGRETS, Replay, replay
from arcs.core.workload.selection import chosen
from arcs.files.call_store import DuckDBCallStore
from arcs.files.exports import CallReading, propose_mapping, read_calls, read_mapping
from arcs.files.protocol import crisis_codes
from arcs.files.sources import open_sources

# How the two columns of a file are headed that places an export's words: its call types, or its dispositions.
WORD_COLUMNS = {"type": ("call_type", "protocol_type"), "outcome": ("disposition", "outcome")}


@dataclass(frozen=True, kw_only=True)
class ReplayedFiles:
    """A replay and what it rests on: `inputs` maps each file to its SHA-256."""

    replay: Replay
    ledger: QualityLedger
    inputs: Mapping[str, str]


def replay_files(
    edition: ProtocolEdition,
    files: Sequence[Path],
    *,
    scratch: Path,
    mapping: Path | None = None,
    timezone: str | None = None,
    day_order: str | None = None,
    types: Path | None = None,
    outcomes: Path | None = None,
    where: Mapping[str, str] | None = None,
) -> ReplayedFiles:
    """The edition over the calls of exports. `types` and `outcomes` are CSV with the export's words beside ours."""
    words = _words(types, *WORD_COLUMNS["type"], bound=BoundEdition(edition))
    told = _words(outcomes, *WORD_COLUMNS["outcome"])
    with duckdb.connect(config={"temp_directory": str(scratch / "spill")}) as connection:
        sources = open_sources(files, connection, scratch)
        proposed = propose_mapping(sources)
        stated = read_mapping(mapping).completed_by(proposed) if mapping else proposed
        reading = read_calls(
            sources, replace(stated, day_order=day_order or stated.day_order), timezone=timezone, connection=connection
        )
        found = replay_reading(edition, reading, where=where or {}, types=words, outcomes=told)
    return ReplayedFiles(
        replay=found,
        ledger=reading.ledger,
        inputs={table.file: table.sha256 for table in sources.tables},
    )


def replay_reading(
    edition: ProtocolEdition,
    reading: CallReading,
    *,
    where: Mapping[str, str] = MappingProxyType({}),
    types: Mapping[str, str] = MappingProxyType({}),
    outcomes: Mapping[str, str] = MappingProxyType({}),
) -> Replay:
    """The edition over the calls of an export that was read: those that meet `where`, with the export's own words.

    The State Police's dispositions tell of their outcomes by themselves; `outcomes` go before them.
    """
    calls, committed = (chosen(one, dict(where)) for one in (reading.calls, reading.committed))
    store = DuckDBCallStore(connection=reading.connection)
    told = {**crisis_codes().outcomes, **outcomes}
    return replay(edition, _span(store, calls), store, calls, committed, types=types, outcomes=told)


def _span(store: DuckDBCallStore, calls: ibis.Table) -> tuple[date, date] | None:
    """The days of the calls; none where no call has a received time."""
    [(first, last)] = store.rows(calls.agg(first=calls.received_local.min(), last=calls.received_local.max()))
    return (first.date(), last.date()) if isinstance(first, datetime) else None


def _words(path: Path | None, given: str, ours: str, *, bound: BoundEdition | None = None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return words_of_text(path.read_text(encoding="utf-8-sig"), str(path), given, ours, bound=bound)
    except OSError as stopped:
        raise Refusal(str(path), f"it cannot be read ({stopped.strerror})", "give a CSV file") from None
    except UnicodeDecodeError:
        raise Refusal(str(path), "it is not UTF-8 text", "save it as CSV UTF-8") from None


def words_of_text(text: str, where: str, given: str, ours: str, *, bound: BoundEdition | None = None) -> dict[str, str]:
    """The export's words and ours, of a CSV with these two columns; a word that stands twice is refused.

    A word that nobody has placed yet is left out and stays as it stands. Of `bound`, where it is given, each meaning
    has to be a call type.
    """
    reader = csv.DictReader(io.StringIO(text))
    if not {given, ours} <= set(reader.fieldnames or ()):
        raise Refusal(where, f"it lacks the columns {given} and {ours}", f"head it with {given},{ours}")
    found: dict[str, str] = {}
    for row in reader:
        word, means = (row[given] or "").strip(), (row[ours] or "").strip()
        if not (word and means):
            continue
        here = f"{where} line {reader.line_num}"
        if ours == "outcome" and means not in REGRETS:
            raise Refusal(here, f'{ours} is "{means}"', f"write one of {', '.join(REGRETS)}")
        if bound is not None and bound.type_at(means) < 0:
            raise Refusal(here, f'{ours} is "{means}", which the edition does not hold', _nearest(bound, means))
        if found.setdefault(word, means) != means:
            raise Refusal(here, f'"{word}" stands twice with different meanings', "keep one")
    return found


def _nearest(bound: BoundEdition, means: str) -> str:
    """What to write instead of a call type that the edition does not hold."""
    near = get_close_matches(folded(means), bound.types, n=1)
    if not near:
        return "write a call type of the edition, or leave it empty until somebody places it"
    return f'write "{bound.edition.call_types[bound.types[near[0]]].name}", or leave it empty until somebody places it'
