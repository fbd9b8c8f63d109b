"""The list of staff, and one person: looked after by those who manage staff."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people import actions, pages, permits, queries, staff_forms
from arcs.web.people.lists import staff_definition
from arcs.web.people.models import Staff
from arcs.web.people.views.answers import do, form_page, open_to, or_not_found, the_person, who
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody, filtered and sorted as the address asks."""
    me = who(request)
    open_to(permits.see_staff(me))
    page = list_page(request.GET, staff_definition(me), queries.staff_list(me))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "people/list.html", {"page": page, "manage": permits.manage(me)})


@require_safe
@or_not_found
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: roles, teams, access, qualifications, sign-in and history."""
    me = who(request)
    open_to(permits.see_staff(me))
    return render(request, "people/person.html", {"page": pages.person_page(me, the_person(request, pk))})


@require_http_methods(["GET", "POST"])
@or_not_found
def give_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a role."""
    staff, back = _managed(request, pk)
    form = staff_forms.GiveRoleForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.assign_role(by=who(request), staff=staff, **form.cleaned_data),
            _("Role given."),
            back,
        )
    return form_page(request, form, title=_("Give a role"), button=_("Give this role"), back=staff.name, back_url=back)


@require_http_methods(["GET", "POST"])
@or_not_found
def join_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put into a team."""
    staff, back = _managed(request, pk)
    form = staff_forms.JoinTeamForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.join_team(by=who(request), staff=staff, **form.cleaned_data),
            _("Added to the team."),
            back,
        )
    return form_page(request, form, title=_("Add to a team"), button=_("Add"), back=staff.name, back_url=back)


@require_http_methods(["GET", "POST"])
@or_not_found
def add_qualification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a certificate."""
    staff, back = _managed(request, pk)
    form = staff_forms.QualificationForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.record_qualification(by=who(request), staff=staff, **form.cleaned_data),
            _("Qualification recorded."),
            back,
        )
    return form_page(
        request, form, title=_("Record a qualification"), button=_("Record"), back=staff.name, back_url=back
    )


@require_http_methods(["GET", "POST"])
@or_not_found
def propose_access(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose access to a confidential compartment."""
    staff, back = _managed(request, pk)
    form = staff_forms.AccessForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.propose_access(by=who(request), staff=staff, **form.cleaned_data),
            _("Proposed. A second person must confirm it before it counts."),
            back,
        )
    return form_page(
        request, form, title=_("Propose access"), button=_("Propose"), back=staff.name, back_url=back,
        lede=_("Two others open a confidential compartment to a person: you propose, somebody else confirms."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@or_not_found
def turn_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an account for a while."""
    staff, back = _managed(request, pk)
    form = staff_forms.ReasonForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.turn_off(by=who(request), staff=staff, request=request, **form.cleaned_data),
            _("The account is off, and every session has ended."),
            back,
        )
    return form_page(
        request, form, title=_("Turn the account off"), button=_("Turn off"), back=staff.name, back_url=back
    )


@require_POST
@or_not_found
def end_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a role away."""
    row = queries.assignment(who(request), pk)
    _staff, back = _managed(request, row.staff_id)
    return do(request, lambda: actions.end_role(by=who(request), assignment=row), _("The role has ended."), back)


@require_POST
@or_not_found
def leave_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take out of a team."""
    row = queries.membership(who(request), pk)
    _staff, back = _managed(request, row.staff_id)
    return do(request, lambda: actions.leave_team(by=who(request), membership=row), _("Taken out of the team."), back)


@require_POST
@or_not_found
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person has left."""
    staff, back = _managed(request, pk)
    done = _("Everything has ended: roles, teams, access, sessions and tokens. The history stays.")
    return do(request, lambda: actions.leave(by=who(request), staff=staff, request=request), done, back)


@require_POST
@or_not_found
def reinstate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The account is on again."""
    staff, back = _managed(request, pk)
    return do(request, lambda: actions.reinstate(by=who(request), staff=staff), _("The account is on again."), back)


@require_POST
@or_not_found
def end_access(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a compartment to somebody, or turn a proposal down."""
    row = queries.grant(who(request), pk)
    _staff, back = _managed(request, row.staff_id)
    return do(request, lambda: actions.end_access(by=who(request), grant=row), _("Access has ended."), back)


def _managed(request: HttpRequest, pk: UUID) -> tuple[Staff, str]:
    """A person whom the asker may change, and the page to go back to; 404 for whoever manages nobody."""
    open_to(permits.manage(who(request)))
    return the_person(request, pk), reverse("people:person", args=[pk])
