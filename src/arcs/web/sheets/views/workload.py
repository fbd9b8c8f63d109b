"""Workload in FTE: assumptions that redraw at once, the interval, the range; kept as the study's own."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.sheets import workload as numbers
from arcs.web.sheets.actions import RowChanged
from arcs.web.sheets.choice_forms import ASSUMPTIONS, LABELS, AssumptionForm
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.views.rows import both_shown
from arcs.web.sheets.workload_figures import figures_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.stands import newest_loaded
from arcs.web.studies.views.finding import asker, found

MOST_ROWS = 25
ASKED = {"reckon", "all_types"}  # buttons that show and keep nothing


@login_required
@require_http_methods(["GET", "POST"])
def workload(request: HttpRequest, study: UUID) -> HttpResponse:
    """What the assumptions in the address make of the newest export's hours; a post keeps them."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    may = may_change(who, one, ASSUMPTIONS)
    given, row = numbers.assumptions_of(who, one)
    form = _form(request, {name: getattr(given, name) for name in LABELS} | {"version": row.version if row else None})
    if request.method == "POST" and ASKED & set(request.POST):
        return redirect(_only_reckoned(request, one))
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            try:
                change = numbers.keep_assumptions(by=who, study=one, form=form)
            except RowChanged as changed:
                if row is not None:
                    return both_shown(request, who, row, changed)
                return redirect("sheets:workload", one.pk)
            there = redirect("sheets:workload", one.pk)
            there["Location"] += f"?changed={change}"
            return there
    whole = "all_types" in request.GET
    words = {"study": one, "form": form, "may_change": may, "decided": row is not None, "whole": whole}
    words |= _drawn(who, one, form, None if whole else MOST_ROWS)
    if request.headers.get("HX-Target") == "drawn":
        return render(request, "sheets/workload_drawn.html", words)
    return render(request, "sheets/workload.html", words, status=422 if request.method == "POST" else 200)


def _only_reckoned(request: HttpRequest, study: Study) -> str:
    """The page with what the form says in its address; the form's secret stays out of it."""
    said = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "version", "reckon"):
        said.pop(name, None)
    return f"{reverse('sheets:workload', args=[study.pk])}?{said.urlencode()}"


def _form(request: HttpRequest, held: dict[str, object]) -> AssumptionForm:
    if request.method == "POST":
        return AssumptionForm(request.POST)
    asked = {name: request.GET[name] for name in (*LABELS, "start", "annualise") if name in request.GET}
    if not set(LABELS) & set(asked):
        return AssumptionForm(held)
    return AssumptionForm(held | asked)


def _drawn(who: Staff, study: Study, form: AssumptionForm, most_rows: int | None) -> dict[str, object]:
    if not form.is_valid():
        return {"problem": "", "drawn": None, "source": newest_loaded(who, study)}
    try:
        shown = numbers.drawn(who, study, form)
    except Refusal as refusal:
        return {"problem": str(refusal), "drawn": None, "source": newest_loaded(who, study)}
    if shown is None:
        return {"problem": "", "drawn": None, "source": newest_loaded(who, study)}
    most = max((one.range.high for one in shown.now.types if one.range), default=None) or 1
    measured = [one for one in shown.now.types if one.range is not None]
    rows = [
        (one, float(one.range.low / most * 100), float((one.range.high - one.range.low) / most * 100),
         float((one.fte or 0) / most * 100))
        for one in measured[:most_rows] if one.range is not None
    ]  # fmt: skip
    return {
        "problem": "",
        "drawn": shown,
        "figures": figures_of(shown),
        "rows": rows,
        "source": shown.source,
        "left": len(measured) - len(rows),
    }
