"""How call types became categories, and where the source's claims and the study's own values part."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.core.refusal import Refusal
from arcs.web.studies import queries as studies
from arcs.web.studies.frozen_pages import table_csv
from arcs.web.studies.views.finding import asker, found
from arcs.web.workbench.coding_pages import shown_to
from arcs.web.workbench.current import current, evaluation_of
from arcs.web.workbench.discrepancy_pages import claims_page
from arcs.web.workbench.lineage_pages import flow_page


@login_required
@require_safe
def lineage(request: HttpRequest, study: UUID) -> HttpResponse:
    """The flow with its counts, the call types behind one, and one type's path."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    now = current(who, one)
    if now.content is None or not now.content.call_types:
        return render(request, "workbench/lineage.html", {"study": one, "page": None, "why": now.why})
    codes = shown_to(now.content.coding, coder=studies.name_in(who, one), part=studies.part_in(who, one))
    asked = {name: request.GET.get(name, "") for name in ("step", "outcome")}
    page = flow_page(now.content, codes, call_type=request.GET.get("type", ""), **asked)
    words = {"study": one, "page": page, "printed": now.content.lineage_steps}
    return render(request, "workbench/lineage.html", words)


@login_required
@require_safe
def claims(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every claim with what was printed, what comes of the study's own values, and the formula."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    try:
        tables, why = evaluation_of(current(who, one)).tables, ""
    except Refusal as refusal:
        tables, why = {}, str(refusal)
    if "csv" in request.GET and "claims" in tables:
        return table_csv(tables["claims"])
    page = claims_page(tables, request.GET.get("verdict", ""))
    return render(request, "workbench/claims.html", {"study": one, "page": page, "why": why})
