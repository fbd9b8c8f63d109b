"""Builders of invented staff, made as the set-up makes them: by the keeper."""

from collections.abc import Iterable
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from arcs.web.people.models import CompartmentGrant, Role, RoleAssignment, RolePermission, Staff, Team, TeamMembership
from arcs.web.wall.acting import Standing, acting_as

_numbers = count(1)
PASSWORD = "correct horse battery staple"  # noqa: S105 - of people whom nobody is


def a_person(
    name: str = "", *, permissions: Iterable[str] = (), teams: Iterable[Team] = (), password: str | None = None
) -> Staff:
    """An active invented person with these permissions, through a role of the person's own, and in these teams."""
    number = next(_numbers)
    with acting_as(Standing.KEEPER), transaction.atomic():
        staff = Staff(login=f"person{number}@example.org", name=name or f"Person {number}", invented=True)
        staff.set_password(password) if password else staff.set_unusable_password()
        staff.save(force_insert=True)
        wanted = list(permissions)
        if wanted:
            role = Role.objects.create(key=f"role-{number}", name=f"Role {number}")
            RolePermission.objects.bulk_create(RolePermission(role=role, permission=code) for code in wanted)
            RoleAssignment.objects.create(staff=staff, role=role, granted_by=Standing.KEEPER.value)
        for team in teams:
            TeamMembership.objects.create(staff=staff, team=team)
    return staff


def a_second_factor(staff: Staff) -> str:
    """An authenticator app of this person; its secret."""
    with acting_as(Standing.DOOR), transaction.atomic():
        secret = generate_totp_secret()
        TOTP.activate(staff, secret)
    return secret


def has_a_second_factor(staff: Staff) -> bool:
    """Whether this person has one already."""
    with acting_as(Standing.DOOR), transaction.atomic():
        return Authenticator.objects.filter(user_id=staff.pk).exists()


def a_code(secret: str, *, step: int = 0) -> str:
    """The six digits that an app shows now (or `step` half-minutes later)."""
    now = sorted(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now + step))


def a_team(name: str = "") -> Team:
    """An invented team without members."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        return Team.objects.create(name=name or f"Team {next(_numbers)}")


def a_grant(staff: Staff, compartment: str, *, granted_by: Staff, confirmed_by: Staff | None) -> CompartmentGrant:
    """Access to a confidential compartment, proposed by one other person and confirmed by a second."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        return CompartmentGrant.objects.create(
            staff=staff,
            compartment=compartment,
            reason="Works there.",
            granted_by=granted_by.pk,
            confirmed_by=confirmed_by.pk if confirmed_by else None,
        )
