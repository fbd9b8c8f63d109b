"""API tokens: a program reads in its owner's name, never more than its scopes nor than its owner may."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case, QuerySet, TextChoices, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people import permits
from arcs.web.people.joining import digest_of
from arcs.web.people.models import ApiToken, Staff, TokenScope
from arcs.web.people.naming import in_name_of
from arcs.web.people.signing_in import is_idle
from arcs.web.wall.acting import Standing
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

LONGEST = timedelta(days=365)
USED_EVERY = timedelta(minutes=1)
PREFIX = "arcs_"


class TokenState(TextChoices):
    """Whether a token lets a program in."""

    WORKS = "works", gettext_lazy("Works")
    ENDED = "ended", gettext_lazy("Ended")
    REVOKED = "revoked", gettext_lazy("Revoked")


def make_token(*, by: Staff, name: str, scopes: Iterable[str], until: date) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once. `until` is its last day, at most a year away.

    Refused for scopes that one does not hold oneself.
    """
    wanted = frozenset(scopes)
    with in_name_of(by):
        permits.make_tokens(by).demand()
        if not wanted or not wanted <= by.permissions:
            raise Refused(_("A token can do at least one thing, and nothing that you cannot do yourself."))
        day = today()
        if not day <= until <= day + LONGEST:
            raise Refused(_("A token ends between today and a year from now."))
        text = PREFIX + secrets.token_urlsafe(32)
        ends = timezone.make_aware(datetime.combine(until, time.max))
        token = ApiToken(staff=by, name=name.strip(), digest=digest_of(text), expires_at=ends)
        token.save(force_insert=True)
        TokenScope.objects.bulk_create([TokenScope(token=token, permission=code) for code in sorted(wanted)])
    return token, text


def revoke_token(*, by: Staff, token: ApiToken) -> None:
    """The token stops working now."""
    with in_name_of(by):
        ApiToken.objects.filter(pk=token.pk, staff=by, revoked_at=None).update(revoked_at=timezone.now())


def own_tokens(who: Staff) -> QuerySet[ApiToken]:
    """One's own tokens, latest first, with their scopes and the `state` they are in now."""
    state = Case(
        When(revoked_at__isnull=False, then=Value(TokenState.REVOKED)),
        When(expires_at__lte=timezone.now(), then=Value(TokenState.ENDED)),
        default=Value(TokenState.WORKS),
    )
    return ApiToken.objects.filter(staff=who).annotate(state=state).order_by("-made_at").prefetch_related("scopes")


def own_token(who: Staff, pk: UUID) -> ApiToken:
    """One of one's own tokens; ApiToken.DoesNotExist."""
    return own_tokens(who).get(pk=pk)


def token_holder(token: str) -> tuple[Staff, frozenset[str]] | None:
    """Whose token this is and what it may do now, or None; asked in the door's name, outside any other transaction.

    The person's `permissions` are cut down to the scopes, so that `may()` says no to everything else.
    """
    with in_name_of(Standing.DOOR):
        now = timezone.now()
        found = (
            ApiToken.objects.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now, staff__is_active=True)
            .select_related("staff")
            .prefetch_related("scopes")
            .first()
        )
        if found is None or is_idle(found.staff):
            return None
        if found.last_used_at is None or now - found.last_used_at > USED_EVERY:
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
        holder = found.staff
        scopes = holder.permissions & {scope.permission for scope in found.scopes.all()}
        holder.__dict__["permissions"] = scopes
    return holder, scopes
