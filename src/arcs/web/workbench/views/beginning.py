"""The second step of a new study: bring a folder, begin with a method, or begin empty; then the calls."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from arcs.web.sheets.queries import counts_of
from arcs.web.studies import permits, queries
from arcs.web.studies.views.finding import asker, found
from arcs.web.workbench.beginning import begin_with_method


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, study: UUID) -> HttpResponse:
    """Choose how the study begins. Nothing that was entered is lost by going back."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_work = permits.may_work(who, one)
    if request.method == "POST":
        may_work.demand()
        change = begin_with_method(by=who, study=one)
        there = redirect("workbench:begin", one.pk)
        there["Location"] += f"?changed={change}"
        return there
    words = {"study": one, "may_work": may_work, "rows": sum(counts_of(who, one).values())}
    return render(request, "workbench/begin.html", words)
