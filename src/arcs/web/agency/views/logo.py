"""The logo, for every page and every visitor: a checked picture, served as nothing else."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from arcs.web.agency import queries


@login_not_required
@require_safe
def logo(request: HttpRequest, logo_id: UUID) -> HttpResponse:
    """The picture's own bytes; they never change, so a browser may keep them."""
    found = queries.logo(logo_id)
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=f"image/{found.kind}")
    answer["Content-Disposition"] = f'inline; filename="{found.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
