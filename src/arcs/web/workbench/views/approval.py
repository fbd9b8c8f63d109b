"""The board reads what was found and decides about each category; a record of its decisions to be printed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.policies import DECISIONS
from arcs.web.studies import queries as studies
from arcs.web.studies.frozen import table_of
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused
from arcs.web.workbench import approval_actions as acts
from arcs.web.workbench import approval_pages as pages
from arcs.web.workbench import permits, queries
from arcs.web.workbench.current import current, report_of, standing
from arcs.web.workbench.matrix_pages import newer_than
from arcs.web.workbench.report_pages import is_uuid
from arcs.web.workbench.why_pages import disposition_choices


@login_required
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, study: UUID) -> HttpResponse:
    """The finding, what it does not say, and every category with the board's decision."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit = permits.may_approve(who, one, studies.part_in(who, one))
    problem = ""
    if request.method == "POST":
        permit.demand()
        change, problem = _acted(request, who, one)
        if not problem:
            there = reverse("workbench:approval", args=[one.pk])
            return redirect(f"{there}?undo={change}#categories" if change else there)
    now = current(who, one)
    try:
        judged, report = standing(now), report_of(now)
    except Refusal as refusal:
        return render(request, "workbench/report_refused.html", {"study": one, "why": str(refusal)}, status=409)
    if judged is None:
        return render(request, "workbench/matrix_empty.html", {"study": one, "why": now.why})
    words = _shown(who, one, judged, report) | {"study": one, "may_approve": permit, "problem": problem}
    asked = request.POST if problem else {"decided_on": today().isoformat(), "decided_by": words["board"]}
    words |= {"typed": asked, "undo": request.GET.get("undo", "")}
    words["chosen"] = request.POST.getlist("category") if problem else None
    return render(request, "workbench/approval.html", words, status=409 if problem else 200)


def _shown(who: Staff, study: Study, judged: Any, report: Any) -> dict[str, Any]:
    rows = queries.rows_by(who, study, DECISIONS, "category")
    finding, pieces = pages.summary_of(report)
    done = queries.newest_done(who, study)
    stored = studies.evaluation_table(who, done, "matrix") if done else None
    return {
        "newer": newer_than(judged.matrix, table_of(stored) if stored else None), "last": done,
        "page": pages.approval_page(judged, rows), "finding": finding, "pieces": pieces,
        "limits": pages.limits_of(report), "documents": studies.documents_of(who, done)[:2] if done else [],
        "freezes": queries.freezes_of(who, study)[:1], "choices": pages.decision_choices(),
        "dispositions": disposition_choices(), "board": pages.boards_before(list(rows.values())),
    }  # fmt: skip


def _acted(request: HttpRequest, who: Staff, study: Study) -> tuple[UUID | None, str]:
    given = request.POST
    try:
        if "undo" in given:
            many = acts.undo_decision(by=who, study=study, change=is_uuid(given["undo"]) or UUID(int=0))
            messages.success(request, _("%(many)s categories stand as before.") % {"many": many})
            return None, ""
        versions = dict(one.rsplit(":", 1) for one in given.getlist("row") if one.rpartition(":")[2].isdigit())
        shown = dict(one.rsplit(":", 1) for one in given.getlist("shown") if ":" in one)
        resolution = acts.Resolution(
            decision=given.get("decision", ""), disposition=given.get("disposition", ""),
            effective_on=_day(given.get("effective_on", "")), decided_on=_day(given.get("decided_on", "")),
            decided_by=given.get("decided_by", ""), reason=given.get("reason", ""),
        )  # fmt: skip
        change = acts.decide(
            by=who, study=study, categories=given.getlist("category"), resolution=resolution,
            versions={name: int(number) for name, number in versions.items()}, shown=shown,
        )  # fmt: skip
    except RowChanged as changed:
        name = changed.given.get("category", "")
        return None, _("%(name)s was decided in the meantime. Look at it, then decide again.") % {"name": name}
    except (Refused, RowFaults) as refused:
        return None, str(refused)
    messages.success(request, _("The decision is entered."))
    return change, ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_safe
def record(request: HttpRequest, study: UUID) -> HttpResponse:
    """The record of what the board decided, to be printed and signed."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    judged = standing(current(who, one))
    rows = queries.rows_by(who, one, DECISIONS, "category")
    page = pages.approval_page(judged, rows) if judged else None
    freezes = queries.freezes_of(who, one)[:1]
    return render(request, "workbench/record.html", {"study": one, "page": page, "freezes": freezes})
