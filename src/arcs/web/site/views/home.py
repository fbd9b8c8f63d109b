"""The first page: what the programme is, for a visitor; what waits, for who is signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arcs.web.agency.queries import programme_or_none
from arcs.web.people.models import Staff
from arcs.web.site.hours import when_we_answer
from arcs.web.site.start import start_page


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Front page or start page."""
    if isinstance(request.user, Staff):
        return render(request, "site/start.html", {"start": start_page(request.user)})
    programme = programme_or_none()
    hours = when_we_answer(programme, timezone.now()) if programme else ()
    return render(request, "site/front.html", {"sign_in_url": settings.LOGIN_URL, "hours": hours})
