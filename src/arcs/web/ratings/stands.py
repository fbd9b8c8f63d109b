"""Where a study's ratings stand, for the way through its evaluation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.ratings.queries import newest_publication, newest_round, progress_of
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand

MANDATE = "police_mandate"  # the first of the codes that officers' ratings give


def ratings_stand(who: Staff, study: Study) -> Stand:
    """How many raters are done, never what they said."""
    of_round = newest_round(who, study)
    if of_round is None:
        printed = _printed(who, study)
        if printed:
            return Stand(word=_("As printed"), sentence=printed, begun=True, done=True)
        return Stand(word=_("Not begun"), sentence=_("Officers say what each call type needs."))
    progress = progress_of(who, of_round)
    said = _("%(done)s of %(of)s raters are done.") % {"done": progress.done, "of": progress.invited}
    if newest_publication(who, of_round) is None:
        return Stand(word=_("Begun"), tone="info", sentence=said, begun=True)
    return Stand(word=_("Published"), tone="good", sentence=said, begun=True, done=True)


def _printed(who: Staff, study: Study) -> str:
    """Of a study that brought its codes with it and holds no single rating: how many types have them."""
    rows = [one.cells for one in rows_of(who, study, "call_types.csv")]
    coded = sum(MANDATE in one for one in rows)
    if not coded:
        return ""
    return _("%(coded)s of %(of)s call types carry the codes of the source; no officer was asked here.") % {
        "coded": f"{coded:,}", "of": f"{len(rows):,}"
    }  # fmt: skip


PLACES = (
    Place(step="ratings", label=gettext_lazy("Officers’ ratings"), address="ratings:overview", stand=ratings_stand,
          next_words=gettext_lazy("Ask officers")),
    Place(step="ratings", label=gettext_lazy("Agreement"), address="ratings:agreement", at=1),
    Place(step="ratings", label=gettext_lazy("Share of Yes"), address="ratings:shares", at=2),
)  # fmt: skip
