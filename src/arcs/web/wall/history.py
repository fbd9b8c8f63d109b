"""Histories: the database itself writes every change of a tracked table into an append-only table beside it.

Each event row carries the state after the change (for a deletion, the state before it), who acted and in which
transaction; the state before a change is the event before it, the first of which is the insertion.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from pghistory.models import Event

ModelClass = TypeVar("ModelClass", bound=type[models.Model])

FACTS: set[str] = set()
COVERED: set[str] = set()
TIMES_OF_FACTS = ("at", "made_at")


class ActingPerson(Func):
    """`acting_person()`: the person set for this transaction; the database refuses when nobody is."""

    function = "acting_person"
    template = "%(function)s()"
    output_field = models.UUIDField()


class CurrentTransaction(Func):
    """The number of the running transaction, which never falls; seals cover everything below a bound."""

    template = "own_transaction()"
    output_field = models.BigIntegerField()


class EventInOnesName(Event):
    """What every event row carries beside the tracked fields: who acted, and in which transaction."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.UUIDField(db_default=ActingPerson(), editable=False)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False, db_index=True)

    class Meta:
        abstract = True


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: keep each insertion, change and deletion of this model's rows, except the fields in `exclude`.

    Exclude secrets and what changes without meaning (a password's hash, the time of the last page), with the reason
    written beside the decorator.
    """

    def mark(model: ModelClass) -> ModelClass:
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude) or None,
            context_field=None,
            append_only=True,
            model_name=f"{model.__name__}Event",
            base_model=EventInOnesName,
        )
        return cast(ModelClass, track(model))

    return mark


def facts_only(*, covered_by: str = "") -> Callable[[ModelClass], ModelClass]:
    """Class decorator: rows are facts; a changed mind is a new row. The database refuses update and deletion.

    `covered_by` names the fact whose digest covers these rows (the parts of a file, say): they then need no seal and
    no line in the audit of their own.

    Gives the table a column `transaction`, by which seals know which rows were there, and a column `at` unless it
    says in one of its own when the fact was made.
    """

    def mark(model: ModelClass) -> ModelClass:
        pgtrigger.register(
            pgtrigger.Protect(name="facts_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )(model)
        model.add_to_class(
            "transaction", models.BigIntegerField(db_default=CurrentTransaction(), editable=False, db_index=True)
        )
        if not {field.name for field in model._meta.local_fields}.intersection(TIMES_OF_FACTS):
            model.add_to_class("at", models.DateTimeField(db_default=Now(), editable=False))
        (COVERED if covered_by else FACTS).add(model._meta.label)
        return model

    return mark


def is_append_only(model: type[models.Model]) -> bool:
    """Whether rows of this table may only ever be added: event tables and those marked `facts_only`."""
    return model._meta.label in FACTS | COVERED or hasattr(model, "pgh_tracked_model")


def is_sealed(model: type[models.Model]) -> bool:
    """Whether the audit shows and seals each row; rows covered by another fact's digest are left out."""
    return is_append_only(model) and model._meta.label not in COVERED
