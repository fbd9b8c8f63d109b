"""A room's first migration in one step, so that a new database is there in seconds."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

MADE = (CreateModel, AddTrigger)
WITHIN = (AddField, AddIndex, AddConstraint)


class FirstTables(Operation):
    """All tables and triggers of a room that has none yet.

    Django draws every model of every room anew after each operation, which for a hundred and forty tables with their
    triggers is most of the time of a first start. Here they are drawn once, when all of them are known. That is right
    only while each table is complete when it is made: columns, constraints and indexes stand in its `CreateModel`, and
    what changes a table later is a migration of its own.
    """

    reversible = True
    serialization_expand_args: ClassVar[list[str]] = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        others = [operation for operation in self.operations if not isinstance(operation, (*MADE, *WITHIN))]
        if others:
            raise ValueError(
                f"{others[0].describe()} ({type(others[0]).__name__}) is more than a first table with its columns, "
                "indexes, constraints and triggers. Put it into the room's next migration."
            )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How a migration file writes this step."""
        return self.__class__.__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take all models into the state; they are drawn when they are next asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables, then their triggers; foreign keys come last, so that tables may name each other."""
        for operation in self.operations:
            if isinstance(operation, MADE):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the triggers away, then the tables."""
        for operation in reversed(self.operations):
            if isinstance(operation, MADE):
                operation.database_backwards(app_label, schema_editor, from_state, from_state)  # to_state has no tables

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether any of the tables is this model or points at it."""
        return any(operation.references_model(name, app_label) for operation in self.operations)

    def describe(self) -> str:
        """What the step does, as `migrate` prints it."""
        return f"Make {len(self.operations)} tables and triggers"
