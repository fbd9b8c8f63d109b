"""What can be permitted in this room, and how any room asks whether a person may."""

from dataclasses import dataclass

from arcs.web.people.models import Staff
from arcs.web.wall.permit import GIVEN, Permit, refused

CONFIDENTIAL = ("care", "victim", "juvenile")


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Something a role can hold, by a code such as `audit.read`.

    A code that begins with a confidential compartment (`care.read`) counts only with that compartment's grant: the
    database reads the same prefix.
    """

    code: str
    label: str

    @property
    def compartment(self) -> str:
        """The compartment whose grant it needs, or "operational".

        >>> Permission(code="care.read", label="Read care files").compartment
        'care'
        """
        first = self.code.split(".")[0]
        return first if first in CONFIDENTIAL else "operational"


PERMISSIONS = (
    Permission(code="people.read", label="See staff, their teams and qualifications"),
    Permission(code="people.manage", label="Invite, limit and remove staff; edit roles"),
    Permission(code="people.confirm_access", label="Confirm access to a confidential compartment"),
)


def may(who: Staff, code: str) -> bool:
    """Whether this person holds a permission today."""
    return who.is_active and code in who.permissions


def permit(who: Staff, code: str, *, to: str) -> Permit:
    """Given when the person holds `code`; `to` says what for, as in "invite people"."""
    if may(who, code):
        return GIVEN
    return refused(f"Your role does not let you {to}. Ask an administrator.")
