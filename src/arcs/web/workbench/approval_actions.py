"""What the board decides, category by category or many at once: one change that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.evaluation.records import APPROVALS
from arcs.core.suitability.records import DISPOSITIONS
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.histories import before_of
from arcs.web.sheets.policies import DECISIONS
from arcs.web.studies.models import Study
from arcs.web.wall.permit import Refused
from arcs.web.workbench import queries
from arcs.web.workbench.current import current, standing
from arcs.web.workbench.permits import may_approve

ADOPTED, OTHERWISE = "adopted", "adopted_otherwise"


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What the board resolved: `disposition` counts only where it is adopted otherwise than proposed."""

    decision: str
    disposition: str
    effective_on: date | None
    decided_on: date | None
    decided_by: str
    reason: str

    def demand(self) -> None:
        """Refused with the sentence that says what is missing."""
        if self.decision not in APPROVALS:
            raise Refused(_("Choose what was decided."))
        if not self.decided_by.strip() or self.decided_on is None:
            raise Refused(_("Say which board decided, and when."))
        if self.decision.startswith(ADOPTED) and self.effective_on is None:
            raise Refused(_("Say from which day it holds: what is adopted needs a day."))
        if self.decision == OTHERWISE and self.disposition not in DISPOSITIONS:
            raise Refused(_("Say who is to answer: it is adopted otherwise than proposed."))
        if self.decision != ADOPTED and not self.reason.strip():
            raise Refused(_("Say why: it is not adopted as proposed."))


@transaction.atomic
def decide(
    *,
    by: Staff,
    study: Study,
    categories: Sequence[str],
    resolution: Resolution,
    versions: Mapping[str, int],
    shown: Mapping[str, str],
) -> UUID:
    """Enter one resolution for these categories; the change that `undo_decision` takes back.

    `versions` are those of the decisions that the page showed, 0 where there was none; RowChanged where one was made
    or changed since. `shown` is who was proposed to answer when the page was read: nobody adopts a proposal that was
    changed behind the page. Either way nothing is written then.
    """
    may_approve(by, study).demand()
    resolution.demand()
    found = standing(current(by, study))
    proposed = found.judged.judgements if found else {}
    if not categories or not set(categories) <= set(proposed):
        raise Refused(_("Choose at least one category of this study."))
    moved = [one for one in dict.fromkeys(categories) if proposed[one].disposition.value != shown.get(one)]
    if moved:
        raise Refused(
            _("Another answer is proposed now for %(names)s. Nothing was entered. Look at the list, then decide again.")
            % {"names": ", ".join(moved[:5])}
        )
    before = queries.rows_by(by, study, DECISIONS, "category")
    change = uuid4()
    for category in dict.fromkeys(categories):
        row = before.get(category)
        cells = _cells(category, resolution, proposed[category].disposition.value)
        if (row.version if row else 0) != versions.get(category, 0):
            raise sheets.RowChanged(row, cells)
        if row is None:
            sheets.add_row(by=by, study=study, part=DECISIONS, cells=cells, change=change)
        else:
            sheets.change_row(by=by, row=row, version=row.version, cells=cells, change=change)
    return change


def _cells(category: str, given: Resolution, proposed: str) -> dict[str, str]:
    disposition = {ADOPTED: proposed, OTHERWISE: given.disposition}.get(given.decision, "")
    effective = given.effective_on.isoformat() if given.effective_on and given.decision.startswith(ADOPTED) else ""
    return {
        "category": category, "decision": given.decision, "disposition": disposition, "effective_on": effective,
        "decided_on": given.decided_on.isoformat() if given.decided_on else "", "decided_by": given.decided_by.strip(),
        "reason": given.reason.strip(),
    }  # fmt: skip


@transaction.atomic
def undo_decision(*, by: Staff, study: Study, change: UUID) -> int:
    """Take a resolution back; how many categories stand as before. Only decisions of the board are taken back here."""
    may_approve(by, study).demand()
    touched = list(before_of(study, change))
    if not touched or any(one.part != DECISIONS for one in touched):
        raise Refused(_("There is no such decision to take back."))
    return sheets.undo(by=by, study=study, change=change).restored
