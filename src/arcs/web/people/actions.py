"""What changes staff: each says who may, and does it in one transaction.

Coming, sessions and tokens have files of their own; their actions are named here too.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people import limits, permits, queries
from arcs.web.people.joining import (
    accept_invitation,
    invite,
    invite_first_administrator,
    renew_link,
    withdraw_invitation,
)
from arcs.web.people.models import (
    INVITED,
    ApiToken,
    AtTheDoor,
    CompartmentGrant,
    Invitation,
    Qualification,
    QualificationKind,
    Role,
    RoleAssignment,
    RolePermission,
    SessionMark,
    Staff,
    Team,
    TeamMembership,
)
from arcs.web.people.naming import Actor, in_name_of, one_at_a_time
from arcs.web.people.permissions import every_permission, shipped_roles
from arcs.web.people.sessions import end_sessions, lock_session, note_activity, unlock_session
from arcs.web.people.signing_in import write_event
from arcs.web.people.tokens import make_token, revoke_token
from arcs.web.wall.acting import Standing
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

__all__ = [
    "accept_invitation",
    "end_sessions",
    "invite",
    "invite_first_administrator",
    "lock_session",
    "make_token",
    "note_activity",
    "renew_link",
    "revoke_token",
    "unlock_session",
    "withdraw_invitation",
]
LAST = gettext_lazy("This person is the only one left who can administer ARCS. Give somebody else that role first.")
LEFT = "Left."
IDLE = "Not used for 90 days."


# ---- roles and teams of a person


def assign_role(
    *, by: Staff, staff: Staff, role: Role, valid_from: date | None = None, valid_to: date | None = None
) -> RoleAssignment:
    """Give somebody else a role, from today unless said otherwise."""
    with in_name_of(by):
        permits.change_access_of(by, staff).demand()
        start = valid_from or today()
        if valid_to is not None and valid_to < start:
            raise Refused(_("The last day is before the first. Check both days."))
        if queries.running(RoleAssignment.objects.filter(staff=staff, role=role)).exists():
            raise Refused(_("This person holds that role already."))
        return RoleAssignment.objects.create(
            staff=staff, role=role, granted_by=by.pk, valid_from=start, valid_to=valid_to
        )


def end_role(*, by: Staff, assignment: RoleAssignment) -> None:
    """Take a role away now; refused when nobody would be left to administer."""
    with in_name_of(by):
        one_at_a_time()
        permits.change_access_of(by, assignment.staff).demand()
        _end(RoleAssignment.objects.filter(pk=assignment.pk))
        _demand_an_administrator()


def join_team(*, by: Staff, staff: Staff, team: Team) -> TeamMembership:
    """Put somebody else into a team from today."""
    with in_name_of(by):
        permits.change_access_of(by, staff).demand()
        if team.ended_on is not None:
            raise Refused(_("This team has ended."))
        if queries.running(TeamMembership.objects.filter(staff=staff, team=team)).exists():
            raise Refused(_("This person is in that team already."))
        return TeamMembership.objects.create(staff=staff, team=team)


def leave_team(*, by: Staff, membership: TeamMembership) -> None:
    """End a membership now."""
    with in_name_of(by):
        permits.change_access_of(by, membership.staff).demand()
        _end(TeamMembership.objects.filter(pk=membership.pk))


# ---- leaving and coming back


def leave(*, by: Staff, staff: Staff, request: HttpRequest | None = None) -> None:
    """The person has left: everything ends at once, sessions and tokens too; the history stays."""
    with in_name_of(by):
        one_at_a_time()
        permits.change_access_of(by, staff).demand()
        day = today()
        staff.is_active, staff.why_inactive, staff.left_on = False, LEFT, day
        staff.save(update_fields=["is_active", "why_inactive", "left_on"])
        for model in (RoleAssignment, TeamMembership, CompartmentGrant):
            _end(model.objects.filter(staff=staff))
        now = timezone.now()
        Invitation.objects.filter(staff=staff, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        ApiToken.objects.filter(staff=staff, revoked_at=None).update(revoked_at=now)
        end_sessions(by=by, of=staff, request=request)
        _demand_an_administrator()


def turn_off(*, by: Staff, staff: Staff, why: str, request: HttpRequest | None = None) -> None:
    """Close an account for a while; roles stay and count again when it is turned on."""
    with in_name_of(by):
        one_at_a_time()
        permits.change_access_of(by, staff).demand()
        if not why.strip():
            raise Refused(_("Say why the account is turned off."))
        staff.is_active, staff.why_inactive = False, why.strip()
        staff.save(update_fields=["is_active", "why_inactive"])
        end_sessions(by=by, of=staff, request=request)
        _demand_an_administrator()


def reinstate(*, by: Staff, staff: Staff) -> None:
    """Turn an account on again. Whoever had left gets roles and teams anew; a person who never came stays invited."""
    with in_name_of(by):
        permits.change_access_of(by, staff).demand()
        if staff.why_inactive == INVITED:
            raise Refused(_("This person has not come yet. Send the link again instead."))
        staff.is_active, staff.why_inactive, staff.left_on = True, "", None
        staff.last_seen = timezone.now()
        staff.save(update_fields=["is_active", "why_inactive", "left_on", "last_seen"])


def turn_off_idle_accounts(*, by: Actor = Standing.CLERK) -> int:
    """Turn off accounts unused for too long, but never the last administrator's; how many. For a daily job."""
    turned_off = 0
    with in_name_of(by):
        one_at_a_time()
        before = timezone.now() - timedelta(days=limits.idle_days())
        idle = Q(last_seen__lt=before) | Q(last_seen__isnull=True, made_at__lt=before)
        for staff in Staff.objects.filter(idle, is_active=True).order_by("last_seen"):
            if queries.another_administrator(staff):
                Staff.objects.filter(pk=staff.pk).update(is_active=False, why_inactive=IDLE)
                SessionMark.objects.filter(staff=staff, ended_at=None).update(ended_at=timezone.now())
                turned_off += 1
    return turned_off


