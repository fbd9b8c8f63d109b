"""Call types into categories and out again: each click is one change that can be undone."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.files.studies.parts import PARTS
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import DECISIONS
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.wall.permit import Refused
from arcs.web.workbench import queries
from arcs.web.workbench.current import current

MERGES, CATEGORIES = "merges.csv", "categories.csv"
NAMED = f"{CATEGORIES}:category"


@transaction.atomic
def put_together(
    *, by: Staff, study: Study, category: str, call_types: Sequence[str], certainty: str, evidence: str,
    versions: Mapping[str, int],
) -> UUID:  # fmt: skip
    """Put call types into a category, which is made where there is none of that name.

    `versions` are those of the types' rows that the page showed, 0 where a type was in no category.
    """
    may_work(by, study).demand()
    name = " ".join(category.split())
    content = current(by, study).content
    known = {one.call_type for one in content.call_types} if content else set()
    if not name or not call_types or not set(call_types) <= known:
        raise Refused(_("Choose at least one call type of this study, and name the category."))
    change = uuid4()
    if name not in queries.rows_by(by, study, CATEGORIES, "category"):
        sheets.add_row(by=by, study=study, part=CATEGORIES, cells={"category": name}, change=change)
    before = queries.rows_by(by, study, MERGES, "call_type")
    for call_type in dict.fromkeys(call_types):
        cells = {"category": name, "call_type": call_type, "certainty": certainty, "evidence": evidence.strip()}
        row = before.get(call_type)
        if (row.version if row else 0) != versions.get(call_type, 0):
            raise sheets.RowChanged(row, cells)
        if row is None:
            sheets.add_row(by=by, study=study, part=MERGES, cells=cells, change=change)
        else:
            sheets.change_row(by=by, row=row, version=row.version, cells=cells, change=change)
    return change


@transaction.atomic
def take_out(*, by: Staff, row: StudyRow, version: int) -> UUID:
    """Take one call type out of its category; the category stays, with the others."""
    may_work(by, row.study).demand()
    if row.part != MERGES:
        raise Refused(_("Only call types are taken out here."))
    return sheets.remove_row(by=by, row=row, version=version)


@transaction.atomic
def rename(*, by: Staff, study: Study, row: StudyRow, version: int, name: str) -> UUID:
    """Give a category another name everywhere in the study, as one change.

    Refused where the board has decided about it: its decision names the category, and is not ours to change.
    """
    may_work(by, study).demand()
    new, old = " ".join(name.split()), row.cells.get("category", "")
    if row.part != CATEGORIES or not new:
        raise Refused(_("Write the category's new name."))
    if any(one.cells.get("category") == old for one in rows_of(by, study, DECISIONS)):
        raise Refused(_("The board has decided about “%(name)s”, so it keeps its name.") % {"name": old})
    change = uuid4()
    sheets.change_row(by=by, row=row, version=version, cells=row.cells | {"category": new}, change=change)
    for part, columns in naming_parts().items():
        for other in rows_of(by, study, part):
            if any(other.cells.get(column) == old for column in columns):
                cells = {key: new if key in columns and text == old else text for key, text in other.cells.items()}
                sheets.change_row(by=by, row=other, version=other.version, cells=cells, change=change)
    return change


@transaction.atomic
def drop(*, by: Staff, study: Study, row: StudyRow, version: int) -> UUID:
    """Take an empty category away. Refused while anything in the study names it."""
    may_work(by, study).demand()
    name = row.cells.get("category", "")
    if row.part != CATEGORIES:
        raise Refused(_("Only categories are taken away here."))
    for part, columns in {**naming_parts(), DECISIONS: ("category",)}.items():
        if any(one.cells.get(column) == name for one in rows_of(by, study, part) for column in columns):
            raise Refused(_("“%(name)s” is still named in %(part)s. Change that first.") % {"name": name, "part": part})
    return sheets.remove_row(by=by, row=row, version=version)


def naming_parts() -> dict[str, tuple[str, ...]]:
    """The parts whose rows name a category, and in which columns; the board's decisions are not ours to change."""
    found = {
        part.name: tuple(one.name for one in part.cells if one.refers_to == NAMED)
        for part in PARTS.values()
        if part.name != DECISIONS
    }
    return {name: columns for name, columns in found.items() if columns}
