"""The profile of a loaded export: when calls come, from whom, what is missing, where the series breaks."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.sheets.profile_page import profile_of
from arcs.web.studies import queries as studies
from arcs.web.studies.permits import may_work
from arcs.web.studies.stands import newest_loaded
from arcs.web.studies.views.finding import asker, found


@login_required
@require_safe
def profile(request: HttpRequest, study: UUID) -> HttpResponse:
    """What the newest loaded export looks like before anything is judged."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    source = newest_loaded(who, one)
    words = {
        "study": one,
        "source": source,
        "profile": profile_of(who, source) if source else None,
        "may_work": may_work(who, one),
    }
    return render(request, "sheets/profile.html", words)
