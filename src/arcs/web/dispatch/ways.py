"""From a call's page to the board, and the board's alarms on the strip."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.web.calls.models import Call
from arcs.web.calls.ways import Way, leads
from arcs.web.dispatch.permits import may_hand_over, may_see_board
from arcs.web.dispatch.queries import has_call
from arcs.web.people.models import Staff
from arcs.web.triage.beside import beside


@leads
def ways(who: Staff, call: Call) -> Iterator[Way]:
    """The call on the board, and handing it over."""
    if call.is_open and may_see_board(who):
        yield Way(label=_("On the board"), url=f"{reverse('dispatch:board')}?call={call.pk}")
    if may_see_board(who):
        url = reverse("dispatch:field_call", args=[call.pk])
        yield Way(label=_("Record what came of it"), url=url, is_deed=True)
    if call.is_open and may_hand_over(who, is_own=has_call(who, call.pk)):
        yield Way(label=_("Hand it over"), url=reverse("dispatch:hand_over", args=[call.pk]), is_deed=True)


@beside
def alarms(who: Staff) -> str:
    """Whoever sees the board sees its alarms while he or she triages."""
    return reverse("dispatch:alarms") if may_see_board(who) else ""
