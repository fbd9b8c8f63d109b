"""A file with a key of its own, and who works on it."""

from uuid import uuid4

from django.db import models

from arcs.web.wall.history import tracked
from arcs.web.wall.vault import ProtectedText


@tracked()
class ProbeFile(models.Model):
    """A file of the care compartment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    headline = models.CharField(max_length=80)
    story = ProtectedText(null=True)
    opened_by = models.UUIDField()


@tracked()
class ProbeNote(models.Model):
    """A note in a file, under the file's key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(ProbeFile, on_delete=models.PROTECT, related_name="notes")
    text = ProtectedText(file="file_id")


@tracked()
class ProbeMember(models.Model):
    """Somebody who works on a file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(ProbeFile, on_delete=models.PROTECT, related_name="members")
    staff_id = models.UUIDField()
