"""The charts of the report as its documents draw them, to stand in a page of the workbench."""

import json
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

KEPT = 64  # drawings that stay in this process: those of about five studies, each for a desk and for a phone


def drawing_of(specification: dict[str, Any]) -> SafeString:
    """The drawing of a chart's specification as SVG; the same specification is drawn once."""
    return _drawn(json.dumps(specification, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _drawn(specification: str) -> SafeString:
    from arcs.documents.charts.rendering import inside_a_page, svg  # noqa: PLC0415 - no other page needs what it loads

    return SafeString(inside_a_page(svg(json.loads(specification))))
