"""Where a study's ratings stand, for the way through its evaluation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.ratings.queries import newest_publication, newest_round, progress_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand


def ratings_stand(who: Staff, study: Study) -> Stand:
    """How many raters are done, never what they said."""
    of_round = newest_round(who, study)
    if of_round is None:
        return Stand(word=_("Not begun"), sentence=_("Officers say what each call type needs."))
    progress = progress_of(who, of_round)
    said = _("%(done)s of %(of)s raters are done.") % {"done": progress.done, "of": progress.invited}
    if newest_publication(who, of_round) is None:
        return Stand(word=_("Begun"), tone="info", sentence=said, begun=True)
    return Stand(word=_("Published"), tone="good", sentence=said, begun=True, done=True)


PLACES = (
    Place(step="ratings", label=gettext_lazy("Officers’ ratings"), address="ratings:overview", stand=ratings_stand,
          next_words=gettext_lazy("Ask officers")),
    Place(step="ratings", label=gettext_lazy("Agreement"), address="ratings:agreement", at=1),
    Place(step="ratings", label=gettext_lazy("Share of Yes"), address="ratings:shares", at=2),
)  # fmt: skip
