"""Policies of a route: written, changed by a new version, ended; who has read them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.programmes import actions, queries
from arcs.web.programmes.forms import PolicyForm, VersionForm
from arcs.web.programmes.views.finding import asker, done, form_page, found, manages, problem_of
from arcs.web.wall.clock import today

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, route: UUID) -> HttpResponse:
    """Write a policy."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    manages(who, one.programme).demand()
    form = PolicyForm(request.POST or None, initial={"effective_from": today()})
    here, problem = reverse("programmes:route", args=[one.pk]), ""
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "after"}
        problem = problem_of(lambda: actions.add_policy(by=who, route=one, **given))
        if not problem:
            return redirect(here)
    return form_page(
        request, form, programme=one.programme, problem=problem, title=_("Write a policy"),
        button=_("Publish the policy"), back=str(one), back_url=here, draft=f"policy {one.pk}",
        lede=_("Everybody of the route is asked to read it and to say so."),
    )  # fmt: skip


@login_required
@require_safe
def policy(request: HttpRequest, policy: UUID) -> HttpResponse:
    """One policy: what it says, its versions, who has read which."""
    who = asker(request)
    one = found(queries.policy_seen_by(who, policy))
    versions = queries.versions_of(who, one)
    read = queries.acknowledgements_of(who, one).order_by("-made_at", "pk")
    words = {
        "programme_shown": one.route.programme,
        "route": one.route,
        "policy": one,
        "last": versions[0] if versions else None,
        "versions": versions,
        "read": read[:SHOWN],
        "may_change": manages(who, one.route.programme),
    }
    return render(request, "programmes/policy.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, policy: UUID) -> HttpResponse:
    """A new version of a policy."""
    who = asker(request)
    one = found(queries.policy_seen_by(who, policy))
    manages(who, one.route.programme).demand()
    last = queries.versions_of(who, one)[0]
    first = {
        "after": last.number, "text": last.text, "effective_from": today(), "valid_days": last.valid_days,
    }  # fmt: skip
    typed = request.POST.copy()
    form = VersionForm(typed if request.method == "POST" else None, initial=first)
    here, problem, newer = reverse("programmes:policy", args=[one.pk]), "", None
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "after": form.cleaned_data["after"] or 0}
        problem = problem_of(lambda: actions.change_policy(by=who, policy=one, **given))
        if not problem:
            return redirect(here)
        newer = last if last.number != given["after"] else None
        if newer:
            typed["after"] = str(last.number)
            form = VersionForm(typed)
    return form_page(
        request, form, programme=one.route.programme, problem=problem, title=_("A new version of “%s”") % one.title,
        button=_("Publish version %s") % (last.number + 1), back=one.title, back_url=here, newer=newer,
        lede=_("It is read and acknowledged anew by everybody of the route."),
    )  # fmt: skip


@login_required
@require_POST
def end(request: HttpRequest, policy: UUID) -> HttpResponse:
    """The policy no longer holds."""
    who = asker(request)
    one = found(queries.policy_seen_by(who, policy))
    manages(who, one.route.programme).demand()
    here = reverse("programmes:route", args=[one.route_id])
    return done(request, lambda: actions.end_policy(by=who, policy=one), _("The policy no longer holds."), here)
