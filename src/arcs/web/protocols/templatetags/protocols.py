"""`{% load protocols %}`: what was just changed, and taking it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from arcs.web.protocols.answering import Typed, TypeShown
from arcs.web.protocols.forms import folds
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.ui.marks import route_mark
from arcs.web.ui.undoing import undo_offered

register = template.Library()


@register.inclusion_tag("ui/undo.html", takes_context=True)
def changed_protocol(context: template.Context, edition: ProtocolEdition) -> dict[str, Any]:
    """After a change (`?changed=ID` in the address): that it is kept, and the button that takes it back."""
    return undo_offered(context, lambda change: reverse("protocols:undo", args=[edition.number, change]))


@register.simple_tag
def chosen_of(one: TypeShown, sent: Mapping[UUID, Typed]) -> dict[str, Any]:
    """What the controls of a call type show: what was chosen and not saved, else what stands."""
    typed = sent.get(one.row.pk)
    if typed is None:
        return {"base": one.base, "permitted": one.permitted, "is_typed": False}
    differs = (typed.base, set(typed.permitted)) != (one.base, set(one.permitted))
    return {"base": typed.base, "permitted": typed.others(one.permitted), "is_typed": differs}


register.filter(folds)


@register.simple_tag
def route_of(code: str, name: str | Mapping[str, str] = "", *, large: bool = False) -> SafeString:
    """A route of an edition as a tag: its own name, and the shape of its kind where there is one."""
    word = name if isinstance(name, str) else name.get(code, "")
    return route_mark(code, word, large=large)
