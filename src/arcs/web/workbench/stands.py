"""Which pages of a study the workbench brings, and where their steps stand."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.sheets.queries import counts_of
from arcs.web.studies.models import EvaluationState, Study
from arcs.web.studies.places import Place, Stand
from arcs.web.studies.queries import newest_evaluation
from arcs.web.workbench.permits import may_code


def _count(who: Staff, study: Study, part: str) -> int:
    return counts_of(who, study).get(part, 0)


def coding_stand(who: Staff, study: Study) -> Stand:
    """How many call types the administration has coded."""
    coded, types = _count(who, study, "coding.csv"), _count(who, study, "call_types.csv")
    if not coded:
        return Stand(word=_("Not begun"), sentence=_("The administration codes what may leave the police."))
    said = _("%(coded)s codings of %(types)s call types.") % {"coded": f"{coded:,}", "types": f"{types:,}"}
    return Stand(word=_("Begun"), tone="info", sentence=said, begun=True, done=coded >= types)


def merge_stand(who: Staff, study: Study) -> Stand:
    """How many categories there are."""
    merged = _count(who, study, "categories.csv")
    if not merged:
        return Stand(word=_("Not begun"), sentence=_("Call types that are alike become one category of the survey."))
    return Stand(
        word=_("Done"), tone="good", sentence=_("%(many)s categories.") % {"many": f"{merged:,}"}, begun=True, done=True
    )


def matrix_stand(who: Staff, study: Study) -> Stand:
    """Whether there are categories to judge."""
    decided = _count(who, study, "decisions.csv")
    if not _count(who, study, "categories.csv"):
        return Stand(word=_("Waits"), sentence=_("There are no categories yet."))
    said = _("%(many)s decided in place of the rules.") % {"many": decided}
    return Stand(word=_("Ready"), tone="info", sentence=said, begun=True, done=True)


def report_stand(who: Staff, study: Study) -> Stand:
    """Whether the study was evaluated, and how that ended."""
    newest = newest_evaluation(who, study)
    if newest is None:
        return Stand(word=_("Not begun"), sentence=_("Nothing was evaluated yet."))
    if newest.state == EvaluationState.DONE:
        day = date_format(timezone.localtime(newest.done_at), "DATE_FORMAT") if newest.done_at else ""
        return Stand(
            word=_("Done"), tone="good", sentence=_("Evaluated on %(day)s.") % {"day": day}, begun=True, done=True
        )
    tone = "alarm" if newest.state == EvaluationState.STOPPED else "info"
    return Stand(word=str(newest.get_state_display()), tone=tone, sentence=newest.why_stopped, begun=True)


PLACES = (
    Place(step="coding", label=gettext_lazy("Coding"), address="workbench:coding", stand=coding_stand,
          may=may_code, next_words=gettext_lazy("Code call types")),
    Place(step="coding", label=gettext_lazy("Where coders differ"), address="workbench:conflicts", at=1),
    Place(step="merge", label=gettext_lazy("Merging"), address="workbench:merge", stand=merge_stand,
          next_words=gettext_lazy("Merge call types")),
    Place(step="matrix", label=gettext_lazy("Matrix"), address="workbench:matrix", stand=matrix_stand,
          next_words=gettext_lazy("Open the matrix")),
    Place(step="matrix", label=gettext_lazy("Rules compared"), address="workbench:presets", at=1),
    Place(step="report", label=gettext_lazy("Check and evaluate"), address="workbench:folder", stand=report_stand,
          next_words=gettext_lazy("Check and evaluate")),
    Place(step="tables", label=gettext_lazy("Bring a folder in"), address="workbench:bring_in", at=2),
)  # fmt: skip
