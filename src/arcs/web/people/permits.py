"""What can be permitted in this room, and how any room asks whether a person may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from arcs.web.people.models import CompartmentGrant, Role, Staff
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

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
    Permission(code="people.no_session_lock", label="Stay signed in without a lock after 30 minutes (dispatch desk)"),
    Permission(code="people.make_tokens", label="Make API tokens of one's own"),
)


def may(who: Staff, code: str) -> bool:
    """Whether this person holds a permission today."""
    return who.is_active and code in who.permissions


def permit(who: Staff, code: str, *, to: str) -> Permit:
    """Given when the person holds `code`; `to` says what for, as in "invite people"."""
    if may(who, code):
        return GIVEN
    return refused(f"Your role does not let you {to}. Ask an administrator.")


def manage(who: Staff) -> Permit:
    """Invite, limit and remove staff; edit roles and teams."""
    return permit(who, "people.manage", to=_("manage staff"))


def see_staff(who: Staff) -> Permit:
    """The list of staff and its pages."""
    return GIVEN if any(may(who, f"people.{one}") for one in SEEING) else manage(who)


SEEING = ("read", "manage", "confirm_access")


def change_access_of(who: Staff, staff: Staff) -> Permit:
    """Roles, teams, leaving: of others only."""
    if who.pk == staff.pk:
        return first_refusal(
            manage(who), refused(_("Nobody changes what he may do himself. Ask another administrator."))
        )
    return manage(who)


def send_link(who: Staff, staff: Staff) -> Permit:
    """A one-time link for somebody else."""
    if who.pk == staff.pk:
        return first_refusal(manage(who), refused(_("You change your own password on your own page.")))
    if staff.left_on is not None:
        return first_refusal(manage(who), refused(_("This person has left. Reinstate the person first.")))
    return manage(who)


def edit_role(who: Staff, role: Role) -> Permit:
    """The permissions of a role: only of one that one does not hold."""
    if role.pk in who.role_ids:
        return first_refusal(
            manage(who),
            refused(
                _("You hold this role, and nobody changes what he may do himself. Ask an administrator who does not.")
            ),
        )
    return manage(who)


def propose_access(who: Staff, staff: Staff) -> Permit:
    """Propose access to a confidential compartment for somebody else."""
    if who.pk == staff.pk:
        return refused(_("Nobody opens a compartment to himself. Another administrator can propose it."))
    return manage(who)


def confirm_access(who: Staff, grant: CompartmentGrant) -> Permit:
    """Confirm what somebody else proposed for a third person."""
    may_confirm = permit(who, "people.confirm_access", to=_("confirm access to confidential work"))
    if grant.confirmed_by is not None:
        return refused(_("This access is confirmed already."))
    if who.pk == grant.staff_id:
        return first_refusal(may_confirm, refused(_("This is access for you. Somebody else must confirm it.")))
    if who.pk == grant.granted_by:
        return first_refusal(may_confirm, refused(_("You proposed this. A second person must confirm it.")))
    return may_confirm


def make_tokens(who: Staff) -> Permit:
    """Keys for programs, in one's own name."""
    return permit(who, "people.make_tokens", to=_("make API tokens"))
