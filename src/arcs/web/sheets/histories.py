"""How rows stood before a change, read from the history that the database itself writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from arcs.web.studies.models import Study


@dataclass(frozen=True, kw_only=True)
class State:
    """What a row said."""

    position: int
    key: str
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Before:
    """One row of a change: how it stood before (None: it was not there), and the version that the change gave it."""

    row: UUID
    study: UUID
    part: str
    change: UUID
    version: int
    name: str
    state: State | None


def before_of(study: Study, change: UUID) -> Iterator[Before]:
    """Every row that a change touched, as it stood before; in the order in which they were touched."""
    events = apps.get_model("sheets", "StudyRowEvent").objects
    touched = events.filter(study_id=study.pk, change=change).order_by("pgh_id")
    first: dict[UUID, Any] = {}
    last: dict[UUID, Any] = {}
    for event in touched:
        first.setdefault(event.id, event)
        last[event.id] = event
    for row, event in first.items():
        earlier = events.filter(id=row, pgh_id__lt=event.pgh_id).order_by("-pgh_id").first()
        there = earlier is not None and earlier.pgh_label != "delete"
        state = State(position=earlier.position, key=earlier.key, cells=earlier.cells) if there else None
        yield Before(
            row=row, study=event.study_id, part=event.part, change=change, version=last[row].version,
            name=event.key or event.part, state=state,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change of a row: who, when, and what each cell said before and after ("" where it said nothing)."""

    person: UUID
    at: datetime
    change: UUID
    kind: str
    cells: tuple[tuple[str, str, str], ...]


def changes_of(row: UUID) -> list[Changed]:
    """Everything that happened to one row, newest first."""
    events = apps.get_model("sheets", "StudyRowEvent").objects.filter(id=row).order_by("pgh_id")
    found: list[Changed] = []
    before: dict[str, str] = {}
    for event in events:
        gone = event.pgh_label == "delete"
        after: dict[str, str] = {} if gone else event.cells
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


def front_page_before(study: Study, change: UUID, names: Iterable[str]) -> dict[str, Any] | None:
    """How the study's front page stood before a change that set it; None where it did not, or was changed since."""
    rows = apps.get_model("sheets", "StudyRowEvent").objects.filter(study_id=study.pk, change=change)
    pages = apps.get_model("studies", "StudyEvent").objects.filter(id=study.pk).order_by("pgh_id")
    newest = pages.last()
    numbers = set(rows.values_list("transaction", flat=True))
    if newest is None or newest.pgh_label != "update" or newest.transaction not in numbers:
        return None
    before = pages.filter(pgh_id__lt=newest.pgh_id).last()
    return {name: getattr(before, name) for name in names} if before is not None else None
