"""Access to confidential compartments that waits for a second person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcs.web.people import actions, pages, permits, queries
from arcs.web.people.lists import PROPOSALS
from arcs.web.people.views.answers import do, open_to, or_not_found, who
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits to be confirmed."""
    me = who(request)
    open_to(permits.see_staff(me))
    page = list_page(request.GET, PROPOSALS, queries.proposals(me))
    return csv_response(page) if page.wants_csv else render(request, "people/access.html", {"page": page})


@require_safe
@or_not_found
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person's access to one compartment: why, who proposed it, and the buttons of the second person."""
    me = who(request)
    open_to(permits.see_staff(me))
    (shown,) = pages.grants_shown(me, [queries.grant(me, pk)])
    return render(request, "people/grant.html", {"page": shown})


@require_POST
@or_not_found
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a compartment to a third person, as the second of two."""
    me = who(request)
    open_to(permits.see_staff(me))
    grant = queries.grant(me, pk)
    done = _("Confirmed. Access counts from now on.")
    return do(request, lambda: actions.confirm_access(by=me, grant=grant), done, reverse("people:access"))
