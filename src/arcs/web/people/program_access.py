"""What a program meets in every room: a token with the right scope, a limit, pages, and a refusal in one sentence.

Each room's `api.py` declares its operations with `reads` or `writes`, so that none can be added without saying who may
ask, and none can answer what its description does not name.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import AuthenticationError, AuthorizationError, Throttled
from ninja.security.base import AuthBase
from pydantic import AfterValidator, Field

from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.people.rate_limit import take

A_MINUTE = 60
MOST_ROWS, FARTHEST = 200, 10_000
Item = TypeVar("Item")
_asked: set[str] = set()  # filled by the operations as their rooms declare them
_committing: set[str] = set()  # likewise


class Problem(Schema):
    """Why a request was not answered, in one sentence."""

    detail: str


class NotTaken(Problem):
    """Why what was sent was not taken; `set_aside` names what was kept of it."""

    set_aside: UUID | None = None


PROBLEMS = dict.fromkeys((401, 403, 404, 422, 429, 503), Problem)


def _without_nul(text: str) -> str:
    """The text; ValueError for the one character that PostgreSQL cannot hold."""
    if "\x00" in text:
        raise ValueError("it holds a NUL character, which no text can hold")
    return text


Words = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]


class Paging(Schema):
    """Which part of a list: at most 200 rows, beginning at most 10,000 rows in; narrow the question to see more."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="How many rows at most.")
    offset: int = Field(0, ge=0, le=FARTHEST, description="How many rows to pass over first.")


class Page(Schema, Generic[Item]):
    """Part of a list. `next_offset` begins the next part, and is null on the last one."""

    items: list[Item]
    next_offset: int | None


def page_of(rows: "QuerySet[Any]", asked: Paging) -> dict[str, Any]:
    """One part of ordered rows, with one query."""
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    then = asked.offset + asked.limit
    is_more = len(found) > asked.limit and then <= FARTHEST
    return {"items": found[: asked.limit], "next_offset": then if is_more else None}


class Token(AuthBase):
    """An API token whose scopes, and whose holder's permissions, hold one of `codes`; limited by the minute."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token that you make at /me/tokens/. It ends on its day, and can be revoked before."

    def __init__(self, *codes: str) -> None:
        self.codes = frozenset(codes)
        _asked.update(codes)
        super().__init__()

    def __call__(self, request: HttpRequest) -> Staff:
        """The holder, whom the middleware found; else AuthenticationError, Throttled or AuthorizationError."""
        holder = holder_of(request)
        if holder is None:
            raise AuthenticationError(message=_("Send a token that works: Authorization: Bearer arcs_…"))
        given = request.headers.get("Authorization", "")
        if not take(f"api:{digest_of(given).hex()}", settings.ARCS_API_CALLS_A_MINUTE, A_MINUTE):
            raise Throttled(wait=A_MINUTE)
        if not holder.permissions & self.codes:
            needed = _(" or ").join(sorted(self.codes))
            raise AuthorizationError(message=_("This needs a token with the scope %(codes)s.") % {"codes": needed})
        return holder


def scopes_asked() -> frozenset[str]:
    """Every scope that some operation asks for; any other would open nothing to a program."""
    return frozenset(_asked)


def commits_by_itself(route: str) -> bool:
    """Whether the operation at this address opens its own transactions, and its request is none."""
    return route.removeprefix("/") in _committing


def holder_of(request: HttpRequest) -> Staff | None:
    """Whose token came with the request; the middleware found the person before the transaction opened."""
    if getattr(request, "token", None) is None:
        return None
    return request.user if isinstance(request.user, Staff) else None


def asker(request: HttpRequest) -> Staff:
    """The holder of the token of an operation that `Token` let in."""
    return cast(Staff, request.user)


Operation = Callable[..., Any]


def reads(router: Router, path: str, *codes: str, answer: Any, summary: str) -> Callable[[Operation], Operation]:
    """Decorator that declares a GET: the scopes of which one is needed, its answer, and every refusal it can give."""
    return cast(
        Callable[[Operation], Operation],
        router.get(
            path,
            auth=Token(*codes),
            response={200: answer, **PROBLEMS},
            summary=summary,
            openapi_extra={"x-scopes": sorted(codes)},
        ),
    )


def writes(
    router: Router, path: str, *codes: str, body: Mapping[str, Any], answer: Any, summary: str,
    commits_by_itself: bool = False,
) -> Callable[[Operation], Operation]:  # fmt: skip
    """Decorator that declares a POST: its scopes, the schema of its body, and every answer: 201 taken, 200 was there.

    The operation reads the body itself, so that what cannot be read can be kept. One that `commits_by_itself` opens its
    own transactions; every other request is one.
    """
    if commits_by_itself:
        _committing.add(path.removeprefix("/"))
    return cast(
        Callable[[Operation], Operation],
        router.post(
            path,
            auth=Token(*codes),
            response={200: answer, 201: answer, **PROBLEMS, 422: NotTaken},
            summary=summary,
            openapi_extra={
                "x-scopes": sorted(codes),
                "requestBody": {"required": True, "content": {"application/json": {"schema": dict(body)}}},
            },
        ),
    )
