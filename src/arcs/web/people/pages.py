"""What the pages of staff show: put together once, in a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from arcs.web.people import permits, queries
from arcs.web.people.models import (
    COMPARTMENTS,
    CompartmentGrant,
    Invitation,
    Qualification,
    SignInEvent,
    Staff,
)
from arcs.web.wall.acting import Standing
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Permit

COMPARTMENT_NAMES = dict(COMPARTMENTS)
STANDINGS = {one.value: one.name.capitalize() for one in Standing}


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One change: when, by whom, what."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, kw_only=True)
class HeldQualification:
    """A certificate and whether it ends soon."""

    held: Qualification
    is_ending: bool


@dataclass(frozen=True, kw_only=True)
class GrantShown:
    """Access to a compartment: who proposed and confirmed, and what the asker may do about it."""

    grant: CompartmentGrant
    compartment: str
    proposed_by: str
    confirmed_by: str
    is_over: bool
    confirm: Permit
    end: Permit


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """Everything about one person that the asker may see."""

    staff: Staff
    state: str
    is_invited: bool
    second_factors: int
    qualifications: tuple[HeldQualification, ...]
    grants: tuple[GrantShown, ...]
    links: tuple[Invitation, ...]
    events: tuple[SignInEvent, ...]
    history: tuple[HistoryLine, ...]
    change: Permit
    manage: Permit
    link: Permit
    propose: Permit


def person_page(who: Staff, staff: Staff) -> PersonPage:
    """The page of one person."""
    manage = permits.manage(who)
    return PersonPage(
        staff=staff,
        state=_("Active") if staff.is_active else staff.why_inactive,
        is_invited=not staff.is_active and staff.left_on is None and not staff.has_usable_password(),
        second_factors=queries.second_factors_of(who, [staff]).get(staff.pk, 0),
        qualifications=tuple(
            HeldQualification(held=one, is_ending=queries.expires_soon(one))
            for one in queries.qualifications(who, staff)
        ),
        grants=grants_shown(who, queries.grants(who, staff)),
        links=tuple(queries.open_links(who, staff)) if manage else (),
        events=tuple(queries.sign_in_events(who, staff)),
        history=tuple(history(who, staff)) if manage else (),
        change=permits.change_access_of(who, staff),
        manage=manage,
        link=permits.send_link(who, staff),
        propose=permits.propose_access(who, staff),
    )


def grants_shown(who: Staff, grants: list[CompartmentGrant]) -> tuple[GrantShown, ...]:
    """Grants with names, and what the asker may do."""
    hands = [one.granted_by for one in grants] + [one.confirmed_by for one in grants if one.confirmed_by]
    names = queries.names_of(who, hands)
    return tuple(
        GrantShown(
            grant=one,
            compartment=COMPARTMENT_NAMES[one.compartment],
            proposed_by=_name(one.granted_by, names),
            confirmed_by=_name(one.confirmed_by, names) if one.confirmed_by else "",
            is_over=one.valid_to is not None and one.valid_to < today(),
            confirm=permits.confirm_access(who, one),
            end=permits.change_access_of(who, one.staff),
        )
        for one in grants
    )


TOLD: dict[str, Callable[[Any], str]] = {
    "StaffEvent": lambda one: _("Account: %(state)s") % {"state": _("on") if one.is_active else one.why_inactive},
    "RoleAssignmentEvent": lambda one: _("Role %(name)s") % {"name": one.role.name} + _span(one),
    "TeamMembershipEvent": lambda one: _("Team %(name)s") % {"name": one.team.name} + _span(one),
    "CompartmentGrantEvent": lambda one: (
        (_("Access %(name)s") % {"name": COMPARTMENT_NAMES[one.compartment]})
        + (_(" confirmed") if one.confirmed_by else _(" proposed"))
        + _span(one)
    ),
    "QualificationEvent": lambda one: _("Qualified in %(name)s") % {"name": one.kind.name} + _span(one),
    "InvitationEvent": lambda one: _("Link: %(purpose)s") % {"purpose": one.get_purpose_display()} + _fate(one),
}
JOINED = {"RoleAssignmentEvent": "role", "TeamMembershipEvent": "team", "QualificationEvent": "kind"}


def history(who: Staff, staff: Staff) -> list[HistoryLine]:
    """The latest changes of one person's account and access, from the event tables: one query each."""
    rows: list[tuple[Any, str]] = []
    for name, told in TOLD.items():
        events = apps.get_model("people", name)._default_manager.order_by("-pgh_id")
        own = events.filter(pgh_obj_id=staff.pk) if name == "StaffEvent" else events.filter(staff_id=staff.pk)
        joined = own.select_related(JOINED[name]) if name in JOINED else own
        rows += [(one, told(one)) for one in joined[:40]]
    rows.sort(key=lambda row: row[0].pgh_created_at, reverse=True)
    names = queries.names_of(who, (one.person for one, _words in rows))
    return [HistoryLine(at=one.pgh_created_at, by=_name(one.person, names), what=words) for one, words in rows[:60]]


def _name(person: UUID, names: dict[UUID, str]) -> str:
    return names.get(person) or STANDINGS.get(person) or _("somebody who is not here any more")


def _span(one: Any) -> str:
    until = f" – {one.valid_to:%Y-%m-%d}" if one.valid_to else ""
    return f", {one.valid_from:%Y-%m-%d}{until}"


def _fate(one: Any) -> str:
    if one.accepted_at:
        return _(", used")
    return _(", withdrawn") if one.withdrawn_at else _(", made")
