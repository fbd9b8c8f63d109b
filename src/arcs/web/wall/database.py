"""The function in the database on which every policy stands; the owner installs it before any migration runs."""

from typing import Any

from django.db import connections

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


def install_acting_person(*, using: str, **_: Any) -> None:
    """Make or renew `acting_person()`; event tables of every room have it as a column's default."""
    with connections[using].cursor() as cursor:
        cursor.execute(ACTING_PERSON)
