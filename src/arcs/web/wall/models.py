"""The read log, the only table of this room."""

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from arcs.web.wall.history import facts_only


@facts_only()
class ReadLog(models.Model):
    """One look at something protected, or one refused attempt. No foreign keys: the log outlives what it names."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    person = models.UUIDField()
    kind = models.TextField()
    compartment = models.TextField()
    object_id = models.UUIDField(null=True)
    allowed = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["-at", "id"], name="readlog_at"),
            models.Index(fields=["person", "-at"], name="readlog_person"),
            models.Index(fields=["object_id", "-at"], name="readlog_object"),
        )

    def __str__(self) -> str:
        return f"{self.person} {'read' if self.allowed else 'was refused'} {self.kind} {self.object_id}"
