"""What each column of an export is taken for, with samples and evidence, and what only its reader can answer.

The proposal itself is `arcs.files.exports`; here it is turned round: from the export's columns to their meanings.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from arcs.core.refusal import Refusal
from arcs.files.exports import Mapping, mapping_text, propose_mapping
from arcs.files.exports.mapping import Duration, Evidence, TimeColumn
from arcs.files.exports.settling import sampled, settle
from arcs.files.sources import Sources, open_sources

SAMPLES = 2
SAMPLE_LETTERS = 60
FIRST_ROWS = 40  # spread over the sample, so that the order of days and months shows itself in them too
SURE_FROM = 0.7
PARTS = {"": "columns", "clock": "clock_columns", "epoch": "epoch_columns"}


@dataclass(frozen=True, kw_only=True)
class ColumnSeen:
    """One column of the export. `meaning` is a key such as `columns.beat` or `times.received`, empty if not used."""

    column: str
    meaning: str
    samples: tuple[str, ...]
    confidence: float | None
    evidence: str
    first_rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that only the reader can say, and what it changes."""

    question: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class SurveyOfExport:
    """The proposal for an export, as its reader sees it."""

    mapping: Mapping
    columns: tuple[ColumnSeen, ...]
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]
    records: int

    @property
    def text(self) -> str:
        """The mapping as TOML."""
        return mapping_text(self.mapping)


def look_at(paths: Sequence[Path], scratch: Path, stated: Mapping | None = None) -> SurveyOfExport:
    """Open the files and propose what their columns mean; what is stated wins. Refusal for what cannot be opened."""
    with duckdb.connect() as connection:
        sources = open_sources(paths, connection, scratch)
        mapping = (stated or Mapping()).completed_by(propose_mapping(sources))
        columns = tuple(_seen(name, mapping, sources) for name in _names(sources))
        questions = (*_of_zone(mapping), *_of_days(mapping, sources, connection), *_of_doubt(columns))
        remarks = (*sources.remarks, *(said for table in sources.tables for said in table.remarks))
        records = sum(table.rows + len(table.set_aside) for table in sources.tables)
    return SurveyOfExport(mapping=mapping, columns=columns, questions=questions, remarks=remarks, records=records)


def _names(sources: Sources) -> list[str]:
    return list(dict.fromkeys(name for table in sources.tables for name in table.columns))


def _seen(name: str, mapping: Mapping, sources: Sources) -> ColumnSeen:
    meaning = meanings_of(mapping).get(name, "")
    evidence = evidence_for(mapping, meaning)
    values = dict.fromkeys(sampled(sources.tables, (name,), 50))
    return ColumnSeen(
        column=name,
        meaning=meaning,
        samples=tuple(value[:SAMPLE_LETTERS] for value in list(values)[:SAMPLES]),
        confidence=evidence.confidence if evidence else None,
        evidence=evidence.why if evidence else mapping.unmapped.get(name, ""),
        first_rows=_first_rows(name, sources),
    )


