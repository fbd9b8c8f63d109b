"""What became of calls: outcomes, calls for help, hand-backs, hand-overs, reviews, and what the field told."""

from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching import outcomes
from arcs.core.vocabulary import Labelled
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff, Team, written_once
from arcs.web.units.models import Assignment, Unit
from arcs.web.wall.history import facts_only, tracked


def _codes(of: Iterable[Labelled]) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, one.label) for one in of)


ENDINGS, ALTERNATIVES = _codes(outcomes.Ending), _codes(outcomes.ArrestAlternative)
WHY_NOT, DE_ESCALATION = _codes(outcomes.WhyNotAlternative), _codes(outcomes.DeEscalation)
FOLLOW_UPS = _codes(outcomes.FOLLOW_UPS)
FORCE, INJURY, TRANSPORT = _codes(outcomes.Force), _codes(outcomes.Injury), _codes(outcomes.Transport)
REASONS, GROUNDS = _codes(outcomes.HandBack), _codes(outcomes.ReviewGround)
STEPS = tuple((one.code, one.title) for one in outcomes.REVIEW_STEPS)
LONGEST_CODE = 80
LONGEST_WORDS = 1000


class Told(models.TextChoices):
    """What a device in the field can tell."""

    STATUS = "status", _("Status")
    CHECK_IN = "check_in", _("Check-in")
    NOTE = "note", _("Note")
    PLEA = "plea", _("Call for help")
    HAND_BACK = "hand_back", _("Handed back to police")
    OUTCOME = "outcome", _("Outcome")
    PHOTO = "photo", _("Photo")


class PleaKind(models.TextChoices):
    """What is asked for from the field."""

    OFFICER = "officer", _("Officer")
    BACKUP = "backup", _("Backup")
    UPGRADE = "upgrade", _("Upgrade before arrival")


class Urgency(models.TextChoices):
    """How soon it is needed."""

    EMERGENCY = "emergency", _("Emergency")
    ROUTINE = "routine", _("Routine")
    ADVICE = "advice", _("Advice only")


class HandOverTo(models.TextChoices):
    """Who is to have the call next."""

    PERSON = "person", _("A colleague")
    TEAM = "team", _("The next shift or another team")
    CRISIS_LINE = "988", _("988, with a warm hand-off")
    PARTNER = "partner", _("A partner, with a warm hand-off")


class Climb(models.TextChoices):
    """Who is told of a check-in that stays overdue, after the dispatcher."""

    SUPERVISOR = "supervisor", _("Supervisor")
    ON_CALL = "on_call", _("On call")


class Recorded(models.Model):
    """Something that somebody recorded, by name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


@facts_only()
class FieldEntry(Recorded):
    """One tap or text of a device in the field, by its own key: sent again, it is the same one.

    Where it could not be carried out, `why_kept` says why; it is kept beside what holds, and nobody's word is lost.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=Told.choices)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=9000)
    sign = models.CharField(max_length=64, help_text="The digest of what was sent.")
    why_kept = models.CharField(max_length=400, blank=True)
    device_at = models.DateTimeField(null=True, help_text="What the device said of its own time.")
    waited_seconds = models.PositiveIntegerField(default=0, help_text="How long it lay on the device.")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(words="") & ~Q(sign=""), name="field_entry_says_what"),)
        indexes = (models.Index(fields=["call", "-made_at"], name="field_entry_of_call"),)


@facts_only()
class CallOutcome(Recorded):
    """What came of a call, coded. It is never changed: a changed mind is another one, and the last one counts.

    "" is not recorded, which is never "no".
    """

    key = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(help_text="Its place among the outcomes of the same call.")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=LONGEST_CODE, help_text="Who answered, by the code of the route.")
    ending = models.CharField(max_length=16, choices=ENDINGS)
    alternatives = models.JSONField(default=list, help_text="What was considered instead of an arrest.")
    why_not = models.CharField(max_length=20, choices=WHY_NOT, blank=True)
    de_escalation = models.CharField(max_length=16, choices=DE_ESCALATION, blank=True)
    force = models.CharField(max_length=12, choices=FORCE, blank=True)
    injury = models.CharField(max_length=10, choices=INJURY, blank=True)
    transport = models.CharField(max_length=12, choices=TRANSPORT, blank=True)
    released_to = models.CharField(max_length=200, blank=True)
    referred_to = models.CharField(max_length=200, blank=True)
    crisis_disposition = models.CharField(
        max_length=LONGEST_CODE, blank=True, help_text="How a crisis call ended, as the State Police are told."
    )
    follow_up = models.CharField(max_length=300, blank=True, help_text="What should follow.")
    follow_up_route = models.CharField(
        max_length=10, choices=FOLLOW_UPS, blank=True, help_text="Whose desk it goes to."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "position"), name="outcome_once"),
            models.CheckConstraint(
                condition=~Q(route="") & Q(ending__in=[code for code, _label in ENDINGS]), name="outcome_says_how"
            ),
            models.CheckConstraint(
                condition=Q(alternatives__contained_by=[code for code, _label in ALTERNATIVES]),
                name="outcome_alternatives_are_coded",
            ),
            models.CheckConstraint(
                condition=(~Q(ending="released_to") | ~Q(released_to=""))
                & (~Q(ending="referred_to") | ~Q(referred_to=""))
                & (~Q(ending="arrest") | ~Q(why_not="")),
                name="outcome_says_what_follows",
            ),
        )
        indexes = (models.Index(fields=["-made_at", "id"], name="outcome_newest"),)


