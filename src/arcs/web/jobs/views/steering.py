"""Steering long work: cancel it, try it again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arcs.web.jobs import actions
from arcs.web.jobs.models import JobState
from arcs.web.jobs.views.watching import find_job
from arcs.web.people.asking import staff_of
from arcs.web.wall.permit import Refused


@login_required
@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    """Cancel, then show the job; a refusal is said there too."""
    found = find_job(request, job)
    try:
        now = actions.cancel_job(by=staff_of(request), job=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        stopping = now.state == JobState.RUNNING
        messages.success(request, _("It stops at the next safe point.") if stopping else _("The work is cancelled."))
    return redirect("jobs:job", job)


@login_required
@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Try again, then show the job."""
    found = find_job(request, job)
    try:
        actions.try_again(by=staff_of(request), job=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The work waits for a worker again. What it had finished is not done twice."))
    return redirect("jobs:job", job)
