"""Changes of administration coding: each is one row of coding.csv, with its version, and can be undone."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.suitability.coding import unanswered
from arcs.core.suitability.records import AdministrationCode, CallType
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import CODING
from arcs.web.studies.models import Study
from arcs.web.studies.queries import name_in
from arcs.web.wall.permit import GIVEN, Permit, Refused, refused
from arcs.web.workbench.coding_pages import REMOVED, SHORT, asked_about
from arcs.web.workbench.permits import may_code


class Unanswered(Exception):
    """What is still missing before an answer can be kept, as sentences by the name of what is asked."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__("; ".join(missing.values()))
        self.missing = dict(missing)


@transaction.atomic
def save_code(
    *, by: Staff, study: Study, call_type: CallType, row: StudyRow | None, version: int, answers: Mapping[str, str]
) -> StudyRow:
    """Keep one coder's answers about one call type, in the coder's own name.

    Unanswered for what is missing; RowChanged where the answers were changed elsewhere in the meantime.
    """
    may_code(by, study).demand()
    cells = {name: answers.get(name, "") for name in (*asked_about(call_type), REMOVED, "reason")}
    if cells[REMOVED] == "Y":
        cells |= dict.fromkeys(asked_about(call_type), "")
    _complete(call_type, cells)
    cells = {"call_type": call_type.call_type, "coder": name_in(by, study), **cells}
    if row is None:
        return sheets.add_row(by=by, study=study, part=CODING, cells=cells)
    _own(by, row).demand()
    return sheets.change_row(by=by, row=row, version=version, cells=cells)


def _complete(call_type: CallType, cells: Mapping[str, str]) -> None:
    given = {name: text for name, text in cells.items() if name != "reason"}
    code = AdministrationCode(**dict.fromkeys(SHORT, "") | given, call_type=call_type.call_type, coder="-", reason="-")
    missing = {
        name: _("Answer Yes or No: %(question)s") % {"question": SHORT[name]} for name in unanswered(call_type, code)
    }
    if not call_type.type and cells[REMOVED] != "Y":
        missing |= {
            name: _("Answer Yes or No: %(question)s") % {"question": SHORT[name]}
            for name in asked_about(call_type)
            if not cells.get(name)
        }
    if not cells["reason"].strip():
        missing["reason"] = _("Say why in a few words, or take a reason that you gave before.")
    if missing:
        raise Unanswered(missing)


@transaction.atomic
def agree(*, by: Staff, study: Study, row: StudyRow, version: int, question: str, coder: str) -> StudyRow:
    """Take over another coder's answer to one question into one's own code, with that coder's reason beside one's own.

    The other row stays as it is, and what one's own row said before stays in its history. Unanswered where the new
    answer opens questions that this row left out.
    """
    may_code(by, study).demand()
    _own(by, row).demand()
    other = StudyRow.objects.filter(study=study, part=CODING, key=f"{row.cells['call_type']} | {coder}").first()
    if other is None or question not in SHORT:
        raise Refused(_("That answer is no longer there. Look at the conflicts again."))
    answer = other.cells.get(question, "")
    reason = _("Agreed with %(coder)s: %(reason)s") % {"coder": coder, "reason": other.cells["reason"]}
    cells = row.cells | {question: answer, "reason": f"{row.cells['reason']} {reason}"}
    if question == REMOVED and answer == "Y":
        cells = {name: text for name, text in cells.items() if name not in SHORT} | {REMOVED: "Y"}
    elif question == REMOVED:
        cells = {**{name: other.cells.get(name, "") for name in SHORT}, **{k: v for k, v in cells.items() if v}}
    return sheets.change_row(by=by, row=row, version=version, cells=cells)


def _own(by: Staff, row: StudyRow) -> Permit:
    if row.part == CODING and row.cells.get("coder") == name_in(by, row.study):
        return GIVEN
    return refused(_("Each coder changes only his or her own answers."))


@transaction.atomic
def undo_last_code(*, by: Staff, study: Study) -> bool:
    """Take this person's own last answer back; False where there is none."""
    may_code(by, study).demand()
    own = StudyRow.objects.filter(study=study, part=CODING, cells__coder=name_in(by, study), changed_by=by.pk)
    last = own.order_by("-changed_at", "-position").values_list("change", flat=True).first()
    return last is not None and sheets.undo(by=by, study=study, change=last).restored > 0
