"""Pages of the on-call rota, and which routes are open now."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.agency.queries import programme_or_none
from arcs.web.people.asking import staff_of
from arcs.web.people.queries import names_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.units import permits, queries, roster_pages, rostering
from arcs.web.units.forms import OnCallForm
from arcs.web.units.models import OnCallDuty
from arcs.web.units.routes import names_of_routes, routes_now
from arcs.web.units.views import done, form_page, problem_of, undo


@login_required
@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """Who is called now, and every step that was planned."""
    who = staff_of(request)
    permits.may_see_units(who).demand()
    page = list_page(request.GET, roster_pages.rota_list(names_of_routes(who)), queries.duties_seen_by(who))
    if page.wants_csv:
        return csv_response(page)
    words = {
        "page": page, "called": roster_pages.called_shown(who, timezone.now()), "may_roster": permits.may_roster(who),
        "here": "on_call",
    }  # fmt: skip
    return render(request, "units/on_call.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put somebody on call."""
    who = staff_of(request)
    permits.may_roster(who).demand()
    people, teams = queries.people_for_units(who), queries.teams_for_rota(who)
    form, problem = OnCallForm(request.POST or None, people=people, teams=teams, routes=names_of_routes(who)), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        problem = problem_of(
            lambda: rostering.put_on_call(
                by=who, route=given["route"], step=given["step"], after_minutes=given["after_minutes"],
                staff=next((one for one in people if str(one.pk) == given["staff"]), None),
                team=next((one for one in teams if str(one.pk) == given["team"]), None),
                starts_at=form.moment("from"), ends_at=form.moment("until"), telephone=given["telephone"],
            )
        )  # fmt: skip
        if not problem:
            return redirect("units:on_call")
    return form_page(
        request, form, problem=problem, title=_("Put on call"), button=_("Put on call"), back=_("On call"),
        back_url=reverse("units:on_call"),
        lede=_("Who is called when nobody of a route is on shift, and who is called when the first does not answer."),
    )  # fmt: skip


def _found(request: HttpRequest, duty: UUID) -> OnCallDuty:
    found = queries.duty_seen_by(staff_of(request), duty)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def duty(request: HttpRequest, duty: UUID) -> HttpResponse:
    """One step of a rota."""
    who, one = staff_of(request), _found(request, duty)
    words = {
        "duty": one, "mark": roster_pages.duty_mark(one), "route": roster_pages.tag_of(who, one.route),
        "put_by": names_of(who, [one.put_by]).get(one.put_by, ""), "may_roster": permits.may_roster(who),
        "undo": undo(request, lambda pk: reverse("units:put_back_on_call", args=[pk]), _("Taken off.")),
    }  # fmt: skip
    return render(request, "units/duty.html", words)


@login_required
@require_POST
def take_off(request: HttpRequest, duty: UUID) -> HttpResponse:
    """Take somebody off call."""
    who, one = staff_of(request), _found(request, duty)
    permits.may_roster(who).demand()
    is_done = done(request, lambda: rostering.take_off_call(by=who, duty=one))
    here = reverse("units:duty", args=[one.pk])
    return redirect(f"{here}?changed={one.pk}" if is_done else here)


@login_required
@require_POST
def put_back(request: HttpRequest, duty: UUID) -> HttpResponse:
    """Put somebody back on call."""
    who, one = staff_of(request), _found(request, duty)
    permits.may_roster(who).demand()
    said = _("%(name)s is on call again.") % {"name": one.name}
    done(request, lambda: rostering.put_back_on_call(by=who, duty=one), said)
    return redirect("units:duty", one.pk)


@login_required
@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """Which routes are open and staffed now, and who takes their calls."""
    who, now = staff_of(request), timezone.now()
    permits.may_see_units(who).demand()
    words = {
        "at": now, "has_settings": programme_or_none() is not None, "here": "routes",
        "routes": [(one, roster_pages.route_tag(one), roster_pages.stand_mark(one)) for one in routes_now(who, now)],
    }  # fmt: skip
    return render(request, "units/routes.html", words)
