"""One row of one table of a study, while people work on it.

The study folder's layout is declared once (`files.studies.schema`); a row here holds the texts of its cells as that
file writes them, so that the folder and the database are two forms of one thing (docs/decisions/0020).
"""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arcs.web.studies.models import OfStudy, Upload
from arcs.web.wall.history import facts_only, tracked


@tracked()
class StudyRow(OfStudy):
    """A row of `part` (a file of the study folder, or a section of one, as in `budget.toml:posts`).

    `cells` are texts by column, empty ones left out; `key` joins what tells the row apart within its part ("" where
    rows may be alike); `version` counts its changes; `change` is shared by all rows that one click changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    part = models.CharField(max_length=60)
    position = models.IntegerField(help_text="Its place among the rows of its part, from 0, with gaps allowed.")
    key = models.TextField(blank=True)
    cells = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    change = models.UUIDField(default=uuid4, editable=False)
    changed_by = models.UUIDField(editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "part", "key"), condition=~Q(key=""), name="studyrow_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="studyrow_version_counts"),
        )
        indexes = (
            models.Index(fields=["study", "part", "position"], name="studyrow_in_order"),
            models.Index(fields=["change"], name="studyrow_of_change"),
        )

    def __str__(self) -> str:
        return f"{self.part}: {self.key}"


@facts_only()
class KeptFile(OfStudy):
    """A version of one file of the study folder that is no table: `path` is its place in the folder.

    The newest version counts; one without an upload says that the file was taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    path = models.CharField(max_length=400)
    version = models.IntegerField()
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+")
    change = models.UUIDField(default=uuid4, editable=False)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "path", "version"), name="keptfile_version_once"),)
        indexes = (models.Index(fields=["change"], name="keptfile_of_change"),)

    def __str__(self) -> str:
        return self.path