@facts_only()
class CallPhoto(Recorded):
    """A photo of a call, checked by its content and never served as anything else."""

    key = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=(("png", "PNG"), ("jpeg", "JPEG")))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["call", "-made_at"], name="photo_of_call"),)


@tracked()
class Plea(Recorded):
    """Somebody in the field needs an officer, backup or advice, until a dispatcher answers."""

    key = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=PleaKind.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    reason = models.CharField(max_length=32, choices=REASONS, blank=True)
    said = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind="officer") | ~Q(reason=""), name="backup_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="plea_answered_says_what",
            ),
        )
        triggers = (written_once("key", "call", "unit", "kind", "urgency", "reason", "said", "made_by", "made_at"),)
        indexes = (models.Index(fields=["made_at"], condition=Q(answered_at=None), name="plea_waits"),)


@facts_only()
class CheckInAlarm(Recorded):
    """Somebody was told that a check-in stayed overdue, on the start page and by e-mail; once for each time due."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    was_due = models.DateTimeField()
    step = models.CharField(max_length=10, choices=Climb.choices)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("assignment", "was_due", "staff"), name="check_in_alarm_once"),)
        indexes = (models.Index(fields=["staff", "-made_at"], name="check_in_alarm_of_staff"),)


@facts_only()
class HandBack(Recorded):
    """An alternative gave a call back to police, with a coded reason."""

    key = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=LONGEST_CODE, help_text="The route that gave it back.")
    reason = models.CharField(max_length=32, choices=REASONS)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(route="") & Q(reason__in=[code for code, _label in REASONS]), name="hand_back_says_why"
            ),
        )
        indexes = (models.Index(fields=["call", "-made_at"], name="hand_back_of_call"),)


@tracked()
class HandOver(Recorded):
    """A call goes from one person to another, to a team, to 988 or to a partner. It is accepted or it alarms.

    `withdrawn_at`: its sender took the offer back before anybody answered.
    `due_at` is when its sender is alarmed; a warm hand-off is timed from `made_at` to `acknowledged_at`.
    """

    key = models.UUIDField(unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=HandOverTo.choices)
    to_staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=160)
    said = models.CharField(max_length=LONGEST_WORDS)
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    why_refused = models.CharField(max_length=300, blank=True)
    settled_by = models.UUIDField(null=True)
    settled_by_name = models.CharField(max_length=160, blank=True, help_text="Who accepted or refused, by name.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="person", to_staff__isnull=False, to_team=None)
                | Q(kind="team", to_staff=None, to_team__isnull=False)
                | Q(kind__in=["988", "partner"], to_staff=None, to_team=None),
                name="hand_over_to_one",
            ),
            models.CheckConstraint(condition=~Q(to_name="") & ~Q(said=""), name="hand_over_says_what"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, refused_at=None, settled_by=None, why_refused="")
                | Q(acknowledged_at__isnull=False, refused_at=None, settled_by__isnull=False, why_refused="")
                | (Q(acknowledged_at=None, refused_at__isnull=False, settled_by__isnull=False) & ~Q(why_refused="")),
                name="hand_over_accepted_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(acknowledged_at=None, refused_at=None),
                name="hand_over_withdrawn_unanswered",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["988", "partner"]) | Q(settled_by=None) | ~Q(settled_by=F("made_by")),
                name="nobody_accepts_his_own_hand_over",
            ),
        )
        triggers = (
            written_once(
                "key", "call", "kind", "to_staff", "to_team", "to_name", "said", "due_at", "made_by", "made_at"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=Q(acknowledged_at=None, refused_at=None, withdrawn_at=None),
                name="hand_over_waits",
            ),
            models.Index(fields=["made_by", "-made_at"], name="hand_over_of_sender"),
            models.Index(
                fields=["settled_by", "-acknowledged_at"],
                condition=Q(acknowledged_at__isnull=False),
                name="hand_over_taken",
            ),
            models.Index(fields=["call", "-made_at"], name="hand_over_of_call"),
        )


@tracked()
class Review(Recorded):
    """One event of a call that demands a review. `call_number` stands here too, for reviewers who see no calls."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    call_number = models.CharField(max_length=20)
    ground = models.CharField(max_length=20, choices=GROUNDS)
    lesson = models.CharField(max_length=2000, blank=True)
    told_edition = models.PositiveIntegerField(null=True, help_text="The edition whose editor read the lesson.")
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "ground"), name="review_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, told_edition=None)
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(lesson="")),
                name="review_done_says_its_lesson",
            ),
        )
        triggers = (written_once("call", "call_number", "ground", "made_by", "made_at"),)
        indexes = (
            models.Index(fields=["made_at"], condition=Q(done_at=None), name="review_open"),
            models.Index(fields=["-made_at", "id"], name="review_newest"),
        )

    def __str__(self) -> str:
        return f"{self.call_number}: {self.ground}"


@facts_only()
class ReviewAnswer(Recorded):
    """What was answered to one question of a review; the last answer to a question counts."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    step = models.CharField(max_length=12, choices=STEPS)
    question = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="review_answer_says_something"),)
