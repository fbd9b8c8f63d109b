"""Killed in the middle: a real worker, a real database, `kill -9`. Nothing is lost, nothing happens twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from tests.making.jobs import STEPS, a_job, as_it_is, effects
from tests.making.people import a_person

from arcs.postgres.addresses import Addresses
from arcs.web.jobs.actions import cancel_job
from arcs.web.jobs.models import Job, JobState
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

PATIENCE = 20.0
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start_worker(fresh_database: Addresses) -> Iterator[Start]:
    """Call it to have one more real worker on the test's database."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.web.jobs.a_worker"],
            env={
                **os.environ,
                "DATABASE_URL": fresh_database.application,
                "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
                "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *(path for path in sys.path if path)]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
        assert worker.stdout is not None
        worker.stdout.close()


@pytest.fixture
def ann(fresh_database: Addresses) -> Staff:
    return a_person("Ann", permissions=["people.manage"])


def wait_for(job: Job, by: Staff, true: Callable[[Job], bool]) -> Job:
    """The job as soon as something holds of it; fails after 20 seconds."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = as_it_is(job, by)
        if true(now):
            return now
        time.sleep(0.02)
    raise AssertionError(f"never: {now} {now.stage}")


def is_done(job: Job) -> bool:
    return job.state == JobState.DONE


def test_a_worker_killed_in_each_of_its_steps_does_each_step_once(ann: Staff, start_worker: Start) -> None:
    job = a_job(ann, arguments={"pause_ms": 150})
    for stage in ("one", "two"):
        worker = start_worker()
        wait_for(job, ann, lambda now, stage=stage: now.stage == stage)
        worker.kill()
    start_worker()
    done = wait_for(job, ann, is_done)
    assert done.attempt == 3
    assert done.lost == 2
    assert effects(job, ann) == sorted(STEPS)


def test_two_workers_do_each_job_once_and_share_the_work(ann: Staff, start_worker: Start) -> None:
    jobs = [a_job(ann, arguments={"pause_ms": 20}) for _ in range(6)]
    start_worker()
    start_worker()
    for job in jobs:
        assert wait_for(job, ann, is_done).attempt == 1
        assert effects(job, ann) == sorted(STEPS)


def test_a_worker_told_to_end_hands_its_job_to_the_next(ann: Staff, start_worker: Start) -> None:
    job = a_job(ann, arguments={"pause_ms": 150})
    worker = start_worker()
    wait_for(job, ann, lambda now: now.stage == "one")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    assert as_it_is(job, ann).state == JobState.WAITING
    start_worker()
    done = wait_for(job, ann, is_done)
    assert (done.attempt, done.lost) == (2, 0)
    assert effects(job, ann) == sorted(STEPS)


def test_a_running_job_is_cancelled_from_outside(ann: Staff, start_worker: Start) -> None:
    job = a_job(ann, arguments={"pause_ms": 200})
    start_worker()
    wait_for(job, ann, lambda now: now.stage == "one")
    with acting_as(ann.pk), transaction.atomic():
        cancel_job(by=ann, job=job)
    wait_for(job, ann, lambda now: now.state == JobState.CANCELLED)
    assert "three" not in effects(job, ann)


def test_when_the_database_throws_everybody_out_the_worker_comes_back_and_goes_on(
    ann: Staff, start_worker: Start, fresh_database: Addresses
) -> None:
    job = a_job(ann, arguments={"pause_ms": 150})
    start_worker()
    wait_for(job, ann, lambda now: now.stage == "one")
    throw_out_all_others(fresh_database.application)
    done = wait_for(job, ann, is_done)
    assert done.attempt == 2
    assert effects(job, ann) == sorted(STEPS)


def throw_out_all_others(application: str) -> None:
    """End every session of the application's role but this one and the test's own, as a crash of the server does."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(application, autocommit=True) as own:
        own.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and usename = current_user"
        )
