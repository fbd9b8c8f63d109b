"""What pages of long work show: rows with stage, rate and time left, and the list of jobs."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arcs.web.jobs import permits
from arcs.web.jobs.models import Job, JobLine, JobResult, JobState
from arcs.web.jobs.work import KINDS
from arcs.web.people.models import Staff
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.ui.pages import JobShown, LogLine
from arcs.web.ui.pages import JobState as ShownState

SHOWN: dict[str, ShownState] = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "stopped",
    JobState.CANCELLED: "cancelled",
}
TONES = {JobState.RUNNING: "info", JobState.DONE: "good", JobState.FAILED: "alarm"}
MINUTE, HOUR = 60, 3600
ENOUGH_SECONDS = 2


def job_row(
    job: Job,
    who: Staff,
    *,
    result: JobResult | None = None,
    on_its_page: bool = False,
    ends_page: bool = False,
    now: datetime | None = None,
) -> JobShown:
    """A job as one row of the component `{% job row %}`, for a page of any room.

    It asks for itself again while it moves. `on_its_page` is for the job's own page; that one, and a page that
    `ends_page` says to show something else once the job has ended, is loaded anew at the end.
    """
    kind = KINDS.get(job.kind)
    address = reverse("jobs:job", args=[job.pk])
    rate, left = rate_and_left(job, now or timezone.now())
    return JobShown(
        title=title_of(job),
        state=SHOWN[job.state],
        stage=_(job.stage) if job.stage else "",
        stage_number=job.stage_number,
        stages=job.stages if job.stage_number else 0,
        done=job.done,
        total=job.total,
        unit=str(kind.unit) if kind else "",
        rate=rate,
        left=left,
        why=sentence_of(job),
        url="" if on_its_page else address,
        result_url=reverse("jobs:result", args=[job.pk, result.pk]) if result else "",
        result_label=_("Download %(name)s") % {"name": result.name} if result else "",
        cancel_url=reverse("jobs:cancel", args=[job.pk]) if permits.cancel(who, job) else "",
        retry_url=reverse("jobs:again", args=[job.pk]) if permits.try_again(who, job) else "",
        poll_url=reverse("jobs:row", args=[job.pk]) + _page_word(on_its_page, ends_page),
    )


def _page_word(on_its_page: bool, ends_page: bool) -> str:
    if on_its_page:
        return "?page=1"
    return "?page=other" if ends_page else ""


def page_of_subject(job: Job, who: Staff) -> str:
    """The address of the page that shows what a requester's job is about; nobody else need be able to open it."""
    kind = KINDS.get(job.kind)
    if kind is None or kind.leads_to is None or job.subject_id is None or job.requester_id != who.pk:
        return ""
    return kind.leads_to(job.subject_id)


def title_of(job: Job) -> str:
    """What a job is called: its own title, else its kind."""
    kind = KINDS.get(job.kind)
    return job.title or (str(kind.label) if kind else job.kind)


def sentence_of(job: Job) -> str:
    """What a job's state means for its requester, and what to do."""
    if job.state == JobState.FAILED:
        return f"{job.why} {job.remedy}." if job.remedy else job.why
    if job.state == JobState.WAITING:
        return _("It starts as soon as a worker is free. You can close this page.")
    if job.state == JobState.RUNNING and job.cancel_asked_at:
        return _("Stopping at the next safe point.")
    if job.state == JobState.CANCELLED:
        return _("Stopped because you asked. Nothing was left half done.")
    return ""


def rate_and_left(job: Job, now: datetime) -> tuple[str, str]:
    """The rate of the stage and the time left in it, as sentences; empty until two seconds tell something."""
    if job.state != JobState.RUNNING or not job.stage_started_at or not job.done:
        return "", ""
    seconds = (now - job.stage_started_at).total_seconds()
    if seconds < ENOUGH_SECONDS:
        return "", ""
    rate = job.done / seconds
    said = _("%(number)s a second") % {"number": f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"}
    if not job.total or job.done >= job.total:
        return said, ""
    return said, _("%(duration)s left in this stage") % {"duration": duration((job.total - job.done) / rate)}


def duration(seconds: float) -> str:
    """A rough length of time in words.

    >>> duration(7), duration(125), duration(7300)
    ('7 seconds', '2 minutes', '2 hours')
    """
    if seconds < MINUTE:
        whole = max(1, round(seconds))
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
    if seconds < HOUR:
        whole = round(seconds / MINUTE)
        return ngettext("%(n)s minute", "%(n)s minutes", whole) % {"n": whole}
    whole = round(seconds / HOUR)
    return ngettext("%(n)s hour", "%(n)s hours", whole) % {"n": whole}


def log_lines(lines: list[JobLine]) -> tuple[LogLine, ...]:
    """Log lines with the clock in the page's time zone."""
    return tuple(LogLine(clock=date_format(timezone.localtime(line.at), "H:i:s"), text=line.text) for line in lines)


def _state_mark(job: Job) -> SafeString:
    return marks.status_badge(str(JobState(job.state).label), TONES.get(JobState(job.state), ""))


JOBS = ListDefinition(
    name="jobs",
    title=gettext_lazy("Long work"),
    columns=(
        ListColumn(
            name="work",
            heading=gettext_lazy("Work"),
            value=title_of,
            link=lambda job: reverse("jobs:job", args=[job.pk]),
        ),
        ListColumn(
            name="state",
            heading=gettext_lazy("State"),
            value=lambda job: str(JobState(job.state).label),
            order="state",
            html=_state_mark,
        ),
        ListColumn(
            name="asked",
            heading=gettext_lazy("Asked for"),
            kind="moment",
            value=lambda job: job.requested_at,
            order="requested_at",
        ),
        ListColumn(
            name="ended",
            heading=gettext_lazy("Ended"),
            kind="moment",
            value=lambda job: job.finished_at,
            order="finished_at",
        ),
        ListColumn(
            name="attempts",
            heading=gettext_lazy("Attempts"),
            kind="whole",
            value=lambda job: job.attempt,
            order="attempt",
        ),
    ),
    filters=(
        OneOf(
            name="state",
            label=gettext_lazy("State"),
            field="state",
            choices=tuple(JobState.choices),
            any_label=gettext_lazy("Any state"),
        ),
        TextContains(name="title", label=gettext_lazy("Title"), fields=("title", "kind")),
    ),
    order="-asked",
)
