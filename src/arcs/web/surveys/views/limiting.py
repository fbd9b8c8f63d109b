"""How often one network address may begin and answer; the page for more than that is in a resident's words."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from arcs.web.people.rate_limit import rate, take
from arcs.web.people.signing_in import address_of

View = Callable[..., HttpResponseBase]
BEGINNINGS, ANSWERS = "20/1h", "900/1h"  # a library's desk begins less often; thirty people answer a card a minute


def at_most(name: str, often: str) -> Callable[[View], View]:
    """Decorator: more posts than that from one address are answered 429, and nothing is written."""
    limit, seconds = rate(often)

    def around(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
            if request.method == "POST" and not take(f"{name}:{address_of(request)}", limit, seconds):
                return _too_many(request, seconds)
            return view(request, *args, **named)

        return answer

    return around


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    page = render(request, "surveys/too_many.html", {"minutes": seconds // 60}, status=429)
    page["Retry-After"] = str(seconds)
    return page
