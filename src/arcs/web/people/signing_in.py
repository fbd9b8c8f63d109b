"""Finding the person behind a sign-in or a session, in the name of the door."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest

from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as


class StaffBackend(BaseBackend):
    """Staff by sign-in and password; only who is active comes in."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Staff | None:
        """The person whose password this is, or None; takes as long when there is no such person."""
        login, password = credentials.get("login") or credentials.get("username"), credentials.get("password")
        if not login or password is None:
            return None
        try:
            staff = Staff.objects.get_by_natural_key(login)
        except Staff.DoesNotExist:
            Staff().set_password(password)
            return None
        return staff if staff.check_password(password) and staff.is_active else None

    def get_user(self, user_id: UUID) -> Staff | None:
        """The active person of a session, read in a transaction of the door's own."""
        with acting_as(Standing.DOOR), transaction.atomic():
            return Staff.objects.filter(pk=user_id, is_active=True).first()
