"""`{% load sheets %}`: what was just changed, and taking it back."""

from typing import Any
from uuid import UUID

from django import template
from django.middleware.csrf import get_token
from django.urls import reverse

from arcs.web.studies.models import Study

register = template.Library()


@register.inclusion_tag("sheets/changed.html", takes_context=True)
def changed_banner(context: template.Context, study: Study, words: str = "") -> dict[str, Any]:
    """After a change (`?changed=ID` in the address): that it is kept, and the button that takes it back."""
    request = context.get("request")
    try:
        change = UUID(request.GET.get("changed", "")) if request else None
    except ValueError:
        change = None
    if request is None or change is None:
        return {"url": ""}
    return {
        "url": reverse("sheets:undo", args=[study.pk, change]), "back": request.path, "words": words,
        "csrf_token": get_token(request), "request": request,
    }  # fmt: skip
