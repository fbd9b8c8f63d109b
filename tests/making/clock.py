"""A programme whose clock goes by a zone."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from tests.making.settings import a_programme

from arcs.core.agency import Programme
from arcs.web.agency import actions, queries
from arcs.web.wall.acting import Standing, acting_as

LONG_AGO = date(2020, 1, 1)


def in_zone(zone: str) -> Programme:
    """Settings whose clock shows that zone."""
    programme = a_programme()
    return replace(programme, identity=replace(programme.identity, time_zone=zone))


def settle(zone: str, *, valid_from: date = LONG_AGO) -> None:
    """Make the next settings, in a zone."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        after = queries.last_number()
        actions.new_edition(by=Standing.KEEPER, valid_from=valid_from, programme=in_zone(zone), after=after)
