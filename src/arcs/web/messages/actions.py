"""Writing a message into the outbox; settling one that was not clearly sent."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.refusal import Refusal
from arcs.web.messages import permits
from arcs.web.messages.models import MessageState, MessageText, OutgoingMessage, SendingAttempt
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing

LONGEST_SUBJECT = 200


def send_message(
    *,
    by: Staff | Standing,
    to: str,
    subject: str,
    body: str,
    key: str,
    html: str = "",
    language: str = "en",
) -> OutgoingMessage:
    """Put a message into the outbox, in the caller's transaction: what is rolled back is never sent.

    The same maker and key are the same message: asked for twice, it is sent once. `by` must be whoever acts. Raises
    Refusal for an address that is none, and for a subject of more than one line.
    """
    _demand_one_address(to)
    _demand_one_line(subject)
    maker: UUID = by.value if isinstance(by, Standing) else by.pk
    with transaction.atomic():
        made = OutgoingMessage(key=key, to=to, subject=subject, language=language, made_by=maker)
        if OutgoingMessage.objects.bulk_create([made], ignore_conflicts=True) and _is_new(made):
            MessageText.objects.create(message=made, made_by=maker, body=body.replace("\x00", ""), html=html)
            return made
    return OutgoingMessage.objects.get(made_by=maker, key=key)


def _is_new(made: OutgoingMessage) -> bool:
    """Whether the insertion took place: after a conflict the row of this id does not exist."""
    return OutgoingMessage.objects.filter(pk=made.pk).exists()


def _demand_one_address(to: str) -> None:
    try:
        validate_email(to)
    except ValidationError:
        raise Refusal(
            to[:80] or _("the address"), _("this is no e-mail address"), _("write one address, as in name@example.org")
        ) from None


def _demand_one_line(subject: str) -> None:
    # Whatever breaks a line would begin another header.
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise Refusal(
            _("the subject"),
            _("it is empty, longer than 200 characters, or has a line break"),
            _("write it on one line"),
        )


def send_again(*, by: Staff, message: OutgoingMessage) -> OutgoingMessage:
    """Send a failed or unclear message again, at once; a person decides that, never ARCS."""
    return _settled(by, message, MessageState.WAITING, "send again", tries=0, next_try_at=timezone.now(), why="")


def mark_as_sent(*, by: Staff, message: OutgoingMessage) -> OutgoingMessage:
    """Note that an unclear message has arrived, as the mail server's log or the addressee says."""
    return _settled(by, message, MessageState.SENT, "marked as sent", sent_at=timezone.now(), why="")


def give_up(*, by: Staff, message: OutgoingMessage) -> OutgoingMessage:
    """Note that a failed or unclear message need not be sent any more."""
    return _settled(by, message, MessageState.GIVEN_UP, "given up")


def _settled(
    by: Staff, message: OutgoingMessage, state: MessageState, outcome: str, **changes: object
) -> OutgoingMessage:
    with transaction.atomic():
        now = OutgoingMessage.objects.select_for_update().get(pk=message.pk)
        permits.settle(by, now).demand()
        now.state = state
        for name, value in changes.items():
            setattr(now, name, value)
        now.save()
        SendingAttempt.objects.create(message=now, made_by=now.made_by, by=by.pk, outcome=outcome)
    return now
