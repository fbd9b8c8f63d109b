"""Reads of the protocol; the first argument is who asks."""

from collections.abc import Mapping
from datetime import date

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from arcs.files.protocol.texts import Texts
from arcs.web.agency.queries import today
from arcs.web.people.models import Staff
from arcs.web.protocols.models import HEAD, EditionRow, ProtocolEdition, State
from arcs.web.protocols.permits import may_see_protocols
from arcs.web.protocols.reading import Content, content_of


def editions_seen_by(who: Staff) -> QuerySet[ProtocolEdition]:
    """Every edition with `code` and `title`, newest first; none for whoever has nothing to do with the protocol."""
    if not may_see_protocols(who):
        return ProtocolEdition.objects.none()
    head = EditionRow.objects.filter(edition=OuterRef("pk"), section=HEAD)
    return ProtocolEdition.objects.order_by("-number").annotate(
        code=Subquery(head.values_list(Cast(KT("cells__code"), CharField()))[:1]),
        title=Subquery(head.values_list(Cast(KT("cells__title"), CharField()))[:1]),
    )


def edition_seen_by(who: Staff, number: int) -> ProtocolEdition | None:
    """One edition by its number, or None where there is none for this person."""
    return editions_seen_by(who).filter(number=number).first()


def edition_in_force(who: Staff, on: date | None = None) -> ProtocolEdition | None:
    """The edition that answers calls on a day, today on the programme's own clock where none is given.

    An edition ends when it is retired or when the next one begins. What ended never comes back by itself: where the
    newest one is retired, none is in force.
    """
    day = on or today()
    begun = editions_seen_by(who).filter(state=State.APPROVED, effective_from__lte=day).order_by("-effective_from")
    newest = begun.first()
    return None if newest is None or (newest.retired_from and newest.retired_from <= day) else newest


def rows_of(who: Staff, edition: ProtocolEdition, section: str) -> list[EditionRow]:
    """The rows of one section, in order."""
    return list(EditionRow.objects.filter(edition=edition, section=section).order_by("position", "pk"))


def texts_of(who: Staff, edition: ProtocolEdition) -> Mapping[str, list[Texts]]:
    """The texts of every row by section, in order; one query."""
    found: dict[str, list[Texts]] = {}
    rows = EditionRow.objects.filter(edition=edition).order_by("section", "position", "pk")
    for section, texts in rows.values_list("section", "cells"):
        found.setdefault(section, []).append(texts)
    return found


def content_seen_by(who: Staff, edition: ProtocolEdition) -> Content:
    """What an edition says, read anew from its rows."""
    return content_of(texts_of(who, edition))
