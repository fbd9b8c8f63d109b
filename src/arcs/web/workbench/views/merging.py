"""Call types into categories: put together, rename, split, with the codes that come of it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.web.people.models import Staff
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import row_seen_by
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused
from arcs.web.workbench import merging_actions as acts
from arcs.web.workbench import merging_pages as pages
from arcs.web.workbench import queries
from arcs.web.workbench.coding_pages import shown_to
from arcs.web.workbench.current import current, measured, types_of
from arcs.web.workbench.report_pages import is_uuid


@login_required
@require_http_methods(["GET", "POST"])
def merging(request: HttpRequest, study: UUID) -> HttpResponse:
    """Types that wait for a category, and every category with its types and codes."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit = may_work(who, one)
    problem = ""
    if request.method == "POST":
        permit.demand()
        try:
            change = _asked(request, who, one)()
        except RowChanged:
            problem = _("Somebody moved this in the meantime. Here is how it stands now; choose again.")
        except (RowFaults, Refused) as wrong:
            problem = str(wrong)
        else:
            return redirect(f"{reverse('workbench:merge', args=[one.pk])}?undo={change}")
    now = current(who, one)
    merges = queries.rows_by(who, one, acts.MERGES, "call_type")
    categories = queries.rows_by(who, one, acts.CATEGORIES, "category")
    find = request.GET.get("q", "").strip()
    page = None
    if content := measured(now):  # a coder does not learn here what another answered about a type not yet answered
        codes_seen = shown_to(content.coding, coder=studies.name_in(who, one), part=studies.part_in(who, one))
        page = pages.merging_page(replace(content, coding=codes_seen), types_of(now), merges, categories, find)
    words = {
        "study": one, "page": page, "why": now.why, "may_work": permit, "problem": problem, "find": find,
        "undo": request.GET.get("undo", ""), "certainties": pages.certainty_choices(),
        "typed": request.POST if problem else {"category": request.GET.get("into", "")},
        "chosen": request.POST.getlist("call_type") if problem else request.GET.getlist("type"),
    }  # fmt: skip
    return render(request, "workbench/merging.html", words, status=409 if problem else 200)


def _asked(request: HttpRequest, who: Staff, study: Study) -> Callable[[], UUID]:
    given = request.POST
    version = _number(given.get("version", ""))
    if "out" in given:
        row = _row(who, given["out"])
        return lambda: acts.take_out(by=who, row=row, version=version)
    if "rename" in given:
        row = _row(who, given["rename"])
        return lambda: acts.rename(by=who, study=study, row=row, version=version, name=given.get("name", ""))
    if "drop" in given:
        row = _row(who, given["drop"])
        return lambda: acts.drop(by=who, study=study, row=row, version=version)
    return lambda: acts.put_together(
        by=who, study=study, category=given.get("category", ""), call_types=given.getlist("call_type"),
        certainty=given.get("certainty", ""), evidence=given.get("evidence", ""), versions={},
    )  # fmt: skip


def _row(who: Staff, text: str) -> StudyRow:
    return found(row_seen_by(who, is_uuid(text) or UUID(int=0)))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@login_required
@require_safe
def codes(request: HttpRequest, study: UUID) -> HttpResponse:
    """What the chosen call types would make together; a piece of the page, redrawn at each choice."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    now = current(who, one)
    content, category = found(measured(now)), " ".join(request.GET.get("category", "").split())
    shown = pages.together(content, types_of(now), request.GET.getlist("call_type"), category)
    return render(request, "workbench/merging_codes.html", {"codes": shown})
