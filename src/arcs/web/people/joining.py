"""Coming and coming back: invitations, one-time links for a new password, the first administrator."""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people import permits, queries
from arcs.web.people.models import (
    INVITED,
    AtTheDoor,
    CompartmentGrant,
    Invitation,
    Role,
    RoleAssignment,
    SessionMark,
    Staff,
    Team,
    TeamMembership,
)
from arcs.web.people.naming import Actor, in_name_of, one_at_a_time
from arcs.web.people.signing_in import write_event
from arcs.web.wall.acting import Standing
from arcs.web.wall.permit import Refused

ADMINISTRATOR = "administrator"


def digest_of(token: str) -> bytes:
    """What is kept of a one-time link or an API token; the token has 256 random bits, so one round is enough."""
    return sha256(token.encode()).digest()


def invite(
    *, by: Actor, login: str, name: str, role: Role | None = None, team: Team | None = None
) -> tuple[Invitation, str]:
    """A new person with role and team, off until the link is used; gives the invitation and its token, once.

    Refused when somebody has this sign-in already.
    """
    with in_name_of(by):
        if isinstance(by, Staff):
            permits.manage(by).demand()
        login = login.strip().lower()
        if Staff.objects.filter(login__iexact=login).exists():
            raise Refused(_("Somebody has this e-mail address already. Look for the person in the list of staff."))
        staff = Staff(login=login, name=name.strip(), is_active=False, why_inactive=INVITED)
        staff.set_unusable_password()
        staff.save(force_insert=True)
        maker = _id_of(by)
        if role is not None:
            RoleAssignment.objects.create(staff=staff, role=role, granted_by=maker)
        if team is not None:
            TeamMembership.objects.create(staff=staff, team=team)
        return _new_link(staff, Invitation.JOIN, maker)


def renew_link(*, by: Staff, staff: Staff, purpose: str) -> tuple[Invitation, str]:
    """A new one-time link; earlier ones stop working.

    A link that also removes second factors could let its maker in, so it ends access to confidential compartments:
    two others must open them again.
    """
    with in_name_of(by):
        permits.send_link(by, staff).demand()
        if purpose == Invitation.JOIN and staff.why_inactive != INVITED:
            raise Refused(_("This person has joined already. Send a link for a new password instead."))
        if purpose != Invitation.JOIN and not staff.is_active:
            raise Refused(_("This account is off. Turn it on first."))
        _withdraw_all(staff)
        if purpose == Invitation.ANEW:
            queries.running(CompartmentGrant.objects.filter(staff=staff)).update(valid_to=queries.ending())
        return _new_link(staff, purpose, by.pk)


def withdraw_invitation(*, by: Staff, staff: Staff) -> None:
    """The links of this person stop working."""
    with in_name_of(by):
        permits.manage(by).demand()
        _withdraw_all(staff)


def accept_invitation(*, token: str, password: str, request: HttpRequest | None = None) -> Staff:
    """Choose a password by a one-time link; refused when the link is unknown, used, withdrawn or too old."""
    with in_name_of(Standing.DOOR):
        invitation = queries.open_invitation(token, lock=True)
        if invitation is None:
            raise Refused(_("This link does not work any more. Ask whoever sent it for a new one."))
        staff = invitation.staff
        now = timezone.now()
        staff.set_password(password)
        staff.last_seen = now
        if invitation.purpose == Invitation.JOIN:
            staff.is_active, staff.why_inactive = True, ""
        staff.save(update_fields=["password", "last_seen", "is_active", "why_inactive"])
        if invitation.purpose == Invitation.ANEW:
            for factor in Authenticator.objects.filter(user_id=staff.pk):
                factor.delete()
        if not queries.has_second_factor(staff):
            # The link alone lets one in, and whoever made it has seen it: two others open the compartments anew.
            confirmed = CompartmentGrant.objects.filter(staff=staff, confirmed_by__isnull=False)
            queries.running(confirmed).update(valid_to=queries.ending())
        SessionMark.objects.filter(staff=staff, ended_at=None).update(ended_at=now)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now)
        write_event(request, AtTheDoor.PASSWORD_CHANGED, staff=staff)
    return staff


def invite_first_administrator(*, login: str, name: str) -> str:
    """The token of a link for the first administrator; refused as soon as anybody can administer."""
    with in_name_of(Standing.KEEPER):
        one_at_a_time()
        if queries.another_administrator(None):
            raise Refused(_("There is an administrator already, who can invite others. Nothing was changed."))
        role = Role.objects.get(key=ADMINISTRATOR)
        waiting = Staff.objects.filter(login__iexact=login.strip(), why_inactive=INVITED).first()
        if waiting is not None:
            _withdraw_all(waiting)
            return _new_link(waiting, Invitation.JOIN, Standing.KEEPER.value)[1]
    return invite(by=Standing.KEEPER, login=login, name=name, role=role)[1]


def _new_link(staff: Staff, purpose: str, maker: UUID) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        staff=staff,
        purpose=purpose,
        token_digest=digest_of(token),
        made_by=maker,
        expires_at=timezone.now() + timedelta(days=settings.ARCS_INVITATION_DAYS),
    )
    invitation.save(force_insert=True)
    return invitation, token


def _withdraw_all(staff: Staff) -> None:
    Invitation.objects.filter(staff=staff, accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def _id_of(by: Actor) -> UUID:
    if isinstance(by, Staff):
        return by.pk
    return by.value if isinstance(by, Standing) else by
