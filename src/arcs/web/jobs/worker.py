"""The worker: takes one job at a time, runs it in its requester's name, and says how it ended."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connections
from django.utils.translation import gettext as _

from arcs.core.refusal import Refusal
from arcs.web.jobs import claims, clock
from arcs.web.jobs.liveness import Locks, job_lock
from arcs.web.jobs.models import Job, JobState
from arcs.web.jobs.work import KINDS, Cancelled, RunningJob, StoppedByWorker
from arcs.web.wall.acting import acting_as

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_SWEEPS = 3.0
SECONDS_BETWEEN_LIFE_SIGNS = 1.0
LONGEST_WAIT = 15.0
log = logging.getLogger("arcs.worker")
DATABASE_GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def work(stop: Event, *, seconds_between_looks: float = SECONDS_BETWEEN_LOOKS) -> None:
    """Work until `stop` is set: jobs in this thread, sweeping and the clock in another beside it.

    When the database goes away the worker waits for it, longer each time up to 15 seconds.
    """
    beside = Thread(target=_sweep_and_tick, args=(stop,), name="arcs-clock", daemon=True)
    beside.start()
    _persist(stop, lambda locks: take_and_run(locks, stop), pause=seconds_between_looks)
    beside.join(timeout=LONGEST_WAIT)


def _sweep_and_tick(stop: Event) -> None:
    def once(locks: Locks) -> bool:
        claims.sweep(locks)
        clock.tick(locks, stop=stop.is_set)
        return False

    _persist(stop, once, pause=SECONDS_BETWEEN_SWEEPS)


def _persist(stop: Event, once: Callable[[Locks], bool], *, pause: float) -> None:
    """Do `once` again and again until told to stop, with a pause when it had nothing to do; outlives the database."""
    locks: Locks | None = None
    failures = 0
    try:
        while not stop.is_set():
            try:
                if locks is None:
                    locks = Locks()
                more = once(locks)
                failures = 0
                if not locks.alive:
                    raise OperationalError("the connection that holds the locks is lost")
                if not more:
                    stop.wait(pause)
            except DATABASE_GONE as gone:
                failures += 1
                log.warning("The database does not answer (%s). Trying again.", type(gone).__name__)
                _let_go(locks)
                locks = None
                stop.wait(min(LONGEST_WAIT, 0.2 * 2**failures))
    finally:
        _let_go(locks)


def _let_go(locks: Locks | None) -> None:
    if locks is not None:
        locks.close()
    connections.close_all()


@dataclass
class LifeSign:
    """Whether a job must be left off: the worker ends, or its lock went with its connection."""

    locks: Locks
    stop: Event
    _looked: float = 0.0
    _alive: bool = True

    def __call__(self) -> bool:
        now = time.monotonic()
        if self._alive and now - self._looked >= SECONDS_BETWEEN_LIFE_SIGNS:
            self._looked, self._alive = now, self.locks.alive
        return self.stop.is_set() or not self._alive


def take_and_run(locks: Locks, stop: Event) -> bool:
    """Run the next waiting job, if any, to its end; whether there was one."""
    job = claims.claim(locks)
    if job is None:
        return False
    try:
        _run(job, LifeSign(locks, stop))
    finally:
        locks.give_back(*job_lock(job.pk))
    return True


def _run(job: Job, life: LifeSign) -> None:
    try:
        _call(job, life)
    except Cancelled:
        claims.finish(job, JobState.CANCELLED)
    except StoppedByWorker:
        claims.put_back(job)
    except (Refusal, PermissionDenied) as refusal:
        claims.finish(job, JobState.FAILED, **sentences(refusal))
    except DATABASE_GONE as gone:
        # It stays "running" without its lock: the sweeper hands it out again when the database is back.
        log.warning("Job %s lost the database: %s", job.pk, type(gone).__name__)
        raise
    except Exception as fault:
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        claims.finish(job, JobState.FAILED, **sentences(fault), traceback=traceback.format_exc())
    else:
        claims.finish(job, JobState.DONE)


def _call(job: Job, life: LifeSign) -> None:
    kind = KINDS.get(job.kind)
    if kind is None:
        raise Refusal(
            job.kind, _("this worker does not know this kind of work"), _("restart the worker after an upgrade")
        )
    with acting_as(job.requester_id):
        running = RunningJob(job, stop=life)
        kind.function(running)
        running.tell()


def sentences(failure: BaseException) -> dict[str, str]:
    """What a job's page says of a failure: its own sentence if it is meant for people, else that ARCS is at fault."""
    if isinstance(failure, Refusal):
        return {"why": f"{failure.where}: {failure.why}.", "remedy": failure.remedy}
    if isinstance(failure, PermissionDenied):
        return {"why": str(failure) or _("Your role does not let you do this."), "remedy": ""}
    return {
        "why": _("A fault in ARCS itself stopped this work. Nothing of yours was changed by the step that stopped."),
        "remedy": _("Try again. If it happens again, tell an administrator, who finds the details in this job's log"),
    }
