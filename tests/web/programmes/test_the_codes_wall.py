"""With the database's wall down, the code alone shows a stranger no programme and lets nobody change one."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.making.programmes import a_current_route

from arcs.postgres.addresses import Addresses
from arcs.web.programmes import actions, own, queries
from arcs.web.programmes.models import Programme, TrainingRecord
from arcs.web.programmes.policies import ROWS, TABLES
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused


@pytest.fixture
def without_the_databases_wall(fresh_database: Addresses) -> Iterator[None]:
    """Row security switched off by the owner, on every table of programmes and on the plan's rows."""
    with psycopg.connect(fresh_database.owner, autocommit=True) as owner:
        for table in (*TABLES, ROWS):
            owner.execute(
                psycopg.sql.SQL("alter table {} disable row level security").format(psycopg.sql.Identifier(table))
            )
    yield


@pytest.mark.usefixtures("without_the_databases_wall")
def test_with_the_databases_wall_down_the_code_still_shows_no_programme_and_changes_none() -> None:
    made = a_current_route(1)
    stranger, officer = a_person("Stranger"), made.people[0]
    by = made.begun.manager
    with acting_as(by.pk), transaction.atomic():
        step = queries.plan_rows(by, made.begun.programme)[0]
    for who in (stranger, officer):
        with acting_as(who.pk), transaction.atomic():
            assert Programme.objects.exists()  # the database's wall is down indeed
            assert list(queries.programmes_seen_by(who)) == []
            assert queries.programme_seen_by(who, made.begun.programme.pk) is None
            assert queries.route_seen_by(who, made.route.pk) is None
            assert queries.policy_seen_by(who, made.version.policy_id) is None
            assert queries.training_seen_by(who, made.training.pk) is None
            assert queries.step_seen_by(who, step.pk) is None
            assert list(queries.training_records(who, made.training)) == list(TrainingRecord.objects.filter(staff=who))
            with pytest.raises(Refused):
                actions.go_live(by=who, route=made.route, live_from=today())
            with pytest.raises(Refused):
                actions.end_training(by=who, training=made.training)
    with acting_as(officer.pk), transaction.atomic():
        assert own.version_to_read(officer, made.version.pk) is not None
    with acting_as(stranger.pk), transaction.atomic():
        assert own.version_to_read(stranger, made.version.pk) is None
        assert own.my_duties(stranger) == []
