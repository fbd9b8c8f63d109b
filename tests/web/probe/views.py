"""One page: find, log, show."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from tests.web.probe.queries import file_of

from arcs.web.wall.read_log import record_read


def show_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A file's headline, or 404; either look is in the read log."""
    file = file_of(request.user, file_id)
    record_read(kind="probe file", compartment="care", object_id=file_id, allowed=file is not None)
    if file is None:
        raise Http404
    return HttpResponse(file.headline)
