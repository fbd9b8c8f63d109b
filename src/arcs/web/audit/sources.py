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
    """One append-only table: its key, the column that says when, and every column, in the table's order.

    Parts of a larger fact (the hours of a settings edition) say when by that fact alone: `time` is None, and they are
    sealed yet have no line of their own in the trail.
    """

    model: type[models.Model]
    table: str
    key: str
    time: str | None
    columns: tuple[str, ...]

    @property
    def is_history(self) -> bool:
        """Whether a trigger fills it from a tracked table; otherwise its rows are facts by themselves."""
        return hasattr(self.model, "pgh_tracked_model")


def sources() -> tuple[Source, ...]:
    """Every append-only table but the seals, by name."""
    found = [_source(model) for model in every_model() if is_sealed(model) and model not in NOT_SEALED]
    return tuple(sorted(found, key=lambda one: one.table))


def key_column(model: type[models.Model]) -> str:
    """The column of a model's primary key."""
    key = model._meta.pk
    if key is None:
        raise LookupError(f"{model._meta.label} has no primary key.")
    return str(key.column)


def _source(model: type[models.Model]) -> Source:
    meta = model._meta
    columns = tuple(str(field.column) for field in meta.concrete_fields)
    moments = [str(field.column) for field in meta.concrete_fields if isinstance(field, models.DateTimeField)]
    time = next((name for name in (*TIMES, *moments) if name in columns), None)
    return Source(model=model, table=meta.db_table, key=key_column(model), time=time, columns=columns)
