"""Routes: which are live and why not, who is current, who belongs to them, the switch."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.programmes import actions, queries, route_pages
from arcs.web.programmes.forms import LeastForm, LiveForm, PeopleForm, WhyForm
from arcs.web.programmes.models import ProgrammeRoute
from arcs.web.programmes.views.finding import asker, done, form_page, found, manages, problem_of
from arcs.web.wall.clock import today


@login_required
@require_safe
def routes(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Every route with its readiness."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    shown = route_pages.routes_shown(who, one)
    words = {"programme_shown": one, "routes": shown, "glance": route_pages.routes_glance(shown)}
    return render(request, "programmes/routes.html", words)


@login_required
@require_safe
def ending(request: HttpRequest, programme: UUID) -> HttpResponse:
    """What ends within 30, 60 or 90 days."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    asked = request.GET.get("days", "")
    within = int(asked) if asked in {str(days) for days in route_pages.WINDOWS} else route_pages.WINDOWS[0]
    words = {
        "programme_shown": one,
        "ending": route_pages.ending_soon(who, one, within=within, on=today()),
        "within": within,
        "windows": route_pages.WINDOWS,
    }
    return render(request, "programmes/ending.html", words)


@login_required
@require_safe
def route(request: HttpRequest, route: UUID) -> HttpResponse:
    """One route: live or not, its people, policies and trainings."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    return _page(request, one)


def _page(request: HttpRequest, one: ProgrammeRoute, *, problem: str = "") -> HttpResponse:
    who = asker(request)
    now = queries.route_now(who, one)
    policies, trainings = queries.policies_of(who, [one.pk]), queries.trainings_of(who, [one.pk])
    titles = {each.pk: each.title for each in policies} | {each.pk: each.name for each in trainings}
    names = queries.staff_names(who, (each.staff for each in now.standing.people))
    words = {
        "programme_shown": one.programme,
        "route": one,
        "shown": route_pages.route_shown(now, titles, names),
        "groups": queries.people_of(who, one),
        "policies": policies,
        "trainings": trainings,
        "may_change": manages(who, one.programme),
        "may_go_live": actions.may_go_live(who, one, now.standing.on),
        "is_switched": now.live_from is not None,
        "live_form": LiveForm(initial={"live_from": now.standing.on}),
        "off_form": WhyForm(),
        "least_form": LeastForm(initial={"people": one.least_people}),
        "switches": queries.switches_of(who, one)[:5],
        "problem": problem,
    }
    return render(request, "programmes/route.html", words, status=409 if problem else 200)


@login_required
@require_POST
def live(request: HttpRequest, route: UUID) -> HttpResponse:
    """Switch a route on from a day."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    manages(who, one.programme).demand()
    form = LiveForm(request.POST)
    if not form.is_valid():
        return _page(request, one, problem=_("Say from which day the route is live."))
    problem = problem_of(lambda: actions.go_live(by=who, route=one, live_from=form.cleaned_data["live_from"]))
    return _page(request, one, problem=problem) if problem else redirect("programmes:route", one.pk)


@login_required
@require_POST
def off(request: HttpRequest, route: UUID) -> HttpResponse:
    """Switch a route off, with a reason."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    manages(who, one.programme).demand()
    why = request.POST.get("why", "")[:300]
    here = reverse("programmes:route", args=[one.pk])
    return done(request, lambda: actions.switch_off(by=who, route=one, why=why), _("The route is off."), here)


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, route: UUID) -> HttpResponse:
    """Add a team, a role or a person; or say how many the route needs."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    manages(who, one.programme).demand()
    here, problem = reverse("programmes:route", args=[one.pk]), ""
    if request.method == "POST" and "people" in request.POST:
        least = LeastForm(request.POST)
        wanted = least.cleaned_data["people"] if least.is_valid() else 0
        return done(request, lambda: actions.need_at_least(by=who, route=one, people=wanted), _("Saved."), here)
    form = PeopleForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        problem = problem_of(lambda: actions.add_people(by=who, route=one, **form.cleaned_data))
        if not problem:
            return redirect(here)
    return form_page(
        request, form, programme=one.programme, problem=problem, title=_("Who belongs to this route"), button=_("Add"),
        back=str(one), back_url=here,
        lede=_("Everybody who answers, dispatches or supervises this way: all of them must be current."),
    )  # fmt: skip


@login_required
@require_POST
def end_people(request: HttpRequest, people: UUID) -> HttpResponse:
    """They no longer belong to the route."""
    who = asker(request)
    one = found(queries.people_seen_by(who, people))
    manages(who, one.route.programme).demand()
    here = reverse("programmes:route", args=[one.route_id])
    said = _("%(name)s no longer belongs to this route.") % {"name": one.name}
    return done(request, lambda: actions.end_people(by=who, people=one), said, here)
