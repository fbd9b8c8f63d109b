"""A backup comes back row by row, or it does not come back at all."""

import json
import stat
import zipfile
from pathlib import Path

import psycopg
import pytest

from arcs.core.refusal import Refusal
from arcs.postgres import Addresses, PrivateServer
from arcs.postgres.backup import backup, restore
from arcs.postgres.roles import create_database

MADE = """
create schema casework;
create table casework."odd ""name's" (
  id uuid primary key default gen_random_uuid(), running bigserial, said text, proof bytea, answers jsonb,
  marks int[], seen timestamptz, lasted interval, share double precision
);
insert into casework."odd ""name's" (said, proof, answers, marks, seen, lasted, share)
  select case when i % 7 = 0 then null else 'línea' || chr(10) || '\\.' || i end, sha256(i::text::bytea),
         jsonb_build_object('k', i, 'n', null), array[i, null, -i],
         timestamptz '2026-03-08 01:59:59.123456-06' + i * interval '1 hour',
         i * interval '1 day 3 seconds', i / 3.0
  from generate_series(1, 500) i;
create table empty_one (id int);
create function refuse() returns trigger language plpgsql as $$ begin raise 'append only'; end $$;
create trigger append_only before insert or update on casework."odd ""name's" execute function refuse();
alter table casework."odd ""name's" enable row level security;
create policy nobody on casework."odd ""name's" using (false);
grant usage on schema casework to arcs_app;
grant select on casework."odd ""name's" to arcs_app;
"""
ALL = """select * from casework."odd ""name's" order by id"""


@pytest.fixture
def filled(database: Addresses) -> Addresses:
    with psycopg.connect(database.owner) as connection:
        connection.execute(MADE)
    return database


@pytest.fixture
def saved(filled: Addresses, folder: Path) -> Path:
    backup(filled, folder / "arcs.backup")
    return folder / "arcs.backup"


def _rows(url: str, query: str = ALL) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_another_server_holds_the_same_rows_rights_and_walls(filled: Addresses, saved: Path, folder: Path) -> None:
    with PrivateServer(folder / "elsewhere", durable=False) as other:
        manifest = restore(saved, other.addresses)
        assert len(_rows(filled.owner)) == 500
        assert _rows(other.addresses.owner) == _rows(filled.owner)
        assert _rows(other.addresses.application) == []
        with psycopg.connect(other.addresses.owner) as connection, pytest.raises(psycopg.errors.RaiseException):
            connection.execute("""update casework."odd ""name's" set said = ''""")
    assert {one.name for one in manifest.tables} == {"odd \"name's", "odd \"name's_running_seq", "empty_one"}


def test_a_backup_is_one_private_file_that_names_what_it_lacks(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [one.name for one in saved.parent.iterdir()] == [saved.name]
    with zipfile.ZipFile(saved) as archive:
        assert "ARCS_KEYS_FOLDER" in json.loads(archive.read("manifest.json"))["keys"]


def test_a_database_in_use_is_refused_unless_it_shall_be_replaced(filled: Addresses, saved: Path) -> None:
    before = _rows(filled.owner)
    with psycopg.connect(filled.owner) as connection:
        connection.execute("create table later (id int); drop table empty_one")
    with pytest.raises(Refusal, match="not empty"):
        restore(saved, filled)
    assert _rows(filled.owner, "select count(*) from later") == [(0,)]
    restore(saved, filled, replace=True)
    assert _rows(filled.owner) == before
    with pytest.raises(psycopg.errors.UndefinedTable):
        _rows(filled.owner, "select count(*) from later")


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9])
def test_a_damaged_file_is_refused_and_changes_nothing(filled: Addresses, saved: Path, place: float) -> None:
    content = bytearray(saved.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    saved.write_bytes(content)
    with pytest.raises(Refusal):
        restore(saved, filled, replace=True)
    assert len(_rows(filled.owner)) == 500


def test_a_file_cut_short_and_one_that_is_something_else_are_refused(saved: Path, database: Addresses) -> None:
    saved.write_bytes(saved.read_bytes()[:2000])
    with pytest.raises(Refusal, match="no whole backup"):
        restore(saved, database)
    with pytest.raises(Refusal, match="no such file"):
        restore(saved.with_name("none"), database)


def test_one_row_that_differs_takes_the_whole_restore_back(
    filled: Addresses, saved: Path, server: PrivateServer
) -> None:
    forged = saved.with_name("forged")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(forged, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["tables"][0]["told"] = manifest["tables"][0]["told"].replace("500 rows", "501 rows")
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr("database.dump", old.read("database.dump"))
    create_database(server.admin_url, "taken_back")
    target = server.addresses.of_database("taken_back")
    with pytest.raises(Refusal, match="differs: restored 500 rows"):
        restore(forged, target)
    assert _rows(target.owner, "select count(*) from pg_tables where schemaname in ('public', 'casework')") == [(0,)]


def test_rows_hidden_from_the_owner_are_a_refusal_and_no_smaller_backup(filled: Addresses, folder: Path) -> None:
    with psycopg.connect(filled.owner) as connection:
        connection.execute("""alter table casework."odd ""name's" force row level security""")
    with pytest.raises(Refusal, match="row-level security"):
        backup(filled, folder / "less")
    assert not (folder / "less").exists()
