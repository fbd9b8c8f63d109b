"""Seals: whatever was sealed and then changed, taken out or slipped in shows itself, with its table's name."""

from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql
from tests.making.people import a_person, a_team
from tests.making.probe import a_file, a_navigator

from arcs.core.refusal import Refusal
from arcs.postgres.addresses import Addresses
from arcs.postgres.server import PrivateServer
from arcs.web.audit.actions import seal_now
from arcs.web.audit.models import Seal
from arcs.web.audit.verifying import verify
from arcs.web.audit.work import seal_audit, verify_audit
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.alarm import open_alarms
from arcs.web.wall.grants import renew_grants
from arcs.web.wall.read_log import record_read


def as_superuser(server: PrivateServer, fresh: Addresses) -> psycopg.Connection:
    """A connection before which no trigger and no policy stands."""
    name = psycopg.conninfo.conninfo_to_dict(fresh.owner)["dbname"]
    return psycopg.connect(psycopg.conninfo.make_conninfo(server.admin_url, dbname=name), autocommit=True)


def tamper(server: PrivateServer, fresh: Addresses, statement: str, *values: object) -> None:
    with as_superuser(server, fresh) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(statement, values)


@pytest.mark.usefixtures("fresh_database")
def test_one_team_and_one_seal_counted_by_hand() -> None:
    team = a_team("Red")
    seal = seal_now()
    assert seal is not None
    assert (seal.number, seal.from_xact, seal.rows) == (1, 0, 1)
    with acting_as(Standing.KEEPER), transaction.atomic():
        team.about = "Nights"
        team.save()
        team.about = "Days"
        team.save()
    before = verify()
    assert (before.good, before.seals, before.rows, before.tail_rows) == (True, 1, 1, 2)
    assert before.tail_oldest is not None
    second = seal_now()
    assert second is not None
    assert (second.number, second.from_xact, second.rows) == (2, seal.below_xact, 2)
    assert verify().tail_rows == 0


@pytest.mark.usefixtures("fresh_database")
def test_where_nothing_happened_there_is_no_seal_and_seals_are_not_sealed() -> None:
    assert seal_now() is None
    a_team()
    assert seal_now() is not None
    assert seal_now() is None
    assert verify().good


def test_a_transaction_that_commits_late_slips_under_no_seal(fresh_database: Addresses) -> None:
    with psycopg.connect(fresh_database.application) as late:
        late.execute("select set_config('arcs.person', %s, true)", (str(Standing.KEEPER.value),))
        late.execute("insert into people_team (id, name, about) values (gen_random_uuid(), 'Late', '')")
        a_team("Early")  # a higher number, committed before the lower one
        assert seal_now() is None, "nothing may be sealed at or above the number of a transaction that is still open"
        late.commit()
    seal = seal_now()
    assert seal is not None
    assert seal.rows == 2
    found = verify()
    assert found.good
    assert found.tail_rows == 0


def test_a_late_transaction_leaves_what_came_before_it_sealable(fresh_database: Addresses) -> None:
    a_team("Before")
    with psycopg.connect(fresh_database.application) as late:
        late.execute("select set_config('arcs.person', %s, true)", (str(Standing.KEEPER.value),))
        late.execute("insert into people_team (id, name, about) values (gen_random_uuid(), 'Late', '')")
        a_team("After")
        first = seal_now()
        assert first is not None
        assert first.rows == 1
        late.commit()
    second = seal_now()
    assert second is not None
    assert second.rows == 2
    assert verify().good


TAMPERING = [
    ("change", "update people_teamevent set name = 'Blue' where name = 'Red'", "at least one of them was changed"),
    ("deletion", "delete from people_teamevent where name = 'Red'", "2 rows were sealed and 1 are there now"),
    (
        "insertion",
        "insert into people_teamevent (pgh_created_at, pgh_label, pgh_obj_id, id, name, about, person, transaction) "
        "select pgh_created_at, pgh_label, gen_random_uuid(), gen_random_uuid(), 'Forged', '', person, transaction "
        "from people_teamevent limit 1",
        "2 rows were sealed and 3 are there now",
    ),
    ("author", "update people_teamevent set person = gen_random_uuid() where name = 'Red'", "was changed"),
    ("time", "update people_teamevent set pgh_created_at = pgh_created_at - interval '1 microsecond'", "was changed"),
    ("empty for none", "update people_teamevent set ended_on = '2020-01-01' where name = 'Red'", "was changed"),
]


