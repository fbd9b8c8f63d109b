"""What people add to the rules: facts with author and reason, and decisions in place of a disposition."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.refusal import Refusal
from arcs.core.suitability.dispositions import decided
from arcs.core.suitability.records import DISPOSITIONS, Decision
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused
from arcs.web.workbench.current import Standing, current, standing

FACTS_PART, DECISIONS_PART, CHOICE_PART = "facts.csv", "decisions.csv", "study.toml:coding"


def _judged(by: Staff, study: Study, category: str) -> Standing:
    found = standing(current(by, study))
    if found is None or category not in found.by_rules:
        raise Refused(_("This study has no such category any more. Look at the matrix again."))
    return found


@transaction.atomic
def add_fact(*, by: Staff, study: Study, category: str, fact: str, reason: str) -> StudyRow:
    """Say something about a category that no rating asks, in one's own name and with a reason."""
    may_work(by, study).demand()
    _judged(by, study, category)
    cells = {"category": category, "fact": fact, "reason": reason, "author": by.name}
    return sheets.add_row(by=by, study=study, part=FACTS_PART, cells=cells)


@transaction.atomic
def override(
    *, by: Staff, study: Study, category: str, disposition: str, reason: str, row: StudyRow | None, version: int
) -> StudyRow:
    """Decide who answers a category in place of the rules. Refused, in the core's sentence, against a danger rule."""
    may_work(by, study).demand()
    found = _judged(by, study, category)
    if disposition not in DISPOSITIONS or not reason.strip():
        raise Refused(_("Choose who answers, and say why: both are printed in the report."))
    day = today()
    decision = Decision(
        category=category, disposition=disposition, reason=reason.strip(), author=by.name, decided_on=day
    )
    try:
        decided(found.by_rules[category], decision)
    except Refusal as refusal:
        raise Refused(f"{refusal.why}. {refusal.remedy[:1].upper()}{refusal.remedy[1:]}.") from refusal
    cells = {
        "category": category, "disposition": disposition, "reason": reason.strip(), "author": by.name,
        "decided_on": day.isoformat(),
    }  # fmt: skip
    if row is None:
        return sheets.add_row(by=by, study=study, part=DECISIONS_PART, cells=cells)
    return sheets.change_row(by=by, row=row, version=version, cells=cells)


@transaction.atomic
def take_away(*, by: Staff, row: StudyRow, version: int) -> UUID:
    """Take a fact or a decision away; the change can be undone."""
    may_work(by, row.study).demand()
    if row.part not in {FACTS_PART, DECISIONS_PART}:
        raise Refused(_("Only facts and decisions are taken away here."))
    return sheets.remove_row(by=by, row=row, version=version)


@transaction.atomic
def choose_preset(*, by: Staff, study: Study, preset: str, row: StudyRow | None, version: int) -> StudyRow:
    """Code ratings by another rule from now on."""
    may_work(by, study).demand()
    if row is not None:
        return sheets.change_row(by=by, row=row, version=version, cells=row.cells | {"preset": preset})
    content = current(by, study).content
    draws = content.coding_choice.draws if content else 400
    return sheets.add_row(by=by, study=study, part=CHOICE_PART, cells={"preset": preset, "draws": str(draws)})


@transaction.atomic
def undo_change(*, by: Staff, study: Study, change: UUID) -> sheets.Undone:
    """Take one change of the study back; only for those who work in it, since it may be anybody's."""
    may_work(by, study).demand()
    return sheets.undo(by=by, study=study, change=change)
