"""How far a job is, told on a connection of its own: seen while a step's transaction is open, kept if it is undone."""

import time
from dataclasses import dataclass, field

from django.db import connections, transaction
from django.db.models.functions import Now

from arcs.web.jobs.models import Job, JobLine

SECONDS_BETWEEN = 0.25
LONGEST_LINE = 2000
CANCEL_ASKED = "select cancel_asked_at is not null, attempt from jobs_job where id = %s"


def one_line(text: str) -> str:
    """A log line without line breaks or control characters, so that no line can look like two; at most 2,000 long.

    >>> one_line("read calls.csv\\n22:14 all is well\\x1b[2J")
    'read calls.csv 22:14 all is well [2J'
    """
    cleaned = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(cleaned.split())[:LONGEST_LINE]


@dataclass
class Progress:
    """What one attempt at one job tells; at most four times a second, but every change of stage at once."""

    job: Job
    alias: str = "progress"
    done: int = 0
    total: int | None = None
    _told: float = 0.0
    _lines: int = field(default=0)

    def stage(self, name: str, number: int, total: int | None) -> None:
        """Begin a stage."""
        self.done, self.total = 0, total
        self._write(
            stage=name[:120], stage_number=number, stage_started_at=Now(), done=0, total=total, stages=self.job.stages
        )

    def advance(self, count: int) -> None:
        """Count `count` more as done, and tell when it is time."""
        self.done += count
        if self.is_due():
            self.tell()

    def is_due(self) -> bool:
        """Whether a quarter of a second went by since the last telling."""
        return time.monotonic() - self._told >= SECONDS_BETWEEN

    def tell(self) -> None:
        """Write how much is done."""
        self._write(done=self.done, total=self.total)

    def line(self, text: str) -> None:
        """Append a line to the log."""
        self._lines += 1
        job = self.job
        with transaction.atomic(using=self.alias):
            JobLine.objects.using(self.alias).create(
                job_id=job.pk,
                requester_id=job.requester_id,
                team_id=job.team_id,
                number=self._lines,
                attempt=job.attempt,
                text=one_line(text),
            )

    def asked(self) -> tuple[bool, int]:
        """Whether cancelling was asked, and which attempt the database counts; (True, 0) when the job is gone."""
        with transaction.atomic(using=self.alias), connections[self.alias].cursor() as cursor:
            cursor.execute(CANCEL_ASKED, [self.job.pk])
            row = cursor.fetchone()
        return (bool(row[0]), int(row[1])) if row else (True, 0)

    def _write(self, **changes: object) -> None:
        self._told = time.monotonic()
        with transaction.atomic(using=self.alias):
            mine = Job.objects.using(self.alias).filter(pk=self.job.pk, attempt=self.job.attempt, state="running")
            mine.update(**changes)


