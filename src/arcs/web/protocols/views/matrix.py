"""The risk level matrix as a table that goes out and comes in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.files.faults import Fault
from arcs.files.protocol import crisis_codes, matrix_text, parse_matrix
from arcs.web.protocols import matrix_actions, permits, queries
from arcs.web.protocols import matrix_pages as pages
from arcs.web.protocols.approval_forms import MatrixForm
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, frame_of, kept
from arcs.web.wall.at_once import ChangedMeanwhile
from arcs.web.wall.permit import Refused


@for_readers
@require_http_methods(["GET", "POST"])
def matrix(request: StaffRequest, number: int) -> HttpResponse:
    """The matrix, the way to import the adopted one, and how its routes are reported to the State Police."""
    who, one = request.user, edition_of(request.user, number)
    rows = queries.every_row(who, one)
    sign = pages.sign_of_matrix(rows)
    form = MatrixForm(request.POST or None, request.FILES or None, initial={"seen": sign})
    wrong: tuple[Fault, ...] = ()
    problem, status = "", 422 if request.method == "POST" else 200
    if request.method == "POST":
        permits.may_change(who, one).demand()
        if form.is_valid():
            given = form.cleaned_data["file"]
            routes = [route.key for route in rows.get(pages.ROUTES, ())]
            read = parse_matrix(given.read(), given.name, routes=routes, before=pages.records_of(rows))
            wrong = read.faults
            if not wrong:
                try:
                    change = matrix_actions.import_matrix(
                        by=who, edition=one, rows=read.rows, seen=form.cleaned_data["seen"]
                    )
                except ChangedMeanwhile:
                    problem = _("Somebody changed the matrix after you had opened the page. Nothing was imported. Look "
                                "at it as it stands now, then choose the file again.")  # fmt: skip
                    status, form = 409, MatrixForm(initial={"seen": sign})
                except Refused as refused:
                    problem = str(refused)
                else:
                    return kept(change, "protocols:matrix", number)
    shown: dict[str, Any] = frame_of(one, (_("Risk level matrix"), "")) | {
        "rows": pages.matrix_shown(rows), "levels": pages.levels_shown(rows), "report": crisis_codes().report,
        "codes": pages.codes_shown(),
        "form": form, "faults": wrong[:40], "fault_count": len(wrong), "problem": problem,
        "may_change": permits.may_change(who, one), "lost": pages.lost_names(rows, pages.records_of(rows)),
        "not_the_states": any("not the State" in row.cells.get("source", "") for row in rows.get(pages.MATRIX, ())),
    }  # fmt: skip
    return render(request, "protocols/matrix.html", shown, status=status)


@for_readers
@require_safe
def download(request: StaffRequest, number: int) -> HttpResponse:
    """The matrix as CSV, to be read, kept, or changed and imported again."""
    one = edition_of(request.user, number)
    text = matrix_text(pages.records_of(queries.every_row(request.user, one)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="matrix-{one.number}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
