"""Trainings that a route requires: named, recorded for each person, a wrong record withdrawn."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcs.web.programmes import actions, queries
from arcs.web.programmes.forms import RecordForm, TrainingForm
from arcs.web.programmes.views.finding import asker, done, form_page, found, manages, problem_of
from arcs.web.wall.clock import today

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, route: UUID) -> HttpResponse:
    """Require a training."""
    who = asker(request)
    one = found(queries.route_seen_by(who, route))
    manages(who, one.programme).demand()
    form = TrainingForm(request.POST or None)
    here, problem = reverse("programmes:route", args=[one.pk]), ""
    if request.method == "POST" and form.is_valid():
        problem = problem_of(lambda: actions.add_training(by=who, route=one, **form.cleaned_data))
        if not problem:
            return redirect(here)
    return form_page(
        request, form, programme=one.programme, problem=problem, title=_("Require a training"), button=_("Require it"),
        back=str(one), back_url=here, lede=_("Everybody of the route must hold it, from today on."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def training(request: HttpRequest, training: UUID) -> HttpResponse:
    """One training: its records, and a new one."""
    who = asker(request)
    one = found(queries.training_seen_by(who, training))
    may_change = manages(who, one.route.programme)
    form = RecordForm(request.POST or None, who=who, initial={"done_on": today()}) if may_change else None
    problem = ""
    if request.method == "POST":
        may_change.demand()
        if form is not None and form.is_valid():
            given = form.cleaned_data
            problem = problem_of(lambda: actions.record_training(by=who, training=one, **given))
            if not problem:
                return redirect("programmes:training", one.pk)
    words = {
        "programme_shown": one.route.programme,
        "route": one.route,
        "training": one,
        "records": queries.training_records(who, one).order_by("-done_on", "staff_name")[:SHOWN],
        "form": form,
        "may_change": may_change,
        "problem": problem,
    }
    return render(request, "programmes/training.html", words, status=409 if problem else 200)


@login_required
@require_POST
def end(request: HttpRequest, training: UUID) -> HttpResponse:
    """The training is no longer required."""
    who = asker(request)
    one = found(queries.training_seen_by(who, training))
    manages(who, one.route.programme).demand()
    here = reverse("programmes:route", args=[one.route_id])
    return done(request, lambda: actions.end_training(by=who, training=one), _("It is no longer required."), here)


@login_required
@require_POST
def withdraw(request: HttpRequest, record: UUID) -> HttpResponse:
    """A record was wrong."""
    who = asker(request)
    one = found(queries.record_seen_by(who, record))
    manages(who, one.route.programme).demand()
    why = request.POST.get("why", "")[:300]
    here = reverse("programmes:training", args=[one.training_id])
    return done(
        request, lambda: actions.withdraw_record(by=who, record=one, why=why), _("The record is withdrawn."), here
    )
