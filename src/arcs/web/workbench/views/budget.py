"""Staffing and budget: change a number and see at once what it makes; save it when it is right."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.queries import rows_of
from arcs.web.studies import queries as studies
from arcs.web.studies.permits import may_work
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused
from arcs.web.workbench import budget_actions as acts
from arcs.web.workbench import budget_pages as pages
from arcs.web.workbench.current import current, views_of


@login_required
@require_http_methods(["GET", "POST"])
def staffing(request: HttpRequest, study: UUID) -> HttpResponse:
    """The calculator. A post with "save" keeps the inputs; any other post only reckons with them."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit = may_work(who, one)
    before = {part: rows_of(who, one, part) for part in pages.FIELDS}
    given = request.POST.dict()
    rows = pages.typed_rows(given) if request.method == "POST" else pages.saved_rows(before)
    problem = ""
    if "save" in request.POST:
        permit.demand()
        try:
            change = acts.save_budget(by=who, study=one, rows=rows, stamp=request.POST.get("stamp", ""))
        except RowChanged:
            problem = _(
                "Somebody saved other numbers in the meantime. Yours are kept below; compare with theirs, then save."
            )
        except (RowFaults, Refused) as wrong:
            problem = str(wrong)
        else:
            return redirect(reverse("workbench:staffing", args=[one.pk]) + (f"?undo={change}" if change else ""))
    now = current(who, one)
    if now.content is None:
        return render(request, "workbench/report_refused.html", {"study": one, "why": now.why}, status=409)
    words = {
        "study": one, "reckoned": pages.reckoned(now.content, rows, views_of(now)), "may_work": permit,
        "problem": problem,
        "forms": pages.forms_of(rows), "stamp": pages.stamp_of(before), "undo": request.GET.get("undo", ""),
        "is_trial": request.method == "POST", "has_inputs": any(rows.values()),
        "theirs": pages.forms_of(pages.saved_rows(before)) if problem else (),
    }  # fmt: skip
    if request.headers.get("HX-Request") and "save" not in request.POST:
        return render(request, "workbench/staffing_reckoned.html", words)
    return render(request, "workbench/staffing.html", words, status=409 if problem else 200)
