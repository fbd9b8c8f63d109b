"""Staff and what they may do. Grants, roles and memberships are dated: nothing here is ever deleted, it ends."""

from datetime import timedelta
from functools import cached_property
from typing import ClassVar
from uuid import UUID, uuid4

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.web.people.browsers import browser_in_words
from arcs.web.wall.clock import today
from arcs.web.wall.history import facts_only, tracked

COMPARTMENTS = (("care", "Care"), ("victim", "Victim services"), ("juvenile", "Juvenile"))


INVITED = "Invited; has not come yet."  # why an account is off until its owner has chosen a password
# The last day is included, so that what ends at once ends with yesterday: even what began today.
NOT_ENDED_LONG_BEFORE = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from") - timedelta(days=1))


class StaffManager(BaseUserManager["Staff"]):
    """Find staff by their sign-in, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The one whose sign-in this is; Staff.DoesNotExist otherwise."""
        return self.get(login__iexact=username)


# The password's hash and the time of the last page are kept out of the history: the one is a secret, the other no act.
@tracked(exclude=("password", "last_login", "last_seen"))
class Staff(AbstractBaseUser):
    """A person who works with ARCS. `login` is an e-mail address; `active` ends on leaving or after 90 idle days."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    login = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    invented = models.BooleanField(default=False, help_text="A person of the demonstration, whom nobody is.")
    language = models.CharField(max_length=10, default="en")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    last_seen = models.DateTimeField(null=True, editable=False)
    left_on = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    why_inactive = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = StaffManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(is_active=False), name="staff_left_is_inactive"
            ),
            models.CheckConstraint(condition=Q(is_active=True) | ~Q(why_inactive=""), name="staff_inactive_says_why"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def page_url(self) -> str:
        """The page where this person is looked after."""
        return reverse("people:person", args=[self.pk])

    @cached_property
    def permissions(self) -> frozenset[str]:
        """The permission codes this person holds today; read once per request."""
        from arcs.web.people.queries import permissions_of  # noqa: PLC0415 - queries stand on models

        return permissions_of(self)

    @property
    def role_names(self) -> tuple[str, ...]:
        """The names of the roles this person holds today, for the page's frame."""
        return tuple(self.roles_now.values())

    @cached_property
    def roles_now(self) -> dict[UUID, str]:
        """The roles of today by id; read once per request."""
        from arcs.web.people.queries import roles_held  # noqa: PLC0415 - as above

        return roles_held(self)

    @property
    def role_ids(self) -> frozenset[UUID]:
        """The roles this person holds today."""
        return frozenset(self.roles_now)


@tracked()
class Team(models.Model):
    """People who work together and see each other's work."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Something that holds from a day to a day, both included; without an end it holds until further notice."""

    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=NOT_ENDED_LONG_BEFORE,
                name="%(class)s_ends_after_it_begins",
            ),
        )


def written_once(*fields: str) -> pgtrigger.ReadOnly:
    """A trigger that lets these columns be written when a row is made and never again.

    Policies look at the row that results and cannot see what it was: without this a second person's name could be
    put where the first one's stood.
    """
    return pgtrigger.ReadOnly(name="written_once", fields=list(fields))


@tracked()
class TeamMembership(Dated):
    """One person in one team."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")

    class Meta(Dated.Meta):
        triggers = (written_once("staff", "team", "valid_from"),)


@tracked()
class Role(models.Model):
    """A named set of permissions, which is data: a city makes its own. `key` names it in files."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


@tracked()
class RolePermission(models.Model):
    """One permission of one role, by the code that `permits.py` of a room declares."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("role", "permission"), name="role_permission_once"),)


@tracked()
class RoleAssignment(Dated):
    """One person in one role."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    granted_by = models.UUIDField()

    class Meta(Dated.Meta):
        triggers = (written_once("staff", "role", "granted_by", "valid_from"),)


