"""Search the audit, open one event, take the search away as CSV. Each look is in the read log before it is shown."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.audit.forms import SearchForm
from arcs.web.audit.pages import TrailPage
from arcs.web.audit.permits import may_read_audit
from arcs.web.audit.queries import MOST_EXPORTED, Asked, event, search_trail
from arcs.web.people.models import Staff
from arcs.web.ui.list_files import safe_text
from arcs.web.wall.read_log import record_read


def reader_of(request: HttpRequest) -> Staff:
    """The signed-in person, who may read the audit; for anybody else there is no such page."""
    if not isinstance(request.user, Staff) or not may_read_audit(request.user):
        raise Http404("No such page.")
    return request.user


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The search page; with `format=csv` its rows as a file."""
    who = reader_of(request)
    form = SearchForm(request.GET or None)
    asked = Asked(**{key: value for key, value in form.cleaned_data.items() if value}) if form.is_valid() else Asked()
    if form.is_bound and not form.is_valid():
        return render(request, "audit/trail.html", {"form": form, "page": None}, status=400)
    wants_csv = request.GET.get("format") == "csv"
    record_read(
        kind="audit export" if wants_csv else "audit",
        compartment="operational",
        object_id=None,
        reason=asked.sentence(),
    )
    if wants_csv:
        return _file(search_trail(who, asked, most=MOST_EXPORTED))
    page = search_trail(who, asked, after=request.GET.get("after", ""))
    return render(request, "audit/trail.html", {"form": form, "page": page, **_links(request, page)})


@require_safe
def one_event(request: HttpRequest, source: str, key: str) -> HttpResponse:
    """One thing that happened: the record before and after."""
    who = reader_of(request)
    found = event(who, source, key)
    object_id = found.line.object_id if found else _uuid_or_none(key)
    record_read(
        kind="audit event",
        compartment="operational",
        object_id=object_id,
        allowed=found is not None,
        reason=f"{source} {key}",
    )
    if found is None:
        raise Http404("No such event.")
    return render(request, "audit/event.html", {"event": found})


def _links(request: HttpRequest, page: TrailPage) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("after", None)
    query["format"] = "csv"
    csv_url = f"?{query.urlencode()}"
    query.pop("format")
    query["after"] = page.after
    return {"csv_url": csv_url, "next_url": f"?{query.urlencode()}" if page.after else "", "most": MOST_EXPORTED}


def _file(page: TrailPage) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["at (UTC)", "person", "person id", "kind", "done", "record id", "table", "key"])
    for line in page.lines:
        cells = (line.at.isoformat(), line.person, line.person_id, line.kind, line.done, line.object_id)
        writer.writerow([safe_text("" if cell is None else str(cell)) for cell in (*cells, line.source, line.key)])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
