"""A study folder into a `Study`, with every fault on the way."""

import re
from pathlib import Path
from typing import Any

from arcs.core.evaluation.study import Budget, Study
from arcs.core.refusal import Refusal
from arcs.files.studies.answers_read import read_answers_of, read_ratings_of
from arcs.files.studies.folder import Folder
from arcs.files.studies.schema import (
    BUDGET_FILE,
    CSV_FILES,
    NARRATIVE_FOLDER,
    RATINGS_FILE,
    SECTIONS,
    SETTINGS_FILE,
    SURVEY_FILE,
)
from arcs.files.studies.settings_read import read_instrument, read_sections
from arcs.files.studies.tables_read import read_table

SECTION_NAME = re.compile(r"^\d+\.\d+(\.\d+)?$")


def read_folder(path: Path) -> Folder:
    """Everything in a study folder, right or wrong; raises `Refusal` only where there is no study at all."""
    if not path.is_dir():
        raise Refusal(str(path), "there is no such folder", "make one with: arcs study new DIR")
    if not (path / SETTINGS_FILE).is_file():
        raise Refusal(
            str(path), f"it holds no {SETTINGS_FILE}", "give the folder of a study, or make one: arcs study new"
        )
    folder = Folder(path=path)
    read_sections(folder)
    read_instrument(folder)
    for one in CSV_FILES:
        if one.file not in {RATINGS_FILE, SURVEY_FILE}:
            read_table(folder, one)
    read_ratings_of(folder)
    read_answers_of(folder)
    _read_narrative(folder)
    return folder


def read_study(path: Path) -> Study:
    """The study in a folder; raises `Refusal` with the first fault and the count of the others."""
    folder = read_folder(path)
    study = as_study(folder)
    if study is None or folder.faults:
        first, others = folder.faults[0], len(folder.faults) - 1
        place = f"{path / first.file}" + (f" line {first.line}" if first.line else "")
        noun = "fault" if others == 1 else "faults"
        more = f" ({others} more {noun}: arcs study check {path})" if others else ""
        raise Refusal(place, first.what, first.remedy + more)
    return study


def as_study(folder: Folder) -> Study | None:
    """The study that a folder's rows make; None where a section that every study needs could not be read."""
    budget: dict[str, Any] = {
        one.field: folder.sections.get(one.field, () if one.many else None)
        for one in SECTIONS
        if one.file == BUDGET_FILE
    }
    settings: dict[str, Any] = {
        one.field: folder.sections.get(one.field, () if one.many else None)
        for one in SECTIONS
        if one.file == SETTINGS_FILE
    }
    if any(settings[one.field] is None for one in SECTIONS if one.required):
        return None
    tables: dict[str, Any] = {one.field: tuple(folder.rows.get(one.file, ())) for one in CSV_FILES}
    tables |= {"ratings": folder.ratings, "survey_answers": folder.answers}
    if folder.instrument is not None:
        tables["instrument"] = folder.instrument
    return Study(**settings, **tables, budget=Budget(**budget), statements=dict(folder.statements))


def _read_narrative(folder: Folder) -> None:
    home = folder.path / NARRATIVE_FOLDER
    if not home.is_dir():
        return
    for path in sorted(home.glob("*.md"), key=lambda one: [int(n) for n in re.findall(r"\d+", one.stem)]):
        name = f"{NARRATIVE_FOLDER}/{path.name}"
        if not SECTION_NAME.match(path.stem):
            folder.fault(name, 0, f'"{path.stem}" is not a section number', "name it after a section: 3.1.md, 3.1.2.md")
            continue
        text = folder.text(name)
        if text is not None:
            folder.statements[path.stem] = paragraphs_of(text)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a section's words, parted by an empty line.

    >>> paragraphs_of("One.\\n\\nTwo.\\n")
    ('One.', 'Two.')
    """
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
