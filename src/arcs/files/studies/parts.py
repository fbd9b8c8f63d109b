"""The parts of a study as rows of texts: what a database keeps of a study folder, and how it becomes a study again.

A part is one file of the folder or one section of a TOML file. Its rows are texts by column, exactly as the file would
write them, so that nothing is lost on the way there or back. Ratings, survey answers and what respondents said of
themselves are no parts: they are kept where they are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from arcs.core.cells import Cell, cell, cells
from arcs.core.evaluation.study import Study
from arcs.core.instruments.items import PRESET_INSTRUMENT, instrument_from_dict
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.files.cell_values import Unusable, read_value, write_value
from arcs.files.faults import Fault
from arcs.files.studies.folder import Folder
from arcs.files.studies.reading import paragraphs_of
from arcs.files.studies.schema import (
    CSV_FILES,
    INSTRUMENT_FILE,
    NARRATIVE_FOLDER,
    RATINGS_FILE,
    RESPONDENTS_FILE,
    SECTIONS,
    SURVEY_FILE,
)

Cells = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class NarrativeSection:
    """The study's own words for one section; paragraphs are parted by an empty line."""

    section: str = cell("text", "Number of the section, as in 3.1.2.", key=True)
    words: str = cell("text", "The words; empty where the section only gathers others.")


@dataclass(frozen=True, kw_only=True)
class InstrumentText:
    """The instrument as TOML."""

    toml: str = cell("text", "The instrument's items, as instrument.toml.", required=True)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part: its name, the dataclass of a row, whether it has many rows, and what tells rows apart."""

    name: str
    row: type[Any]
    many: bool
    identity: tuple[str, ...]
    meaning: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The columns in order."""
        return cells(self.row)

    def key(self, given: Mapping[str, str]) -> str:
        """What tells a row apart within its part; "" where rows may be alike. A part of one row has one key.

        >>> PARTS["coding.csv"].key({"call_type": "THEFT", "coder": "Chief"})
        'THEFT | Chief'
        """
        if not self.many:
            return self.name
        return " | ".join(given.get(name, "") for name in self.identity)


def _parts() -> Iterable[Part]:
    for one in SECTIONS:
        name, identity = f"{one.file}:{one.section}", tuple(each.name for each in cells(one.row) if each.key)
        yield Part(name=name, row=one.row, many=one.many, identity=identity, meaning=one.meaning)
    for table in CSV_FILES:
        if table.file not in {RATINGS_FILE, SURVEY_FILE, RESPONDENTS_FILE}:
            yield Part(name=table.file, row=table.row, many=True, identity=table.identity, meaning=table.meaning)
    yield Part(
        name=NARRATIVE_FOLDER, row=NarrativeSection, many=True, identity=("section",), meaning="The study's own words."
    )
    yield Part(name=INSTRUMENT_FILE, row=InstrumentText, many=False, identity=(), meaning="What raters are asked.")


PARTS: Mapping[str, Part] = {one.name: one for one in _parts()}


def cells_of(record: Any) -> Cells:
    """A row's texts by column, empty ones left out.

    >>> cells_of(NarrativeSection(section="1.0", words="Hello."))
    {'section': '1.0', 'words': 'Hello.'}
    """
    texts = {one.name: write_value(getattr(record, one.name)) for one in cells(type(record))}
    return {name: text for name, text in texts.items() if text}


def record_of(part: Part, given: Mapping[str, str], *, line: int = 0) -> tuple[Any | None, tuple[Fault, ...]]:
    """The row that texts make, or None with everything that is wrong in them; `line` says where, for the reader."""
    values, faults = {}, []
    for one in part.cells:
        try:
            values[one.name] = read_value(one, given.get(one.name, ""))
        except Unusable as wrong:
            faults.append(Fault(file=part.name, line=line, what=wrong.what, remedy=wrong.remedy))
    return (None, tuple(faults)) if faults else (part.row(**values), ())


def folder_of(
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    ratings: Sequence[Rating] = (),
    answers: Sequence[SurveyAnswer] = (),
) -> Folder:
    """The rows of every part as a folder that was read: right or wrong, with its faults. `line` counts rows from 1."""
    folder = Folder(path=Path(), ratings=tuple(ratings), answers=tuple(answers))
    for name, part in PARTS.items():
        made = []
        for line, given in enumerate(rows.get(name, ()), start=1):
            record, faults = record_of(part, given, line=line)
            folder.faults.extend(faults)
            if record is not None:
                made.append((line, record))
        _place(folder, part, made)
    return folder


def _place(folder: Folder, part: Part, made: Sequence[tuple[int, Any]]) -> None:
    records = [record for _, record in made]
    if part.name == NARRATIVE_FOLDER:
        folder.statements.update({one.section: paragraphs_of(one.words) for one in records})
    elif part.name == INSTRUMENT_FILE:
        _place_instrument(folder, records)
    elif section := next((one for one in SECTIONS if f"{one.file}:{one.section}" == part.name), None):
        if section.many:
            folder.sections[section.field] = tuple(records)
        elif records:
            folder.sections[section.field] = records[0]
    else:
        folder.rows[part.name], folder.lines[part.name] = records, [line for line, _ in made]


def _place_instrument(folder: Folder, records: Sequence[InstrumentText]) -> None:
    for one in records:
        try:
            folder.instrument = instrument_from_dict(tomlkit.parse(one.toml).unwrap(), INSTRUMENT_FILE)
        except Refusal as refused:
            folder.fault(INSTRUMENT_FILE, 0, f"{refused.where}: {refused.why}", refused.remedy)
        except ValueError as wrong:
            folder.fault(INSTRUMENT_FILE, 0, f"it is not TOML ({wrong})", "check the line for quotes and =")


def rows_of(study: Study) -> dict[str, list[Cells]]:
    """Every part of a study as rows of texts, in the study's order; parts without rows are left out."""
    found: dict[str, list[Cells]] = {}
    for one in SECTIONS:
        holder = study.budget if hasattr(study.budget, one.field) else study
        given = getattr(holder, one.field)
        records = given if one.many else ([] if given is None else [given])
        found[f"{one.file}:{one.section}"] = [cells_of(each) for each in records]
    for table in CSV_FILES:
        if table.file in PARTS:
            found[table.file] = [cells_of(each) for each in getattr(study, table.field)]
    found[NARRATIVE_FOLDER] = [
        {"section": number, "words": "\n\n".join(paragraphs)} for number, paragraphs in study.statements.items()
    ]
    if study.instrument != PRESET_INSTRUMENT:
        found[INSTRUMENT_FILE] = [{"toml": tomlkit.dumps(study.instrument.to_dict())}]
    return {name: rows for name, rows in found.items() if rows}
