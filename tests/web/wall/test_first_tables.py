"""A room's first tables made in one step are those that its operations make one after the other."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from arcs.postgres.addresses import Addresses
from arcs.web.site import configuration
from arcs.web.wall.first_tables import FirstTables

ROOM = "wall"  # any installed room will do for the name of the tables
SEEN = """
    select 'column', table_name, column_name, data_type, is_nullable from information_schema.columns
     where table_name like 'wall_first%'
    union all select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text
      from pg_constraint where conrelid::regclass::text like 'wall_first%'
    union all select 'index', tablename, indexname, indexdef, '' from pg_indexes where tablename like 'wall_first%'
    union all select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '' from pg_trigger
     where tgrelid::regclass::text like 'wall_first%' and not tgisinternal
    order by 1, 2, 3, 4
"""


@pytest.fixture
def as_owner(fresh_database: Addresses) -> Iterator[BaseDatabaseWrapper]:
    """A connection of the tables' owner, who alone may make some."""
    wrapper = type(connections[DEFAULT_DB_ALIAS])
    described = connections[DEFAULT_DB_ALIAS].settings_dict | configuration.database(fresh_database.owner)
    connection: BaseDatabaseWrapper = wrapper(described, alias=DEFAULT_DB_ALIAS)
    yield connection
    connection.close()


def two_tables_that_name_each_other() -> list[Operation]:
    """As makemigrations writes them: what points ahead, is unique, indexed or guarded comes after the tables."""
    trigger = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        CreateModel("FirstOne", [key, ("name", models.CharField(max_length=9))]),
        CreateModel("FirstTwo", [key, ("one", models.ForeignKey(f"{ROOM}.firstone", models.CASCADE))]),
        AddField("firstone", "two", models.ForeignKey(f"{ROOM}.firsttwo", models.CASCADE, null=True)),
        AddIndex("firstone", models.Index(fields=["name", "two"], name="first_name_two")),
        AddConstraint("firstone", models.UniqueConstraint(fields=("name", "two"), name="first_once")),
        AddConstraint("firstone", models.CheckConstraint(condition=~models.Q(name=""), name="first_has_a_name")),
        AddTrigger("firstone", trigger),
    ]


def made_by(operations: Sequence[Operation], connection: BaseDatabaseWrapper) -> list[Any]:
    """What the operations make, read from the database; all of it is taken away again."""
    states = [ProjectState()]
    _ = states[0].apps
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards(ROOM, states[-1])
    with connection.schema_editor() as editor:
        for at, operation in enumerate(operations):
            operation.database_forwards(ROOM, editor, states[at], states[at + 1])
    found = rows(connection)
    with connection.schema_editor() as editor:
        for at, operation in reversed(list(enumerate(operations))):
            operation.database_backwards(ROOM, editor, states[at + 1], states[at])
    assert rows(connection) == []
    return found


def rows(connection: BaseDatabaseWrapper) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        return list(cursor.fetchall())


def test_one_step_makes_the_same_columns_constraints_indexes_and_triggers(as_owner: BaseDatabaseWrapper) -> None:
    one_by_one = made_by(two_tables_that_name_each_other(), as_owner)
    assert {row[0] for row in one_by_one} == {"column", "constraint", "index", "trigger"}
    assert made_by([FirstTables(two_tables_that_name_each_other())], as_owner) == one_by_one


def test_the_state_after_it_is_the_same() -> None:
    operations, one_by_one, at_once = two_tables_that_name_each_other(), ProjectState(), ProjectState()
    for operation in operations:
        operation.state_forwards(ROOM, one_by_one)
    FirstTables(operations).state_forwards(ROOM, at_once)
    assert at_once == one_by_one


def test_what_is_more_than_a_table_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"\(RunSQL\) is more than a first table"):
        FirstTables([*two_tables_that_name_each_other(), RunSQL("select 1", "select 1")])


def test_every_rooms_first_migration_is_one_step() -> None:
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("arcs.web.") and list(app.get_models())]
    assert len(rooms) > 10
    for app in rooms:
        first = import_module(f"{app.name}.migrations.0001_initial").Migration.operations
        assert [type(step) for step in first] == [FirstTables], app.label
