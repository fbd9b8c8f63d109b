"""May this person do this in this evaluation now?"""

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.policies import CODING, DECISIONS
from arcs.web.studies.models import EvaluationState, Part, Study, StudyEvaluation
from arcs.web.studies.permits import may_lead, part_of
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

READING = (Part.BOARD, Part.READER, "")


def may_code(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Answer the questions of administration coding."""
    if (part_of(who, study) if part is None else part) in READING:
        return refused(_("Coders, analysts and leads code. A lead can give you the part of a coder."))
    return may_change(who, study, CODING, part)


def may_take_home(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Download the study folder; it holds every coder's answers, which a coder is not to see before his own."""
    if (part_of(who, study) if part is None else part) == Part.CODER:
        return refused(_("The folder holds other coders’ answers. Whoever leads the study can download it."))
    return GIVEN


def may_approve(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Enter what the board decided."""
    return may_change(who, study, DECISIONS, part)


def may_freeze(who: Staff, study: Study, evaluation: StudyEvaluation | None, part: str | None = None) -> Permit:
    """Approve a report by name, so that its package is kept as it is."""
    if evaluation is None or evaluation.state != EvaluationState.DONE:
        return refused(_("There is no report yet. Make one first."))
    return first_refusal(may_lead(who, study, part))
