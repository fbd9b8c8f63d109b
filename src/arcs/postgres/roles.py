"""The three roles and the database: SQL for any server, run by the private server's start or by an administrator.

`arcs_owner` owns the tables and migrates; `arcs_app` works and owns nothing; `arcs_public` reads what is granted to it.
None of them is a superuser, may make roles or databases, or passes row security.
"""

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from arcs.core.refusal import Refusal
from arcs.postgres.addresses import in_database

OWNER, APPLICATION, PUBLIC = "arcs_owner", "arcs_app", "arcs_public"
ROLES = (OWNER, APPLICATION, PUBLIC)
DATABASE = "arcs"

_ATTRIBUTES = "login {inherit} nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
_MAKE_ROLES = "\n".join(
    f"  if not exists (select from pg_roles where rolname = '{role}') then\n"
    f"    create role {role} {_ATTRIBUTES.format(inherit='inherit' if role == OWNER else 'noinherit')};\n"
    "  end if;"
    for role in ROLES
)
ROLES_SQL = f"""\
do $arcs$ begin
{_MAKE_ROLES}
  if exists (select from pg_roles where rolname in ('{OWNER}', '{APPLICATION}', '{PUBLIC}')
             and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)) then
    raise exception 'a role of ARCS may do more than it should: take superuser, bypassrls, createrole, createdb away';
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant {OWNER} to %I', current_user);  -- a managed server's administrator must be able to give
  end if;
end $arcs$;
-- A request that takes minutes is a mistake; long work raises its own limit with SET LOCAL.
alter role {APPLICATION} set statement_timeout = '2min';
alter role {APPLICATION} set lock_timeout = '15s';
alter role {APPLICATION} set idle_in_transaction_session_timeout = '10min';
alter role {PUBLIC} set statement_timeout = '15s';
alter role {PUBLIC} set lock_timeout = '5s';
alter role {PUBLIC} set idle_in_transaction_session_timeout = '30s';
alter role {PUBLIC} set default_transaction_read_only = on;
"""

# Run in the new database itself. Temporary tables are the application's, for analysis beside the live data.
DATABASE_SQL = f"""\
revoke create on schema public from public;
grant usage on schema public to {APPLICATION}, {PUBLIC};
grant usage, create on schema public to {OWNER};
"""


def rights_sql(database: str) -> str:
    """Who may connect to one database: the three roles and nobody else."""
    name = _quoted(database)
    return (
        f"revoke all on database {name} from public;\n"
        f"grant connect, temporary on database {name} to {APPLICATION};\n"
        f"grant connect on database {name} to {PUBLIC};\n"
    )


def sql_for_administrator(database: str = DATABASE) -> str:
    """The whole text for psql, for whoever administers a server: roles, passwords (asked for), database, rights."""
    passwords = "\n".join(f"\\password {role}" for role in ROLES)
    return (
        f"-- Run once with psql, connected as the server's administrator (PostgreSQL 15 or newer).\n"
        f"\\set ON_ERROR_STOP on\n{ROLES_SQL}{passwords}\n"
        f"create database {_quoted(database)} owner {OWNER} encoding 'UTF8' template template0;\n"
        f"{rights_sql(database)}\\connect {_quoted(database)}\n{DATABASE_SQL}"
    )


def make_roles(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Makes the three roles where they are missing and sets their passwords; the server sees verifiers only."""
    with psycopg.connect(admin_url) as connection:
        connection.execute(ROLES_SQL.encode())
        for role in ROLES:
            verifier = connection.pgconn.encrypt_password(
                passwords[role].encode(), role.encode(), b"scram-sha-256"
            ).decode()
            connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier)))


def create_database(admin_url: str, name: str, template: str | None = None) -> None:
    """Makes an empty database owned by `arcs_owner`, or a copy of `template`, with the rights of the three roles.

    Refuses a name that is taken and a template to which somebody is connected.
    """
    made = sql.SQL("create database {} owner {} encoding 'UTF8' template {}").format(
        sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
    )
    try:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(made)
            connection.execute(rights_sql(name).encode())
    except psycopg.errors.DuplicateDatabase:
        raise Refusal(name, "a database of this name is there already", "choose another name or drop it") from None
    except psycopg.errors.ObjectInUse:
        raise Refusal(
            str(template), "somebody is connected to it, so it cannot be copied", "close every connection to it first"
        ) from None
    with psycopg.connect(in_database(admin_url, name)) as connection:
        connection.execute(DATABASE_SQL.encode())


def drop_database(admin_url: str, name: str) -> None:
    """Drops a database and ends every connection to it; one that is not there is no fault."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def databases(admin_url: str) -> Sequence[str]:
    """The names of the databases on the server, templates left out."""
    with psycopg.connect(admin_url) as connection:
        found = connection.execute("select datname from pg_database where not datistemplate order by datname")
        return [row[0] for row in found.fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
