"""Where a study's survey, partners and interviews stand, for the way through its evaluation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand
from arcs.web.surveys.models import WaveState
from arcs.web.surveys.queries import waves_of


def survey_stand(who: Staff, study: Study) -> Stand:
    """Whether residents are being asked, or were."""
    states = [one.state for one in waves_of(who, study)]
    if WaveState.OPEN in states:
        return Stand(word=_("Open"), tone="info", sentence=_("Residents can answer now."), begun=True)
    if WaveState.CLOSED in states:
        return Stand(word=_("Done"), tone="good", sentence=_("The survey is closed."), begun=True, done=True)
    if states:
        return Stand(word=_("Begun"), tone="info", sentence=_("A survey is being prepared."), begun=True)
    return Stand(word=_("Not begun"), sentence=_("Residents and stakeholders say what they would accept."))


PLACES = (
    Place(step="survey", label=gettext_lazy("Survey"), address="surveys:home", stand=survey_stand,
          next_words=gettext_lazy("Ask residents")),
    Place(step="survey", label=gettext_lazy("Plain words"), address="surveys:words", at=1),
    Place(step="survey", label=gettext_lazy("Partners"), address="surveys:partners", at=2),
    Place(step="survey", label=gettext_lazy("Interviews"), address="surveys:interviews", at=3),
)  # fmt: skip
