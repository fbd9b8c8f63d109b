"""What the workbench keeps beside the study's rows: which report somebody approved by name."""

from uuid import uuid4

from django.db import models

from arcs.web.studies.models import OfStudy, StudyDocument
from arcs.web.wall.history import facts_only


@facts_only()
class ReportFreeze(OfStudy):
    """One report as somebody approved it: the package's bytes by their SHA-256, and in whose name.

    The package is a document of the evaluation that made it; as long as this row points at it, the database refuses to
    take it away.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    evaluation = models.UUIDField(editable=False)
    package = models.ForeignKey(StudyDocument, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    approved_by = models.UUIDField(editable=False)
    approved_name = models.CharField(max_length=120)
    statement = models.TextField(max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("package", "approved_by"), name="freeze_once_by_each"),)

    def __str__(self) -> str:
        return f"{self.title}: {self.sha256[:12]}"
