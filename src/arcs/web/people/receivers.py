"""What Django and allauth report about sign-in is written down here, in the transaction in which it happens."""

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from arcs.web.people.models import AtTheDoor, SessionMark, Staff
from arcs.web.people.signing_in import address_of, login_tried, write_event

MARK = "arcs_mark"


@receiver(user_logged_in, dispatch_uid="people_signed_in")
def signed_in(request: HttpRequest, user: Staff, **_: Any) -> None:
    """A session begins: its mark is what locks and ends it."""
    mark = SessionMark(
        staff=user,
        last_active=timezone.now(),
        address=address_of(request),
        browser=request.META.get("HTTP_USER_AGENT", "")[:200],
    )
    mark.save(force_insert=True)
    request.session[MARK] = str(mark.pk)
    Staff.objects.filter(pk=user.pk).update(last_seen=timezone.now())
    write_event(request, AtTheDoor.SIGNED_IN, staff=user)


@receiver(user_logged_out, dispatch_uid="people_signed_out")
def signed_out(request: HttpRequest, user: Staff | None, **_: Any) -> None:
    """A session ends by its owner's wish."""
    if user is None:
        return
    mark = request.session.get(MARK)
    if mark is not None:
        SessionMark.objects.filter(pk=mark).update(ended_at=timezone.now())
    write_event(request, AtTheDoor.SIGNED_OUT, staff=user)


@receiver(user_login_failed, dispatch_uid="people_refused")
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A sign-in failed: the same is written whether or not there is such a person."""
    write_event(request, AtTheDoor.REFUSED, staff=_signed_in(request), login=login_tried(request, credentials) or "")


@receiver(user_locked_out, dispatch_uid="people_locked_out")
def locked_out(request: HttpRequest, username: str | None, **_: Any) -> None:
    """Failures came to the limit."""
    write_event(request, AtTheDoor.LOCKED_OUT, staff=_signed_in(request), login=username or "")


@receiver(post_save, sender=Authenticator, dispatch_uid="people_factor_added")
def factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    """A second factor or a set of recovery codes was made."""
    if created:
        codes = instance.type == Authenticator.Type.RECOVERY_CODES
        kind = AtTheDoor.CODES_RENEWED if codes else AtTheDoor.FACTOR_ADDED
        write_event(_request(), kind, staff=instance.user)


@receiver(post_delete, sender=Authenticator, dispatch_uid="people_factor_removed")
def factor_removed(instance: Authenticator, **_: Any) -> None:
    """A second factor is gone; recovery codes that are replaced are no news."""
    if instance.type != Authenticator.Type.RECOVERY_CODES:
        write_event(_request(), AtTheDoor.FACTOR_REMOVED, staff=instance.user)


def _signed_in(request: HttpRequest | None) -> Staff | None:
    """Whose session it is, where a password is asked again inside one; nobody at the door itself."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Staff) else None


def _request() -> HttpRequest | None:
    """The request in which allauth works, if there is one (`context.request` fails outside of any)."""
    return getattr(context, "request", None)
