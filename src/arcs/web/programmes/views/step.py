"""One step of the plan: changed with both versions shown where two were at it, done, opened again, taken out."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcs.web.people.models import Staff
from arcs.web.programmes import pages, planning, queries
from arcs.web.programmes.forms import DoneForm, NewStepForm, StepForm, initial_of
from arcs.web.programmes.models import Programme
from arcs.web.programmes.permits import may_finish, may_reopen
from arcs.web.programmes.views.finding import asker, form_page, found, manages, problem_of
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.models import StudyRow
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused, first_refusal


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, programme: UUID) -> HttpResponse:
    """One more step."""
    who = asker(request)
    one = found(queries.programme_seen_by(who, programme))
    manages(who, one).demand()
    names = [each.of.name for each in queries.plan_in(who, one).steps]
    form = NewStepForm(request.POST or None, others=names)
    here, problem = reverse("programmes:plan", args=[one.pk]), ""
    if request.method == "POST" and form.is_valid():
        problem = _faults(lambda: planning.add_step(by=who, programme=one, cells=form.cells))
        if not problem:
            messages.success(request, _("The step was added."))
            return redirect(here)
    return form_page(
        request, form, programme=one, problem=problem, title=_("Add a step"), button=_("Add the step"),
        back=_("Programme plan"), back_url=here,
    )  # fmt: skip


def _faults(action: Callable[[], object]) -> str:
    """Why a row cannot be, or why the step may not be changed so; nothing when it was written."""
    try:
        return problem_of(action)
    except RowFaults as wrong:
        return " ".join(f"{one.what}. {one.remedy}." for one in wrong.faults)


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, step: UUID) -> HttpResponse:
    """One step with its form; where somebody else was quicker, both versions."""
    who = asker(request)
    row, one = found(queries.step_seen_by(who, step))
    if request.method == "GET":
        return _page(request, who, one, row)
    manages(who, one).demand()
    typed, others = request.POST.copy(), _others(who, one, row)
    form = StepForm(typed, others=others)
    if not form.is_valid():
        return _page(request, who, one, row, form=form)
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            changed = planning.change_step(by=who, programme=one, row=row, version=version, cells=form.cells)
    except RowChanged as both:
        # What was typed stays in the form, now against the version that stands: saving again is a choice, no accident.
        typed["version"] = str(found(both.now).version)
        return _page(request, who, one, found(both.now), form=StepForm(typed, others=others), conflict=both)
    except RowFaults as wrong:
        return _page(request, who, one, row, form=form, problem=" ".join(each.what for each in wrong.faults))
    except Refused as refused:
        return _page(request, who, one, row, form=form, problem=str(refused))
    return _back(one, changed)


def _back(one: Programme, changed: StudyRow) -> HttpResponse:
    here = reverse("programmes:plan", args=[one.pk])
    return redirect(f"{here}?changed={changed.change}#step-{changed.pk}")


def _others(who: Staff, one: Programme, row: StudyRow) -> list[str]:
    return [each.of.name for each in queries.plan_in(who, one).steps if each.of.row != row.pk]


def _page(
    request: HttpRequest, who: Staff, one: Programme, row: StudyRow, *, form: StepForm | None = None,
    conflict: RowChanged | None = None, problem: str = "",
) -> HttpResponse:  # fmt: skip
    plan = queries.plan_in(who, one)
    standing = found(plan.of(row.pk))
    others = [each.of.name for each in plan.steps if each.of.row != row.pk]
    shown = form or StepForm(initial=initial_of(standing.of.step, standing.of.version), others=others)
    labels = {name: str(field.label) for name, field in shown.fields.items() if name != "version"}
    both = pages.differences(standing_cells(conflict), conflict.given, labels) if conflict is not None else ()
    may_change = manages(who, one)
    words = {
        "programme_shown": one,
        "shown": pages.step_shown(standing),
        "form": shown,
        "may_change": may_change,
        "may_finish": first_refusal(
            may_change, may_finish(standing, route_is_live=planning.live_of(who, one, standing.of.step))
        ),
        "may_reopen": first_refusal(may_change, may_reopen(standing, plan)),
        "done_form": DoneForm(initial={"version": standing.of.version}),
        "waiting": [each.of.name for each in plan.steps if each.of.step.waits_for == standing.of.name],
        "both": both,
        "problem": problem,
    }
    return render(request, "programmes/step.html", words, status=409 if both or problem else 200)


def standing_cells(conflict: RowChanged) -> dict[str, str]:
    """How the row stands now; nothing where it was removed."""
    return dict(conflict.now.cells) if conflict.now is not None else {}


@login_required
@require_POST
def done(request: HttpRequest, step: UUID) -> HttpResponse:
    """Done on a day, or not done after all."""
    who = asker(request)
    row, one = found(queries.step_seen_by(who, step))
    manages(who, one).demand()
    form = DoneForm(request.POST)
    here = reverse("programmes:step", args=[row.pk])
    if not form.is_valid():
        messages.error(request, _("That is no day we can read. Write it as 05/31/2027."))
        return redirect(here)
    version, on = form.cleaned_data["version"], form.cleaned_data["done_on"] or today()
    try:
        with transaction.atomic():
            changed = _set(who, one, row, version, on, reopen="open" in request.POST)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(here)
    except RowChanged:
        messages.error(request, _("Somebody changed this step meanwhile. Look at it, then try again."))
        return redirect(here)
    return _back(one, changed)


def _set(who: Staff, one: Programme, row: StudyRow, version: int, on: date, *, reopen: bool) -> StudyRow:
    if reopen:
        return planning.reopen_step(by=who, programme=one, row=row, version=version)
    return planning.finish_step(by=who, programme=one, row=row, version=version, on=on)


@login_required
@require_POST
def remove(request: HttpRequest, step: UUID) -> HttpResponse:
    """Take a step out of the plan."""
    who = asker(request)
    row, one = found(queries.step_seen_by(who, step))
    manages(who, one).demand()
    asked = DoneForm(request.POST)
    version = asked.cleaned_data.get("version", 0) if asked.is_valid() else 0
    try:
        with transaction.atomic():
            change = planning.remove_step(by=who, programme=one, row=row, version=version)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:step", row.pk)
    except RowChanged:
        messages.error(request, _("Somebody changed this step meanwhile. Look at it, then try again."))
        return redirect("programmes:plan", one.pk)
    return redirect(f"{reverse('programmes:plan', args=[one.pk])}?changed={change}")
