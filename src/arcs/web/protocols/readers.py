"""Who is let onto the pages: whoever has something to do with the protocol; for all others they are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from arcs.web.people.models import Staff
from arcs.web.protocols import permits

Asked = ParamSpec("Asked")


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Staff


Page = Callable[Concatenate[StaffRequest, Asked], HttpResponse]


def for_readers(page: Page[Asked]) -> Callable[..., HttpResponse]:
    """Let only readers of the protocol in; others get 404, visitors the sign-in."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Asked.args, **named: Asked.kwargs) -> HttpResponse:
        asking = cast(StaffRequest, request)
        if not permits.may_see_protocols(asking.user):
            raise Http404
        return page(asking, *args, **named)

    return cast(Callable[..., HttpResponse], login_required(guarded))
