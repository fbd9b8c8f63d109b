"""What the clock does to things of studies: each in the name of somebody who works in that study and may."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import QuerySet

from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

Thing = TypeVar("Thing", bound=models.Model)


def in_somebodys_name(
    due: str, values: Sequence[Any], things: QuerySet[Thing], act: Callable[[Staff, Thing], object]
) -> int:
    """Do something to each thing that is due, as the person beside it; how many it was done to.

    `due` asks for the thing's key and the person's (`database.somebody_at_work`). What nobody may be named for stays
    as it is, and so does what is refused, as when somebody was faster.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(due, values)
        found = cursor.fetchall()
    done = 0
    for key, person in found:
        with acting_as(person), transaction.atomic():
            by, thing = Staff.objects.filter(pk=person).first(), things.filter(pk=key).first()
            if by is None or thing is None:
                continue
            try:
                act(by, thing)
            except Refused:
                continue
            done += 1
    return done
