"""What happens to sessions: activity is noted, a lock falls and opens, everything is ended."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from arcs.web.people.models import AtTheDoor, SessionMark, Staff
from arcs.web.people.naming import in_name_of
from arcs.web.people.signing_in import write_event

NOTED_EVERY = timedelta(seconds=30)  # a write per request would cost more than the half minute is worth
SEEN_EVERY = timedelta(hours=1)


def note_activity(*, by: Staff, mark: SessionMark) -> None:
    """The person did something just now; written at most twice a minute, by whoever acts (the door)."""
    now = timezone.now()
    if now - mark.last_active > NOTED_EVERY:
        SessionMark.objects.filter(pk=mark.pk).update(last_active=now)
    if by.last_seen is None or now - by.last_seen > SEEN_EVERY:
        Staff.objects.filter(pk=by.pk).update(last_seen=now)


def lock_session(*, by: Staff, mark: SessionMark, request: HttpRequest) -> None:
    """Lock one session until its person proves who he is; called by the door, in its transaction."""
    mark.locked_at = timezone.now()
    mark.save(update_fields=["locked_at"])
    write_event(request, AtTheDoor.SESSION_LOCKED, staff=by)


def unlock_session(*, by: Staff, mark: SessionMark, request: HttpRequest) -> None:
    """Open a locked session; the caller has checked a password or a passkey."""
    with in_name_of(by):
        SessionMark.objects.filter(pk=mark.pk).update(locked_at=None, last_active=timezone.now())
        write_event(request, AtTheDoor.SESSION_UNLOCKED, staff=by)


def end_sessions(*, by: Staff, of: Staff, request: HttpRequest | None = None, but: str | None = None) -> int:
    """End every session of a person at once, but the one whose mark is `but`; how many there were."""
    with in_name_of(by):
        marks = SessionMark.objects.filter(staff=of, ended_at=None)
        ended = (marks.exclude(pk=but) if but else marks).update(ended_at=timezone.now())
        write_event(request, AtTheDoor.SESSIONS_ENDED, staff=of)
    return ended