# ---- one's own account


def change_password(*, by: Staff, password: str, request: HttpRequest, mark: str | None) -> None:
    """A new password; every other session ends, this one goes on. The form has checked the old one."""
    with in_name_of(by):
        by.set_password(password)
        by.save(update_fields=["password"])
        write_event(request, AtTheDoor.PASSWORD_CHANGED, staff=by)
        end_sessions(by=by, of=by, request=request, but=mark)


def change_own_details(*, by: Staff, name: str, language: str) -> None:
    """Name and language of one's own account."""
    with in_name_of(by):
        by.name, by.language = name.strip(), language
        by.save(update_fields=["name", "language"])


# ---- roles, teams and kinds of qualification


def save_role(*, by: Staff, name: str, about: str, role: Role | None = None, key: str = "") -> Role:
    """Make a role without permissions, or rename one."""
    with in_name_of(by):
        permits.manage(by).demand()
        if role is None:
            return Role.objects.create(key=key, name=name, about=about)
        role.name, role.about = name, about
        role.save(update_fields=["name", "about"])
        return role


def set_permissions(*, by: Staff, role: Role, codes: Iterable[str]) -> None:
    """What a role may do from now on. Nobody changes a role that he holds; the database refuses it too."""
    wanted = set(codes)
    with in_name_of(by):
        one_at_a_time()
        permits.edit_role(by, role).demand()
        unknown = wanted - {one.code for one in every_permission()}
        if unknown:
            raise Refused(_("No room knows the permission %(code)s.") % {"code": min(unknown)})
        _set_permissions(role, wanted)
        _demand_an_administrator()


