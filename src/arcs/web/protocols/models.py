"""Editions of the protocol while people draft, prove, discuss, approve and date them.

The layout of an edition is declared once (`core.protocol.records`); a row here holds the texts of its cells, so that
file and database are two forms of one thing (docs/decisions/0020).
"""

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arcs.core.protocol import SECTIONS
from arcs.files.protocol.texts import HEAD
from arcs.web.people.models import Role, Staff, written_once
from arcs.web.protocols.triggers import DAYS_ARE_ENACTED, FOUND_STAYS, ON_ITS_WAY
from arcs.web.studies.models import Study
from arcs.web.wall.history import facts_only, tracked

# The head says which edition it is; a row of it stands in every edition once.
PARTS = (HEAD, *(one.name for one in SECTIONS))


class State(models.TextChoices):
    """How far an edition has come. Whether it is in force follows from its days."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


@tracked()
class ProtocolEdition(models.Model):
    """One edition. `digest` names its content (`reading.digest_of`) and is set when it is sent for review.

    `review` counts how often it was sent: the database does, and words of an earlier review do not count.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="+")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    proposed = models.BooleanField(
        default=False, help_text="It was made from proposals of a study whose board had decided on none of them."
    )
    effective_from = models.DateField(null=True)
    retired_from = models.DateField(null=True, help_text="The first day on which it no longer holds.")
    digest = models.CharField(max_length=64, blank=True)
    review = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("effective_from",), condition=Q(state=State.APPROVED), name="one_edition_begins_on_a_day"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="protocols_count_from_one"),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True) | Q(state__in=(State.APPROVED, State.WITHDRAWN)),
                name="only_an_approved_edition_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(retired_from__isnull=True)
                | Q(effective_from__isnull=False, retired_from__gt=F("effective_from")),
                name="an_edition_is_retired_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.DRAFT, State.WITHDRAWN)) | ~Q(digest=""),
                name="what_is_reviewed_has_a_digest",
            ),
        )
        triggers = (
            written_once("number", "study", "based_on", "proposed", "made_by"),
            ON_ITS_WAY,
            DAYS_ARE_ENACTED,
            # What was dated is history: it can be withdrawn or retired, and its content never changes again.
            pgtrigger.Protect(
                name="dated_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__effective_from__isnull=False)
                & ~pgtrigger.Q(new__state__in=(State.APPROVED.value, State.WITHDRAWN.value))
                | pgtrigger.Q(old__state=State.WITHDRAWN.value) & ~pgtrigger.Q(new__state=State.WITHDRAWN.value),
            ),
        )

    def __str__(self) -> str:
        return f"Edition {self.number}"


class OfProtocol(models.Model):
    """A row of one edition."""

    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, related_name="%(class)s_rows")

    class Meta:
        abstract = True


@tracked()
class EditionRow(OfProtocol):
    """A row of one section: `cells` are texts by name, empty ones left out; lists have one entry a line.

    `key` is what tells the row apart within its section; `version` counts its changes; `change` is shared by all rows
    that one click changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    section = models.CharField(max_length=20, choices=[(one, one) for one in PARTS])
    position = models.IntegerField(help_text="Its place among the rows of its section, with gaps allowed.")
    key = models.CharField(max_length=400)
    cells = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    change = models.UUIDField(default=uuid4, editable=False)
    changed_by = models.UUIDField(editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("edition", "section", "key"), name="editionrow_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="editionrow_version_counts"),
        )
        indexes = (
            models.Index(fields=["edition", "section", "position"], name="editionrow_in_order"),
            models.Index(fields=["change"], name="editionrow_of_change"),
        )

    def __str__(self) -> str:
        return f"{self.section}: {self.key}"


@tracked()
class EditionApprover(OfProtocol):
    """A role that must approve an edition; said while it is a draft."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    added_by = models.UUIDField(editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "role"), name="approver_once"),)


class Decision(models.TextChoices):
    """What an approver says."""

    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


