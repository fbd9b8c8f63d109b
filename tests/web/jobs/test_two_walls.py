"""Long work of strangers stays unseen with the database's wall down."""

import psycopg
from django.db import transaction
from tests.making.jobs import a_job
from tests.making.people import a_person

from arcs.postgres.addresses import Addresses
from arcs.web.jobs import queries
from arcs.web.jobs.models import Job
from arcs.web.wall.acting import acting_as


def test_with_the_databases_wall_down_the_code_still_shows_no_strangers_job(fresh_database: Addresses) -> None:
    with psycopg.connect(fresh_database.owner, autocommit=True) as connection:
        connection.execute("alter table jobs_job disable row level security")
    ann, ben = a_person("Ann"), a_person("Ben")
    head = a_person("Head", permissions=("jobs.see_all",))
    theirs = a_job(ben)
    with acting_as(ann.pk), transaction.atomic():
        assert Job.objects.filter(pk=theirs.pk).exists()  # the database's wall is down indeed
        assert list(queries.jobs_seen_by(ann)) == []
        assert queries.job_seen_by(ann, theirs.pk) is None
    with acting_as(head.pk), transaction.atomic():
        assert [one.pk for one in queries.jobs_seen_by(head)] == [theirs.pk]
        assert list(queries.results_of(head, theirs)) == []
