"""Who acts: sent when a transaction opens, never changed inside one, never forgotten in silence."""

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.making.people import a_person, a_team

from arcs.postgres.addresses import Addresses
from arcs.web.people.models import Staff
from arcs.web.wall.acting import NobodyActs, PersonChangedInTransaction, Standing, acting_as, who_acts


def acting_in_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select acting_person()")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_database_knows_who_acts_as_soon_as_a_transaction_opens() -> None:
    ann = a_person("Ann")
    with acting_as(ann.pk), transaction.atomic():
        assert acting_in_database() == str(ann.pk)


@pytest.mark.django_db
def test_nobody_acting_is_an_error_and_never_an_empty_list() -> None:
    a_person("Ann")
    with pytest.raises(ProgrammingError, match="Nobody acts"), transaction.atomic():
        Staff.objects.count()
    with pytest.raises(NobodyActs):
        who_acts()


@pytest.mark.usefixtures("fresh_database")
def test_after_a_transaction_the_setting_is_gone_and_that_too_is_an_error() -> None:
    a_person("Ann")
    with pytest.raises(ProgrammingError, match="Nobody acts"):
        Staff.objects.count()


@pytest.mark.usefixtures("fresh_database")
def test_the_person_cannot_change_inside_a_transaction() -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        with (
            pytest.raises(PersonChangedInTransaction, match="Commit that transaction first"),
            acting_as(Standing.CLERK),
        ):
            pass
        assert acting_in_database() == str(Standing.KEEPER.value)


@pytest.mark.usefixtures("fresh_database")
def test_a_rolled_back_savepoint_does_not_lose_the_person() -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _ = 1 / 0
        assert acting_in_database() == str(Standing.KEEPER.value)


@pytest.mark.django_db
def test_a_visitor_sees_nobody() -> None:
    a_person("Ann")
    with acting_as(Standing.VISITOR), transaction.atomic():
        assert list(Staff.objects.all()) == []


@pytest.mark.django_db
def test_team_mates_see_each_other_and_strangers_do_not() -> None:
    red, blue = a_team("Red"), a_team("Blue")
    ann, ben, cas = a_person("Ann", teams=[red]), a_person("Ben", teams=[red]), a_person("Cas", teams=[blue])
    with acting_as(ann.pk), transaction.atomic():
        assert set(Staff.objects.values_list("pk", flat=True)) == {ann.pk, ben.pk}
        assert not Staff.objects.filter(pk=cas.pk).exists()


def test_the_application_owns_nothing_and_bypasses_nothing(fresh_database: Addresses) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolinherit, rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(Standing.KEEPER), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate people_staffevent")
