"""Reads of the protocol; the first argument is who asks."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import CharField, Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from arcs.core.protocol import BoundEdition
from arcs.files.protocol.texts import HEAD, Texts
from arcs.web.people.models import Staff
from arcs.web.protocols.models import (
    EditionApproval,
    EditionApprover,
    EditionComment,
    EditionProof,
    EditionReplay,
    EditionRow,
    ProtocolEdition,
    ReplayState,
    State,
)
from arcs.web.protocols.permits import may_see_protocols
from arcs.web.protocols.reading import Content, bound, content_of
from arcs.web.wall.clock import today

MATRIX = "matrix"


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


def bound_in_force(who: Staff) -> BoundEdition | None:
    """The edition that answers calls today, ready to be asked; None where there is none for this person."""
    found = edition_in_force(who)
    edition = content_seen_by(who, found).edition if found else None
    return bound(edition) if edition else None


def end_of(who: Staff, edition: ProtocolEdition) -> date | None:
    """The first day on which an edition no longer holds: it is retired, or the next one has begun; None: not known yet.

    A file outlives what the programme decides later, so it says by itself when it ends.
    """
    if edition.state != State.APPROVED or edition.effective_from is None:
        return edition.retired_from
    after = ProtocolEdition.objects.filter(state=State.APPROVED, effective_from__gt=edition.effective_from)
    days = (edition.retired_from, after.aggregate(first=Min("effective_from"))["first"])
    return min((one for one in days if one is not None), default=None)


def rows_of(who: Staff, edition: ProtocolEdition, section: str) -> list[EditionRow]:
    """The rows of one section, in order."""
    rows = list(EditionRow.objects.filter(edition=edition, section=section).order_by("position", "pk"))
    return sorted(rows, key=lambda one: one.cells.get("level", "")) if section == MATRIX else rows


def texts_of(who: Staff, edition: ProtocolEdition) -> Mapping[str, list[Texts]]:
    """The texts of every row by section, in order; one query."""
    found: dict[str, list[Texts]] = {}
    rows = EditionRow.objects.filter(edition=edition).order_by("section", "position", "pk")
    for section, texts in rows.values_list("section", "cells"):
        found.setdefault(section, []).append(texts)
    found.get(MATRIX, []).sort(key=lambda one: str(one.get("level", "")))  # the lightest level first, whenever added
    return found


def content_seen_by(who: Staff, edition: ProtocolEdition) -> Content:
    """What an edition says, read anew from its rows."""
    return content_of(texts_of(who, edition))


def every_row(who: Staff, edition: ProtocolEdition) -> Mapping[str, list[EditionRow]]:
    """Every row by section, in order; one query."""
    found: dict[str, list[EditionRow]] = {}
    for row in EditionRow.objects.filter(edition=edition).order_by("section", "position", "pk"):
        found.setdefault(row.section, []).append(row)
    found.get(MATRIX, []).sort(key=lambda one: str(one.cells.get("level", "")))
    return found


def content_of_rows(rows: Mapping[str, list[EditionRow]]) -> Content:
    """What rows that were read already say."""
    return content_of({section: [one.cells for one in listed] for section, listed in rows.items()})


def row_seen_by(who: Staff, row: UUID) -> EditionRow | None:
    """One row with its edition, or None where there is none for this person."""
    seen = editions_seen_by(who).values("pk")
    return EditionRow.objects.filter(edition__in=seen, pk=row).select_related("edition").first()


def section_rows(who: Staff, edition: ProtocolEdition, section: str) -> QuerySet[EditionRow]:
    """The rows of one section, to be narrowed and ordered by a list."""
    return EditionRow.objects.filter(edition=edition, section=section)


def names_of_codes(who: Staff, edition: ProtocolEdition) -> dict[str, dict[str, str]]:
    """What an edition calls its routes, capabilities and services: by section, then by code; one query."""
    found: dict[str, dict[str, str]] = {}
    for row in EditionRow.objects.filter(edition=edition, section__in=("routes", "capabilities", "services")):
        found.setdefault(row.section, {})[row.key] = str(row.cells.get("name") or row.key)
    return found


def proof_of(who: Staff, edition: ProtocolEdition, digest: str) -> EditionProof | None:
    """The newest proof of exactly this content."""
    return EditionProof.objects.filter(edition=edition, digest=digest).order_by("-made_at").first() if digest else None


def replayed(who: Staff, edition: ProtocolEdition, digest: str) -> int:
    """How many replays of exactly this content this person sees that are done."""
    return EditionReplay.objects.filter(edition=edition, digest=digest, state=ReplayState.DONE).count()


def comments_of(who: Staff, edition: ProtocolEdition) -> tuple[int, int]:
    """How many comments there are that begin a talk, and how many of them are not settled."""
    begun = EditionComment.objects.filter(edition=edition, answers__isnull=True)
    counted = begun.aggregate(all=Count("pk"), open=Count("pk", filter=Q(settled__isnull=True)))
    return counted["all"], counted["open"]


def is_said_of(edition: ProtocolEdition) -> Callable[[EditionApproval], bool]:
    """Whether a word counts: said in the review that the edition is in or was approved in, of exactly its content."""
    counting = edition.state != State.DRAFT
    return lambda word: counting and (word.review, word.digest) == (edition.review, edition.digest)


def approvals_of(who: Staff, edition: ProtocolEdition) -> list[tuple[str, EditionApproval | None]]:
    """Each role that must approve, and its last word in this review; two queries."""
    words = EditionApproval.objects.filter(edition=edition).order_by("made_at", "transaction")
    last = {one.role_id: one for one in filter(is_said_of(edition), words)}
    asked = EditionApprover.objects.filter(edition=edition).select_related("role").order_by("role__name")
    return [(one.role.name, last.get(one.role_id)) for one in asked]


def approved_by(who: Staff, edition: ProtocolEdition) -> str:
    """The roles that approved an edition's content, as its file names them; nothing before it is approved."""
    if edition.state != State.APPROVED:
        return ""
    return ", ".join(role for role, _word in approvals_of(who, edition))[:400]