@pytest.mark.parametrize(("kind", "statement", "why"), TAMPERING, ids=[one[0] for one in TAMPERING])
def test_what_a_superuser_did_to_a_sealed_row_is_named(
    kind: str, statement: str, why: str, server: PrivateServer, fresh_database: Addresses
) -> None:
    a_team("Red")
    a_team("Green")
    seal_audit()
    a_person("Ann")
    seal_audit()
    tamper(server, fresh_database, statement)
    found = verify()
    assert not found.good
    assert found.failure is not None
    assert (found.failure.seal, found.failure.table) == (1, "people_teamevent")
    assert why in found.failure.why
    assert any("Seal 1, table people_teamevent does not hold" in line for line in found.sentences())
    assert not verify_audit()
    assert "people_teamevent" in open_alarms()[-1].what


def test_a_row_slipped_into_a_table_that_a_seal_found_empty_is_named(
    server: PrivateServer, fresh_database: Addresses
) -> None:
    a_team("Red")
    seal_audit()
    tamper(
        server,
        fresh_database,
        "insert into wall_readlog (id, at, person, kind, compartment, allowed, reason, transaction) "
        "select gen_random_uuid(), now(), gen_random_uuid(), 'file', 'care', true, '', 1",
    )
    failure = verify().failure
    assert failure is not None
    assert (failure.table, failure.rows_sealed, failure.rows_found) == ("wall_readlog", 0, 1)


def test_a_seal_taken_out_or_changed_is_named(server: PrivateServer, fresh_database: Addresses) -> None:
    for name in ("Red", "Green", "Blue"):
        a_team(name)
        seal_audit()
    tamper(server, fresh_database, "update audit_seal set rows = 5 where number = 2")
    failure = verify().failure
    assert failure is not None
    assert (failure.seal, failure.why) == (2, "The seal itself was changed.")
    tamper(
        server,
        fresh_database,
        "delete from audit_sealedtable where seal_id = (select id from audit_seal where number = 2)",
    )
    tamper(server, fresh_database, "delete from audit_seal where number = 2")
    failure = verify().failure
    assert failure is not None
    assert (failure.seal, "does not follow" in failure.why) == (3, True)


def test_the_newest_seals_taken_out_and_made_anew_differ_from_the_file(
    server: PrivateServer, fresh_database: Addresses
) -> None:
    for name in ("Red", "Green"):
        a_team(name)
        seal_audit()
    with as_superuser(server, fresh_database) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("delete from audit_sealedtable where seal_id = (select id from audit_seal where number = 2)")
        connection.execute("delete from audit_seal where number = 2")
        connection.execute("update people_teamevent set name = 'Other' where name = 'Green'")
    taken_out = verify()
    assert taken_out.failure is None, "the chain alone cannot know"
    assert "Seal 2 is kept outside the database and is not in it" in taken_out.outside
    assert seal_now() is not None
    rewritten = verify()
    assert rewritten.failure is None
    assert "Seal 2 differs from the one kept outside" in rewritten.outside
    assert not rewritten.good


def test_a_machine_that_stopped_before_the_file_was_written_catches_up(
    fresh_database: Addresses, outside: Path
) -> None:
    a_team("Red")
    seal_audit()
    first = (outside / "seals.txt").read_text()
    a_team("Green")
    seal_audit()
    (outside / "seals.txt").write_text(first + "2 17 ab")  # half a line
    found = verify()
    assert (found.good, found.not_kept) == (True, 1)
    seal_audit()
    lines = (outside / "seals.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2"]
    assert verify().not_kept == 0


def test_a_missing_file_of_seals_is_said(fresh_database: Addresses, outside: Path) -> None:
    for name in ("Red", "Green"):
        a_team(name)
        seal_audit()
    (outside / "seals.txt").rename(outside / "aside")
    assert "No seal is kept outside" in verify().outside or not verify().good


def test_a_column_added_later_leaves_old_seals_standing(server: PrivateServer, fresh_database: Addresses) -> None:
    a_team("Red")
    seal_audit()
    with as_superuser(server, fresh_database) as connection:
        connection.execute("alter table people_teamevent add column colour text not null default 'grey'")
        assert verify().good
        connection.execute("alter table people_teamevent drop column colour")


def test_texts_of_a_session_do_not_change_digests(server: PrivateServer, fresh_database: Addresses) -> None:
    a_person("Ann")
    seal_audit()
    name = psycopg.conninfo.conninfo_to_dict(fresh_database.owner)["dbname"]
    with as_superuser(server, fresh_database) as connection:
        connection.execute(sql.SQL("alter database {} set timezone = 'Asia/Tokyo'").format(sql.Identifier(name)))
        connection.execute(sql.SQL("alter database {} set datestyle = 'German'").format(sql.Identifier(name)))
        connection.execute(sql.SQL("alter database {} set bytea_output = 'escape'").format(sql.Identifier(name)))
    assert verify().good


