"""A job, its log, its finished steps and its results. The job's row is the truth; the queue only delivers its id."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.web.wall.history import tracked

PROGRESS = ("stage", "stage_number", "stages", "stage_started_at", "done", "total")


class JobState(models.TextChoices):
    """Where a job stands; the last three are final, but a failed job may be tried again."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


# Progress is told four times a second and is no act of anybody: it stays out of the history.
@tracked(exclude=PROGRESS)
class Job(models.Model):
    """One piece of long work that one person asked for; it acts in that person's name and holds ids only.

    `attempt` counts starts; `lost` counts workers that died over it since somebody last asked for it. `key` makes a
    request idempotent: the same person, kind and key is the same job.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    requester_id = models.UUIDField()
    team_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    stage = models.CharField(max_length=120, blank=True)
    stage_number = models.PositiveSmallIntegerField(default=0)
    stages = models.PositiveSmallIntegerField(default=0)
    stage_started_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("requester_id", "kind", "key"), name="job_requested_once"),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | Q(state__in=("waiting", "running"), finished_at__isnull=True),
                name="job_finished_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="failed", why=""), name="job_failed_says_why"),
        )
        indexes = (
            models.Index(fields=["requester_id", "-requested_at"], name="job_of_requester"),
            models.Index(fields=["-requested_at", "id"], name="job_newest"),
            models.Index(fields=["subject_id"], name="job_of_subject"),
            models.Index(fields=["state"], condition=Q(state__in=("waiting", "running")), name="job_open"),
            models.Index(fields=["expires_at"], name="job_expiry"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


class OfJob(models.Model):
    """A row that belongs to a job and repeats who may see it, since a policy reads its own row only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="%(class)ss")
    requester_id = models.UUIDField()
    team_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class JobLine(OfJob):
    """One line of a job's log. `technical` lines (tracebacks) are for administrators only."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    number = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField()
    text = models.TextField()
    technical = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["job", "attempt", "number"], name="jobline_order"),)


class JobStep(OfJob):
    """A step of a job whose effects are committed, marked in the same transaction: it is never done again."""

    name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "name"), name="step_done_once"),)


class JobResult(OfJob):
    """A file that a job made; its bytes stand in parts, in this database, so that a backup is whole."""

    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "name"), name="result_name_once"),)


class JobResultPart(models.Model):
    """At most 1 MiB of a result, in order from 0."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    result = models.ForeignKey(JobResult, on_delete=models.CASCADE, related_name="parts")
    requester_id = models.UUIDField()
    team_id = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("result", "number"), name="result_part_once"),)


class ClockTick(models.Model):
    """When something that is done by the clock was last done, and how it ended."""

    name = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
