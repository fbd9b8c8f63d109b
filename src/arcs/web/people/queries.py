"""Reads of staff; each begins with who asks and is narrowed to what that person may see (`scope`).

The database narrows them once more, by the acting person.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import (
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people import scope
from arcs.web.people.models import (
    INVITED,
    CompartmentGrant,
    Invitation,
    Qualification,
    QualificationKind,
    Role,
    RoleAssignment,
    SessionMark,
    SignInEvent,
    Staff,
    Team,
    TeamMembership,
)
from arcs.web.wall.clock import today

WARNED_DAYS = 60  # before a qualification ends


def permissions_of(who: Staff) -> frozenset[str]:
    """The permission codes that hold today, by the same function in the database that the policies use."""
    with connection.cursor() as cursor:
        cursor.execute("select permissions_of_person(%s)", [who.pk])
        (codes,) = cursor.fetchone()
    return frozenset(codes)


def roles_held(who: Staff) -> dict[UUID, str]:
    """The roles a person holds today, with their names."""
    held = running(RoleAssignment.objects.filter(staff=who, valid_from__lte=today()))
    return dict(held.order_by("role__name").values_list("role_id", "role__name"))


def another_administrator(than: Staff | None) -> bool:
    """Whether somebody else could administer staff; the database answers for people whom the asker cannot see."""
    with connection.cursor() as cursor:
        cursor.execute("select another_administrator(%s)", [than.pk if than is not None else None])
        (answer,) = cursor.fetchone()
    return bool(answer)


def own_open_link(who: Staff, staff: Staff, digest: bytes) -> Invitation:
    """A link that `who` made for this person and that still works; Invitation.DoesNotExist."""
    return Invitation.objects.get(
        staff=staff,
        made_by=who.pk,
        token_digest=digest,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
    )


def running(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg] # of any dated model
    """Of dated rows those that have not ended: they count today or will."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()))


def ending() -> Greatest:
    """The last day of what ends at once: yesterday, or for what has not begun the day before it would."""
    before = ExpressionWrapper(F("valid_from") - timedelta(days=1), output_field=DateField())
    return Greatest(Value(today() - timedelta(days=1), output_field=DateField()), before)


# ---- sign-in


