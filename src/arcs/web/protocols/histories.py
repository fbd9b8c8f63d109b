"""How rows stood before a change, read from the history that the database itself writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from arcs.files.protocol.texts import Texts
from arcs.web.protocols.models import ProtocolEdition


@dataclass(frozen=True, kw_only=True)
class StateOfRow:
    """What a row said."""

    position: int
    key: str
    cells: Texts


@dataclass(frozen=True, kw_only=True)
class Before:
    """One row of a change: how it stood before (None: it was not there), and the version that the change gave it."""

    row: UUID
    section: str
    key: str
    version: int
    state: StateOfRow | None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change of a row: who, when, and what each cell said before and after ("" where it said nothing)."""

    person: UUID
    at: datetime
    change: UUID
    kind: str
    cells: tuple[tuple[str, str, str], ...]


def _events() -> Any:
    return apps.get_model("protocols", "EditionRowEvent").objects


def before_of(edition: ProtocolEdition, change: UUID) -> Iterator[Before]:
    """Every row that a change touched, as it stood before; two queries, however many rows."""
    touched = list(_events().filter(edition_id=edition.pk, change=change).order_by("pgh_id"))
    first: dict[UUID, Any] = {}
    last: dict[UUID, Any] = {}
    for event in touched:
        first.setdefault(event.id, event)
        last[event.id] = event
    earlier: dict[UUID, Any] = {}
    for event in _events().filter(edition_id=edition.pk, id__in=list(first)).order_by("pgh_id"):
        if event.pgh_id < first[event.id].pgh_id:
            earlier[event.id] = event
    for row, event in first.items():
        was = earlier.get(row)
        there = was is not None and was.pgh_label != "delete"
        state = StateOfRow(position=was.position, key=was.key, cells=was.cells) if there and was else None
        yield Before(row=row, section=event.section, key=event.key, version=last[row].version, state=state)


def changes_of(row: UUID) -> list[Changed]:
    """Everything that happened to one row, newest first."""
    found: list[Changed] = []
    before: Texts = {}
    for event in _events().filter(id=row).order_by("pgh_id"):
        gone = event.pgh_label == "delete"
        after: Texts = {} if gone else event.cells
        names = dict.fromkeys([*before, *after])
        cells = tuple(
            (name, before.get(name, ""), after.get(name, "")) for name in names if before.get(name) != after.get(name)
        )
        if cells or gone:  # a removal first says whose it is, and changes no cell by that
            found.append(
                Changed(
                    person=event.person, at=event.pgh_created_at, change=event.change, kind=event.pgh_label, cells=cells
                )
            )
        before = after
    return found[::-1]


def drafters_of(edition: ProtocolEdition) -> frozenset[UUID]:
    """Everybody who ever wrote, changed or took out a row of an edition, and who began it."""
    return frozenset(_events().filter(edition_id=edition.pk).values_list("person", flat=True)) | {edition.made_by}


def last_change(edition: ProtocolEdition) -> Changed | None:
    """Who last changed anything in an edition, and when."""
    event = _events().filter(edition_id=edition.pk).order_by("-pgh_id").first()
    if event is None:
        return None
    return Changed(person=event.person, at=event.pgh_created_at, change=event.change, kind=event.pgh_label, cells=())
