"""Reads of the outbox; each begins with who asks, and the database leaves out what is not theirs."""

from uuid import UUID

from django.db.models import QuerySet

from arcs.web.messages.models import URGENCY, WORK, MessageText, OutgoingMessage, SendingAttempt
from arcs.web.people.models import Staff


def messages_seen_by(who: Staff) -> QuerySet[OutgoingMessage]:
    """The messages that somebody may see; `urgency` is 0 for those that are work."""
    return OutgoingMessage.objects.annotate(urgency=URGENCY)


def message_seen_by(who: Staff, message: UUID) -> OutgoingMessage | None:
    """One message, or None where there is none for this person."""
    return messages_seen_by(who).filter(pk=message).first()


def text_of(who: Staff, message: OutgoingMessage) -> MessageText | None:
    """What it says; None for everybody but its maker."""
    return MessageText.objects.filter(pk=message.pk).first()


def attempts_of(who: Staff, message: OutgoingMessage) -> QuerySet[SendingAttempt]:
    """What happened to it, in order."""
    return SendingAttempt.objects.filter(message=message).order_by("at")


def unsettled(who: Staff) -> int:
    """How many messages wait for a person."""
    return OutgoingMessage.objects.filter(state__in=WORK).count()
