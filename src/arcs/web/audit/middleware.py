"""When the read log cannot be written, protected pages answer 503 with a sentence instead of their content."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from arcs.web.wall.read_log import ReadLogDown


class ReadLogDownMiddleware:
    """No log, no page; the page's own transaction has been rolled back when this is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The 503 page, made without the database; None for any other exception."""
        if not isinstance(exception, ReadLogDown):
            return None
        answer = HttpResponse(render_to_string("audit/read_log_down.html"), status=503)
        answer["Retry-After"] = "60"
        return answer
