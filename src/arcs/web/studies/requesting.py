"""Asking the jobs room for long work of a study."""

from uuid import UUID

from arcs.web.jobs.actions import request_job
from arcs.web.people.models import Staff
from arcs.web.studies.models import CallImport, StudyEvaluation


def request_work(*, by: Staff, kind: str, subject: CallImport | StudyEvaluation) -> UUID:
    """The id of the job that will do `kind` for an import or an evaluation; it holds ids only."""
    title = subject.name if isinstance(subject, CallImport) else subject.upload.file_name
    return request_job(by=by, kind=kind, subject_id=subject.pk, title=title).pk
