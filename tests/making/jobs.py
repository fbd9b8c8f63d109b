"""Kinds of long work for tests, and ways to run them."""

import time
from threading import Event
from uuid import uuid4

from django.db import transaction

from arcs.core.refusal import Refusal
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.liveness import Locks
from arcs.web.jobs.models import Job
from arcs.web.jobs.work import RunningJob, job_kind
from arcs.web.jobs.worker import take_and_run
from arcs.web.people.models import Staff, Team
from arcs.web.wall.acting import acting_as

STEPS = ("one", "two", "three")


def write_effect(job: RunningJob, step: str) -> None:
    """An effect that would be seen twice if it happened twice."""
    Team.objects.create(name=str(uuid4()), about=f"{job.id} {step}")


@job_kind("tests.steps", label="Three steps", stages=STEPS, unit="steps", leads_to=lambda one: f"/about/{one}/")
def three_steps(job: RunningJob) -> None:
    """Three steps with an effect each, with time to be killed in between and inside."""
    pause = int(job.arguments.get("pause_ms", 0)) / 1000
    for step in STEPS:
        job.stage(step, total=2)
        with job.once(step) as todo:
            if todo:
                write_effect(job, step)
                time.sleep(pause)
        job.log(f"did {step}")
        job.advance()
        time.sleep(pause)
        job.checkpoint()
    job.keep_result("steps.csv", "text/csv", b"step\none\ntwo\nthree\n")


@job_kind("tests.refuses", label="Refuses", stages=("Reading",))
def refuses(job: RunningJob) -> None:
    """Refuses what it was given."""
    raise Refusal("calls.csv", "it is empty", "export it again")


@job_kind("tests.faulty", label="Faulty", stages=("Reading",))
def faulty(job: RunningJob) -> None:
    """Is at fault itself, in the middle of a step."""
    with job.once("one") as todo:
        if todo:
            write_effect(job, "one")
            raise KeyError("secret of a record")


def a_job(by: Staff, kind: str = "tests.steps", **request: object) -> Job:
    """A committed request for long work."""
    with acting_as(by.pk), transaction.atomic():
        return request_job(by=by, kind=kind, **request)  # type: ignore[arg-type] # the fixture or answer carries no types


def run_next_job() -> bool:
    """Run the next waiting job as a worker would, here and now; whether there was one."""
    locks = Locks()
    try:
        return take_and_run(locks, Event())
    finally:
        locks.close()


def as_it_is(job: Job, by: Staff) -> Job:
    """The job as the requester sees it now."""
    with acting_as(by.pk), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def effects(job: Job, by: Staff) -> list[str]:
    """The steps whose effects stand in the database."""
    with acting_as(by.pk), transaction.atomic():
        return sorted(
            about.split()[1]
            for about in Team.objects.filter(about__startswith=str(job.pk)).values_list("about", flat=True)
        )
