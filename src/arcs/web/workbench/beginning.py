"""How a new study begins: with the method of the published Oak Park study, taken over as rows that can be changed."""

import csv
from importlib.resources import files
from uuid import UUID, uuid4

from django.db import transaction

from arcs.files.studies.parts import PARTS
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import replace_part
from arcs.web.sheets.queries import counts_of
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work

METHOD = ("work_plan.csv", "method_activities.csv", "method_legend.csv", "survey_legend.csv", "terms.csv",
          "alternative_models.csv")  # fmt: skip


@transaction.atomic
def begin_with_method(*, by: Staff, study: Study) -> UUID:
    """Take the plan, the items with their scales, the terms and the library of models over, as one change.

    Tables that hold rows already stay as they are.
    """
    may_work(by, study).demand()
    change, filled = uuid4(), counts_of(by, study)
    for part in METHOD:
        if not filled.get(part):
            replace_part(by=by, study=study, part=part, rows=_rows(part), change=change)
    return change


def _rows(part: str) -> list[dict[str, str]]:
    text = files("arcs.web.workbench.method").joinpath(part).read_text(encoding="utf-8")
    known = {one.name for one in PARTS[part].cells}
    return [{name: value for name, value in row.items() if name in known} for row in csv.DictReader(text.splitlines())]
