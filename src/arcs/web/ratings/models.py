"""A rating round of a study: who is asked which call types, what was answered, and what of it may be shown.

Answers and comments are their rater's alone until the sheet is finished, and nobody's after that: staff see what
`publish_ratings` (database.py) adds up. They have no history either, since that would be a second place to read them.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from arcs.web.studies.models import OfStudy
from arcs.web.wall.history import facts_only, tracked


@tracked()
class RatingRound(OfStudy):
    """One asking of officers about a study's call types. `taken_in` came with a study folder and was never asked here.

    `instrument` is the list of items as it stood when the round was opened, so that no answer changes its question.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    instrument = models.JSONField()
    minutes_per_type = models.DecimalField(max_digits=5, decimal_places=2, default="0.75")
    minutes = models.PositiveSmallIntegerField(default=60, help_text="The longest that one rater works.")
    at_least = models.PositiveSmallIntegerField(default=8, help_text="Raters of each call type.")
    repeats = models.PositiveSmallIntegerField(default=4, help_text="Call types that come a second time.")
    seed = models.BigIntegerField(default=1)
    deadline = models.DateField()
    words = models.TextField(blank=True, max_length=2000, help_text="What raters read first.")
    calls_from = models.DateField(null=True, help_text="First day of the export whose calls the types count.")
    calls_until = models.DateField(null=True)
    taken_in = models.BooleanField(default=False)
    opened_by = models.UUIDField(editable=False)
    opened_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study",), condition=Q(closed_at__isnull=True), name="one_open_round"),
            models.CheckConstraint(
                condition=Q(minutes_per_type__gt=0, at_least__gte=5), name="round_asks_enough_of_each_type"
            ),
        )


class OfRound(OfStudy):
    """A row of one round."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class RoundType(OfRound):
    """One call type that the round asks about, with its volume as the study knew it then."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    call_type = models.TextField()
    fte = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    calls = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "call_type"), name="roundtype_once"),)


@tracked(exclude=("steady_in",))  # only says which publication counted the hidden repeats
class Rater(OfRound):
    """One rater: a number and a group. Who that is stands in the invitation; what was answered, in the answers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    steady_in = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="rater_number_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(begun_at__lte=F("finished_at")), name="rater_begins_first"
            ),
        )


@tracked()
class Invitation(OfRound):
    """Who was asked to rate: a name, an address, or neither for a printed link. `batch` is one sending of the form."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rater = models.OneToOneField(Rater, on_delete=models.PROTECT, related_name="invitation")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    batch = models.UUIDField(editable=False)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "email"), condition=~Q(email="") & Q(ended_at__isnull=True), name="invited_once"
            ),
        )


@facts_only()
class RaterLink(OfRound):
    """The digest of one link of a rater; a reminder carries a new link, and earlier ones go on working."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(editable=False)


class Share(OfRound):
    """One page of one rater's sheet: a call type, for the first time or as a hidden repeat (1)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    call_type = models.TextField()
    repeat = models.PositiveSmallIntegerField(default=0)
    published_in = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("rater", "position"), name="share_place_once"),
            models.UniqueConstraint(fields=("rater", "call_type", "repeat"), name="share_once"),
        )
        indexes = (models.Index(fields=["round", "call_type"], name="share_of_type"),)


class OfRater(OfRound):
    """A row that is one rater's own."""

    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Answer(OfRater):
    """One answer: a code of the item, or "?". `published_in` numbers the publication that counted it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_type = models.TextField()
    item = models.CharField(max_length=80)
    repeat = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=40)
    published_in = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("rater", "call_type", "item", "repeat"), name="answered_once"),)
        indexes = (models.Index(fields=["round", "call_type", "item"], name="answer_of_pair"),)


class Comment(OfRater):
    """What a rater wrote about a call type, on its first page or on its hidden repeat."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_type = models.TextField()
    repeat = models.PositiveSmallIntegerField(default=0)
    words = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("rater", "call_type", "repeat"), name="commented_once"),)


@facts_only()
class Publication(OfRound):
    """One step in which answers became visible: how many sheets were finished, and how many raters still wait."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField()
    finished = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    repeats_twice = models.PositiveIntegerField(default=0)
    repeats_same = models.PositiveIntegerField(default=0)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "number"), name="publication_once"),)


class PublishedCount(OfRound):
    """How many raters gave one answer, as far as it may be shown; a group only where every group may be."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_type = models.TextField()
    item = models.CharField(max_length=80)
    group = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=40)
    many = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "call_type", "item", "group", "answer"), name="counted_once"),
        )


class PublishedComment(OfRound):
    """A comment that may be shown, without anything of who wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_type = models.TextField()
    item = models.CharField(max_length=80, blank=True)
    words = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["round", "call_type"], name="comment_of_type"),)


class TypeSummary(OfRound):
    """One call type as lists show it, worked out from the published counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round_type = models.UUIDField()
    position = models.IntegerField()
    call_type = models.TextField()
    raters = models.PositiveIntegerField(help_text="The most who answered one item or said that they don't know.")
    agreement = models.FloatField(null=True, help_text="Share of pairs of raters who agree, over all items.")
    comments = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["round", "agreement"], name="typesummary_by_agreement"),)


class PairSummary(OfRound):
    """One call type and item: votes, shares, agreement, and its code under each coding rule (`codes`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    of_type = models.ForeignKey(TypeSummary, on_delete=models.CASCADE, related_name="pairs")
    call_type = models.TextField()
    item = models.CharField(max_length=80)
    position = models.IntegerField()
    answered = models.PositiveIntegerField()
    dont_know = models.PositiveIntegerField()
    share_of_yes = models.FloatField(null=True)
    modal_share = models.FloatField(null=True)
    agreement = models.FloatField(null=True)
    codes = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "call_type", "item"), name="pairsummary_once"),)


class CodeChange(OfRound):
    """A code that differs between two coding rules, each way round: what a change of rule would change."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    call_type = models.TextField()
    item = models.CharField(max_length=80)
    rule_from = models.CharField(max_length=40)
    rule_to = models.CharField(max_length=40)
    code_from = models.CharField(max_length=40)
    code_to = models.CharField(max_length=40)

    class Meta:
        indexes = (models.Index(fields=["round", "rule_from", "rule_to", "position"], name="codechange_in_order"),)


class ItemSummary(OfRound):
    """Agreement on one item among all raters (group "") or one group; None where it is undefined or held back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    item = models.CharField(max_length=80)
    group = models.CharField(max_length=40, blank=True)
    types = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    measure = models.CharField(max_length=10)
    alpha = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    agreement = models.FloatField(null=True)
    share_of_yes = models.FloatField(null=True)
    held_back = models.BooleanField(default=False)
