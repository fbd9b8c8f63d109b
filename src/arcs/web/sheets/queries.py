"""Reads of a study's rows; the first argument is who asks, and the study is one that this person was found to see."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from arcs.core.refusal import Refusal
from arcs.files.faults import Fault
from arcs.files.studies.checking import check_folder
from arcs.files.studies.parts import PARTS, Cells, folder_of, record_of
from arcs.web.people.models import Staff
from arcs.web.sheets.beginning import completed
from arcs.web.sheets.keeping import kept_files
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import CODING
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Part, Study
from arcs.web.studies.study_archive import is_inside

CALL_TYPE = "cells__call_type"


def row_seen_by(who: Staff, row: UUID) -> StudyRow | None:
    """One row with its study, or None where there is none for this person."""
    seen = studies.studies_seen_by(who).values("pk")
    found = StudyRow.objects.filter(study__in=seen, pk=row).select_related("study").first()
    if found is not None and not part_rows(who, found.study, found.part).filter(pk=row).exists():
        return None
    return found


def rows_of(who: Staff, study: Study, part: str) -> list[StudyRow]:
    """The rows of one part, in order."""
    return list(StudyRow.objects.filter(study=study, part=part).order_by("position", "pk"))


def every_row(who: Staff, study: Study) -> Mapping[str, list[Cells]]:
    """The texts of every row by part, in order: what `files.studies.parts.folder_of` takes."""
    found: dict[str, list[Cells]] = {}
    rows = StudyRow.objects.filter(study=study).order_by("part", "position", "pk")
    for part, texts in rows.values_list("part", "cells"):
        found.setdefault(part, []).append(texts)
    return found


def records_of(who: Staff, study: Study, part: str) -> tuple[Any, ...]:
    """The rows of one part as the core's own records (`CallType`, `Category`, …).

    Refusal, with the row and what is wrong in it, for a row that cannot be one: no page shows half a table.
    """
    return records(part, [one.cells for one in rows_of(who, study, part)])


def records(part: str, rows: Sequence[Cells]) -> tuple[Any, ...]:
    """Texts as the core's records; Refusal as above."""
    made = []
    for line, given in enumerate(rows, start=1):
        record, faults = record_of(PARTS[part], given, line=line)
        if record is None:
            raise Refusal(f"{part}, row {line}", faults[0].what, faults[0].remedy)
        made.append(record)
    return tuple(made)


def counts_of(who: Staff, study: Study) -> Mapping[str, int]:
    """How many rows each part has."""
    counted = StudyRow.objects.filter(study=study).values_list("part").annotate(many=Count("pk")).order_by()
    return dict(counted)


def part_rows(who: Staff, study: Study, part: str) -> QuerySet[StudyRow]:
    """The rows of one part, to be narrowed and ordered by a list.

    A coder sees others' codes only of call types that he answered himself: a second answer is worth something because
    it does not know the first.
    """
    rows = StudyRow.objects.filter(study=study, part=part)
    if part == CODING and studies.part_in(who, study) == Part.CODER:
        mine = rows.filter(cells__coder=studies.name_in(who, study)).values_list(CALL_TYPE, flat=True)
        return rows.filter(**{f"{CALL_TYPE}__in": list(mine)})
    return rows


def references_of(who: Staff, study: Study, part: str) -> Mapping[str, list[str]]:
    """The values that each column of a part may refer to, by column; one query for each table referred to."""
    found: dict[str, list[str]] = {}
    for one in PARTS[part].cells:
        if one.refers_to:
            table, column = one.refers_to.split(":")
            rows = StudyRow.objects.filter(study=study, part=table).order_by("position")
            found[one.name] = [value for value in rows.values_list(f"cells__{column}", flat=True) if value]
    return found


def faults_of_rows(who: Staff, study: Study) -> tuple[Fault, ...]:
    """What is wrong in the tables of a study, as `arcs study check` says it; answers are checked where they are.

    `line` counts the rows of a part from 1. Files that dispatch exports name are looked for where they are kept.
    """
    with TemporaryDirectory() as home:
        folder = folder_of(completed(study, every_row(who, study)))
        folder.path = Path(home)
        for path in kept_files(who, study):
            if is_inside(path):
                (folder.path / path).parent.mkdir(parents=True, exist_ok=True)
                (folder.path / path).touch()  # the check only asks whether the file is there
        return check_folder(folder)
