"""How rows stood before a change, read from the history that the database itself writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps

from arcs.web.audit.row_histories import Changed, RowState, changes_in, touched_by
from arcs.web.studies.models import Study


@dataclass(frozen=True, kw_only=True)
class Before:
    """One row of a change: how it stood before (None: it was not there), and the version that the change gave it."""

    row: UUID
    study: UUID
    part: str
    change: UUID
    version: int
    name: str
    state: RowState | None


def before_of(study: Study, change: UUID) -> Iterator[Before]:
    """Every row that a change touched, as it stood before; in the order in which they were touched."""
    for one in touched_by(_events().filter(study_id=study.pk), change):
        event = one.event
        yield Before(
            row=event.id, study=event.study_id, part=event.part, change=change, version=one.version,
            name=event.key or event.part, state=one.state,
        )  # fmt: skip


def changes_of(row: UUID) -> list[Changed]:
    """Everything that happened to one row, newest first."""
    return changes_in(_events().filter(id=row))


def _events() -> Any:
    return apps.get_model("sheets", "StudyRowEvent").objects


def front_page_before(study: Study, change: UUID, names: Iterable[str]) -> dict[str, Any] | None:
    """How the study's front page stood before a change that set it; None where it did not, or was changed since."""
    rows = _events().filter(study_id=study.pk, change=change)
    pages = apps.get_model("studies", "StudyEvent").objects.filter(id=study.pk).order_by("pgh_id")
    newest = pages.last()
    numbers = set(rows.values_list("transaction", flat=True))
    if newest is None or newest.pgh_label != "update" or newest.transaction not in numbers:
        return None
    before = pages.filter(pgh_id__lt=newest.pgh_id).last()
    return {name: getattr(before, name) for name in names} if before is not None else None
