"""From a call's page to its triage."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.web.calls.models import Call
from arcs.web.calls.ways import Way, leads
from arcs.web.people.models import Staff
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.triage.permits import may_see_decisions, may_triage
from arcs.web.triage.queries import decisions_of


@leads
def ways(who: Staff, call: Call) -> Iterator[Way]:
    """How it was triaged, and the strip on which to do so."""
    made = decisions_of(who, call)
    if made:
        names = names_of(in_force(who))
        code = made[0].chosen_route
        note = _("%(route)s, by %(who)s") % {"route": short(names.get(code, code)), "who": made[0].made_by_name}
        yield Way(label=_("How it was triaged"), url=reverse("triage:decisions_of", args=[call.pk]), note=note)
    if may_triage(who, call):
        label = _("Triage it again") if made else _("Triage it")
        note = _("not triaged yet") if not made and may_see_decisions(who) else ""
        yield Way(label=label, url=reverse("triage:strip_of", args=[call.pk]), note=note, is_deed=True)
