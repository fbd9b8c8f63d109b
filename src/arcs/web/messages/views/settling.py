"""Looking at messages, and settling those that were not clearly sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcs.web.messages import actions, pages, permits, queries
from arcs.web.messages.models import OutgoingMessage
from arcs.web.people.asking import staff_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read


def _find(request: HttpRequest, message: UUID) -> OutgoingMessage:
    found = queries.message_seen_by(staff_of(request), message)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages this person may see, those that need somebody first."""
    who = staff_of(request)
    page = list_page(request.GET, pages.MESSAGES, queries.messages_seen_by(who))
    if page.wants_csv:
        return csv_response(page)
    shown = {"page": page, "unsettled": queries.unsettled(who), "may_invite": "people.manage" in who.permissions}
    return render(request, "messages/list.html", shown)


@login_required
@require_safe
def message_page(request: HttpRequest, message: UUID) -> HttpResponse:
    """One message with what happened to it; its text for whoever wrote it."""
    who, found = staff_of(request), _find(request, message)
    text = queries.text_of(who, found)
    record_read(kind="message", compartment="operational", object_id=found.pk)
    context = {
        "message": found,
        "mark": pages.state_mark(found),
        "sentence": pages.what_to_do(found),
        "text": text,
        "may_settle": permits.settle(who, found),
        "attempts": [(one, pages.OUTCOMES.get(one.outcome, one.outcome)) for one in queries.attempts_of(who, found)],
    }
    return render(request, "messages/message.html", context)


def _settle(request: HttpRequest, message: UUID, settle: Callable[..., Any], said: str) -> HttpResponse:
    found = _find(request, message)
    try:
        settle(by=staff_of(request), message=found)
    except Refused as refused:
        notices.error(request, str(refused))
    else:
        notices.success(request, said)
    return redirect("messages:message", message)


@login_required
@require_POST
def again(request: HttpRequest, message: UUID) -> HttpResponse:
    """Send it again."""
    return _settle(request, message, actions.send_again, _("The message is sent again within a few seconds."))


@login_required
@require_POST
def arrived(request: HttpRequest, message: UUID) -> HttpResponse:
    """Mark it as sent."""
    return _settle(request, message, actions.mark_as_sent, _("The message is marked as sent."))


@login_required
@require_POST
def given_up(request: HttpRequest, message: UUID) -> HttpResponse:
    """Give it up."""
    return _settle(request, message, actions.give_up, _("The message will not be sent."))
