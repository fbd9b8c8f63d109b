"""Alarms: what ARCS called for, and who acknowledged it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from arcs.web.audit.actions import acknowledge
from arcs.web.audit.lists import ALARMS
from arcs.web.audit.pages import AlarmState
from arcs.web.audit.permits import may_see_alarms
from arcs.web.audit.queries import alarms_of
from arcs.web.people.models import Staff
from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


@require_http_methods(["GET", "HEAD", "POST"])
def alarms(request: HttpRequest) -> HttpResponse:
    """Show them, or write that they were seen."""
    if not isinstance(request.user, Staff) or not may_see_alarms(request.user):
        raise Http404("No such page.")
    if request.method == "POST":
        acknowledge(by=request.user)
        return redirect("audit:alarms")
    found = alarms_of(request.user)
    page = list_page(request.GET, ALARMS, HeldRows(found))
    if page.wants_csv:
        return csv_response(page)
    is_open = any(one.state == AlarmState.OPEN for one in found)
    return render(request, "audit/alarms.html", {"page": page, "is_open": is_open})