def install_shipped_roles(*, by: Actor = Standing.KEEPER) -> int:
    """Make the roles of `roles.toml` that are missing, with the permissions that installed rooms declare; how many.

    A role that is there already is left as the city made it.
    """
    declared = {one.code for one in every_permission()}
    made = 0
    with in_name_of(by):
        for shipped in shipped_roles():
            role, is_new = Role.objects.get_or_create(
                key=shipped.key, defaults={"name": shipped.name, "about": shipped.about}
            )
            if is_new:
                _set_permissions(role, declared & set(shipped.permissions))
                made += 1
    return made


def save_team(*, by: Staff, name: str, about: str, team: Team | None = None) -> Team:
    """Make a team or rename one."""
    with in_name_of(by):
        permits.manage(by).demand()
        team = team or Team()
        team.name, team.about = name, about
        team.save()
        return team


def end_team(*, by: Staff, team: Team) -> None:
    """The team ends, and with it every membership."""
    with in_name_of(by):
        permits.manage(by).demand()
        if queries.running(TeamMembership.objects.filter(team=team, staff=by)).exists():
            raise Refused(_("You are in this team yourself. Ask another administrator to end it."))
        _end(TeamMembership.objects.filter(team=team))
        Team.objects.filter(pk=team.pk).update(ended_on=today())


def save_kind(*, by: Staff, kind: QualificationKind) -> QualificationKind:
    """Keep a kind of qualification that a form has filled."""
    with in_name_of(by):
        permits.manage(by).demand()
        kind.save()
        return kind


def record_qualification(
    *, by: Staff, staff: Staff, kind: QualificationKind, hours: Decimal | None, certificate: str,
    valid_from: date, valid_to: date | None,
) -> Qualification:  # fmt: skip
    """Somebody has a certificate; refused with fewer hours than the kind asks for."""
    with in_name_of(by):
        permits.manage(by).demand()
        if kind.least_hours is not None and (hours is None or hours < kind.least_hours):
            raise Refused(
                _("%(kind)s asks for at least %(hours)s hours.") % {"kind": kind.name, "hours": kind.least_hours}
            )
        return Qualification.objects.create(
            staff=staff, kind=kind, hours=hours, certificate=certificate, valid_from=valid_from, valid_to=valid_to
        )


# ---- confidential compartments


def propose_access(*, by: Staff, staff: Staff, compartment: str, reason: str, valid_to: date) -> CompartmentGrant:
    """Propose that somebody else may enter a confidential compartment until a day; a second person confirms."""
    with in_name_of(by):
        permits.propose_access(by, staff).demand()
        if valid_to < today():
            raise Refused(_("Choose a last day that is not over."))
        return CompartmentGrant.objects.create(
            staff=staff, compartment=compartment, reason=reason, granted_by=by.pk, valid_to=valid_to
        )


def confirm_access(*, by: Staff, grant: CompartmentGrant) -> None:
    """Confirm what another proposed for a third person: from now on it counts."""
    with in_name_of(by):
        permits.confirm_access(by, grant).demand()  # first: one's own row cannot even be locked
        grant = CompartmentGrant.objects.select_for_update().get(pk=grant.pk)
        permits.confirm_access(by, grant).demand()
        grant.confirmed_by, grant.confirmed_at = by.pk, timezone.now()
        grant.save(update_fields=["confirmed_by", "confirmed_at"])


def end_access(*, by: Staff, grant: CompartmentGrant) -> None:
    """End access, or turn a proposal down, now: one person is enough to close a door."""
    with in_name_of(by):
        permits.change_access_of(by, grant.staff).demand()
        _end(CompartmentGrant.objects.filter(pk=grant.pk))


def _end(rows: QuerySet[Any]) -> None:
    queries.running(rows).update(valid_to=queries.ending())


def _set_permissions(role: Role, wanted: set[str]) -> None:
    held = set(RolePermission.objects.filter(role=role).values_list("permission", flat=True))
    RolePermission.objects.filter(role=role, permission__in=held - wanted).delete()
    RolePermission.objects.bulk_create([RolePermission(role=role, permission=code) for code in sorted(wanted - held)])


def _demand_an_administrator() -> None:
    if not queries.another_administrator(None):
        raise Refused(str(LAST))
