"""Strangers stay unseen with either wall alone: the code's with row security off, the database's without the code."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import transaction
from tests.making.people import a_grant, a_person, a_team

from arcs.postgres.addresses import Addresses
from arcs.web.people import queries
from arcs.web.people.models import CompartmentGrant, Staff
from arcs.web.people.policies import TABLES
from arcs.web.wall.acting import acting_as


@pytest.fixture
def without_the_databases_wall(fresh_database: Addresses) -> Iterator[None]:
    """Row security switched off by the owner, on every table of staff."""
    with psycopg.connect(fresh_database.owner, autocommit=True) as connection:
        for table in TABLES:
            connection.execute(
                psycopg.sql.SQL("alter table {} disable row level security").format(psycopg.sql.Identifier(table))
            )
    yield


@pytest.mark.usefixtures("without_the_databases_wall")
def test_with_the_databases_wall_down_the_code_still_shows_no_stranger() -> None:
    red, blue = a_team("Red"), a_team("Blue")
    ann, ben, cas = a_person("Ann", teams=[red]), a_person("Ben", teams=[red]), a_person("Cas", teams=[blue])
    head = a_person("Head", permissions=("people.manage",))
    grant = a_grant(cas, "care", granted_by=head, confirmed_by=None)
    with acting_as(ann.pk), transaction.atomic():
        assert Staff.objects.filter(pk=cas.pk).exists()  # the database's wall is down indeed
        assert set(queries.staff_list(ann)) == {ann, ben}
        with pytest.raises(Staff.DoesNotExist):
            queries.person(ann, cas.pk)
        assert list(queries.proposals(ann)) == []
        with pytest.raises(CompartmentGrant.DoesNotExist):
            queries.grant(ann, grant.pk)
        assert queries.grants(ann, cas) == []
        assert queries.open_links(ann, cas) == []
        assert queries.sign_in_events(ann, cas) == []
        assert queries.names_of(ann, [ben.pk, cas.pk]) == {ben.pk: "Ben"}
        assert {one.name: len(one.members_now) for one in queries.teams(ann)} == {"Blue": 0, "Red": 2}
    with acting_as(head.pk), transaction.atomic():
        assert set(queries.staff_list(head)) == {ann, ben, cas, head}
        assert [one.pk for one in queries.proposals(head)] == [grant.pk]


@pytest.mark.django_db
def test_with_the_codes_wall_down_the_database_still_shows_no_stranger() -> None:
    red, blue = a_team("Red"), a_team("Blue")
    ann, cas = a_person("Ann", teams=[red]), a_person("Cas", teams=[blue])
    a_grant(cas, "care", granted_by=a_person("Head"), confirmed_by=None)
    with acting_as(ann.pk), transaction.atomic():
        assert set(Staff.objects.all()) == {ann}
        assert list(CompartmentGrant.objects.all()) == []
        assert not cas.memberships.exists()
