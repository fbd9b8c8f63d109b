"""The law of long work: whatever is claimed, killed, cancelled and tried again in whatever order, no step's effect
stands twice, no attempt runs beside another, and no waiting job is lost."""

import time

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.making.jobs import STEPS, a_job, effects, write_effect
from tests.making.people import a_person

from arcs.web.jobs import claims
from arcs.web.jobs.actions import cancel_job, try_again
from arcs.web.jobs.liveness import Locks, job_lock
from arcs.web.jobs.models import Job, JobState
from arcs.web.jobs.work import Cancelled, RunningJob, StoppedByWorker
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

which = st.integers(0, 3)
PATIENCE_SECONDS = 30.0


class Workers(RuleBasedStateMachine):
    """Two workers, a sweeper and a requester with up to four jobs; `alive` are attempts that believe they run."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[tuple[Job, RunningJob, Locks]] = []
        self.zombies: list[RunningJob] = []
        self.jobs: list[Job] = []
        self.sweeper = Locks()

    @initialize()
    def somebody_asks(self) -> None:
        self.ann: Staff = a_person("Ann", permissions=["people.manage"])

    @precondition(lambda self: len(self.jobs) < 4)
    @rule()
    def request(self) -> None:
        self.jobs.append(a_job(self.ann))

    @rule()
    def worker_claims(self) -> None:
        locks = Locks()
        job = claims.claim(locks)
        if job is None:
            locks.close()
        else:
            assert job.pk not in {other.pk for other, _, _ in self.alive}
            self.alive.append((job, RunningJob(job), locks))

    @precondition(lambda self: self.alive)
    @rule(at=which, step=st.sampled_from(STEPS), undone=st.booleans())
    def worker_does_a_step(self, at: int, step: str, undone: bool) -> None:
        _, running, _ = self.alive[at % len(self.alive)]
        self._step(running, step, undone)

    @precondition(lambda self: self.zombies)
    @rule(at=which, step=st.sampled_from(STEPS))
    def worker_without_its_lock_does_a_step(self, at: int, step: str) -> None:
        self._step(self.zombies[at % len(self.zombies)], step, False)

    def _step(self, running: RunningJob, step: str, undone: bool) -> None:
        try:
            with acting_as(self.ann.pk), running.once(step) as todo:
                if todo:
                    write_effect(running, step)
                if undone:
                    raise Cancelled
        except (Cancelled, StoppedByWorker):
            pass

    @precondition(lambda self: self.alive)
    @rule(at=which)
    def worker_dies(self, at: int) -> None:
        _, running, locks = self.alive.pop(at % len(self.alive))
        locks.close()
        self.zombies.append(running)

    @precondition(lambda self: self.alive)
    @rule(at=which, state=st.sampled_from([JobState.DONE, JobState.FAILED, JobState.CANCELLED]))
    def worker_ends(self, at: int, state: JobState) -> None:
        job, _, locks = self.alive.pop(at % len(self.alive))
        assert claims.finish(job, state, why="because" if state == JobState.FAILED else "")
        locks.close()

    @precondition(lambda self: self.alive)
    @rule(at=which)
    def worker_leaves_off(self, at: int) -> None:
        job, _, locks = self.alive.pop(at % len(self.alive))
        assert claims.put_back(job)
        locks.close()

    @rule()
    def sweep(self) -> None:
        claims.sweep(self.sweeper)

    @precondition(lambda self: self.jobs)
    @rule(at=which)
    def cancel(self, at: int) -> None:
        try:
            with acting_as(self.ann.pk), transaction.atomic():
                cancel_job(by=self.ann, job=self.jobs[at % len(self.jobs)])
        except Refused:
            pass

    @precondition(lambda self: self.jobs)
    @rule(at=which)
    def again(self, at: int) -> None:
        try:
            with acting_as(self.ann.pk), transaction.atomic():
                try_again(by=self.ann, job=self.jobs[at % len(self.jobs)])
        except Refused:
            pass

    @invariant()
    def no_effect_stands_twice(self) -> None:
        for job in self.jobs:
            done = effects(job, self.ann)
            assert len(done) == len(set(done))

    def teardown(self) -> None:
        """At the end all workers die; whatever is open must come to an end by itself."""
        for _, _, locks in self.alive:
            locks.close()
        until = time.monotonic() + PATIENCE_SECONDS
        while self.open_jobs() and time.monotonic() < until:
            claims.sweep(self.sweeper)
            locks = Locks()
            job = claims.claim(locks)
            if job is not None:
                claims.finish(job, JobState.DONE)
            locks.close()
        self.sweeper.close()
        assert self.open_jobs() == 0

    def open_jobs(self) -> int:
        """Jobs that are not at an end."""
        if not self.jobs:
            return 0
        with acting_as(self.ann.pk), transaction.atomic():
            return Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).count()


@pytest.mark.usefixtures("fresh_database")
def test_no_order_of_claims_deaths_cancels_and_retries_does_a_step_twice_or_loses_a_job() -> None:
    run_state_machine_as_test(Workers, settings=settings(max_examples=8, stateful_step_count=25, deadline=None))


@pytest.mark.usefixtures("fresh_database")
def test_a_lock_ends_with_its_session_and_not_before() -> None:
    first, second = Locks(), Locks()
    words = job_lock(a_person("Ann").pk)
    assert first.take(*words)
    assert not second.take(*words)
    first.close()
    assert not first.alive
    assert second.alive
    until = time.monotonic() + PATIENCE_SECONDS
    while not (taken := second.take(*words)) and time.monotonic() < until:
        time.sleep(0.02)  # the server notices a closed connection a moment later
    second.close()
    assert taken, "the lock outlived its session"
