"""`{% load sheets %}`: what was just changed, and taking it back."""

from typing import Any

from django import template
from django.urls import reverse

from arcs.web.studies.models import Study
from arcs.web.ui.undoing import undo_offered

register = template.Library()


@register.inclusion_tag("ui/undo.html", takes_context=True)
def changed_banner(context: template.Context, study: Study, words: str = "") -> dict[str, Any]:
    """After a change (`?changed=ID` in the address): that it is kept, and the button that takes it back."""
    offered = undo_offered(context, lambda change: reverse("sheets:undo", args=[study.pk, change]))
    return offered | {"words": words}
