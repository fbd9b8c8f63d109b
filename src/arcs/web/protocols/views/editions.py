"""What is in force, what comes, what is drafted, and what was."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.protocols import permits, queries
from arcs.web.protocols.readers import StaffRequest, for_readers


@for_readers
@require_safe
def editions(request: StaffRequest) -> HttpResponse:
    """Every edition by where it stands."""
    who = request.user
    words = {
        "in_force": queries.edition_in_force(who),
        "editions": list(queries.editions_seen_by(who)),
        "may_draft": permits.may_draft(who),
    }
    return render(request, "protocols/list.html", words)
