"""Alarms that nobody has acknowledged yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from arcs.web.audit.actions import acknowledge
from arcs.web.audit.permits import may_see_alarms
from arcs.web.people.models import Staff
from arcs.web.wall.alarm import open_alarms


@require_http_methods(["GET", "HEAD", "POST"])
def alarms(request: HttpRequest) -> HttpResponse:
    """Show them, or write that they were seen."""
    if not isinstance(request.user, Staff) or not may_see_alarms(request.user):
        raise Http404("No such page.")
    if request.method == "POST":
        acknowledge(by=request.user)
        return redirect("audit:alarms")
    return render(request, "audit/alarms.html", {"alarms": open_alarms()})
