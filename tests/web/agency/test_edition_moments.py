"""What needs real commits: an edition is whole from the moment that made it."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from tests.making.people import a_person
from tests.making.settings import a_programme

from arcs.web.agency import actions, models
from arcs.web.wall.acting import Standing, acting_as


@pytest.mark.usefixtures("fresh_database")
def test_nothing_is_added_to_an_edition_after_the_moment_that_made_it() -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        edition = actions.new_edition(by=Standing.KEEPER, valid_from=date(2020, 1, 1), programme=a_programme(), after=0)
    editor = a_person("Eda", permissions=("agency.edit",))
    late = models.Area(edition=edition, position=0, code="north", name="North", kind="beat")
    with acting_as(editor.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        late.save(force_insert=True)
