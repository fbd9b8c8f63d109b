"""Sending what stands in the outbox, in the messenger's name, exactly once.

"Being sent" is committed before a transport is called and the outcome after it. Whatever dies in between leaves a
message that may have been sent: it is never sent again by itself, but shown to a person.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.jobs.liveness import Locks
from arcs.web.messages.models import MessageState, MessageText, OutgoingMessage, SendingAttempt
from arcs.web.messages.transports import Letter, Never, NotNow, Transport, Unclear, transport
from arcs.web.wall.acting import Standing, acting_as

MOST_TRIES = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
SECONDS_OF_WORK = 20.0
OUTBOX = ("outbox",)


def message_id_of(message: OutgoingMessage) -> str:
    """The Message-ID header: the same whenever this message is sent, so that mail programmes show it once."""
    host = settings.ARCS_MAIL_FROM.rpartition("@")[2].strip("<> ") or "arcs.invalid"
    return f"{message.pk}@{host}"


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: a minute, then twice as long each time, at most six hours.

    >>> [wait_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 30)]
    [1.0, 2.0, 4.0, 360.0]
    """
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)


def send_due(way_out: Transport | None = None) -> int:
    """Send what is due, for about 20 seconds; how many were tried. Only one process at a time does."""
    way_out = way_out or transport()
    locks = Locks()
    try:
        with locks.held(*OUTBOX) as free, acting_as(Standing.MESSENGER):
            if not free:
                return 0
            settle_interrupted(way_out)
            return _send_for_a_while(way_out, locks)
    finally:
        locks.close()


def _send_for_a_while(way_out: Transport, locks: Locks) -> int:
    until, tried = time.monotonic() + SECONDS_OF_WORK, 0
    while time.monotonic() < until and locks.alive:
        letter = _claim()
        if letter is None:
            break
        _send(way_out, *letter)
        tried += 1
    return tried


def settle_interrupted(way_out: Transport) -> int:
    """Messages that are "being sent" by nobody: unclear, or again where the way out keeps each message once."""
    with transaction.atomic():
        left = list(OutgoingMessage.objects.select_for_update().filter(state=MessageState.SENDING))
        for message in left:
            if way_out.repeatable:
                message.state = MessageState.WAITING
                message.save()
            else:
                _record(message, MessageState.UNCLEAR, _("ARCS stopped while it was handing this message over."))
    return len(left)


def _claim() -> tuple[OutgoingMessage, Letter] | None:
    with transaction.atomic():
        due = OutgoingMessage.objects.filter(state=MessageState.WAITING, next_try_at__lte=timezone.now())
        message = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
        if message is None:
            return None
        text = MessageText.objects.get(pk=message.pk)
        message.state, message.tries = MessageState.SENDING, message.tries + 1
        message.save()
    letter = Letter(
        message_id=message_id_of(message), to=message.to, subject=message.subject, body=text.body, html=text.html
    )
    return message, letter


def _send(way_out: Transport, message: OutgoingMessage, letter: Letter) -> None:
    try:
        way_out.send(letter)
    except NotNow as later:
        if message.tries >= MOST_TRIES:
            _settle(message, MessageState.FAILED, str(later))
        else:
            _settle(message, MessageState.WAITING, str(later), next_try_at=timezone.now() + wait_after(message.tries))
    except Never as never:
        _settle(message, MessageState.FAILED, str(never))
    except Unclear as unclear:
        _settle(message, MessageState.UNCLEAR, str(unclear))
    else:
        _settle(message, MessageState.SENT, "", sent_at=timezone.now())


def _settle(message: OutgoingMessage, state: MessageState, said: str, **changes: Any) -> None:
    with transaction.atomic():
        now = OutgoingMessage.objects.select_for_update().get(pk=message.pk)
        # A sweeper may have called it unclear meanwhile; whoever really handed it over knows better.
        if now.state in (MessageState.SENDING, MessageState.UNCLEAR) and now.tries == message.tries:
            _record(now, state, said, **changes)


def _record(message: OutgoingMessage, state: MessageState, said: str, **changes: Any) -> None:
    message.state, message.why = state, said
    for name, value in changes.items():
        setattr(message, name, value)
    message.save()
    outcome = "later" if state == MessageState.WAITING else state.value
    SendingAttempt.objects.create(
        message=message, made_by=message.made_by, by=Standing.MESSENGER.value, outcome=outcome, said=said
    )
