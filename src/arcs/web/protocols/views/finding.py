"""How a view of the protocol finds what its address names, and what it goes back to after a change."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from arcs.web.people.models import Staff
from arcs.web.protocols import pages, queries
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.ui.pages import Crumb

Thing = TypeVar("Thing")


def found(thing: Thing | None) -> Thing:
    """The thing itself; Http404 for what is not there for this person."""
    if thing is None:
        raise Http404
    return thing


def edition_of(who: Staff, number: int) -> ProtocolEdition:
    """The edition that an address names."""
    return found(queries.edition_seen_by(who, number))


def frame_of(edition: ProtocolEdition, *way: tuple[str, str]) -> dict[str, Any]:
    """What every page of an edition needs: the edition, and the way to this page."""
    steps: Sequence[Crumb] = [
        Crumb(label=pages.title_of(edition), url=reverse("protocols:edition", args=[edition.number])),
        *(Crumb(label=label, url=url) for label, url in way),
    ]
    return {"edition": edition, "edition_title": pages.title_of(edition), "way": steps}


def kept(change: UUID, to: str, *args: object) -> HttpResponse:
    """On to a page that says what was kept, with the button that takes it back."""
    there = redirect(to, *args)
    there["Location"] += f"?changed={change}"
    return there
