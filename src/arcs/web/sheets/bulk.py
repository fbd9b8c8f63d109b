"""Changes of many call types at once: each is one change that undo takes back, and nobody's work is overwritten."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.files.studies.parts import Cells
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import add_row, change_row, remove_row
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Study
from arcs.web.wall.permit import Refused

TYPES, NATURE, CROSSWALK = "call_types.csv", "nature.csv", "crosswalk.csv"


@transaction.atomic
def exclude(*, by: Staff, study: Study, chosen: Mapping[UUID, int], why: str, reason: str) -> UUID:
    """Leave call types out before coding, all with one reason. RowChanged where somebody else was quicker."""
    if not why or not reason.strip():
        raise Refused(_("Say why they are left out, and the reason in words."))
    return _each(by, study, chosen, lambda cells: cells | {"excluded": why, "excluded_reason": reason.strip()})


@transaction.atomic
def include(*, by: Staff, study: Study, chosen: Mapping[UUID, int]) -> UUID:
    """Take call types in again."""

    def taken_in(cells: Cells) -> Cells:
        return {name: text for name, text in cells.items() if name not in {"excluded", "excluded_reason"}}

    return _each(by, study, chosen, taken_in)


def _each(by: Staff, study: Study, chosen: Mapping[UUID, int], change_of: Callable[[Cells], Cells]) -> UUID:
    change = uuid4()
    rows = StudyRow.objects.filter(study=study, part=TYPES, pk__in=chosen).select_related("study")
    for row in rows:
        change_row(by=by, row=row, version=chosen[row.pk], cells=change_of(dict(row.cells)), change=change)
    return change


@transaction.atomic
def flag(*, by: Staff, study: Study, chosen: Iterable[UUID], need: str, basis: str, reason: str) -> UUID:
    """Mark a need behind call types; one that is marked already stays as it is."""
    if not reason.strip():
        raise Refused(_("Say in words why the need stands behind these types."))
    change = uuid4()
    known = set(StudyRow.objects.filter(study=study, part=NATURE).values_list("key", flat=True))
    for name in _names(study, chosen):
        if f"{name} | {need}" not in known:
            cells = {"call_type": name, "flag": need, "basis": basis, "reason": reason.strip()}
            add_row(by=by, study=study, part=NATURE, cells=cells, change=change)
    return change


@transaction.atomic
def unflag(*, by: Staff, study: Study, chosen: Iterable[UUID], need: str) -> UUID:
    """Take a need away from call types."""
    change = uuid4()
    keys = [f"{name} | {need}" for name in _names(study, chosen)]
    for row in StudyRow.objects.filter(study=study, part=NATURE, key__in=keys).select_related("study"):
        remove_row(by=by, row=row, version=row.version, change=change)
    return change


@transaction.atomic
def add_codes(*, by: Staff, study: Study, rows: Iterable[Cells]) -> UUID:
    """Add confirmed codes of another system; one that stands there already stays as it is."""
    change = uuid4()
    known = set(StudyRow.objects.filter(study=study, part=CROSSWALK).values_list("key", flat=True))
    for cells in rows:
        if f"{cells['call_type']} | {cells['system']} | {cells['code']}" not in known:
            add_row(by=by, study=study, part=CROSSWALK, cells=cells, change=change)
    return change


def _names(study: Study, chosen: Iterable[UUID]) -> list[str]:
    rows = StudyRow.objects.filter(study=study, part=TYPES, pk__in=list(chosen)).order_by("position")
    return list(rows.values_list("key", flat=True))
