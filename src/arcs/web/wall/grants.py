"""What the application's database role may do, granted anew by the owner after every migration.

`arcs_app` owns nothing. It may read and write rows (which rows, the policies say), may only add to append-only tables,
and may not touch what tells which migrations ran. The switch with which pgtrigger lets its caller silence triggers is
replaced by one that never does.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models

from arcs.web.wall.acting import Standing
from arcs.web.wall.database import keep_numbers_rising
from arcs.web.wall.history import is_append_only

APPLICATION = "arcs_app"
READ_ONLY = ("django_migrations",)

NEVER_IGNORE = """
create or replace function _pgtrigger_should_ignore(trigger_name name) returns boolean as $$
    select false;
$$ language sql immutable;
"""
# Given to every append-only table, so that no room can forget it: a row the sealer cannot see would stand unsealed.
SEALER_READS = """
drop policy if exists sealer_reads on {table};
create policy sealer_reads on {table} for select to arcs_app using ((select acting_person()) = '{sealer}');
"""
# A function with the owner's rights must not find a caller's temporary table in place of ours: pg_temp comes last.
LOOK_UP_SAFELY = """
do $$ declare one regprocedure; begin
    for one in select oid::regprocedure from pg_proc where prosecdef and pronamespace = 'public'::regnamespace loop
        execute format('alter routine %s set search_path = pg_catalog, public, pg_temp', one);
    end loop;
end $$;
"""


def renew_grants(*, using: str, **_: Any) -> None:
    """Grant, then revoke, as the owner; does nothing when migrations are run by somebody who owns nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_roles where rolname = %s), current_user", [APPLICATION])
        there, user = cursor.fetchone()
        if not there:
            raise LookupError(
                f"The database has no role {APPLICATION}, so that nobody could use it safely. "
                "Make the roles first: `arcs database roles` prints the statements."
            )
        if user == APPLICATION:
            raise PermissionError(
                "Migrations run as the application itself. Run them as the owner (ARCS_OWNER_DATABASE_URL)."
            )
        quote = connection.ops.quote_name
        cursor.execute(f"grant usage on schema public to {APPLICATION}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {APPLICATION}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {APPLICATION}")
        # Functions are anybody's by default, the public pages' role among them; what only the owner may call lives in
        # the schema of its own.
        cursor.execute("revoke execute on all routines in schema public from public")
        cursor.execute(f"grant execute on all routines in schema public to {APPLICATION}")
        for table in append_only_tables():
            cursor.execute(f"revoke update, delete, truncate on {quote(table)} from {APPLICATION}")
            cursor.execute(SEALER_READS.format(table=quote(table), sealer=Standing.SEALER.value))
        for table in READ_ONLY:
            cursor.execute(f"revoke insert, update, delete, truncate on {quote(table)} from {APPLICATION}")
        cursor.execute(NEVER_IGNORE)
        cursor.execute(LOOK_UP_SAFELY)
        keep_numbers_rising(cursor, append_only_tables())


def append_only_tables() -> list[str]:
    """Every table of the installed apps to which rows may only be added."""
    return sorted({model._meta.db_table for model in every_model() if is_append_only(model)})


def every_model() -> list[type[models.Model]]:
    """All concrete, managed models, generated event models among them."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