@tracked()
class CompartmentGrant(Dated):
    """The door of one confidential compartment, opened to one person by two others.

    One proposes, another confirms; the database refuses a grant to oneself, whoever one is, and a confirmation by
    whoever proposed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="grants")
    compartment = models.CharField(max_length=10, choices=COMPARTMENTS)
    reason = models.CharField(max_length=300)
    granted_by = models.UUIDField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=NOT_ENDED_LONG_BEFORE, name="grant_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(granted_by=F("staff")), name="nobody_grants_himself"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("granted_by")) & ~Q(confirmed_by=F("staff"))),
                name="two_others_open_a_compartment",
            ),
        )
        triggers = (
            written_once("staff", "compartment", "reason", "granted_by", "valid_from"),
            pgtrigger.Protect(
                name="confirmed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.confirmed_by IS NOT NULL AND OLD.confirmed_by IS DISTINCT FROM NEW.confirmed_by"
                ),
            ),
            # A policy cannot see whose name was put where none stood: it must be the name of whoever acts, and may.
            pgtrigger.Trigger(
                name="confirmed_by_whoever_acts",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.confirmed_by IS DISTINCT FROM NEW.confirmed_by"),
                func="""
                    IF NEW.confirmed_by IS DISTINCT FROM acting_person() OR NOT acting_may('people.confirm_access') THEN
                        RAISE EXCEPTION 'Access is confirmed by the person who acts and may confirm'
                            USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # What two people gave until a day, one of them alone may shorten but not lengthen.
            pgtrigger.Protect(
                name="never_lengthened",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)"
                ),
            ),
        )


@tracked()
class QualificationKind(models.Model):
    """What a person can be qualified in: CIT (at least 40 hours), ICAT, a language."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    least_hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    valid_months = models.PositiveSmallIntegerField(null=True, help_text="Months until it must be renewed.")

    def __str__(self) -> str:
        return self.name


@tracked()
class Qualification(Dated):
    """One person's certificate, with its hours and the days between which it counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="qualifications")
    kind = models.ForeignKey(QualificationKind, on_delete=models.PROTECT, related_name="held")
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    certificate = models.CharField(max_length=120, blank=True, help_text="Number or issuer of the certificate.")


@tracked(exclude=("token_digest",))  # a digest of a secret, used once
class Invitation(models.Model):
    """A link with which one person chooses a password, once, before it expires: on joining, or when it is lost."""

    JOIN, PASSWORD, ANEW = "join", "password", "anew"
    PURPOSES = ((JOIN, _("Join")), (PASSWORD, _("New password")), (ANEW, _("New password and second factor")))

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=PURPOSES, default=JOIN)
    token_digest = models.BinaryField(unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        triggers = (written_once("staff", "purpose", "token_digest", "made_by", "expires_at"),)


class SessionMark(models.Model):
    """One browser's session: when it was last used by its person, whether it is locked, whether it was ended.

    Not tracked: what matters of it is written as a SignInEvent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField(db_default=Now(), editable=False)
    last_active = models.DateTimeField(db_default=Now())
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    @property
    def in_words(self) -> str:
        """The browser as its owner knows it: "Firefox on Linux"."""
        return browser_in_words(self.browser)


@tracked(exclude=("digest", "last_used_at"))  # a digest of a secret; the time of a request is no act
class ApiToken(models.Model):
    """A key with which a program reads in its owner's name: never more than its scopes, nor than its owner may."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("made_at") + timedelta(days=366)), name="token_lives_a_year_at_most"
            ),
        )
        triggers = (written_once("staff", "digest", "made_at", "expires_at"),)


@tracked()
class TokenScope(models.Model):
    """One permission that a token may use."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="scopes")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "permission"), name="token_scope_once"),)


class RateCount(models.Model):
    """How often something was tried in the running window; `id` is a digest of what, so that nothing can be read here.

    The table is unlogged: a count need not survive a crash.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField()


class AtTheDoor(models.TextChoices):
    """What is written about sign-in."""

    SIGNED_IN = "signed in", _("Signed in")
    REFUSED = "refused", _("Sign-in refused")
    LOCKED_OUT = "locked out", _("Locked out after failures")
    SIGNED_OUT = "signed out", _("Signed out")
    SESSION_LOCKED = "session locked", _("Session locked")
    SESSION_UNLOCKED = "session unlocked", _("Session unlocked")
    SESSIONS_ENDED = "sessions ended", _("All sessions ended")
    FACTOR_ADDED = "second factor added", _("Second factor added")
    FACTOR_REMOVED = "second factor removed", _("Second factor removed")
    CODES_RENEWED = "recovery codes renewed", _("Recovery codes made anew")
    PASSWORD_CHANGED = "password changed", _("Password changed")


@facts_only()
class SignInEvent(models.Model):
    """One event at the door: signed in, refused, locked out, signed out, session locked. Kept at least a year."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    kind = models.CharField(max_length=30, choices=AtTheDoor.choices)
    staff_id = models.UUIDField(null=True)
    login_given = models.CharField(max_length=254, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-at", "id"], name="signin_at"),)
