"""Interviews: themes by group, quotations with consent, adding, changing, removing, undoing."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.frozen_pages import table_csv
from arcs.web.surveys import pages
from arcs.web.surveys.forms import InterviewForm
from arcs.web.surveys.views.finding import find_row, find_study

PART = "interviews.csv"


@login_required
@require_safe
def interviews(request: HttpRequest, study: UUID) -> HttpResponse:
    """What was raised, by group and theme; words only where whoever said them agreed or they are published."""
    who, one = find_study(request, study)
    rows = rows_of(who, one, PART)
    if "csv" in request.GET:
        return table_csv(pages.interviews_table(rows, one.place))
    told = {
        "study": one, "groups": pages.themes_by_group(rows), "many": len(rows),
        "quotable": sum(pages.may_be_quoted(row.cells) for row in rows), "may": may_change(who, one, PART),
        "undo": request.GET.get("removed", ""),
    }  # fmt: skip
    return render(request, "surveys/interviews.html", told)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, study: UUID) -> HttpResponse:
    """Add one point."""
    who, one = find_study(request, study)
    may = may_change(who, one, PART)
    may.demand()
    form = InterviewForm(request.POST or None)
    if form.is_bound and form.is_valid() and _written(form, lambda: sheets.add_row(
        by=who, study=one, part=PART, cells=form.cells
    )):  # fmt: skip
        messages.success(request, _("Added."))
        return redirect("surveys:interviews", one.pk)
    return render(request, "surveys/interview.html", {"study": one, "form": form, "row": None, "may": may},
                  status=422 if form.is_bound else 200)  # fmt: skip


def _written(form: InterviewForm, write: Callable[[], StudyRow]) -> bool:
    """Write; what the study's own rules refuse is said beside the form."""
    try:
        with transaction.atomic():
            write()
    except sheets.RowFaults as wrong:
        for fault in wrong.faults:
            form.add_error(None, f"{fault.what}. {fault.remedy}")
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, row: UUID) -> HttpResponse:
    """Change or remove one point; both versions are shown where somebody else was quicker."""
    who, one = find_row(request, row, PART)
    may = may_change(who, one.study, PART)
    form = InterviewForm(request.POST or None, initial=one.cells | {"version": one.version})
    theirs = None
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            version = form.cleaned_data["version"] or 0
            try:
                if "remove" in request.POST:
                    return _removed(request, one, sheets.remove_row(by=who, row=one, version=version))
                if _written(form, lambda: sheets.change_row(by=who, row=one, version=version, cells=form.cells)):
                    messages.success(request, _("Saved."))
                    return redirect("surveys:interviews", one.study_id)
            except sheets.RowChanged as changed:
                theirs = changed.now.cells if changed.now else {}
                form = InterviewForm(form.cells | {"version": changed.now.version if changed.now else ""})
    status = 409 if theirs is not None else 422 if form.is_bound else 200
    words = {"study": one.study, "form": form, "row": one, "may": may, "theirs": theirs}
    return render(request, "surveys/interview.html", words, status=status)


def _removed(request: HttpRequest, one: StudyRow, change: UUID) -> HttpResponse:
    answer = redirect("surveys:interviews", one.study_id)
    answer["Location"] += f"?removed={change}"
    return answer


@login_required
@require_POST
def undo(request: HttpRequest, study: UUID, change: UUID) -> HttpResponse:
    """Take one change back."""
    who, one = find_study(request, study)
    may_change(who, one, PART).demand()
    done = sheets.undo(by=who, study=one, change=change)
    messages.success(request, _("Undone: %(many)s.") % {"many": done.restored})
    return redirect("surveys:interviews", one.pk)
