"""Reads of a study's rows; the first argument is who asks, and the study is one that this person was found to see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from arcs.core.refusal import Refusal
from arcs.files.studies.parts import PARTS, Cells, record_of
from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study


def row_seen_by(who: Staff, row: UUID) -> StudyRow | None:
    """One row with its study, or None where there is none for this person."""
    seen = studies.studies_seen_by(who).values("pk")
    return StudyRow.objects.filter(study__in=seen, pk=row).select_related("study").first()


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
