"""Handing out jobs, ending them, and finding those whose worker died: the clerk's work, in the clerk's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.agency.queries import programme_or_none
from arcs.web.jobs import deliveries
from arcs.web.jobs.liveness import Locks, job_lock
from arcs.web.jobs.models import Job, JobLine, JobResult, JobResultPart, JobState, JobStep
from arcs.web.jobs.work import KINDS
from arcs.web.wall.acting import Standing, acting_as

RETRIES_OF_UNKNOWN = 3
KEEP_DAYS = 30
LONGEST_KEPT_DAYS = 36_500
RESULTS = "job_results"  # as the programme's settings of retention call them
LONGEST_TRACEBACK = 20_000
AT_ONCE = 100


@contextmanager
def as_clerk() -> Iterator[None]:
    """A transaction in the clerk's name."""
    with acting_as(Standing.CLERK), transaction.atomic():
        yield


def claim(locks: Locks) -> Job | None:
    """Take the next waiting job: its lock is held on `locks` from before it is said to run. None when there is none."""
    taken: Job | None = None
    try:
        with as_clerk():
            while taken is None and (delivery := deliveries.next_delivery()):
                job = Job.objects.select_for_update().filter(pk=deliveries.job_of(delivery)).first()
                delivery.delete()
                if job is None or job.state != JobState.WAITING:
                    continue  # cancelled or cleared away while it waited
                if not locks.take(*job_lock(job.pk)):
                    deliveries.send(job)  # its last worker has not let go yet: to the end of the queue
                    return None
                taken = job
                _start(job)
    except BaseException:
        if taken is not None:
            locks.give_back(*job_lock(taken.pk))
        raise
    return taken


def _start(job: Job) -> None:
    kind = KINDS.get(job.kind)
    job.state, job.attempt = JobState.RUNNING, job.attempt + 1
    job.started_at = timezone.now()
    job.stages = len(kind.stages) if kind else 0
    job.stage, job.stage_number, job.done, job.total, job.stage_started_at = "", 0, 0, None, None
    job.save()


def kept_until(job: Job) -> datetime:
    """When a job that ends now is cleared away with its results: the programme's retention says it, else its kind."""
    programme, kind = programme_or_none(), KINDS.get(job.kind)
    stated = {one.kind: one.keep_days for one in programme.retention} if programme else {}
    days = stated.get(RESULTS, kind.keep_days if kind else KEEP_DAYS)
    return timezone.now() + timedelta(days=min(days, LONGEST_KEPT_DAYS))


def finish(job: Job, state: JobState, *, why: str = "", remedy: str = "", traceback: str = "") -> bool:
    """End this attempt with a final state; False when another attempt holds the job by now."""
    with as_clerk():
        mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING)
        ended = mine.update(state=state, finished_at=Now(), why=why, remedy=remedy, expires_at=kept_until(job))
        if ended and traceback:
            _technical_line(job, traceback)
    return bool(ended)


def _technical_line(job: Job, traceback: str) -> None:
    last = JobLine.objects.filter(job_id=job.pk, attempt=job.attempt).aggregate(last=Max("number"))["last"] or 0
    JobLine.objects.create(
        job_id=job.pk,
        requester_id=job.requester_id,
        team_id=job.team_id,
        number=last + 1,
        attempt=job.attempt,
        text=traceback[-LONGEST_TRACEBACK:],
        technical=True,
    )


def put_back(job: Job) -> bool:
    """Let another worker go on with a job that this one leaves off by itself; False when it is another's by now."""
    with as_clerk():
        mine = Job.objects.select_for_update().filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING).first()
        if mine is not None:
            _wait_again(mine)
    return mine is not None


def _wait_again(job: Job) -> None:
    if job.cancel_asked_at:
        job.state, job.finished_at = JobState.CANCELLED, timezone.now()
        job.expires_at = kept_until(job)
        job.save()
        return
    job.state, job.started_at = JobState.WAITING, None
    job.save()
    deliveries.send(job)


def sweep(locks: Locks) -> int:
    """Find running jobs whose worker is gone; they wait again, or have failed after too many. How many there were.

    The job's lock is taken first and held meanwhile, so that a worker which still lives, or another sweeper, is never
    disturbed; a step's open transaction of a worker without its lock is waited out.
    """
    with as_clerk():
        running = list(Job.objects.filter(state=JobState.RUNNING).values_list("pk", flat=True))
    swept = 0
    for pk in running:
        with locks.held(*job_lock(pk)) as free:
            if free:
                swept += _sweep_one(pk)
    with as_clerk():
        deliveries.send_missing()
    return swept


def _sweep_one(pk: UUID) -> int:
    with as_clerk():
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=pk, state=JobState.RUNNING).first()
        if job is None:
            return 0
        job.lost += 1
        kind = KINDS.get(job.kind)
        if job.lost > (kind.retries if kind else RETRIES_OF_UNKNOWN) and not job.cancel_asked_at:
            job.state, job.finished_at = JobState.FAILED, timezone.now()
            job.expires_at = kept_until(job)
            job.why = _("The worker stopped %(times)s times in the middle of this work.") % {"times": job.lost}
            job.remedy = _(
                "Try again once. If it stops again, it may need more memory than the machine has: tell an administrator"
            )
            job.save()
        else:
            _wait_again(job)
    return 1


def expire() -> int:
    """Clear away finished jobs whose time has come, with their logs and results; how many (at most 100 at once)."""
    with as_clerk():
        gone = list(
            Job.objects.filter(expires_at__lt=timezone.now())
            .exclude(state__in=(JobState.WAITING, JobState.RUNNING))
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        JobResultPart.objects.filter(result__job__in=gone).delete()
        for model in (JobResult, JobStep, JobLine):
            model.objects.filter(job__in=gone).delete()
        Job.objects.filter(pk__in=gone).delete()
    return len(gone)