def test_after_a_restore_on_another_server_numbers_go_on_rising(
    server: PrivateServer, fresh_database: Addresses
) -> None:
    """The other server's counter stands lower: as if ours had been sealed a million transactions further on."""
    a_team("Red")
    seal_audit()
    million = 1_000_000
    tamper(server, fresh_database, "update people_teamevent set transaction = transaction + %s", million)
    tamper(server, fresh_database, "delete from audit_sealedtable")
    tamper(server, fresh_database, "delete from audit_seal")
    with as_superuser(server, fresh_database) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "insert into audit_seal "
            "(id, number, sealed_at, from_xact, below_xact, rows, previous, digest, transaction) "
            "select gen_random_uuid(), 1, now(), 0, max(transaction) + 1, 1, '', '', max(transaction) + 1 "
            "from people_teamevent"
        )
    with pytest.raises(Refusal, match="restored on another server"):
        seal_now()
    renew_as_owner(fresh_database)
    a_team("Green")
    seal = seal_now()
    assert seal is not None
    assert seal.rows == 1


def renew_as_owner(fresh: Addresses) -> None:
    """What `migrate` does last."""
    from django.db import connections
    from tests.web.conftest import point_django_at

    owner = Addresses(owner=fresh.owner, application=fresh.owner, public=fresh.public)
    point_django_at(owner)
    renew_grants(using="default")
    connections.close_all()
    point_django_at(fresh)


STEPS = st.lists(st.sampled_from(["team", "person", "rename", "read", "sealed", "file"]), min_size=1, max_size=12)


@given(steps=STEPS)
@settings(max_examples=12)
def _any_history_verifies(steps: list[str]) -> None:
    with_seals = [*steps, "sealed"]
    team = a_team()
    for at, step in enumerate(with_seals):
        if step == "team":
            a_team()
        elif step == "person":
            a_person()
        elif step == "rename":
            with acting_as(Standing.KEEPER), transaction.atomic():
                team.about = f"Shift {at}"
                team.save()
        elif step == "read":
            with acting_as(Standing.KEEPER):
                record_read(kind="file", compartment="care", object_id=None)
        elif step == "file":
            a_file(a_navigator())
        else:
            seal_now()
    found = verify()
    assert found.good, found.sentences()
    assert found.tail_rows == 0


@pytest.mark.usefixtures("fresh_database")
def test_whatever_happens_in_whatever_order_the_seals_hold() -> None:
    _any_history_verifies()


def test_whatever_sealed_row_is_touched_its_table_is_named(server: PrivateServer, fresh_database: Addresses) -> None:
    navigator = a_navigator("Nora")
    a_file(navigator)
    seal_now()
    with acting_as(navigator.pk):
        record_read(kind="file", compartment="care", object_id=None)
    a_team("Red")
    seal_now()
    tables = ["people_staffevent", "people_teamevent", "probe_probefileevent", "people_compartmentgrantevent"]

    @given(table=st.sampled_from(tables), how=st.sampled_from(["change", "delete", "insert"]), data=st.data())
    @settings(max_examples=20)
    def touched(table: str, how: str, data: st.DataObject) -> None:
        with as_superuser(server, fresh_database) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute("begin")
            keys = [row[0] for row in connection.execute(f"select pgh_id from {table} order by pgh_id")]
            key = data.draw(st.sampled_from(keys))
            connection.execute("create temporary table kept as select * from " + table)
            if how == "change":
                connection.execute(f"update {table} set person = gen_random_uuid() where pgh_id = %s", (key,))
            elif how == "delete":
                connection.execute(f"delete from {table} where pgh_id = %s", (key,))
            else:
                connection.execute(f"create temporary table one as select * from {table} where pgh_id = %s", (key,))
                connection.execute("update one set pgh_id = 900000")
                connection.execute(f"insert into {table} overriding system value select * from one")
            connection.execute("commit")
            failure = verify().failure
            connection.execute(f"delete from {table}")
            connection.execute(f"insert into {table} overriding system value select * from kept")
            connection.execute("drop table kept")
            connection.execute("drop table if exists one")
        assert failure is not None
        assert failure.table == table
        assert verify().good

    touched()


@pytest.mark.usefixtures("fresh_database")
def test_only_the_sealer_seals() -> None:
    from django.db import ProgrammingError

    with acting_as(Standing.KEEPER), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Seal.objects.bulk_create(
            [Seal(number=1, sealed_at="2026-01-01T00:00Z", from_xact=0, below_xact=9, rows=0, previous=b"", digest=b"")]
        )
