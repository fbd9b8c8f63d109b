"""Finding the person behind a sign-in or a session, in the name of the door, and writing what happens there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people import limits
from arcs.web.people.models import AtTheDoor, SignInEvent, Staff
from arcs.web.wall.acting import Standing, acting_as

WHY_REFUSED = "arcs_why_refused"


class StaffBackend(BaseBackend):
    """Staff by sign-in and password; only who is active comes in."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Staff | None:
        """The person whose password this is, or None; takes as long when there is no such person.

        When the password is right and the account is off, the reason is left on the request for the form to say.
        """
        login = credentials.get("login") or credentials.get("email") or credentials.get("username")
        password = credentials.get("password")
        if not login or password is None:
            return None
        staff = Staff.objects.filter(login__iexact=login).first()
        if staff is None:
            Staff().set_password(password)  # as long as checking one takes
            return None
        if not staff.check_password(password):
            return None
        why = why_not_in(staff)
        if why and request is not None:
            setattr(request, WHY_REFUSED, why)
        return None if why else staff

    def get_user(self, user_id: UUID) -> Staff | None:
        """The active person of a session, read in a transaction of the door's own."""
        with acting_as(Standing.DOOR), transaction.atomic():
            return Staff.objects.filter(pk=user_id, is_active=True).first()


def is_idle(staff: Staff) -> bool:
    """Whether the account was not used for so long (people.limits) that it is off."""
    last = staff.last_seen or staff.made_at
    return last < timezone.now() - timedelta(days=limits.idle_days())


def why_not_in(staff: Staff) -> str:
    """The sentence for somebody whose password is right but whose account is off, or ""."""
    if not staff.is_active:
        return _("Your account is off. An administrator can turn it on again.")
    if is_idle(staff):
        return _(
            "Your account was not used for %(days)s days, so it is off. An administrator can turn it on again."
        ) % {"days": limits.idle_days()}
    return ""


def address_of(request: HttpRequest) -> str | None:
    """The network address of the browser, as the server in front of us reports it; None over a local socket."""
    return request.META.get("REMOTE_ADDR") or None


def login_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The sign-in that was tried, in one spelling, for counting failures."""
    given = credentials or {}
    tried = given.get("login") or given.get("email") or (request.POST.get("login") if request is not None else None)
    return str(tried).strip().lower()[:254] if tried else None


def write_event(request: HttpRequest | None, kind: AtTheDoor, *, staff: Staff | None = None, login: str = "") -> None:
    """Write one event at the door, in a transaction of its own when none is open."""
    with transaction.atomic():
        SignInEvent.objects.bulk_create(
            [
                SignInEvent(
                    kind=kind,
                    staff_id=staff.pk if staff is not None else None,
                    login_given=(login or (staff.login if staff is not None else ""))[:254],
                    address=address_of(request) if request is not None else None,
                )
            ]
        )