def _first_rows(name: str, sources: Sources) -> tuple[str, ...]:
    """What the column holds in some records of the first table; empty where that table has no such column."""
    table = sources.tables[0]
    place = table.columns.index(name) if name in table.columns else None
    rows = table.sample[:: max(1, len(table.sample) // FIRST_ROWS)][:FIRST_ROWS]
    return tuple("" if place is None else (row[place] or "")[:SAMPLE_LETTERS] for row in rows)


def meanings_of(mapping: Mapping) -> dict[str, str]:
    """Each column that the mapping names, and its meaning's key.

    >>> meanings_of(Mapping(columns={"beat": ("Zone",)}, times={"received": TimeColumn(columns=("Start",))}))
    {'Zone': 'columns.beat', 'Start': 'times.received'}
    """
    found = {name: f"columns.{field}" for field, given in mapping.columns.items() for name in given}
    for group in ("times", "unit_times"):
        times: MappingOf[str, TimeColumn] = getattr(mapping, group)
        for point, one in times.items():
            for part, attribute in PARTS.items():
                key = f"{group}.{point}" + (f".{part}" if part else "")
                found |= dict.fromkeys(getattr(one, attribute), key)
    if mapping.duration:
        found |= dict.fromkeys(mapping.duration.columns, f"duration.{mapping.duration.unit}")
    return found


def evidence_for(mapping: Mapping, meaning: str) -> Evidence | None:
    """Why a column was given its meaning; None where a person stated it or it is not used."""
    group, _, rest = meaning.partition(".")
    name = rest.split(".")[0]
    key = {"columns": name, "times": name, "unit_times": f"unit_{name}", "duration": "duration"}.get(group, "")
    return mapping.evidence.get(key)


def remapped(mapping: Mapping, meanings: MappingOf[str, str]) -> Mapping:
    """The mapping after a reader gave columns other meanings; what nobody has any more is stated as absent.

    >>> remapped(Mapping(columns={"beat": ("Zone",)}), {"Zone": "columns.area"}).columns
    {'beat': (), 'area': ('Zone',)}
    """
    now = meanings_of(mapping)
    changed = {name: key for name, key in meanings.items() if now.get(name, "") != key}
    if not changed:
        return mapping
    stripped = _without(mapping, set(changed))
    for name, key in changed.items():
        if key:
            stripped = _given(stripped, name, key)
    return stripped


def _without(mapping: Mapping, names: set[str]) -> Mapping:
    def kept(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in given if one not in names)

    def times(given: MappingOf[str, TimeColumn]) -> dict[str, TimeColumn]:
        return {
            point: replace(
                one,
                columns=kept(one.columns),
                clock_columns=kept(one.clock_columns),
                epoch_columns=kept(one.epoch_columns),
            )
            for point, one in given.items()
        }

    duration = mapping.duration
    if duration and names & set(duration.columns):
        duration = None
    return replace(
        mapping,
        columns={field: kept(given) for field, given in mapping.columns.items()},
        times=times(mapping.times),
        unit_times=times(mapping.unit_times),
        duration=duration,
    )


def _given(mapping: Mapping, name: str, key: str) -> Mapping:
    group, _, rest = key.partition(".")
    if group == "columns":
        return replace(mapping, columns={**mapping.columns, rest: (name,)})
    if group == "duration":
        return replace(mapping, duration=Duration(columns=(name,), unit=rest))
    point, _, part = rest.partition(".")
    times: MappingOf[str, TimeColumn] = getattr(mapping, group)
    one = times.get(point, TimeColumn(columns=()))
    all_times = {**times, point: _timed(one, part, name)}
    return replace(mapping, times=all_times) if group == "times" else replace(mapping, unit_times=all_times)


def _timed(one: TimeColumn, part: str, name: str) -> TimeColumn:
    """The point with another column; how that one writes its times is read from the data anew."""
    if part == "clock":
        return replace(one, clock_columns=(name,), clock_formats=())
    if part == "epoch":
        return replace(one, epoch_columns=(name,))
    return replace(one, columns=(name,), formats=())


def _of_zone(mapping: Mapping) -> list[Question]:
    if mapping.timezone:
        return []
    return [
        Question(
            question="Which time zone do the clocks show?",
            detail="The export does not say. Without one, hours are differences of local clocks, and the hour that the "
            "autumn clock change repeats is counted as it stands.",
        )
    ]


def _of_days(mapping: Mapping, sources: Sources, connection: duckdb.DuckDBPyConnection) -> list[Question]:
    types = {name for field in ("final_call_type", "initial_call_type") for name in mapping.columns.get(field, ())}
    tables = [table for table in sources.tables if types & set(table.columns)] or list(sources.tables)
    try:
        settle(mapping, tables, connection)
    except Refusal as refusal:
        return [Question(question=f"{refusal.where}: {refusal.why}.", detail=f"To settle it: {refusal.remedy}.")]
    if not types:
        return [
            Question(
                question="Which column holds the call type?",
                detail="No column looks like one. Choose it below; calls cannot be measured without.",
            )
        ]
    return []


def _of_doubt(columns: Sequence[ColumnSeen]) -> list[Question]:
    return [
        Question(
            question=f"Is {one.column} the right column for “{one.meaning.partition('.')[2].replace('_', ' ')}”?",
            detail=f"We are {one.confidence:.0%} sure: {one.evidence}.",
        )
        for one in columns
        if one.meaning and one.confidence is not None and one.confidence < SURE_FROM
    ]
