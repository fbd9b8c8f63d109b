"""How PostgreSQL would answer a question if rows were many: a test's few rows alone would always be read through."""

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

AS_OF_MANY = "set local enable_seqscan = off; set local enable_sort = off; set local enable_bitmapscan = off"


def plan_of(rows: "QuerySet[Any]", who: Staff) -> str:
    """The plan of these rows in somebody's name, row security included."""
    with acting_as(who.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(AS_OF_MANY)
        return str(rows.explain())
