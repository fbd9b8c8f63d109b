"""No more of a request's body is kept than may be uploaded.

Django writes a body to the disk before any of its own code can refuse it. So what is too much is left out here, while
it comes in: the form that it was sent to then says that the file is too large.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from arcs.web.studies.upload_limit import ROUND_THE_FILE, limit_in_bytes

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


def most_of(scope: Scope) -> int:
    """How many bytes of this request's body are kept: a visitor uploads nothing, and a file too large is not begun."""
    headers = dict(scope["headers"])
    stated = headers.get(b"content-length", b"")
    most = limit_in_bytes() + ROUND_THE_FILE
    is_visitor = f"{settings.SESSION_COOKIE_NAME}=".encode() not in headers.get(b"cookie", b"")
    too_long = not (stated.isdigit() and int(stated) <= most)
    return ROUND_THE_FILE if is_visitor or too_long else most


class BodyLimit:
    """Passes on the beginning of each body and leaves out the rest, of which it says nothing."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        left = most_of(scope)

        async def beginning() -> MutableMapping[str, Any]:
            nonlocal left
            message = await receive()
            if message["type"] == "http.request":
                body = message.get("body", b"")[:left]
                left -= len(body)
                message = {**message, "body": body}
            return message

        await self.application(scope, beginning, send)