def visit_of(who: Staff, mark: str | None) -> SessionMark | None:
    """The mark of this session while it goes on; `has_factor` tells whether its person has a second factor."""
    if mark is None:
        return None
    factors = Authenticator.objects.filter(user_id=OuterRef("staff_id")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    try:
        return (
            SessionMark.objects.filter(pk=mark, staff=who, ended_at=None).annotate(has_factor=Exists(factors)).first()
        )
    except ValidationError:
        return None


def staff_at_the_door(login: str) -> Staff | None:
    """The active person with this sign-in, asked in the door's name (the demonstration's chooser)."""
    return Staff.objects.filter(login__iexact=login, is_active=True).first()


def second_factors(who: Staff) -> list[Authenticator]:
    """One's own second factors, oldest first; recovery codes are none."""
    own = Authenticator.objects.filter(user_id=who.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(own.order_by("created_at"))


def has_second_factor(who: Staff) -> bool:
    """Whether this person has set one up."""
    return bool(second_factors(who))


def recovery_codes(who: Staff) -> list[str]:
    """One's own codes that are still unused."""
    kept = Authenticator.objects.filter(user_id=who.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept.wrap().get_unused_codes() if kept is not None else []


def second_factors_of(who: Staff, people: Iterable[Staff]) -> dict[UUID, int]:
    """How many second factors each of these people has, for those who look after staff."""
    counts: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("select staff_id, kind, how_many from second_factors_of(%s)", [[one.pk for one in people]])
        for staff_id, kind, how_many in cursor.fetchall():
            if kind != Authenticator.Type.RECOVERY_CODES:
                counts[staff_id] = counts.get(staff_id, 0) + how_many
    return counts


def own_sessions(who: Staff) -> list[SessionMark]:
    """One's own browsers that are signed in, latest first."""
    return list(SessionMark.objects.filter(staff=who, ended_at=None).order_by("-last_active")[:50])


def sign_in_events(who: Staff, staff: Staff) -> list[SignInEvent]:
    """The latest events at the door of one person."""
    if staff.pk != who.pk and not (who.permissions & {"people.manage", "audit.read"}):
        return []
    return list(SignInEvent.objects.filter(staff_id=staff.pk).order_by("-at", "id")[:50])


def open_invitation(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation behind a one-time link while it works: asked by the door, found by the token's digest."""
    from arcs.web.people.joining import digest_of  # noqa: PLC0415 - joining stands on queries

    # Who was turned off stays off: neither an old link to join nor one for a password brings him back.
    awaited = Q(purpose=Invitation.JOIN, staff__why_inactive=INVITED)
    expected = awaited | (~Q(purpose=Invitation.JOIN) & Q(staff__is_active=True))
    rows = Invitation.objects.filter(
        expected, token_digest=digest_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return (rows.select_for_update(of=("self", "staff")) if lock else rows).select_related("staff").first()


# ---- staff


def staff_list(who: Staff) -> QuerySet[Staff]:
    """Everybody whom the asker may see, with roles, teams and qualifications of today: three queries more in all."""
    roles = RoleAssignment.objects.filter(scope.own_rows(who)).select_related("role")
    places = TeamMembership.objects.filter(scope.team_rows(who)).select_related("team")
    certificates = Qualification.objects.filter(scope.qualified_rows(who)).select_related("kind")
    return (
        scope.seen_staff(who)
        .order_by("name", "pk")
        .prefetch_related(
            Prefetch("assignments", running(roles), to_attr="assigned_now"),
            Prefetch("memberships", running(places), to_attr="teams_now"),
            Prefetch("qualifications", running(certificates), to_attr="qualified_now"),
        )
    )


def person(who: Staff, pk: UUID) -> Staff:
    """One person; Staff.DoesNotExist when there is none or the asker may not know."""
    return staff_list(who).get(pk=pk)


def roles(who: Staff) -> QuerySet[Role]:
    """All roles."""
    return Role.objects.order_by("name").prefetch_related("permissions")


def role(who: Staff, pk: UUID) -> Role:
    """One role; Role.DoesNotExist."""
    return roles(who).get(pk=pk)


def holders(who: Staff, of: Role) -> list[RoleAssignment]:
    """Who holds a role."""
    seen = of.assignments.filter(scope.own_rows(who)).select_related("staff")
    return list(running(seen).order_by("staff__name"))


def teams(who: Staff) -> QuerySet[Team]:
    """All teams with their members of today, and how many they are."""
    seen = running(TeamMembership.objects.filter(scope.team_rows(who)))
    members = seen.select_related("staff").order_by("staff__name")
    counted = seen.filter(team=OuterRef("pk")).order_by().values("team").annotate(many=Count("pk")).values("many")
    return (
        Team.objects.order_by("name")
        .annotate(how_many=Coalesce(Subquery(counted), 0))
        .prefetch_related(Prefetch("memberships", members, to_attr="members_now"))
    )


def team(who: Staff, pk: UUID) -> Team:
    """One team; Team.DoesNotExist."""
    return teams(who).get(pk=pk)


def members(who: Staff, of: Team) -> QuerySet[TeamMembership]:
    """Who is in a team today, or will be."""
    return running(of.memberships.filter(scope.team_rows(who)).select_related("staff"))


def qualification_kinds(who: Staff) -> QuerySet[QualificationKind]:
    """What people can be qualified in."""
    return QualificationKind.objects.order_by("name")


def qualifications(who: Staff, staff: Staff) -> list[Qualification]:
    """All certificates of a person, latest first."""
    return list(staff.qualifications.filter(scope.qualified_rows(who)).select_related("kind").order_by("-valid_from"))


def expires_soon(held: Qualification) -> bool:
    """Whether it ends within 60 days from today."""
    day = today()
    return held.valid_to is not None and day <= held.valid_to <= day + timedelta(days=WARNED_DAYS)


def grants(who: Staff, staff: Staff) -> list[CompartmentGrant]:
    """Access of a person to confidential compartments: proposed, running and ended."""
    return list(staff.grants.filter(scope.own_rows(who)).order_by("-valid_from"))


def proposals(who: Staff) -> QuerySet[CompartmentGrant]:
    """Access that waits for a second person, with the `proposer`'s name."""
    seen = CompartmentGrant.objects.filter(scope.own_rows(who), confirmed_by=None)
    names = scope.seen_staff(who).filter(pk=OuterRef("granted_by")).values("name")[:1]
    waiting = running(seen.select_related("staff"))
    return waiting.annotate(proposer=Coalesce(Subquery(names), Value(_("somebody who is not here any more"))))


def grant(who: Staff, pk: UUID) -> CompartmentGrant:
    """One grant; CompartmentGrant.DoesNotExist."""
    return CompartmentGrant.objects.filter(scope.own_rows(who)).select_related("staff").get(pk=pk)


def open_links(who: Staff, staff: Staff) -> list[Invitation]:
    """Links of this person that still work."""
    if not (who.permissions & {"people.manage"}):
        return []
    return list(staff.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()))


def names_of(who: Staff, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind these ids, as far as the asker may see them."""
    return dict(scope.seen_staff(who).filter(pk__in=set(ids)).values_list("pk", "name"))


def assignment(who: Staff, pk: UUID) -> RoleAssignment:
    """One role of one person; RoleAssignment.DoesNotExist."""
    return RoleAssignment.objects.filter(scope.own_rows(who)).select_related("staff").get(pk=pk)


def membership(who: Staff, pk: UUID) -> TeamMembership:
    """One place in a team; TeamMembership.DoesNotExist."""
    return TeamMembership.objects.filter(scope.team_rows(who)).select_related("staff").get(pk=pk)
