"""Which pages of a study the tables bring, and where their steps stand."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arcs.web.people.models import Staff
from arcs.web.sheets.queries import counts_of, rows_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand


def tables_stand(who: Staff, study: Study) -> Stand:
    """How many rows there are; a table is never done."""
    rows = sum(counts_of(who, study).values())
    said = ngettext("%(many)s row is entered.", "%(many)s rows are entered.", rows) % {"many": f"{rows:,}"}
    return Stand(word=_("Begun") if rows else _("Not begun"), sentence=said, begun=bool(rows), done=True)


PLACES = (Place(step="tables", label=gettext_lazy("All tables"), address="sheets:tables", stand=tables_stand),)
