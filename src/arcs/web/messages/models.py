"""Messages to send, their text apart, and every attempt to send one."""

from uuid import uuid4

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.web.wall.history import facts_only, tracked


class MessageState(models.TextChoices):
    """Where a message stands; failed and unclear ones are work for a person."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCLEAR = "unclear", _("Unclear")
    GIVEN_UP = "given_up", _("Given up")


WORK = (MessageState.UNCLEAR, MessageState.FAILED)
URGENCY = Case(When(state__in=WORK, then=Value(0)), default=Value(1), output_field=IntegerField())


@tracked(exclude=("next_try_at",))  # it only says when the outbox looks again
class OutgoingMessage(models.Model):
    """One message to one address. The same maker and `key` are the same message, however often it is asked for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=160)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("made_by", "key"), name="message_made_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="message_sent_says_when"
            ),
            models.CheckConstraint(condition=~Q(state__in=("failed", "unclear"), why=""), name="message_work_says_why"),
        )
        indexes = (
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_due"),
            models.Index(fields=["state", "-made_at"], name="message_state"),
            models.Index(URGENCY, "id", name="message_urgent_first"),
        )

    def __str__(self) -> str:
        return f"message {self.id} {self.state}"

    @property
    def is_work(self) -> bool:
        """Whether a person has to settle it."""
        return self.state in WORK


class MessageText(models.Model):
    """What a message says, in a table of its own: it may hold a link that opens an account."""

    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, primary_key=True, related_name="text")
    made_by = models.UUIDField()
    body = models.TextField()
    html = models.TextField(blank=True)


@facts_only()
class SendingAttempt(models.Model):
    """The outcome of one attempt, with what the mail server said; or what a person decided."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, related_name="attempts")
    made_by = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.UUIDField()
    outcome = models.CharField(max_length=20)
    said = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["message", "at"], name="attempt_of_message"),)
