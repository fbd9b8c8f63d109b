"""Watching long work: the list, one job, its row alone, its results."""

from tempfile import TemporaryFile
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arcs.web.jobs import pages, permits, queries
from arcs.web.jobs.models import Job
from arcs.web.people.asking import staff_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.ui.sent_files import SentFile
from arcs.web.wall.read_log import record_read

# Everything else is sent as bytes without a type, so that no browser ever runs what a result holds.
PASSIVE = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/vnd.apache.parquet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/zip",
        "text/csv",
        "text/plain",
    }
)


def find_job(request: HttpRequest, job: UUID) -> Job:
    """The job, or 404 where there is none for this person."""
    found = queries.job_seen_by(staff_of(request), job)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs this person may see."""
    page = list_page(request.GET, pages.JOBS, queries.jobs_seen_by(staff_of(request)))
    return csv_response(page) if page.wants_csv else render(request, "jobs/list.html", {"page": page})


@login_required
@require_safe
@never_cache
def job_page(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job with its row, results and log."""
    who, found = staff_of(request), find_job(request, job)
    lines = list(queries.log_of(who, found))
    context = {
        "job": found,
        "title": pages.title_of(found),
        "row": pages.job_row(found, who, on_its_page=True),
        "subject_url": pages.page_of_subject(found, who),
        "requester": queries.requester_of(who, found),
        "may_cancel": permits.cancel(who, found),
        "results": list(queries.results_of(who, found)),
        "log": pages.log_lines([line for line in lines if not line.technical]),
        "technical": [line.text for line in lines if line.technical],
    }
    return render(request, "jobs/job.html", context)


@login_required
@require_safe
@never_cache
def job_row(request: HttpRequest, job: UUID) -> HttpResponse:
    """The row alone, for a page that asks again; one that shows more when the job has ended is then loaded anew."""
    found, page = find_job(request, job), request.GET.get("page", "")
    row = pages.job_row(found, staff_of(request), on_its_page=page == "1", ends_page=page == "other")
    answer = render(request, "jobs/row.html", {"row": row})
    if page and not row.is_moving:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_safe
def job_result(request: HttpRequest, job: UUID, result: UUID) -> SentFile:
    """A result as a file to keep, never as a page; who takes it is logged before a byte is sent."""
    who = staff_of(request)
    found = queries.result_seen_by(who, job, result)
    record_read(kind="job result", compartment="operational", object_id=result, allowed=found is not None)
    if found is None:
        raise Http404
    # Bytes are sent after the transaction has ended, so they are first gathered outside of memory.
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    for part in queries.parts_seen_by(who, found).iterator(chunk_size=1):
        file.write(bytes(part.content))
    file.seek(0)
    media_type = found.media_type if found.media_type in PASSIVE else "application/octet-stream"
    answer = SentFile(file, as_attachment=True, filename=found.name, content_type=media_type)
    answer["Content-Length"] = str(found.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
