"""How often may something be tried? Counted in PostgreSQL, so that the answer is one for all processes."""

import re
from collections.abc import Callable
from functools import wraps

from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from arcs.web.people.signing_in import address_of

COUNTS = "log"  # the autocommitting connection: an attempt counts although its page fails
UNITS = {"s": 1, "m": 60, "h": 3600}


def take(key: str, limit: int, seconds: int) -> bool:
    """Count one attempt at `key`; False when it is more than `limit` since the window of `seconds` began.

    A window begins with the first attempt and ends `seconds` later, whatever happens in between. Needs no person, and
    keeps the key as a digest only.
    """
    with transaction.atomic(using=COUNTS), connections[COUNTS].cursor() as cursor:
        cursor.execute("select rate_take(%s, %s)", [key, seconds])
        (count,) = cursor.fetchone()
    return int(count) <= limit


def rate(text: str) -> tuple[int, int]:
    """ "20/5m" as (20, 300); ValueError for anything else.

    >>> rate("20/5m")
    (20, 300)
    """
    match = re.fullmatch(r"(\d+)/(\d+)([smh])", text)
    if match is None:
        raise ValueError(f"{text!r} is no rate. Write it as 20/5m: twenty in five minutes (s, m or h).")
    return int(match[1]), int(match[2]) * UNITS[match[3]]


View = Callable[..., HttpResponseBase]


def limited(name: str, at_most: str) -> Callable[[View], View]:
    """Decorator for public forms: more posts than `at_most` ("20/5m") from one address are answered 429."""
    limit, seconds = rate(at_most)

    def around(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST" and not take(f"{name}:{address_of(request)}", limit, seconds):
                return too_many(request, seconds)
            return view(request, *args, **kwargs)

        return answer

    return around


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page for whoever tried too often."""
    page = render(request, "people/too_many.html", {"minutes": max(1, seconds // 60)}, status=429)
    page["Retry-After"] = str(seconds)
    return page
