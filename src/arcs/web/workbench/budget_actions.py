"""The budget's inputs, saved together or not at all."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from arcs.files.studies.parts import Cells
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.workbench.budget_pages import FIELDS, saved_rows, stamp_of


@transaction.atomic
def save_budget(*, by: Staff, study: Study, rows: Mapping[str, Sequence[Cells]], stamp: str) -> UUID | None:
    """Put these inputs in place of those that the page showed; the change that can be undone, None where all is alike.

    RowChanged where somebody saved others in the meantime; RowFaults for what cannot be.
    """
    may_work(by, study).demand()
    before = {part: rows_of(by, study, part) for part in FIELDS}
    if stamp_of(before) != stamp:
        raise sheets.RowChanged(None, {})
    change, was = uuid4(), saved_rows(before)
    other = [part for part in FIELDS if list(rows[part]) != was[part]]
    for part in other:
        sheets.replace_part(by=by, study=study, part=part, rows=rows[part], change=change)
    return change if other else None
