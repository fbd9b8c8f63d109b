"""The work plan of a study: steps, owners, days, and the versions of its report."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from arcs.web.sheets import actions, queries
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.planning import Versioned, planned
from arcs.web.studies import queries as studies
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.clock import today

PLAN, VERSIONS = "work_plan.csv", "versions.csv"


@login_required
@require_safe
def plan(request: HttpRequest, study: UUID) -> HttpResponse:
    """What is late, what is due, what is done, and who does it."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    rows = queries.rows_of(who, one, PLAN)
    steps = planned(rows, queries.records(PLAN, [each.cells for each in rows]), today=today())
    versions = queries.rows_of(who, one, VERSIONS)
    records = queries.records(VERSIONS, [each.cells for each in versions])
    words = {
        "study": one,
        "steps": steps,
        "late": sum(each.is_late for each in steps),
        "done": sum(each.step.done_on is not None for each in steps),
        "versions": [Versioned(row=row, version=each) for row, each in zip(versions, records, strict=True)],
        "may_change": may_change(who, one, PLAN),
    }
    return render(request, "sheets/plan.html", words)


@login_required
@require_POST
def done(request: HttpRequest, row: UUID) -> HttpResponse:
    """A step was done today; somebody who changed it meanwhile is not overwritten."""
    who = asker(request)
    one = found(queries.row_seen_by(who, row))
    found(one if one.part == PLAN else None)
    version = request.POST.get("version", "")
    try:
        now = actions.change_row(
            by=who, row=one, version=int(version) if version.isdigit() else 0,
            cells=one.cells | {"done_on": today().isoformat()},
        )  # fmt: skip
    except actions.RowChanged:
        return redirect("sheets:row", one.pk)
    there = redirect("sheets:plan", one.study_id)
    there["Location"] += f"?changed={now.change}"
    return there
