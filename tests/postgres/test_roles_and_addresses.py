"""The application can work and nothing more; an address is checked, and never shown with its password."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.postgres import Addresses, PrivateServer, from_environment
from arcs.postgres.addresses import socket_url
from arcs.postgres.roles import create_database, drop_database, sql_for_administrator

FORBIDDEN = (
    "create table mine (id int)",
    "create schema mine",
    "create role mine",
    "create database mine",
    "set role arcs_owner",
    "set session_replication_role = replica",
    "alter table owned disable trigger all",
    "select * from pg_authid",
    "copy owned to program 'cat'",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_application_and_public_own_nothing_and_make_nothing(database: Addresses, statement: str) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute("create table owned (id int)")
    for url in (database.application, database.public):
        with (
            psycopg.connect(url, autocommit=True) as connection,
            pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)),
        ):
            connection.execute(statement.encode())


def test_no_role_of_arcs_has_a_power_beyond_its_tables(server: PrivateServer) -> None:
    with psycopg.connect(server.admin_url) as connection:
        powers = connection.execute(
            "select rolname, rolinherit, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication "
            "from pg_roles where rolname like 'arcs%' order by 1"
        ).fetchall()
    assert powers == [("arcs_app", False, False), ("arcs_owner", True, False), ("arcs_public", False, False)]


def test_a_copy_of_a_template_holds_its_tables_and_the_same_rights(server: PrivateServer) -> None:
    create_database(server.admin_url, "mould")
    with psycopg.connect(server.addresses.of_database("mould").owner) as connection:
        connection.execute("create table cast_one (id int); grant select on cast_one to arcs_app")
    create_database(server.admin_url, "copy", template="mould")
    with psycopg.connect(server.addresses.of_database("copy").application) as connection:
        assert connection.execute("select count(*) from cast_one").fetchone() == (0,)
    with pytest.raises(Refusal, match="there already"):
        create_database(server.admin_url, "copy")
    for name in ("copy", "mould", "never there"):
        drop_database(server.admin_url, name)


def test_the_administrators_text_asks_for_passwords_and_holds_none() -> None:
    text = sql_for_administrator()
    assert text.count("\\password") == 3
    assert "nosuperuser" in text
    assert 'create database "arcs" owner arcs_owner' in text


def test_what_is_handed_on_is_what_is_read(server: PrivateServer) -> None:
    assert from_environment(server.addresses.as_environment()) == server.addresses
    assert from_environment({}) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://arcs_app:hush@db/arcs", "cannot be read"),
        ("postgresql://arcs_app:hush@db", "no database"),
        ("postgresql:///arcs?password=hush", "no user"),
        ("postgresql://arcs_app:hush@[::1/arcs", "cannot be read"),
        ("postgresql://arcs_app:hush@db/arcs?colour=red", "cannot be read"),
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url: str, why: str) -> None:
    with pytest.raises(Refusal, match=f"DATABASE_URL.*{why}") as refused:
        from_environment({"DATABASE_URL": url})
    assert "hush" not in str(refused.value)


def test_an_owner_without_an_application_is_refused() -> None:
    with pytest.raises(Refusal, match="DATABASE_URL: it is not set"):
        from_environment({"ARCS_OWNER_DATABASE_URL": "postgresql://arcs_owner:x@db/arcs"})


@given(password=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=6))
def test_no_password_is_ever_shown(password: str) -> None:
    url = socket_url("arcs_app", password, "/run/arcs", "arcs")
    assert psycopg.conninfo.conninfo_to_dict(url)["password"] == password
    shown = repr(Addresses(owner=url, application=url, public=""))
    assert shown.replace("***", "").count("arcs_app:@/arcs") == 2
