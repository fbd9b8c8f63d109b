"""A category's words, written into the study's table in both languages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Study
from arcs.web.surveys.words import WORDS, CategoryInWords


@transaction.atomic
def write_words(*, by: Staff, category: CategoryInWords, given: Mapping[str, Any]) -> UUID:
    """Write both languages as one change; sheets.RowChanged where a text is no longer the version that was shown."""
    change = uuid4()
    for language, row in (("en", category.english), ("es", category.spanish)):
        words, example = given[f"words_{language}"].strip(), given[f"example_{language}"].strip()
        cells = {"category": category.category, "language": language, "words": words, "example": example}
        if language == "es":
            cells["reviewed_by"] = given["reviewed_by"].strip()
        _write(by, category.row.study, row, version=given[f"version_{language}"], cells=cells, change=change)
    return change


def _write(
    by: Staff, study: Study, row: StudyRow | None, *, version: int | None, cells: Mapping[str, str], change: UUID
) -> None:
    if row is not None and version != row.version:
        raise sheets.RowChanged(row, cells)
    if row is None and version is not None:
        raise sheets.RowChanged(None, cells)
    if not cells["words"]:
        if row is not None:
            sheets.remove_row(by=by, row=row, version=row.version, change=change)
    elif row is None:
        sheets.add_row(by=by, study=study, part=WORDS, cells=cells, change=change)
    else:
        sheets.change_row(by=by, row=row, version=row.version, cells=cells, change=change)
