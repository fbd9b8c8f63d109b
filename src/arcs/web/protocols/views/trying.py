"""Try a call on an edition, and keep it as a worked call."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.web.protocols import actions, faults, permits, queries, trying
from arcs.web.protocols.forms import WISHES, KeepForm
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, frame_of, kept
from arcs.web.wall.permit import Refused


@for_readers
@require_http_methods(["GET", "POST"])
def try_call(request: StaffRequest, number: int) -> HttpResponse:
    """A call, what the edition says to it as if it were in force, and why; with POST it becomes a worked call."""
    who, one = request.user, edition_of(request.user, number)
    rows = queries.every_row(who, one)
    edition = queries.content_of_rows(rows).edition
    shown: dict[str, Any] = frame_of(one, (_("Try a call"), "")) | {"whole": edition is not None}
    if edition is None:
        return render(request, "protocols/try.html", shown)
    tried = trying.Tried.of(request.GET, edition)
    answer = trying.answered(edition, tried, faults.Places(one, rows)) if tried.asked else None
    form = KeepForm(request.POST if request.method == "POST" else None)
    may = permits.may_change(who, one)
    if request.method == "POST":
        may.demand()
        if answer is not None and form.is_valid():
            try:
                cells = tried.example(answer.came, **form.cleaned_data)
                made = actions.add_row(by=who, edition=one, section="examples", cells=cells)
                return kept(made.change, "protocols:section", number, "examples")
            except actions.RowFaults as wrong:
                form.add_error(None, str(wrong))
            except Refused as refused:
                form.add_error(None, str(refused))
    shown |= {
        "tried": tried, "answer": answer, "form": form, "may_change": may,
        "questions": trying.questions_of(edition, tried), "other": tried.answers.get(trying.EVERY_OTHER, ""),
        "types": [each.name for each in edition.call_types], "wishes": WISHES, "zone": edition.about.time_zone,
    }  # fmt: skip
    return render(request, "protocols/try.html", shown, status=422 if request.method == "POST" else 200)
