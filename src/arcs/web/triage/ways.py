"""From a call's page to its triage, and from an edition in the shadow to what it said to live calls."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.web.calls.models import Call
from arcs.web.calls.ways import Way, leads
from arcs.web.people.models import Staff
from arcs.web.protocols.live import LiveShadow, finds_live
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.triage.permits import may_see_decisions, may_see_shadows, may_triage
from arcs.web.triage.queries import decisions_of, differing, shadow_answers_seen_by


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


@finds_live
def live(who: Staff, edition: ProtocolEdition) -> LiveShadow | None:
    """What an edition in the shadow said to live calls, for who works on it."""
    if not may_see_shadows(who):
        return None
    rows = shadow_answers_seen_by(who).filter(edition=edition)
    url = reverse("triage:shadow", args=[edition.number])
    return LiveShadow(asked=rows.count(), differ=differing(rows).count(), url=url)
