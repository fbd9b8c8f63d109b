"""Roles, teams, kinds of qualification: what staff are given."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people import actions, permits, queries
from arcs.web.people.lists import KINDS, MEMBERS, TEAMS, role_definition
from arcs.web.people.staff_forms import KindForm, PermissionsForm, RoleForm, TeamForm
from arcs.web.people.views.answers import do, form_page, open_to, or_not_found, who
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """All roles and what each may do."""
    me = who(request)
    open_to(permits.see_staff(me))
    page = list_page(request.GET, role_definition(), queries.roles(me))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "people/roles.html", {"page": page, "manage": permits.manage(me)})


@require_http_methods(["GET", "POST"])
@or_not_found
def role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One role: its permissions by checkbox, and who holds it."""
    me = who(request)
    open_to(permits.see_staff(me))
    found = queries.role(me, pk)
    form = PermissionsForm(request.POST if request.method == "POST" else None, role=found)
    if request.method == "POST" and form.is_valid():
        back = reverse("people:role", args=[pk])
        return do(
            request,
            lambda: actions.set_permissions(by=me, role=found, codes=form.codes),
            _("The role is changed."),
            back,
        )
    page = {"role": found, "form": form, "edit": permits.edit_role(me, found), "holders": queries.holders(me, found)}
    return render(request, "people/role.html", page)


@require_http_methods(["GET", "POST"])
def new_role(request: HttpRequest) -> HttpResponse:
    """A role of the city's own."""
    me = who(request)
    open_to(permits.manage(me))
    form = RoleForm(request.POST or None)
    if form.is_valid():
        return redirect("people:role", actions.save_role(by=me, **form.cleaned_data).pk)
    back = reverse("people:roles")
    return form_page(request, form, title=_("A new role"), button=_("Make the role"), back=_("Roles"), back_url=back)


@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """All teams with their members; a new one."""
    me = who(request)
    open_to(permits.see_staff(me))
    form = TeamForm(request.POST or None)
    if form.is_valid():
        return do(
            request,
            lambda: actions.save_team(by=me, **form.cleaned_data),
            _("The team is made."),
            reverse("people:teams"),
        )
    page = list_page(request.GET, TEAMS, queries.teams(me))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "people/teams.html", {"page": page, "form": form, "manage": permits.manage(me)})


@require_safe
@or_not_found
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One team: who is in it, and how it ends."""
    me = who(request)
    open_to(permits.see_staff(me))
    found = queries.team(me, pk)
    page = list_page(request.GET, MEMBERS, queries.members(me, found))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "people/team.html", {"team": found, "page": page, "manage": permits.manage(me)})


@require_POST
@or_not_found
def end_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A team and every place in it end."""
    me = who(request)
    open_to(permits.manage(me))
    found, back = queries.team(me, pk), reverse("people:team", args=[pk])
    return do(request, lambda: actions.end_team(by=me, team=found), _("The team has ended."), back)


@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """What people can be qualified in; a new kind."""
    me = who(request)
    open_to(permits.see_staff(me))
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.save(commit=False)
        back = reverse("people:kinds")
        return do(request, lambda: actions.save_kind(by=me, kind=kind), _("The kind is kept."), back)
    page = list_page(request.GET, KINDS, queries.qualification_kinds(me))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "people/kinds.html", {"page": page, "form": form, "manage": permits.manage(me)})
