"""How much may be uploaded: decided before the first byte is kept, so that nobody can fill the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

TOO_LARGE = "arcs.upload_too_large"
ROUND_THE_FILE = 1 << 20  # the other fields and the boundaries between them
MB = 1 << 20


def limit_in_bytes() -> int:
    """The most that one upload may hold, all its files together."""
    return settings.ARCS_UPLOAD_LIMIT_MB * MB


def was_too_large(request: HttpRequest) -> bool:
    """Whether this request's files were left unread because they were more than the limit."""
    return bool(request.META.get(TOO_LARGE))


def status_of(request: HttpRequest) -> int:
    """The status of a form that is shown again: 413 where what was sent is too large, else 422."""
    return 413 if was_too_large(request) else 422


class UploadLimit(FileUploadHandler):
    """Leaves files unread when the request says, or turns out, to be too large, and from who is not signed in."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *_: Any, **__: Any) -> None:  # noqa: N803 - Django's name
        """Judge by the length that the request states; a longer body is cut off by the server."""
        signed_in = bool(getattr(getattr(self.request, "user", None), "is_authenticated", False))
        limit = limit_in_bytes() + ROUND_THE_FILE if signed_in else 0
        self.refuses = content_length > limit
        if self.refuses:
            META[TOO_LARGE] = "1"

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Stop before the first byte of a file that is too large."""
        super().new_file(*args, **kwargs)
        if self.refuses:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on to the handler that writes to the folder of uploads."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
