"""What every page's frame shows: who, where one can go, which programme, and whether its figures are invented."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import arcs


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `ui/base.html`."""
    return {"arcs_version": arcs.__version__, "demonstration": settings.DEMONSTRATION}
