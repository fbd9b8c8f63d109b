"""Search the audit, open an event, take the search away as CSV or on paper. Each look is logged before it is shown."""

import csv
from io import StringIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.audit.forms import SearchForm
from arcs.web.audit.pages import TrailPage
from arcs.web.audit.permits import may_read_audit, may_review
from arcs.web.audit.queries import MOST_EXPORTED, PAGE_SIZE, Asked, event, search_trail
from arcs.web.people.models import Staff
from arcs.web.ui.list_files import safe_text
from arcs.web.wall.read_log import record_read

OLDEST_FIRST = "at"  # as lists write it; newest first needs no word


def reader_of(request: HttpRequest) -> Staff:
    """The signed-in person, who may read the audit; for anybody else there is no such page."""
    if not isinstance(request.user, Staff) or not may_read_audit(request.user):
        raise Http404("No such page.")
    return request.user


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The search page; with `format=csv` its rows as a file, with `format=print` on one page for paper."""
    who = reader_of(request)
    form = SearchForm(request.GET or None)
    asked = Asked(**{key: value for key, value in form.cleaned_data.items() if value}) if form.is_valid() else Asked()
    if form.is_bound and not form.is_valid():
        return render(request, "audit/trail.html", {"form": form, "page": None}, status=400)
    taken, oldest_first = request.GET.get("format", ""), request.GET.get("sort") == OLDEST_FIRST
    is_whole = taken in {"csv", "print"}
    record_read(
        kind="audit export" if is_whole else "audit",
        compartment="operational",
        object_id=None,
        reason=asked.sentence(),
    )
    after, most = ("", MOST_EXPORTED) if is_whole else (request.GET.get("after", ""), PAGE_SIZE)
    page = search_trail(who, asked, after=after, most=most, oldest_first=oldest_first)
    if taken == "csv":
        return _file(page)
    shown: dict[str, Any] = {"form": form, "page": page, "review": may_review(who), "oldest_first": oldest_first}
    return render(
        request, "audit/trail.html", {**shown, "is_print": is_whole, "said": _said(form), **_links(request, page)}
    )


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


def _said(form: SearchForm) -> str:
    """What was searched for, as the page's own words say it."""
    asked = ((one.label, str(one.value()), getattr(one.field, "choices", ())) for one in form if one.value())
    return " ".join(f"{label}: {dict(choices).get(value, value)}." for label, value, choices in asked)


def _links(request: HttpRequest, page: TrailPage) -> dict[str, Any]:
    """The same search as a file, on paper, in the other order, and from where this page ends."""
    asked = {name: value for name, value in request.GET.items() if value and name not in {"after", "format"}}
    unsorted = {name: value for name, value in asked.items() if name != "sort"}
    other = unsorted if asked.get("sort") == OLDEST_FIRST else {**unsorted, "sort": OLDEST_FIRST}
    return {
        "csv_url": f"?{urlencode({**asked, 'format': 'csv'})}",
        "print_url": f"?{urlencode({**asked, 'format': 'print'})}",
        "plain_url": f"?{urlencode(asked)}",
        "sort_url": f"?{urlencode(other)}",
        "next_url": f"?{urlencode({**asked, 'after': page.after})}" if page.after else "",
        "most": MOST_EXPORTED,
    }


def _file(page: TrailPage) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["at (UTC)", "person", "person id", "kind", "done", "about", "record id", "table", "key"])
    for line in page.lines:
        cells = (line.at.isoformat(), line.person, line.person_id, line.kind, line.done, line.about, line.object_id)
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
