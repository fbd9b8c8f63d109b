"""Each way in which row security was seen to fail has a test here that would catch it."""

from uuid import uuid4

import psycopg
import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction
from tests.making.people import a_person, a_team
from tests.making.probe import a_file, a_navigator
from tests.web.probe.models import ProbeFile, ProbeFileEvent, ProbeMember
from tests.web.probe.queries import files_like, files_of

from arcs.postgres.addresses import Addresses
from arcs.web.people.models import Staff, Team
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.usefixtures("fresh_database")


def execute(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def explained(statement: str, *values: object) -> str:
    return "\n".join(str(row[0]) for row in execute(f"explain (verbose, costs off) {statement}", *values))


# ---- the two walls


def test_with_the_wall_in_code_removed_the_database_still_returns_nothing() -> None:
    file, stranger = a_file(a_navigator("Nora")), a_navigator("Sam")
    with acting_as(stranger.pk), transaction.atomic():
        assert list(ProbeFile.objects.all()) == []
        assert list(ProbeFileEvent.objects.all()) == []
        assert not ProbeFile.objects.filter(pk=file.pk).exists()
        assert list(Staff.objects.values_list("pk", flat=True)) == [stranger.pk]
        assert ProbeFile.objects.filter(pk=file.pk).update(headline="Mine") == 0
        assert execute("delete from probe_probefile returning id") == []


def test_with_the_wall_in_the_database_removed_the_code_still_returns_nothing(fresh_database: Addresses) -> None:
    nora, stranger, outsider = a_navigator("Nora"), a_navigator("Sam"), a_person("Otto")
    file = a_file(nora)
    with psycopg.connect(fresh_database.owner) as owner:
        for table in ("probe_probefile", "probe_probemember", "people_staff"):
            owner.execute(f"alter table {table} disable row level security")
    for who, seen in ((nora, [file.pk]), (stranger, []), (outsider, [])):
        with acting_as(who.pk), transaction.atomic():
            assert ProbeFile.objects.count() == 1, "the wall in the database is down"
            assert list(files_of(who).values_list("pk", flat=True)) == seen
            assert list(files_like(who, "roof").values_list("pk", flat=True)) == seen


def test_a_grant_of_the_compartment_by_one_hand_opens_nothing() -> None:
    from tests.making.people import a_grant

    half = a_person("Hal", permissions=("care.read",))
    a_grant(half, "care", granted_by=a_person("Ada"), confirmed_by=None)
    with acting_as(half.pk), transaction.atomic(), pytest.raises(ProgrammingError, match="row-level security"):
        ProbeFile.objects.create(headline="Mine", opened_by=half.pk)


# ---- histories


def test_the_switch_that_silences_triggers_silences_nothing() -> None:
    team = a_team("Red")
    with acting_as(Standing.KEEPER), transaction.atomic():
        names = [row[0] for row in execute("select tgname from pg_trigger where tgname like 'pgtrigger%%'")]
        execute("select set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(map(str, names)) + "}")
        Team.objects.filter(pk=team.pk).update(name="Silent")
        assert execute("select count(*) from people_teamevent where pgh_obj_id = %s", team.pk) == [(0,)]
    with acting_as(Standing.SEALER), transaction.atomic():
        rows = execute("select name from people_teamevent where pgh_obj_id = %s order by pgh_id", team.pk)
        assert rows == [("Red",), ("Silent",)]


@pytest.mark.parametrize("statement", ["update people_teamevent set name = 'x'", "delete from people_teamevent"])
def test_not_even_the_owner_changes_history(statement: str, fresh_database: Addresses) -> None:
    a_team("Red")
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('pgtrigger.ignore', '{append_only}', true)")
        with pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete"):
            owner.execute(statement)


@pytest.mark.parametrize(
    "table", ["people_teamevent", "wall_readlog", "people_signinevent", "audit_seal", "audit_tombstone"]
)
@pytest.mark.parametrize("statement", ["update {} set transaction = 1", "delete from {}", "truncate {}"])
def test_the_application_may_only_add_to_what_is_append_only(table: str, statement: str) -> None:
    with acting_as(Standing.KEEPER), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute(statement.format(table))


@pytest.mark.parametrize("table", ["people_team", "people_staff", "probe_probefile", "django_migrations"])
def test_the_application_can_empty_no_table(table: str) -> None:
    with acting_as(Standing.KEEPER), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute(f"truncate {table}")


def test_the_application_cannot_say_which_migrations_ran_nor_change_a_function_or_a_policy() -> None:
    for statement in (
        "delete from django_migrations",
        "create or replace function acting_person() returns uuid language sql as 'select gen_random_uuid()'",
        "alter table people_team disable row level security",
        "alter table people_team disable trigger all",
        "drop policy people_team_made on people_team",
        "set session_replication_role = replica",
        "create table mine (id int)",
        "set role arcs_owner",
    ):
        with acting_as(Standing.KEEPER), pytest.raises(ProgrammingError), transaction.atomic():
            execute(statement)


def test_history_is_written_in_the_name_of_whoever_acts_and_in_no_other() -> None:
    team, ada = a_team("Red"), a_person("Ada", permissions=("people.manage",))
    with acting_as(ada.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        execute(
            "insert into people_teamevent (pgh_created_at, pgh_label, pgh_obj_id, id, name, about, person) "
            "values (now(), 'update', %s, %s, 'Forged', '', %s)",
            team.pk,
            team.pk,
            uuid4(),
        )


# ---- savepoints, settings, functions


def test_a_savepoint_that_failed_leaves_the_person_and_what_was_before_it() -> None:
    ann = a_person("Ann", permissions=("people.manage",))
    with acting_as(ann.pk), transaction.atomic():
        Team.objects.create(name="Kept")
        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.create(name="Kept")
        assert Team.objects.create(name="After").pk
        assert execute("select acting_person()") == [(ann.pk,)]


def test_the_first_error_of_a_broken_transaction_is_the_one_that_is_told() -> None:
    ann = a_person("Ann")
    with (
        pytest.raises(ProgrammingError, match="no_such_table"),
        acting_as(ann.pk),
        transaction.atomic(),
        acting_as(ann.pk),
    ):
        execute("select * from no_such_table")


def test_after_a_transaction_nobody_is_left_behind_on_the_connection() -> None:
    a_person("Ann")
    assert execute("select current_setting('arcs.person', true)") == [("",)]
    with pytest.raises(ProgrammingError, match="Nobody acts"):
        execute("select count(*) from people_staff")


def test_a_temporary_table_does_not_take_the_place_of_a_table_that_a_policy_asks() -> None:
    stranger = a_person("Sam")
    a_team("Red")
    a_person("Ann")
    with acting_as(stranger.pk), transaction.atomic():
        execute("create temporary table people_rolepermission (role_id uuid, permission text)")
        execute(
            "create temporary table people_roleassignment (staff_id uuid, role_id uuid, valid_from date, valid_to date)"
        )
        execute("insert into people_rolepermission select %s, 'people.read'", stranger.pk)
        execute("insert into people_roleassignment select %s, %s, current_date, null", stranger.pk, stranger.pk)
        assert execute("select acting_may('people.read')") == [(False,)]
        assert execute("select id from public.people_staff") == [(stranger.pk,)]


def test_the_public_pages_role_can_read_no_table_and_call_no_function(fresh_database: Addresses) -> None:
    with psycopg.connect(fresh_database.public, autocommit=True) as public:
        for statement in (
            "select count(*) from people_staff",
            "select count(*) from audit_trail",
            "select permissions_of_person(gen_random_uuid())",
            "select acting_teams()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(statement)


# ---- statements


def test_insert_returning_passes_from_the_rows_own_columns_before_anybody_is_a_member() -> None:
    nora = a_navigator("Nora")
    with acting_as(nora.pk), transaction.atomic():
        assert execute(
            "insert into probe_probefile (id, headline, opened_by) values (gen_random_uuid(), 'New', %s) "
            "returning headline",
            nora.pk,
        ) == [("New",)]


def test_a_row_that_grants_visibility_is_checked() -> None:
    file, stranger = a_file(a_navigator("Nora")), a_navigator("Sam")
    with acting_as(stranger.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ProbeMember.objects.create(file_id=file.pk, staff_id=stranger.pk)


def test_a_search_gives_back_ids_and_row_security_decides_about_them() -> None:
    nora, stranger = a_navigator("Nora"), a_navigator("Sam")
    file = a_file(nora, headline="Needs a roof")
    a_file(nora, headline="Needs food")
    for who, seen in ((nora, [file.pk]), (stranger, [])):
        with acting_as(who.pk), transaction.atomic():
            assert list(files_like(who, "ROOF").values_list("pk", flat=True)) == seen
            assert (
                list(
                    ProbeFile.objects.extra(where=["id = any (array(select probe_files_like('roof')))"]).values_list(
                        "pk", flat=True
                    )
                )
                == seen
            )


def test_what_policies_ask_is_asked_once_a_statement_and_not_once_a_row() -> None:
    auditor = a_person("Olga", permissions=("audit.read", "people.read"))
    with acting_as(auditor.pk), transaction.atomic():
        for table in ("people_staff", "people_teamevent", "wall_readlog", "probe_probefile", "audit_seal"):
            plan = explained(f"select count(*) from {table}")
            filters = [line for line in plan.splitlines() if "Filter:" in line or "Cond:" in line]
            assert filters, plan
            assert not [line for line in filters if "acting_" in line], plan
            assert "InitPlan" in plan, plan


def test_nobody_forges_an_earlier_transaction_number_without_its_showing() -> None:
    from arcs.web.audit.actions import seal_now
    from arcs.web.audit.verifying import verify

    team = a_team("Red")
    seal_now()
    with acting_as(Standing.KEEPER), transaction.atomic():
        execute(
            "insert into people_teamevent (pgh_created_at, pgh_label, pgh_obj_id, id, name, about, transaction) "
            "values (now(), 'update', %s, %s, 'Forged', '', 5)",
            team.pk,
            team.pk,
        )
    failure = verify().failure
    assert failure is not None
    assert failure.table == "people_teamevent"


def test_an_unknown_person_sees_nothing_and_is_no_error() -> None:
    a_file(a_navigator("Nora"))
    with acting_as(uuid4()), transaction.atomic():
        assert ProbeFile.objects.count() == 0
        assert Staff.objects.count() == 0
    with pytest.raises(Error), acting_as(uuid4()), transaction.atomic():
        execute("select set_config('arcs.person', 'no uuid', true)")
        execute("select acting_person()")
