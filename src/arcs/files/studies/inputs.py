"""What an evaluation was made from: every file of the study that it reads, and the dispatch exports it names."""

from pathlib import Path

from arcs.core.evaluation.study import Study
from arcs.files.hashing import sha256_of
from arcs.files.studies.schema import (
    BUDGET_FILE,
    CSV_FILES,
    INSTRUMENT_FILE,
    NARRATIVE_FOLDER,
    RATINGS_FOLDER,
    SETTINGS_FILE,
    SURVEY_FOLDER,
)


def hashes_of(folder: Path, study: Study) -> dict[str, str]:
    """SHA-256 of every file that the evaluation reads, by its path from the study folder, in the order of the names.

    A report that stands in a folder inside the study is no input of the next one.
    """
    names = [SETTINGS_FILE, BUDGET_FILE, INSTRUMENT_FILE, *(one.file for one in CSV_FILES)]
    for home in (NARRATIVE_FOLDER, RATINGS_FOLDER, SURVEY_FOLDER):
        names += [f"{home}/{one.name}" for one in (folder / home).glob("*") if not one.name.startswith((".", "~$"))]
    for source in study.calls:
        names += [one for one in (source.path, source.mapping) if one]
    return {name: sha256_of(folder / name) for name in sorted(set(names)) if (folder / name).is_file()}
