"""Where a study's programme stands, once its board has decided something."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.programmes.permits import may_manage, may_see_programmes
from arcs.web.programmes.queries import programmes_seen_by
from arcs.web.sheets.policies import DECISIONS
from arcs.web.sheets.queries import counts_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand
from arcs.web.wall.permit import Permit


def may_follow(who: Staff, study: Study) -> bool:
    """Whether the study's page shows the way: to whoever sees programmes, after the board's first decision."""
    return bool(may_see_programmes(who)) and bool(counts_of(who, study).get(DECISIONS))


def may_begin(who: Staff, study: Study, part: str) -> Permit:
    """Draft the plan: whoever keeps programmes, whatever the part in the study."""
    return may_manage(who)


def programme_stand(who: Staff, study: Study) -> Stand:
    """Whether a programme was begun; beginning it is the next step of whoever keeps programmes."""
    if programmes_seen_by(who).filter(study_id=study.pk).exists():
        return Stand(word=_("Begun"), tone="good", sentence=_("Its plan is being carried out."), begun=True, done=True)
    return Stand(word=_("Not begun"), sentence=_("The board’s decisions become a plan: who does what by when."))


PLACES = (
    Place(step="programme", label=gettext_lazy("Programme"), address="programmes:begin", stand=programme_stand,
          may=may_begin, next_words=gettext_lazy("Draft its programme plan"), shown=may_follow),
)  # fmt: skip
