"""Reads of the workbench; the first argument is who asks, and the study is one that this person was found to see."""

from collections.abc import Mapping
from uuid import UUID

from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import rows_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import (
    EvaluationState,
    ImportState,
    Study,
    StudyDocument,
    StudyEvaluation,
    StudyTable,
)
from arcs.web.workbench.models import ReportFreeze


def rows_by(who: Staff, study: Study, part: str, column: str) -> dict[str, StudyRow]:
    """The rows of a part by one of their cells."""
    return {one.cells.get(column, ""): one for one in rows_of(who, study, part)}


def calls_by_type(who: Staff, study: Study) -> Mapping[str, int]:
    """How many calls the study's newest loaded export holds of each type; nothing without one."""
    imports = studies.imports_of(who, study).filter(state=ImportState.LOADED)
    newest = imports.first()
    return dict(studies.tallied(who, newest, "call_type")) if newest else {}


def evaluations_of(who: Staff, study: Study) -> list[StudyEvaluation]:
    """The study's finished evaluations, newest first."""
    done = StudyEvaluation.objects.filter(study=study, state=EvaluationState.DONE).select_related("upload")
    return list(done.order_by("-made_at")[:50])


def newest_done(who: Staff, study: Study) -> StudyEvaluation | None:
    """The last evaluation that was finished."""
    done = StudyEvaluation.objects.filter(study=study, state=EvaluationState.DONE).select_related("upload")
    return done.order_by("-made_at").first()


def package_of(who: Staff, evaluation: StudyEvaluation) -> StudyDocument | None:
    """The whole package of an evaluation as one file."""
    return StudyDocument.objects.filter(evaluation=evaluation, name="package.zip").first()


def freezes_of(who: Staff, study: Study) -> list[ReportFreeze]:
    """Approved reports of a study, newest first."""
    return list(ReportFreeze.objects.filter(study=study).select_related("package").order_by("-at"))


def freeze_seen_by(who: Staff, freeze: UUID) -> ReportFreeze | None:
    """One approved report, or None where there is none for this person."""
    seen = studies.studies_seen_by(who).values("pk")
    return ReportFreeze.objects.filter(study__in=seen, pk=freeze).select_related("study", "package").first()


def evaluation_seen_by(who: Staff, study: Study, evaluation: UUID | None) -> StudyEvaluation | None:
    """One finished evaluation of the study; the newest where none is named."""
    if evaluation is None:
        return newest_done(who, study)
    found = studies.evaluation_seen_by(who, evaluation)
    return found if found and found.study_id == study.pk and found.state == EvaluationState.DONE else None


def whole_tables(who: Staff, evaluation: StudyEvaluation) -> list[StudyTable]:
    """The tables of an evaluation with their rows, in the report's order."""
    return list(StudyTable.objects.filter(evaluation=evaluation).order_by("position"))
