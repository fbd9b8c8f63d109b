"""The published study as rows that people work on, and who codes and who decides in it."""

from pathlib import Path

from django.db import transaction

from arcs.files.studies import read_study
from arcs.web.people.models import Staff
from arcs.web.sheets.queries import every_row
from arcs.web.studies.actions import add_member
from arcs.web.studies.models import Part, Study, StudyMember
from arcs.web.wall.acting import acting_as
from arcs.web.workbench.composing import take_in

PARTS = {"chief": Part.CODER, "board-member": Part.BOARD}


def fill_workbench(folder: Path, people: dict[str, Staff]) -> None:
    """Take the published folder in, and give the invented chief and board member their parts; each done once."""
    analyst = people["analyst"]
    with acting_as(analyst.pk):
        with transaction.atomic():
            study = Study.objects.get(title=read_study(folder).study.title)
            if not every_row(analyst, study):
                take_in(by=analyst, study=study, folder=folder)
            there = set(StudyMember.objects.filter(study=study).values_list("staff_id", flat=True))
        for key, part in PARTS.items():
            if people[key].pk not in there:
                add_member(by=analyst, study=study, staff=people[key], part=part)
