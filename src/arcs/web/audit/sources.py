"""Which tables hold what happened, read from the model registry, so that no room can leave one out."""

from dataclasses import dataclass

from django.db import models

from arcs.web.audit.models import Seal, SealedTable
from arcs.web.wall.grants import every_model
from arcs.web.wall.history import TIMES_OF_FACTS, is_sealed

NOT_SEALED = (Seal, SealedTable)  # seals cover each other by the digest before them
TIMES = ("pgh_created_at", *TIMES_OF_FACTS)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One append-only table: its key, the column that says when, and every column, in the table's order."""

    model: type[models.Model]
    table: str
    key: str
    time: str
    columns: tuple[str, ...]

    @property
    def is_history(self) -> bool:
        """Whether a trigger fills it from a tracked table; otherwise its rows are facts by themselves."""
        return hasattr(self.model, "pgh_tracked_model")


def sources() -> tuple[Source, ...]:
    """Every append-only table but the seals, by name."""
    found = [_source(model) for model in every_model() if is_sealed(model) and model not in NOT_SEALED]
    return tuple(sorted(found, key=lambda one: one.table))


def _source(model: type[models.Model]) -> Source:
    meta = model._meta
    columns = tuple(field.column for field in meta.concrete_fields)
    time = next((name for name in TIMES if name in columns), None)
    if time is None or meta.pk is None:
        raise LookupError(f"{meta.label} is append-only and needs a column `at` that says when it happened.")
    return Source(model=model, table=meta.db_table, key=meta.pk.column, time=time, columns=columns)
