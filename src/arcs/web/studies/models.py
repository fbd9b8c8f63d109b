"""What belongs to a study. Every table carries `study_id` itself, so that its policy needs no other table."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.web.people.models import Staff
from arcs.web.wall.clock import today
from arcs.web.wall.history import tracked


class Part(models.TextChoices):
    """What a member does in a study."""

    LEAD = "lead", _("Lead")
    ANALYST = "analyst", _("Analyst")
    CODER = "coder", _("Administration coder")
    BOARD = "board", _("Board")
    READER = "reader", _("Reader")


@tracked()
class Study(models.Model):
    """One evaluation of a place's calls, from the export to the report. `closed_at` ends changes, never reading."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=300, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    period = models.CharField(max_length=300, blank=True, help_text="In words, as in: the year 2021.")
    invented = models.BooleanField(default=False)
    invented_words = models.CharField(max_length=300, blank=True, help_text="What in it is invented.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(invented=False) | ~Q(invented_words=""), name="study_says_what_is_invented"
            ),
        )

    def __str__(self) -> str:
        return self.title


class OfStudy(models.Model):
    """A row of one study."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


@tracked()
class StudyMember(OfStudy):
    """One person's part in a study, from a day on. The name is kept as it was, since teams may not see each other."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)
    part = models.CharField(max_length=10, choices=Part)
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True, blank=True)
    added_by = models.UUIDField(editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("study", "staff"), condition=Q(valid_to__isnull=True), name="one_part_in_a_study_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="member_ends_after_it_begins",
            ),
        )


class UploadKind(models.TextChoices):
    """What an upload was found to be, by its content."""

    CALLS = "calls", _("Dispatch export")
    STUDY = "study", _("Study folder")
    PART = "part", _("File of a study folder")


@tracked()
class Upload(OfStudy):
    """A file as it was given. It lies in the database, so that one backup is whole and the wall covers it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=UploadKind)
    remarks = models.JSONField(default=list, help_text="Sentences said while the file was opened.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=["study", "-made_at"], name="upload_of_study"),)

    def __str__(self) -> str:
        return self.file_name


class UploadChunk(OfStudy):
    """At most 1 MiB of an upload, numbered from 0."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("upload", "number"), name="uploadchunk_once"),)


class ImportState(models.TextChoices):
    """Where an import stands; why it stopped stands beside it."""

    LOOKING = "looking", _("Looking at the columns")
    MAPPING = "mapping", _("Waiting for your mapping")
    LOADING = "loading", _("Loading")
    LOADED = "loaded", _("Loaded")
    STOPPED = "stopped", _("Stopped")


@tracked()
class CallImport(OfStudy):
    """One reading of dispatch exports. `mapping` is TOML as the command line reads it; `where_…` chooses calls."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKING)
    why_stopped = models.TextField(blank=True)
    mapping = models.TextField(blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    where_column = models.CharField(max_length=40, blank=True)
    where_value = models.CharField(max_length=200, blank=True)
    confirmed_by = models.UUIDField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    survey_job = models.UUIDField(null=True, editable=False)
    load_job = models.UUIDField(null=True, editable=False)
    rows_read = models.BigIntegerField(null=True, editable=False)
    rows_kept = models.BigIntegerField(null=True, editable=False)
    calls = models.BigIntegerField(null=True, editable=False)
    first_day = models.DateField(null=True, editable=False)
    last_day = models.DateField(null=True, editable=False)
    invented = models.BooleanField(default=False)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    loaded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = (models.Index(fields=["study", "-made_at"], name="import_of_study"),)

    def __str__(self) -> str:
        return self.name


class OfImport(OfStudy):
    """A row of one import."""

    call_import = models.ForeignKey(CallImport, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class ImportFile(OfImport):
    """One upload that an import reads, in order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "position"), name="importfile_once"),)


class ColumnFound(OfImport):
    """One column of the export: what it was taken for, how sure that is, and why.

    `samples` are its values, `first_rows` those of the first records, from which a changed mapping is previewed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    column = models.TextField()
    meaning = models.CharField(max_length=60, blank=True, help_text="As in columns.beat or times.received.")
    samples = models.JSONField(default=list)
    first_rows = models.JSONField(default=list, help_text="What stands there in the first records, row by row.")
    confidence = models.FloatField(null=True)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "position"), name="columnfound_once"),)


class ImportQuestion(OfImport):
    """What nobody but the reader can say about an export."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    question = models.CharField(max_length=200)
    detail = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "position"), name="importquestion_once"),)


class LedgerLine(OfImport):
    """One line of an account: a start, what is taken away for a reason, and the total that is left.

    `account` is "records" (of the export) or "intervals" (of unit responses); `rows` is never negative.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.CharField(max_length=12)
    position = models.IntegerField()
    role = models.CharField(max_length=6, help_text="start, minus or total")
    reason = models.TextField()
    discipline = models.CharField(max_length=10, blank=True, help_text="Empty: all services together.")
    rows = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "account", "position"), name="ledgerline_once"),)


class LedgerRemark(OfImport):
    """A sentence of the ledger: a repair, a break in the series, a warning, what the figures cannot show."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    kind = models.CharField(max_length=12)
    column = models.TextField(blank=True)
    given = models.TextField(blank=True)
    done = models.TextField()
    rows = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "position"), name="ledgerremark_once"),)


