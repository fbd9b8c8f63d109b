"""What is answered when a request cannot be: a page for people, one sentence in JSON for programs."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

API = "/api/"
AGAIN_SECONDS = 10  # until whoever asked should ask again


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 where the reason is that too much was sent."""
    if isinstance(exception, RequestDataTooBig):
        sentence = _told(request, 413, _("That is more than this installation takes."))
        return sentence or render(request, "413.html", status=413)
    return _told(request, 400, _("The request did not reach us whole.")) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the sentence of whoever refused."""
    sentence = str(exception) or _("This is not open to you.")
    return _told(request, 403, sentence) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is not there and for what is not there for this person."""
    return _told(request, 404, _("There is no such address.")) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ARCS, told without anything about it; 503 where the database did not answer in time.

    A connection can break while the database commits, so that what was sent may be saved all the same.
    """
    if isinstance(sys.exc_info()[1], OperationalError):
        words = _(
            "The database does not answer in time. Whether this was saved is not known: look before sending it again."
        )
        answer = _told(request, 503, words) or HttpResponse(render_to_string("busy.html"), status=503)
        answer["Retry-After"] = str(AGAIN_SECONDS)
        return answer
    return _told(request, 500, _("Something went wrong on our side.")) or defaults.server_error(request)


def _told(request: HttpRequest, status: int, sentence: str) -> HttpResponse | None:
    """The sentence, where a program asked; nothing for people, who get a page."""
    return JsonResponse({"detail": sentence}, status=status) if request.path.startswith(API) else None
