"""The programme's HTTP interface: the same queries as the pages, for those who hold a token.

Each room's `api.py` holds its part; this module puts them together and says how each refusal is answered. Programs
read; the one thing that they may write is a call for service that came in elsewhere.
"""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

import arcs
from arcs.core.refusal import Refusal
from arcs.web.agency.api import router as agency
from arcs.web.audit.api import router as audit
from arcs.web.calls.api import router as calls
from arcs.web.jobs.api import router as jobs
from arcs.web.people.api import router as people
from arcs.web.people.program_access import commits_by_itself
from arcs.web.protocols.api import router as protocols
from arcs.web.studies.api import router as studies
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import ReadLogDown

DESCRIPTION = (
    "Reads what the pages show, in the name of a token's holder, and never more than the token's scopes and its "
    "holder's role. Calls for service can be sent as well. Every refusal is one sentence in `detail`. Decimals are "
    "texts, so that no digit is lost."
)
CLOSED_SECONDS = "60"
api = NinjaAPI(
    title="ARCS",
    version=arcs.__version__,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,  # our own view gives it, made once in a process (site.views.programs)
    urls_namespace="api",
)
for router in (calls, studies, protocols, jobs, people, agency, audit):
    api.add_router("", router)


def addresses() -> Any:
    """The interface for `path()`. The framework makes the views, and Django asks them whether a request commits."""
    patterns, application, namespace = api.urls
    for one in patterns:
        if commits_by_itself(str(one.pattern)):
            transaction.non_atomic_requests(one.callback)
    return patterns, application, namespace


def problem(request: HttpRequest, status: int, sentence: str, **headers: str) -> HttpResponse:
    """A refusal: its sentence as `detail`, and headers with dashes for underscores."""
    answer = api.create_response(request, {"detail": sentence}, status=status)
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


@api.exception_handler(HttpError)
def _said(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, error.message)


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, error.message, WWW_Authenticate="Bearer")


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(request, 429, _("Too many requests. Wait a minute."), Retry_After=str(error.wait or 1))


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, 422, "; ".join(_fault(one) for one in error.errors))


@api.exception_handler(Refusal)
def _refused_input(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, 422, str(refusal))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(request, 403, str(refused))


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, missing: Http404) -> HttpResponse:
    return problem(request, 404, _("There is none, or none for the holder of this token."))


@api.exception_handler(ReadLogDown)
def _closed(request: HttpRequest, down: ReadLogDown) -> HttpResponse:
    return problem(request, 503, str(down), Retry_After=CLOSED_SECONDS)


def _fault(one: dict[str, Any]) -> str:
    """A parameter's name and what is wrong with it."""
    return f"{one['loc'][-1]}: {one['msg']}"
