"""Reads of long work; each begins with who asks and is narrowed to what is theirs. The database narrows it again."""

from uuid import UUID

from django.db.models import Q, QuerySet

from arcs.web.jobs.models import Job, JobLine, JobResult, JobResultPart
from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.people.queries import names_of
from arcs.web.people.scope import teams_of


def jobs_seen_by(who: Staff) -> QuerySet[Job]:
    """The jobs that somebody may see: the own ones, the teams', and all with that permission."""
    return Job.objects.all() if may(who, "jobs.see_all") else Job.objects.filter(_theirs(who))


def _theirs(who: Staff) -> Q:
    """A condition on jobs: one's own and those of one's teams."""
    return Q(requester_id=who.pk) | Q(team_id__in=teams_of(who))


def own_jobs(who: Staff) -> QuerySet[Job]:
    """The jobs that somebody asked for, newest first."""
    return Job.objects.filter(requester_id=who.pk).order_by("-requested_at", "pk")


def job_seen_by(who: Staff, job: UUID) -> Job | None:
    """One job, or None where there is none for this person."""
    return jobs_seen_by(who).filter(pk=job).first()


def log_of(who: Staff, job: Job) -> QuerySet[JobLine]:
    """The lines of a job's log in order, the technical ones for administrators only."""
    return JobLine.objects.filter(job=job).order_by("attempt", "number")


def results_of(who: Staff, job: Job) -> QuerySet[JobResult]:
    """The files a job made."""
    return JobResult.objects.filter(job__in=Job.objects.filter(_theirs(who), pk=job.pk)).order_by("made_at", "name")


def result_seen_by(who: Staff, job: UUID, result: UUID) -> JobResult | None:
    """One result of one job, or None where there is none for this person."""
    return JobResult.objects.filter(pk=result, job__in=Job.objects.filter(_theirs(who), pk=job)).first()


def parts_seen_by(who: Staff, result: JobResult) -> QuerySet[JobResultPart]:
    """The parts of a result in order; read them with `iterator`, one at a time."""
    return JobResultPart.objects.filter(result=result).order_by("number")


def requester_of(who: Staff, job: Job) -> str:
    """The name of whoever asked; empty where this person may not see it."""
    return names_of(who, [job.requester_id]).get(job.requester_id, "")
