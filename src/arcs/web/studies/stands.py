"""Which pages of a study this room brings, and where their steps stand."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arcs.web.people.models import Staff
from arcs.web.studies.models import CallImport, ImportState, Study
from arcs.web.studies.places import Place, Stand
from arcs.web.studies.queries import imports_of


def exports_stand(who: Staff, study: Study) -> Stand:
    """How many dispatch exports are loaded, and whether one waits for its reader."""
    counted = imports_of(who, study).order_by().aggregate(
        many=Count("pk"), loaded=Count("pk", filter=Q(state=ImportState.LOADED)),
        waiting=Count("pk", filter=Q(state=ImportState.MAPPING)), calls=Sum("calls"),
    )  # fmt: skip
    if not counted["many"]:
        return Stand(word=_("Not begun"), sentence=_("A CSV or Excel file from your dispatch system is enough."))
    if counted["waiting"]:
        said = _("An export waits for you to say what its columns mean.")
        return Stand(word=_("Waits for you"), tone="warn", sentence=said, begun=True)
    said = ngettext(
        "%(calls)s calls from %(many)s export.", "%(calls)s calls from %(many)s exports.", counted["loaded"]
    )
    words = said % {"calls": f"{counted['calls'] or 0:,}", "many": counted["loaded"]}
    if counted["loaded"]:
        return Stand(word=_("Loaded"), tone="good", sentence=words, begun=True, done=True)
    return Stand(word=_("Working"), tone="info", sentence=_("An export is being read."), begun=True)


def newest_loaded(who: Staff, study: Study) -> CallImport | None:
    """The newest import whose calls are stored."""
    return imports_of(who, study).filter(state=ImportState.LOADED).first()


PLACES = (
    Place(step="calls", label=gettext_lazy("Dispatch exports"), address="studies:exports", stand=exports_stand,
          next_words=gettext_lazy("Upload a dispatch export")),
    Place(step="report", label=gettext_lazy("Newest evaluation"), address="studies:evaluation", at=5,
          read_words=gettext_lazy("Read the newest evaluation")),
    Place(step="plan", label=gettext_lazy("Members"), address="studies:members", at=5),
)  # fmt: skip
