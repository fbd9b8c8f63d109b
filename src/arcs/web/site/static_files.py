"""Style sheets, scripts and pictures: WhiteNoise's answers, sent piece by piece."""

from typing import Any

from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Redirect, StaticFile

from arcs.web.ui.sent_files import SentFile


class _StaticAnswer(SentFile):
    """Headers are WhiteNoise's own: it looked at the file when the programme began."""

    def set_headers(self, *_: Any) -> None:
        """Add nothing."""


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Answers for files of `STATIC_ROOT`, before any page is asked."""

    @staticmethod
    def serve(static_file: StaticFile | Redirect, request: HttpRequest) -> SentFile:
        """The file, the part of it that was asked for, or only its headers."""
        found = static_file.get_response(request.method, request.META)
        answer = _StaticAnswer(found.file or (), status=int(found.status))
        del answer["content-type"]
        for name, value in found.headers:
            answer[name] = value
        return answer
