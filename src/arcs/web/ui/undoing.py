"""After a change (`?changed=ID` in the address): that it is kept, and the button that takes it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import template
from django.middleware.csrf import get_token


def undo_offered(context: template.Context, url_of: Callable[[UUID], str]) -> dict[str, Any]:
    """What the banner needs; an empty `url` where the address names no change."""
    request = context.get("request")
    try:
        change = UUID(request.GET.get("changed", "")) if request else None
    except ValueError:
        change = None
    if request is None or change is None:
        return {"url": ""}
    return {"url": url_of(change), "back": request.path, "csrf_token": get_token(request), "request": request}
