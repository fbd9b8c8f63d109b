"""Functions in the database on which policies and histories stand; the owner installs them before any migration."""

from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from arcs.web.wall.clock import PROGRAMME_DAY, PROGRAMME_ZONE

ACTING_PERSON = """
create or replace function acting_person() returns uuid
language plpgsql stable parallel safe set search_path = pg_catalog as $$
declare
    given text := current_setting('arcs.person', true);
begin
    -- After a transaction the setting is '', not NULL: both mean that nobody was named.
    if given is null or given = '' then
        raise exception 'Nobody acts: arcs.person is not set in this transaction'
            using errcode = 'insufficient_privilege';
    end if;
    return given::uuid;
end $$;
"""

# A restored database goes on under another server's transaction counter, which may stand far lower. The offset keeps
# our own numbers rising, or rows written after a restore would seem to slip below seals made before it.
OFFSET = """
create or replace function transaction_offset() returns bigint
language sql immutable parallel safe as $$ select {offset}::bigint $$;
"""
NUMBERS = """
create or replace function own_transaction() returns bigint
language sql volatile as $$ select (pg_current_xact_id()::text)::bigint + public.transaction_offset() $$;

create or replace function every_transaction_below_is_over() returns bigint
language sql stable as $$
    select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint + public.transaction_offset()
$$;
"""


def install_functions(*, using: str, **_: Any) -> None:
    """Make or renew what every room's tables stand on: who acts, the day, and the number of the transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute(ACTING_PERSON)
        cursor.execute("select to_regprocedure('programme_zone()') is null")
        if cursor.fetchone()[0]:
            cursor.execute(PROGRAMME_ZONE)
        cursor.execute(PROGRAMME_DAY)
        cursor.execute("select to_regprocedure('transaction_offset()') is null")
        if cursor.fetchone()[0]:
            cursor.execute(OFFSET.format(offset=0))
        cursor.execute(NUMBERS)


def keep_numbers_rising(cursor: CursorWrapper, tables: list[str]) -> int:
    """After a restore on another server, lift the offset above every number used so far; the offset that holds.

    Runs as the owner after every migration, while nobody else writes.
    """
    highest = 0
    for table in tables:
        cursor.execute(f'select coalesce(max(transaction), 0) from "{table}"')
        highest = max(highest, cursor.fetchone()[0])
    cursor.execute("select own_transaction(), transaction_offset()")
    now, offset = cursor.fetchone()
    if highest >= now:
        offset += highest - now + 1
        cursor.execute(OFFSET.format(offset=int(offset)))
    return int(offset)
