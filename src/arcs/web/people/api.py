"""People for programs: the list of staff and one person, as the pages show them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from arcs.web.people import lists, queries
from arcs.web.people.models import Staff
from arcs.web.people.program_access import Page, Paging, Words, asker, page_of, reads

router = Router(tags=["People"])


class StaffOut(Schema):
    """One person of the staff, with what holds today."""

    id: UUID
    name: str
    login: str
    is_active: bool
    why_inactive: str
    last_seen: datetime | None
    roles: list[str]
    teams: list[str]
    qualifications: list[str]

    @staticmethod
    def resolve_roles(one: Staff) -> list[str]:
        """The names of the roles of today."""
        return sorted(held.role.name for held in one.assigned_now)  # type: ignore[attr-defined] # prefetched

    @staticmethod
    def resolve_teams(one: Staff) -> list[str]:
        """The names of the teams of today."""
        return sorted(held.team.name for held in one.teams_now)  # type: ignore[attr-defined] # prefetched

    @staticmethod
    def resolve_qualifications(one: Staff) -> list[str]:
        """The names of the qualifications of today."""
        return sorted(held.kind.name for held in one.qualified_now)  # type: ignore[attr-defined] # prefetched


@reads(router, "/staff", "people.read", answer=Page[StaffOut], summary="List staff")
def staff_list(request: HttpRequest, paging: Query[Paging], find: Words = "") -> dict[str, Any]:
    """Everybody whom the token's holder may see, by name; `find` is a part of a name or an e-mail address."""
    who = asker(request)
    rows = queries.staff_list(who)
    if find:
        rows = rows.filter(lists.named(find))
    return page_of(rows, paging)


@reads(router, "/staff/{staff}", "people.read", answer=StaffOut, summary="Read one person")
def staff(request: HttpRequest, staff: UUID) -> Staff:
    """One person; 404 where there is none for the token's holder."""
    try:
        return queries.person(asker(request), staff)
    except Staff.DoesNotExist as missing:
        raise Http404 from missing
