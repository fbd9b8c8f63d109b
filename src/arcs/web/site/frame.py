"""What every page's frame shows: who, where one can go, which programme, and whether its figures are invented."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

import arcs
from arcs.web.agency.queries import logo_named, programme_or_none
from arcs.web.people.browser_store import mark_of
from arcs.web.people.models import Staff
from arcs.web.site.navigation import entries
from arcs.web.ui.pages import Programme, Who


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `ui/base.html`; read from the database only where a template prints it."""
    user = getattr(request, "user", None)
    staff = user if isinstance(user, Staff) else None
    return {
        "version": arcs.__version__,
        "demonstration": settings.DEMONSTRATION,
        "who": SimpleLazyObject(lambda: _who(staff)) if staff else None,
        "navigation": SimpleLazyObject(lambda: entries(request, staff)) if staff else [],
        "programme": SimpleLazyObject(_programme),
        "translation_not_reviewed": SimpleLazyObject(_translation_not_reviewed),
        # What rooms above the look's own put into every staff page, by the name of its template.
        "frame_parts": ("site/alarm.html",) if staff else (),
    }


def _programme() -> Programme:
    """The programme whose settings are in force; before there are any, ARCS itself."""
    found = programme_or_none()
    if found is None:
        return Programme(name="", invented=settings.DEMONSTRATION)
    identity = found.identity
    logo = logo_named(identity.logo) if identity.logo else None
    url = reverse("agency:logo", args=[logo.pk]) if logo else ""
    return Programme(name=identity.short_name or identity.name, logo_url=url, invented=settings.DEMONSTRATION)


def _translation_not_reviewed() -> bool:
    """Whether nobody signed the texts of the language in which this page speaks."""
    spoken = (get_language() or "en").split("-")[0]
    found = programme_or_none() if spoken != "en" else None
    languages = found.languages if found else ()
    return spoken != "en" and not any(one.code.split("-")[0] == spoken and one.is_reviewed for one in languages)


def _who(staff: Staff) -> Who:
    return Who(
        name=staff.name,
        role_words=", ".join(staff.role_names),
        draft_key=mark_of(staff),
        account_url=reverse("people:me"),
        sign_out_url=reverse("people:sign_out"),
    )
