"""In whose name an action changes the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as

Actor = Staff | Standing | UUID


@contextmanager
def in_name_of(by: Actor) -> Iterator[None]:
    """One transaction in one person's name; inside a request of the same person it is part of that request's."""
    with acting_as(by.pk if isinstance(by, Staff) else by), transaction.atomic():
        yield


def one_at_a_time() -> None:
    """Wait for whoever else is changing who administers; until this transaction ends, nobody else does.

    Two administrators who remove each other at the same moment would otherwise both succeed.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('people.administrators'))")