@facts_only()
class EditionApproval(OfProtocol):
    """What one person said in one role of exactly the content that `digest` names, in its `review`.

    A role's last word counts, as long as the edition was not sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64)
    review = models.PositiveIntegerField()
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    role_name = models.CharField(max_length=120)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    words = models.CharField(max_length=2000, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(decision=Decision.APPROVED) | ~Q(words=""), name="a_refusal_says_why"),
        )
        indexes = (models.Index(fields=["edition", "review"], name="approval_in_review"),)


@facts_only()
class EditionComment(OfProtocol):
    """What somebody says about an edition: about all of it, a section, or one row by its key.

    A review of the shadow names the replay that was looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    section = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=400, blank=True)
    text = models.TextField(max_length=4000)
    replay = models.ForeignKey("EditionReplay", on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    made_by = models.UUIDField(editable=False)
    made_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),)
        indexes = (models.Index(fields=["edition", "section"], name="comment_on_section"),)


@facts_only()
class CommentSettled(OfProtocol):
    """A comment is settled, by whom."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    comment = models.OneToOneField(EditionComment, on_delete=models.PROTECT, related_name="settled")
    made_by = models.UUIDField(editable=False)
    made_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)


@facts_only()
class EditionProof(OfProtocol):
    """An edition was proven: exactly the content that `digest` names, and everything that was found.

    `findings` is a list of {section, code, what, remedy}; none means that it is safe by every rule of the house.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64)
    types = models.PositiveIntegerField(help_text="Call types that were proven.")
    examples = models.PositiveIntegerField(help_text="Worked calls that were run.")
    findings = models.JSONField(default=list)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=["edition", "digest"], name="proof_of_content"),)


class ReplayState(models.TextChoices):
    """How far a replay has come."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


@tracked()
class EditionReplay(OfProtocol):
    """An edition, as `digest` names its content, over the calls that a study keeps; beside another edition or alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    call_import = models.UUIDField(null=True, help_text="The import whose calls were replayed.")
    evaluation = models.UUIDField(null=True, help_text="The evaluation whose calls were replayed.")
    compared_with = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.UUIDField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=ReplayState.choices, default=ReplayState.WAITING)
    result = models.JSONField(default=dict)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        triggers = (
            written_once("edition", "digest", "study", "call_import", "evaluation", "compared_with", "made_by"),
            FOUND_STAYS,
        )
        indexes = (models.Index(fields=["edition", "made_at"], name="replay_of_edition"),)


@facts_only()
class ReplayRegret(models.Model):
    """A call of a replay that the edition would have sent elsewhere and that was recorded with harm.

    `number` is the call's in its import; none where the import was loaded anew since and holds it no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    replay = models.ForeignKey(EditionReplay, on_delete=models.PROTECT, related_name="regrets")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(help_text="Its place in order of time.")
    number = models.IntegerField(null=True)
    call_number = models.TextField(blank=True)
    received_local = models.DateTimeField(null=True, help_text="The export's own clock, as if it were UTC.")
    call_type = models.TextField()
    route = models.CharField(max_length=80)
    outcomes = models.CharField(max_length=200, help_text="What was recorded, parted by commas.")
    disposition = models.TextField(blank=True)
    source_file = models.TextField(blank=True)
    source_line = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("replay", "position"), name="regret_once"),)
        indexes = (
            models.Index(fields=["replay", "received_local"], name="regret_by_time"),
            models.Index(fields=["replay", "route", "received_local"], name="regret_by_route"),
            models.Index(fields=["replay", "call_type", "received_local"], name="regret_by_type"),
        )


class WordKind(models.TextChoices):
    """Which column of an export a word stands in."""

    TYPE = "type", "Call type"
    OUTCOME = "outcome", "Disposition"


@tracked()
class ExportWord(OfProtocol):
    """A word of a study's exports, placed: on a call type of the edition, or on the outcome that it tells of."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=WordKind.choices)
    given = models.CharField(max_length=400)
    means = models.CharField(max_length=400)
    changed_by = models.UUIDField(editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("edition", "study", "kind", "given"), name="exportword_once"),
            models.CheckConstraint(condition=~Q(given="") & ~Q(means=""), name="a_placed_word_means_something"),
        )
