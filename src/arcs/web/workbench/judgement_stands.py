"""Which further pages of a study the workbench brings: lineage, budget, claims, the report and the board's approval."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.sheets.policies import DECISIONS
from arcs.web.sheets.queries import counts_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand
from arcs.web.workbench.budget_pages import FIELDS
from arcs.web.workbench.permits import may_approve
from arcs.web.workbench.queries import freezes_of


def money_stand(who: Staff, study: Study) -> Stand:
    """Whether rates and posts are entered."""
    counted = counts_of(who, study)
    if not any(counted.get(part) for part in FIELDS):
        return Stand(word=_("Not begun"), sentence=_("Posts, hours and rates make positions and dollars."))
    return Stand(word=_("Begun"), tone="info", begun=True, done=True)


def built_stand(who: Staff, study: Study) -> Stand:
    """Whether a report was approved by name."""
    freezes = freezes_of(who, study)
    if not freezes:
        return Stand(word=_("Not approved"), sentence=_("Nobody has approved a report by name yet."))
    said = _("Approved by %(name)s.") % {"name": freezes[0].approved_name}
    return Stand(word=_("Approved"), tone="good", sentence=said, begun=True, done=True)


def approval_stand(who: Staff, study: Study) -> Stand:
    """How many categories the board has decided."""
    counted = counts_of(who, study)
    decided, categories = counted.get(DECISIONS, 0), counted.get("categories.csv", 0)
    said = _("%(decided)s of %(of)s categories are decided.") % {"decided": decided, "of": categories}
    if not decided:
        return Stand(word=_("Not begun"), sentence=said)
    if decided >= categories:
        return Stand(word=_("Done"), tone="good", sentence=said, begun=True, done=True)
    return Stand(word=_("Begun"), tone="info", sentence=said, begun=True)


PLACES = (
    Place(step="coding", label=gettext_lazy("Lineage"), address="workbench:lineage", at=2),
    Place(step="money", label=gettext_lazy("Staffing and budget"), address="workbench:staffing", stand=money_stand,
          next_words=gettext_lazy("Open the calculator")),
    Place(step="money", label=gettext_lazy("Printed and recomputed"), address="workbench:claims", at=1),
    Place(step="report", label=gettext_lazy("Sections and words"), address="workbench:report", stand=built_stand,
          next_words=gettext_lazy("Write and approve"), at=1),
    Place(step="report", label=gettext_lazy("Preview"), address="workbench:preview", at=2),
    Place(step="report", label=gettext_lazy("What it was made from"), address="workbench:made_from", at=3),
    Place(step="approval", label=gettext_lazy("Approval"), address="workbench:approval", stand=approval_stand,
          may=may_approve, next_words=gettext_lazy("Read and decide")),
    Place(step="approval", label=gettext_lazy("Record of decision"), address="workbench:record", at=1),
)  # fmt: skip
