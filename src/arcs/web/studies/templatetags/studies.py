"""`{% load studies %}`: the way through one study, on each of its pages."""

from typing import Any

from django import template

from arcs.web.studies import places
from arcs.web.studies.models import Study

register = template.Library()


@register.inclusion_tag("studies/navigation.html", takes_context=True)
def study_navigation(context: template.Context, study: Study) -> dict[str, Any]:
    """Every step of the study with its pages, the current one marked; nothing is asked of the database."""
    request = context.get("request")
    steps = places.navigation(study, request.path if request else "")
    here = next((one.label for step in steps for one in step.places if one.current), "")
    return {"steps": steps, "study": study, "here": here}
