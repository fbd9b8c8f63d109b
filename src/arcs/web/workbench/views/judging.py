"""The matrix, why each category has its disposition, what people add to the rules, and other rules of coding."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.evaluation.judgement_tables import disposition_totals
from arcs.core.instruments.presets import PRESETS
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.queries import row_seen_by, rows_of
from arcs.web.studies import evaluation_pages
from arcs.web.studies import queries as studies
from arcs.web.studies.frozen import table_of
from arcs.web.studies.frozen_pages import table_csv
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Permit, Refused
from arcs.web.workbench import judging_actions as acts
from arcs.web.workbench import matrix_pages, queries, why_pages
from arcs.web.workbench.current import Current, Standing, current, dispositions_under, standing
from arcs.web.workbench.scatter import scatter


@login_required
@require_safe
def matrix_of(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every category as the study stands now: hours against acceptance, dispositions, and why."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    now = current(who, one)
    judged = standing(now)
    if judged is None:
        return render(request, "workbench/matrix_empty.html", {"study": one, "why": now.why})
    table, totals = judged.matrix, disposition_totals(judged.judged)
    if "csv" in request.GET:
        return table_csv(table)
    last = queries.newest_done(who, one)
    stored = studies.evaluation_table(who, last, "matrix") if last else None
    words = {
        "study": one, "title": evaluation_pages.finding(table, totals), "scatter": scatter(table),
        "matrix": evaluation_pages.matrix_page(table, request.GET), "chart": evaluation_pages.totals_chart(totals),
        "newer": matrix_pages.newer_than(table, table_of(stored) if stored else None), "last": last,
        "may_work": may_work(who, one, part), "refused": judged.refused,
    }  # fmt: skip
    return render(request, "workbench/matrix.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, study: UUID) -> HttpResponse:
    """Rule by rule why a category has its disposition, with facts and a decision in place of the rules."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    permit = may_work(who, one, part)
    problem, status = "", 200
    category = request.POST.get("category") or request.GET.get("category", "")
    if request.method == "POST":
        permit.demand()
        change, problem = _acted(lambda: _change(request, who, one, category))
        if change is not None:
            there = urlencode({"category": category, "undo": str(change)})
            return redirect(f"{reverse('workbench:why', args=[one.pk])}?{there}")
        status = 409
    judged = found(standing(current(who, one)))
    facts = rows_of(who, one, acts.FACTS_PART)
    page = found(
        why_pages.why_page(judged, category, facts, queries.rows_by(who, one, acts.DECISIONS_PART, "category"))
    )
    words = {
        "study": one, "page": page, "may_work": permit, "problem": problem, "undo": request.GET.get("undo", ""),
        "fact_choices": why_pages.fact_choices(page.facts), "choices": why_pages.disposition_choices(),
        "fact_words": why_pages.FACT_WORDS, "typed": request.POST if problem else {},
    }  # fmt: skip
    return render(request, "workbench/why.html", words, status=status)


def _acted(act: Callable[[], UUID]) -> tuple[UUID | None, str]:
    """The change that was made, or the sentence that says why none was."""
    try:
        return act(), ""
    except RowChanged:
        return None, _(
            "Somebody changed this in the meantime. Here is how it stands now; what you typed is kept below."
        )
    except (Refused, RowFaults) as refused:
        return None, str(refused)


def _change(request: HttpRequest, who: Staff, study: Study, category: str) -> UUID:
    given = request.POST
    if "remove" in given:
        row = found(row_seen_by(who, _uuid(given["remove"])))
        return acts.take_away(by=who, row=row, version=_number(given.get("version", "")))
    if "fact" in given:
        made = acts.add_fact(
            by=who, study=study, category=category, fact=given["fact"], reason=given.get("fact_reason", "").strip()
        )
        return made.change
    row_before = queries.rows_by(who, study, acts.DECISIONS_PART, "category").get(category)
    decision = acts.override(
        by=who, study=study, category=category, disposition=given.get("disposition", ""),
        reason=given.get("reason", ""), row=row_before, version=_number(given.get("version", "")),
    )  # fmt: skip
    return decision.change


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@login_required
@require_http_methods(["GET", "POST"])
def presets(request: HttpRequest, study: UUID) -> HttpResponse:
    """Which categories move when officers' answers are coded by another rule, and choosing that rule."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit = may_work(who, one)
    row = next(iter(rows_of(who, one, acts.CHOICE_PART)), None)
    problem = ""
    if request.method == "POST":
        permit.demand()
        preset, version = request.POST.get("preset", ""), _number(request.POST.get("version", ""))
        change, problem = _acted(
            lambda: acts.choose_preset(by=who, study=one, preset=preset, row=row, version=version).change
        )
        if change is not None:
            return redirect(f"{reverse('workbench:presets', args=[one.pk])}?undo={change}")
    now = current(who, one)
    judged = standing(now)
    if judged is None:
        return render(request, "workbench/matrix_empty.html", {"study": one, "why": now.why})
    words = _compared(now, judged) | {"study": one, "may_work": permit, "problem": problem, "row": row}
    return render(
        request, "workbench/presets.html", words | {"undo": request.GET.get("undo", "")}, status=409 if problem else 200
    )


def _compared(now: Current, judged: Standing) -> dict[str, Any]:
    return {"page": matrix_pages.presets_page(judged, {name: dispositions_under(now, name) for name in PRESETS})}


@login_required
@require_POST
def undo(request: HttpRequest, study: UUID) -> HttpResponse:
    """Take one change back, and return to the page where it was made."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit: Permit = may_work(who, one)
    permit.demand()
    undone = acts.undo_change(by=who, study=one, change=_uuid(request.POST.get("change", "")))
    if undone.restored:
        messages.success(request, _("It stands as it was before."))
    for name in undone.left:
        messages.warning(request, _("%(name)s was changed again since, and stays.") % {"name": name})
    there = request.POST.get("back", "")
    return redirect(there if there.startswith(f"/studies/{one.pk}/") else reverse("workbench:matrix", args=[one.pk]))
