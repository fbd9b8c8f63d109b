"""Builders of studies as rows, with members of every part, and of what people enter into them."""

from collections.abc import Mapping
from uuid import uuid4

from django.db import transaction
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, OAK_PARK, a_stored_study

from arcs.core.evaluation import Study as Content
from arcs.files.studies import read_study
from arcs.files.studies.parts import rows_of
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part, Study
from arcs.web.wall.acting import acting_as

PUBLISHED = read_study(OAK_PARK)


def fill_with(by: Staff, study: Study, content: Content) -> None:
    """Put every part of a study into the database's rows."""
    with acting_as(by.pk), transaction.atomic():
        for part, rows in rows_of(content).items():
            if part != "board_decisions.csv":
                sheets.replace_part(by=by, study=study, part=part, rows=rows, change=uuid4())


def an_oak_park(by: Staff, content: Content = PUBLISHED) -> Study:
    """The published study as rows, led by `by`."""
    study = a_stored_study(by)
    fill_with(by, study, content)
    return study


def a_member(study: Study, lead: Staff, part: Part, name: str = "") -> Staff:
    """A person with one part in the study."""
    person = a_person(name, permissions=MAY_WORK)
    with acting_as(lead.pk):
        studies.add_member(by=lead, study=study, staff=person, part=part)
    return person


def a_row(by: Staff, study: Study, part: str, cells: Mapping[str, str]) -> StudyRow:
    """One row that somebody adds."""
    with acting_as(by.pk):
        return sheets.add_row(by=by, study=study, part=part, cells=cells)


def rows(by: Staff, study: Study, part: str) -> list[dict[str, str]]:
    """The cells of every row of a part, in order."""
    with acting_as(by.pk), transaction.atomic():
        return [one.cells for one in StudyRow.objects.filter(study=study, part=part).order_by("position")]
