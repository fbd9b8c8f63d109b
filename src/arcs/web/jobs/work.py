"""What rooms use to have long work: the registry of kinds, and what a running job can say and ask.

A kind is a function of a RunningJob, in the `work.py` of its room. It runs in the requester's name. Whatever it writes
goes into `with job.once("a name") as todo: if todo: …`: the effects and the mark that they are there are one
transaction, so that a job which is killed and begun again does nothing twice.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.functional import Promise

from arcs.web.jobs.models import Job, JobResult, JobStep
from arcs.web.jobs.progress import Progress
from arcs.web.jobs.results import write_result

# `for key share` holds off only the sweeper, who locks the whole row; progress and the wish to cancel get through.
MINE = "select 1 from jobs_job where id = %s and attempt = %s and state = 'running' for key share"


class Cancelled(Exception):
    """The requester asked to stop; raised at a checkpoint."""


class StoppedByWorker(Exception):
    """The worker ends, or lost its hold on the job; the job goes back to waiting and another goes on."""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """A kind of long work: its code, words, stages in order, and how many dead workers it may outlive.

    `leads_to` gives the address of the page that shows what came of a subject, "" when it is gone.
    """

    code: str
    label: str | Promise
    stages: tuple[str | Promise, ...]
    retries: int
    keep_days: int
    unit: str | Promise
    function: Callable[["RunningJob"], None]
    leads_to: Callable[[UUID], str] | None = None


KINDS: dict[str, JobKind] = {}
JobFunction = Callable[["RunningJob"], None]


def job_kind(
    code: str,
    *,
    label: str | Promise,
    stages: tuple[str | Promise, ...],
    retries: int = 3,
    keep_days: int = 30,
    unit: str | Promise = "",
    leads_to: Callable[[UUID], str] | None = None,
) -> Callable[[JobFunction], JobFunction]:
    """Decorator that declares a kind of long work; `unit` is what progress counts ("calls"), in the plural.

    Raises ValueError when another function already has this code.
    """

    def declare(function: JobFunction) -> JobFunction:
        known = KINDS.get(code)
        if known and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"{code} is already the kind of {known.function.__qualname__}.")
        KINDS[code] = JobKind(
            code=code,
            label=label,
            stages=stages,
            retries=retries,
            keep_days=keep_days,
            unit=unit,
            function=function,
            leads_to=leads_to,
        )
        return function

    return declare


class RunningJob:
    """One attempt at one job, given to the function of its kind.

    `stop` is asked at each checkpoint whether the worker has to leave off.
    """

    def __init__(self, job: Job, *, stop: Callable[[], bool] = lambda: False, progress_alias: str = "progress") -> None:
        self._job = job
        self._stop = stop
        self._stage_number = 0
        self._progress = Progress(job, progress_alias)

    @property
    def id(self) -> UUID:
        """The job's id."""
        return self._job.pk

    @property
    def requester_id(self) -> UUID:
        """Who asked for it, and in whose name it runs."""
        return self._job.requester_id

    @property
    def subject_id(self) -> UUID | None:
        """What it is about: a study, an upload."""
        return self._job.subject_id

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The ids and settings it was asked with."""
        return self._job.arguments

    @property
    def attempt(self) -> int:
        """Which start this is, from 1."""
        return self._job.attempt

    def stage(self, name: str | Promise, total: int | None = None) -> None:
        """Begin the next stage, of `total` things if that is known; also a checkpoint."""
        self._stage_number += 1
        self._job.stages = max(self._job.stages, self._stage_number)
        self._progress.stage(source_text(name), self._stage_number, total)
        self._look()

    def advance(self, count: int = 1) -> None:
        """Count more as done; also a checkpoint."""
        self._progress.done += count
        self.checkpoint()

    def log(self, text: str) -> None:
        """Append a line to the job's log, which its requester reads: no content of records."""
        self._progress.line(text)

    def checkpoint(self) -> None:
        """Leave off here if asked: raises Cancelled or StoppedByWorker. Cheap: it looks four times a second at most."""
        if self._stop():
            self._look()
        elif self._progress.is_due():
            self._progress.tell()
            self._look()

    def tell(self) -> None:
        """Write how much is done, whether or not it is time."""
        self._progress.tell()

    def _look(self) -> None:
        cancelled, attempt = self._progress.asked()
        if attempt and attempt != self.attempt:
            raise StoppedByWorker("Another worker has begun this job again.")
        if cancelled:
            raise Cancelled
        if self._stop():
            raise StoppedByWorker("The worker ends.")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction in the requester's name that can be committed only while this attempt holds the job."""
        with transaction.atomic():
            self._demand_hold()
            yield

    @contextmanager
    def once(self, name: str) -> Iterator[bool]:
        """A transaction whose effects happen once over all attempts; yields False when an earlier one committed them.

        >>> # with job.once("rows") as todo:
        >>> #     if todo:
        >>> #         write_rows()
        """
        with self.transaction():
            todo = not JobStep.objects.filter(job_id=self.id, name=name).exists()
            yield todo
            if todo:
                job = self._job
                JobStep.objects.create(job_id=job.pk, requester_id=job.requester_id, team_id=job.team_id, name=name)

    def keep_result(self, name: str, media_type: str, content: bytes | Path) -> JobResult:
        """Keep a file as a result, in the open transaction or one of its own; the same name replaces nothing.

        A result of this name that an earlier attempt kept stays as it is.
        """
        with self.transaction():
            kept = JobResult.objects.filter(job_id=self.id, name=name).first()
            return kept or write_result(self._job, name, media_type, content)

    def _demand_hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(MINE, [self.id, self.attempt])
            if cursor.fetchone() is None:
                raise StoppedByWorker("Another worker has begun this job again.")


def source_text(text: str | Promise) -> str:
    """The untranslated text of a name that may be lazily translated, as it is stored."""
    from django.utils.translation import override  # noqa: PLC0415 - beside its only use

    with override(None):
        return str(text)
