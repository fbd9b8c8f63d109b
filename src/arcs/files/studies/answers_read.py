"""Individual ratings and survey answers of a study: its CSV files and the forms that came back."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.refusal import Refusal
from arcs.files.studies.folder import Folder
from arcs.files.studies.schema import RATINGS_FILE, RATINGS_FOLDER, SURVEY_FILE, SURVEY_FOLDER

FORMS = {".xlsx", ".csv"}


def read_ratings_of(folder: Folder) -> None:
    """ratings.csv and every form in ratings/, glyphs repaired; a cell that cannot be read is a fault."""
    paths = _forms(folder, RATINGS_FILE, RATINGS_FOLDER)
    if not paths:
        return
    from arcs.files.workbooks.ratings_read import read_ratings  # noqa: PLC0415 - workbooks are slow to import

    known = {row.call_type for row in folder.rows.get("call_types.csv", ())}
    reading = read_ratings(paths, folder.instrument or PRESET_INSTRUMENT, known)
    folder.ratings = reading.ratings
    _faults(folder, RATINGS_FILE, RATINGS_FOLDER, reading.refused)


def read_answers_of(folder: Folder) -> None:
    """survey_answers.csv and every form in survey/."""
    paths = _forms(folder, SURVEY_FILE, SURVEY_FOLDER)
    if not paths:
        return
    from arcs.files.workbooks.survey_forms import SurveyQuestion, read_survey  # noqa: PLC0415 - loaded when it is needed

    names = [row.category for row in folder.rows.get("categories.csv", ())]
    asked = [
        SurveyQuestion(category=name, alternative=one) for name in names for one in ("cso", "tru_online", "outside")
    ]
    reading = read_survey(paths, asked)
    folder.answers = tuple(replace(one, where="") for one in reading.answers)
    _faults(folder, SURVEY_FILE, SURVEY_FOLDER, reading.refused)


def _forms(folder: Folder, file: str, home: str) -> list[Path]:
    single = folder.path / file
    inside = folder.path / home
    found = sorted(inside.iterdir()) if inside.is_dir() else []
    # a spreadsheet that is open leaves a file ~$name.xlsx beside it, which is no form
    forms = [one for one in found if one.suffix.lower() in FORMS and not one.name.startswith(("~$", "."))]
    return [*([single] if single.is_file() else []), *forms]


PLACE = re.compile(r"(?P<name>[^,]+), line (?P<line>\d+)(?:, (?P<column>.+))?")


def _faults(folder: Folder, file: str, home: str, refused: Iterable[Refusal]) -> None:
    for one in refused:
        place = PLACE.fullmatch(one.where)
        if place is None:
            folder.fault(file, 0, f"{one.where}: {one.why}", one.remedy)
            continue
        where = file if place["name"] == file else f"{home}/{place['name']}"
        column = f"{place['column']}: " if place["column"] else ""
        folder.fault(where, int(place["line"]), f"{column}{one.why}", one.remedy)
