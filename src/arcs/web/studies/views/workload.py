"""The workload of an import: the finding, its charts, the table by type, and every other table."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arcs.web.studies import queries, workload_pages
from arcs.web.studies.frozen import table_of
from arcs.web.studies.frozen_pages import table_csv, table_page
from arcs.web.studies.models import ImportState
from arcs.web.studies.views.finding import asker, found

DRAWN = ("by_call_type", "by_hour_of_week", "by_month")


@login_required
@require_safe
def workload(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """What the calls of an import take, by type, hour and month."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    if one.state != ImportState.LOADED:
        return render(request, "studies/workload_waiting.html", {"call_import": one, "study": one.study})
    stored = queries.import_tables(who, one)
    tables = {name: table_of(stored[name]) for name in DRAWN}
    by_type = tables["by_call_type"]
    whole_url = _address(stored["by_call_type"].pk)
    page = table_page(
        workload_pages.narrowed(by_type),
        sort=request.GET.get("sort", "-hours"),
        csv_url=f"{whole_url}?csv=1",
        link=workload_pages.linking(one),
        most=workload_pages.MOST_TYPES,
    )
    return render(
        request,
        "studies/workload.html",
        {
            "call_import": one,
            "study": one.study,
            "title": workload_pages.finding(by_type),
            "stats": workload_pages.stats_of(one, by_type),
            "charts": workload_pages.charts_of(tables),
            "table": page,
            "whole_url": whole_url,
            "rows_left": len(by_type.rows) - len(page.rows),
            "shown_words": _("%(shown)s of %(all)s call types") % {"shown": len(page.rows), "all": len(by_type.rows)},
            "tables": [(each, _address(each.pk)) for each in stored.values()],
            "warnings": [each for each in queries.remarks_of(who, one) if each.kind in ("warning", "break")],
        },
    )


def _address(table: UUID) -> str:
    return reverse("studies:table", args=[table])


@login_required
@require_safe
def table(request: HttpRequest, table: UUID) -> HttpResponse:
    """One frozen table: sortable, with its definitions, as CSV."""
    stored = found(queries.table_seen_by(asker(request), table))
    whole = table_of(stored)
    if "csv" in request.GET:
        return table_csv(whole)
    words = {"stored": stored, "study": stored.study, "call_import": stored.call_import}
    page = (
        table_page(whole, sort=request.GET.get("sort", ""), link=workload_pages.linking(stored.call_import))
        if stored.call_import
        else table_page(whole, sort=request.GET.get("sort", ""))
    )
    return render(request, "studies/table.html", words | {"table": page})
