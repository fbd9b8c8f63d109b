"""The published study's tables in the demonstration: its folder, taken in as anybody would bring one."""

from pathlib import Path

from django.db import transaction

from arcs.web.people.models import Staff
from arcs.web.sheets.queries import counts_of
from arcs.web.studies.models import Study
from arcs.web.wall.acting import acting_as
from arcs.web.workbench.composing import take_in


def fill_tables(folder: Path, analyst: Staff, title: str) -> None:
    """Take the folder into the study of this title, unless its tables hold something already."""
    with acting_as(analyst.pk), transaction.atomic():
        study = Study.objects.filter(title=title).first()
        if study is not None and not counts_of(analyst, study):
            take_in(by=analyst, study=study, folder=folder)
