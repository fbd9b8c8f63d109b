"""May this person change this part of a study now?"""

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.sheets.policies import CODING, DECISIONS
from arcs.web.studies.models import Part, Study
from arcs.web.studies.permits import may_work, part_of
from arcs.web.wall.permit import GIVEN, Permit, refused

PLAN, KEEPS_THE_PLAN = "programme_plan.csv", "programmes.manage"  # the policies beside it are those of programmes


def may_change(who: Staff, study: Study, part: str, held: str | None = None) -> Permit:
    """Add, change or remove rows of a part; `held` is this person's part in the study where it was read already."""
    member = part_of(who, study) if held is None else held
    if study.closed_at is None and part == CODING and member == Part.CODER:
        return GIVEN
    if study.closed_at is None and part == DECISIONS:
        return _may_decide(member)
    if part == PLAN and may(who, KEEPS_THE_PLAN):
        return GIVEN  # also in a closed study: the programme goes on when the evaluation is over
    return may_work(who, study, member)


def _may_decide(member: str) -> Permit:
    if member in (Part.BOARD, Part.LEAD):
        return GIVEN
    return refused(_("The board decides. A lead can enter its decision, or give a member of the board that part."))
