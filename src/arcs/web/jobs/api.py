"""Long work for programs: the token holder's own jobs and where they stand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from arcs.web.jobs import pages, queries
from arcs.web.jobs.models import Job, JobState
from arcs.web.people.program_access import Page, Paging, asker, page_of, reads

SCOPES = ("studies.read", "jobs.see_all")
router = Router(tags=["Long work"])


class JobOut(Schema):
    """A job: its state, the stage it is in, how far that is, and why it stopped."""

    id: UUID
    kind: str
    title: str
    state: str
    stage: str
    stage_number: int
    stages: int
    done: int
    total: int | None
    attempt: int
    said: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @staticmethod
    def resolve_title(job: Job) -> str:
        """What the pages call it."""
        return pages.title_of(job)

    @staticmethod
    def resolve_said(job: Job) -> str:
        """What its state means and what to do, as the pages say it."""
        return pages.sentence_of(job)


@reads(router, "/jobs", *SCOPES, answer=Page[JobOut], summary="List your long work")
def jobs(request: HttpRequest, paging: Query[Paging], state: JobState | None = None) -> dict[str, Any]:
    """The token holder's own jobs, newest first."""
    rows = queries.own_jobs(asker(request))
    return page_of(rows.filter(state=state) if state else rows, paging)


@reads(router, "/jobs/{job}", *SCOPES, answer=JobOut, summary="Read one of your jobs")
def job(request: HttpRequest, job: UUID) -> Job:
    """One own job; 404 for anybody else's."""
    found = queries.own_jobs(asker(request)).filter(pk=job).first()
    if found is None:
        raise Http404
    return found