class CallTally(OfImport):
    """How many stored calls have one value, counted when they were stored: no page counts rows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    dimension = models.CharField(max_length=12)
    value = models.TextField()
    calls = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "dimension", "value"), name="calltally_once"),)


class SetAside(OfImport):
    """A record of the export that is no call in the table, with its file, its line and what stood there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.IntegerField()
    reason = models.TextField()
    source_file = models.TextField()
    source_line = models.BigIntegerField()
    column = models.TextField(blank=True)
    given = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "number"), name="setaside_once"),)
        indexes = (models.Index(fields=["call_import", "reason", "number"], name="setaside_by_reason"),)


class ImportedCall(OfImport):
    """One call. `committed_seconds` sums its usable intervals; `missing`, `negative`, `over_long` count the others.

    `chosen` tells whether the import's condition counts it; times are the local wall clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.IntegerField()
    chosen = models.BooleanField()
    call_number = models.TextField(null=True)
    call_type = models.TextField()
    initial_call_type = models.TextField(null=True)
    discipline = models.TextField(null=True)
    priority = models.TextField(null=True)
    initiated_by = models.TextField()
    received_local = models.DateTimeField(null=True)
    hour_of_week = models.SmallIntegerField(null=True, help_text="0 is Monday 0:00.")
    beat = models.TextField(null=True)
    disposition = models.TextField(null=True)
    unit_responses = models.IntegerField()
    committed_seconds = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    missing = models.IntegerField()
    negative = models.IntegerField()
    over_long = models.IntegerField()
    source_file = models.TextField(null=True)
    source_line = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call_import", "number"), name="importedcall_once"),)
        # One for each way in which the list of calls is narrowed, in the order in which it is shown. Almost every call
        # is chosen, so that nothing is won by having that first, and a list of all calls would find no order. What is
        # included is what else is asked of calls that lie far apart while they are counted: by row security the study,
        # by the page whether they are chosen.
        indexes = (
            models.Index(fields=["call_import", "call_type", "received_local"], name="call_by_type"),
            models.Index(fields=["call_import", "hour_of_week", "received_local"], name="call_by_hour"),
            models.Index(fields=["call_import", "received_local"], name="call_by_time"),
            models.Index("call_import", F("received_local").desc(nulls_last=True), name="call_newest"),
            *(
                models.Index(
                    fields=["call_import", "received_local"],
                    include=["study", "chosen"],
                    condition=Q(**{f"{reason}__gt": 0}),
                    name=f"call_{reason}",
                )
                for reason in ("missing", "negative", "over_long")
            ),
            models.Index(
                fields=["call_import", "received_local"],
                include=["study"],
                condition=Q(chosen=False),
                name="call_not_chosen",
            ),
        )


class EvaluationState(models.TextChoices):
    """Where an evaluation stands."""

    WORKING = "working", _("Evaluating")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


@tracked()
class StudyEvaluation(OfStudy):
    """One evaluation of one uploaded study folder with one seed; `manifest` says what it was made from."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=EvaluationState, default=EvaluationState.WORKING)
    why_stopped = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    subtitle = models.CharField(max_length=300, blank=True)
    prepared_by = models.CharField(max_length=200, blank=True)
    version_date = models.DateField(null=True)
    invented = models.BooleanField(default=False)
    manifest = models.JSONField(default=dict)
    job = models.UUIDField(null=True, editable=False)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = (models.Index(fields=["study", "-made_at"], name="evaluation_of_study"),)


class OfEvaluation(OfStudy):
    """A row of one evaluation."""

    evaluation = models.ForeignKey(StudyEvaluation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class StudyTable(OfStudy):
    """A table of figures as it was produced, frozen: a document of columns and rows, of an import or an evaluation."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_import = models.ForeignKey(CallImport, on_delete=models.CASCADE, null=True, related_name="+")
    evaluation = models.ForeignKey(StudyEvaluation, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.IntegerField()
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    population = models.TextField(blank=True)
    period = models.TextField(blank=True)
    source = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    columns = models.JSONField()
    rows = models.JSONField()
    row_count = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call_import", "name"), name="table_of_import_once"),
            models.UniqueConstraint(fields=("evaluation", "name"), name="table_of_evaluation_once"),
            models.CheckConstraint(
                condition=Q(call_import__isnull=True) ^ Q(evaluation__isnull=True), name="table_has_one_origin"
            ),
        )


class StudyFigure(OfEvaluation):
    """One number that a sentence prints, with its definition and the rows behind it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    name = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    kind = models.CharField(max_length=10)
    places = models.SmallIntegerField()
    unit = models.TextField(blank=True)
    population = models.TextField(blank=True)
    period = models.TextField(blank=True)
    definition = models.TextField(blank=True)
    table = models.CharField(max_length=80, blank=True)
    rows = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("evaluation", "name"), name="figure_of_evaluation_once"),)


class StudyStatement(OfEvaluation):
    """One paragraph of the study's own words, by section number; section "limits" is what it does not show."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    section = models.CharField(max_length=20)
    position = models.IntegerField()
    text = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "section", "position"), name="studystatement_once"),
        )


class StudyDocument(OfEvaluation):
    """A file that an evaluation made: the report, a workbook, the whole package."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("evaluation", "name"), name="document_of_evaluation_once"),)


class DocumentChunk(OfStudy):
    """At most 1 MiB of a document, numbered from 0."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(StudyDocument, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="documentchunk_once"),)
