"""Rows that keep texts of cells and a change in their history: how they stood, what happened, and both versions shown.

A row of a study's table and a row of an edition are such rows. `events` are those of the history that the database
itself writes; each carries the row's position, key, cells, change and person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from arcs.core.cells import Cell
from arcs.web.people.models import Staff
from arcs.web.people.queries import names_of


@dataclass(frozen=True, kw_only=True)
class RowState:
    """What a row said."""

    position: int
    key: str
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Touched:
    """A row of a change: its first event, the version that the change gave it, and how it stood before."""

    event: Any
    version: int
    state: RowState | None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change of a row: who, when, and what each cell said before and after ("" where it said nothing)."""

    person: UUID
    at: datetime
    change: UUID
    kind: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CellOfTwo:
    """One cell in both versions of a row."""

    name: str
    heading: str
    theirs: str
    yours: str

    @property
    def differs(self) -> bool:
        """Whether somebody has to choose."""
        return self.theirs != self.yours


@dataclass(frozen=True, kw_only=True)
class ChangeShown:
    """One line of a row's history."""

    who: str
    at: object
    kind: str
    cells: tuple[tuple[str, str, str], ...]


def touched_by(events: Any, change: UUID) -> Iterator[Touched]:
    """Every row that a change touched, in the order in which it did; two queries, however many rows."""
    first: dict[UUID, Any] = {}
    last: dict[UUID, Any] = {}
    for event in events.filter(change=change).order_by("pgh_id"):
        first.setdefault(event.id, event)
        last[event.id] = event
    earlier: dict[UUID, Any] = {}
    for event in events.filter(id__in=list(first)).order_by("pgh_id"):
        if event.pgh_id < first[event.id].pgh_id:
            earlier[event.id] = event
    for row, event in first.items():
        was = earlier.get(row)
        there = was is not None and was.pgh_label != "delete"
        state = RowState(position=was.position, key=was.key, cells=was.cells) if there and was else None
        yield Touched(event=event, version=last[row].version, state=state)


def changes_in(events: Any) -> list[Changed]:
    """Everything that happened to one row, newest first; its events are given."""
    found: list[Changed] = []
    before: dict[str, str] = {}
    for event in events.order_by("pgh_id"):
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


def both_versions(
    cells: Iterable[Cell], heading_of: Callable[[Cell], str], theirs: Mapping[str, str], yours: Mapping[str, str]
) -> tuple[CellOfTwo, ...]:
    """Each cell as somebody else left it and as it was given now."""
    return tuple(
        CellOfTwo(
            name=one.name, heading=heading_of(one), theirs=theirs.get(one.name, ""), yours=yours.get(one.name, "")
        )
        for one in cells
    )


def history_shown(
    who: Staff, headings: Mapping[str, str], changes: Sequence[Changed], *, gone: str
) -> tuple[ChangeShown, ...]:
    """A row's changes with names and headings; `gone` is the word for a removal."""
    names = names_of(who, (one.person for one in changes))
    kinds = {"insert": _("added"), "delete": gone}
    return tuple(
        ChangeShown(
            who=name_or_number(names, one.person), at=one.at, kind=kinds.get(one.kind, _("changed")),
            cells=tuple((headings.get(name, name), before, after) for name, before, after in one.cells),
        )
        for one in changes
    )  # fmt: skip


def name_or_number(names: Mapping[UUID, str], person: UUID) -> str:
    """A person's name where the asker may see it."""
    return names.get(person) or _("somebody else (%(number)s)") % {"number": str(person)[:8]}
