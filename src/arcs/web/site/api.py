"""The programme's HTTP interface: the same queries as the pages, for those who hold a token.

Each room's `api.py` holds its part; this module puts them together, and says who may come in and how often.
"""

from django.http import HttpRequest
from ninja import Schema

from arcs.web.people.models import Staff

CALLS_A_MINUTE = 120


class Problem(Schema):
    """Why a request was not answered, in one sentence."""

    detail: str


def token_of(request: HttpRequest) -> Staff | None:
    """The holder of the request's token, whom the middleware found before the transaction opened."""
    return request.user if getattr(request, "token", None) is not None else None  # type: ignore[return-value] # a token's holder is staff
