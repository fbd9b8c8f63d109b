"""The plan of a programme: begun from the board's decisions, looked at by phase, a change taken back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.programmes import pages, planning, queries
from arcs.web.programmes.plan import PlanStep, plan_of
from arcs.web.programmes.timeline import timeline
from arcs.web.programmes.views.finding import asker, done, found, manages, problem_of
from arcs.web.ui.list_files import csv_response
from arcs.web.wall.clock import today


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, study: UUID) -> HttpResponse:
    """The plan that the board's decisions ask for, to be begun; the plan itself, where it was begun already."""
    who = asker(request)
    one = found(queries.study_to_begin(who, study))
    begun = queries.programmes_seen_by(who).filter(study_id=one.pk).first()
    if begun is not None and request.method != "POST":
        return redirect("programmes:plan", begun.pk)
    permit = planning.may_begin(who, one)
    if request.method == "POST":
        permit.demand()
        programme = planning.begin_programme(by=who, study=one)
        messages.success(request, _("The plan is drafted. Put names and dates where they differ."))
        return redirect("programmes:plan", programme.pk)
    draft = planning.drafted(who, one)
    steps = [
        PlanStep(row=UUID(int=number), version=1, position=number, step=step) for number, step in enumerate(draft.steps)
    ]
    shown = plan_of(steps, today())
    words = {
        "study": one,
        "draft": draft,
        "phases": pages.phases_shown(shown, [each.row for each in steps]),
        "starts": [(pages.route_tag(route), start) for route, start in draft.starts.items()],
        "permit": permit,
        "without_date": ", ".join(draft.without_date),
    }
    return render(request, "programmes/begin.html", words)


@login_required
@require_safe
def plan(request: HttpRequest, programme: UUID) -> HttpResponse:
    """The plan by phase: the first glance, blockers, then every step that the filters leave."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    whole = queries.plan_in(who, one)
    page = pages.steps_page(request.GET, queries.plan_rows(who, one), whole)
    if page.wants_csv:
        return csv_response(page)
    may_change = manages(who, one)
    words = {
        "programme_shown": one,
        "page": page,
        "plan": whole,
        "glance": pages.glance(whole),
        "blocked": [pages.step_shown(each) for each in whole.blocked],
        "next": pages.step_shown(whole.next) if whole.next else None,
        "phases": pages.phases_shown(whole, [each.pk for each in page.records]),
        "chart": timeline(whole),
        "may_change": may_change,
        "more": queries.routes_to_add(who, one) if may_change else (),
        "undo": _change(request.GET.get("changed", "")) if may_change else None,
    }
    return render(request, "programmes/plan.html", words)


def _change(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_POST
def undo(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Take the last change back."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    manages(who, one).demand()
    change = found(_change(request.POST.get("change", "")))
    here = reverse("programmes:plan", args=[one.pk])
    restored = 0

    def act() -> None:
        nonlocal restored
        restored = planning.undo(by=who, programme=one, change=change).restored

    problem = problem_of(act)
    if problem:
        messages.error(request, problem)
    elif restored:
        messages.success(request, _("The change was taken back."))
    else:
        messages.error(request, _("Somebody has changed this step again since, so it stays as it is."))
    return redirect(here)


@login_required
@require_POST
def more(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Add what the board adopted since the plan was begun."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    manages(who, one).demand()
    here = reverse("programmes:plan", args=[one.pk])
    added = planning.add_adopted_routes(by=who, programme=one)
    said = ngettext("%(count)d step was added.", "%(count)d steps were added.", added) % {"count": added}
    return done(request, lambda: None, said, here)
