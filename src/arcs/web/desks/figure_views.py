"""The programme page: its figures, the calls behind each, and what breaks the promise that none ends in silence."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.core.dispatching.closing import Place
from arcs.web.desks import pages, permits, queries
from arcs.web.desks.forms import PeriodForm
from arcs.web.desks.models import PLACES
from arcs.web.people.asking import staff_of
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


def _period(request: HttpRequest) -> tuple[pages.Period, PeriodForm, str]:
    form = PeriodForm(request.GET if "first" in request.GET or "last" in request.GET else None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    period, said = pages.period_of(given.get("first"), given.get("last"))
    return period, form, said


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The programme page of some days."""
    who = staff_of(request)
    permits.may_see_figures(who).demand()
    period, form, said = _period(request)
    rows = queries.counted_between(who, period.first, period.last)
    words = {
        "period": period,
        "form": form if form.errors else PeriodForm(initial={"first": period.first, "last": period.last}),
        "said": said,
        "came_in": len(rows),
        "counted_at": max((one.counted_at for one in rows), default=None),
        "standings": pages.standings(rows, period),
        "groups": pages.groups(pages.figures(rows, period), period, names_of(in_force(who))) if rows else (),
        "broken": queries.broken_seen_by(who).count(),
        "checks": queries.last_checks(who),
        "is_print": "print" in request.GET,
    }
    return render(request, "desks/figures.html", words)


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The calls behind one number."""
    who = staff_of(request)
    permits.may_see_figures(who).demand()
    period, _form, _said = _period(request)
    asked, stands = request.GET.get("figure", ""), request.GET.get("stands", "")
    names = names_of(in_force(who))
    calls = queries.counted_seen_by(who).filter(day__range=(period.first, period.last))
    if stands:
        if stands not in dict(PLACES):
            raise Http404
        title, definition = Place(stands).label, ""
        calls = calls.filter(stands=stands)
    else:
        found = pages.figures(queries.counted_between(who, period.first, period.last), period)
        one = next((each for each in found if each.figure.name == asked), None)
        if one is None:
            raise Http404
        title, definition = (pages.in_words(text, names) for text in (one.figure.name, one.figure.definition))
        calls = calls.filter(pk__in=map(UUID, one.keys))
    page = list_page(request.GET, pages.rows_for(pages.ROWS, who, names), calls)
    if page.wants_csv:
        return csv_response(page)
    words = {"page": page, "title": title[:1].upper() + title[1:], "definition": definition, "period": period}
    return render(request, "desks/rows.html", words)


@login_required
@require_safe
def broken(request: HttpRequest) -> HttpResponse:
    """Every call that was closed, or left, in silence, with what is missing."""
    who = staff_of(request)
    permits.may_see_figures(who).demand()
    definition = pages.rows_for(pages.BROKEN, who, names_of(in_force(who)))
    page = list_page(request.GET, definition, queries.broken_seen_by(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "desks/broken.html", {"page": page})
