"""The library of alternative models: who responds elsewhere, when, and at what cost."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.sheets.library_page import library
from arcs.web.sheets.permits import may_change
from arcs.web.studies import queries as studies
from arcs.web.studies.views.finding import asker, found


@login_required
@require_safe
def models(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every model as a card, narrowed by words, team, hours and cost."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    page = library(who, one, request.GET)
    return render(
        request, "sheets/models.html", {"study": one, "page": page, "may_change": may_change(who, one, page.part)}
    )
