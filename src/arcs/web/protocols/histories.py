"""How rows stood before a change, read from the history that the database itself writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps

from arcs.web.audit.row_histories import Changed, RowState, changes_in, touched_by
from arcs.web.protocols.models import ProtocolEdition


@dataclass(frozen=True, kw_only=True)
class Before:
    """One row of a change: how it stood before (None: it was not there), and the version that the change gave it."""

    row: UUID
    section: str
    key: str
    version: int
    state: RowState | None


def _events() -> Any:
    return apps.get_model("protocols", "EditionRowEvent").objects


def before_of(edition: ProtocolEdition, change: UUID) -> Iterator[Before]:
    """Every row that a change touched, as it stood before; two queries, however many rows."""
    for one in touched_by(_events().filter(edition_id=edition.pk), change):
        event = one.event
        yield Before(row=event.id, section=event.section, key=event.key, version=one.version, state=one.state)


def changes_of(row: UUID) -> list[Changed]:
    """Everything that happened to one row, newest first."""
    return changes_in(_events().filter(id=row))


def drafters_of(edition: ProtocolEdition) -> frozenset[UUID]:
    """Everybody who ever wrote, changed or took out a row of an edition, and who began it."""
    return frozenset(_events().filter(edition_id=edition.pk).values_list("person", flat=True)) | {edition.made_by}


def last_change(edition: ProtocolEdition) -> Changed | None:
    """Who last changed anything in an edition, and when."""
    event = _events().filter(edition_id=edition.pk).order_by("-pgh_id").first()
    if event is None:
        return None
    return Changed(person=event.person, at=event.pgh_created_at, change=event.change, kind=event.pgh_label, cells=())
