"""An approved edition beside the one in force, before it holds: the differences, and who looked at them each week."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.core.protocol import changes
from arcs.web.protocols import pages, queries
from arcs.web.protocols import shadow as shadows
from arcs.web.protocols.approval_forms import ReviewForm
from arcs.web.protocols.live import live_shadow
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, frame_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

MOST_REPLAYS = 12


@for_readers
@require_http_methods(["GET", "POST"])
def shadow(request: StaffRequest, number: int) -> HttpResponse:
    """Where the shadow stands, its comparisons over calls of the past, and its weeks with their reviews."""
    who, one, day = request.user, edition_of(request.user, number), today()
    form = ReviewForm(request.POST or None)
    status, problem = 422 if request.method == "POST" else 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.cleaned_data
            shadows.review(by=who, edition=one, week=asked["week"], words=asked["words"])
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("Your review is kept."))
            return redirect("protocols:shadow", number)
    other = shadows.beside(who, one)
    weeks = shadows.weeks_of(who, one)
    shown = frame_of(one, (_("Shadow"), "")) | {
        "is_in_shadow": shadows.is_in_shadow(one, day), "in_force": other,
        "in_force_title": pages.title_of(other) if other else "", "weeks": weeks, "problem": problem,
        "due": next((each for each in reversed(weeks) if each.review is None), None), "form": form,
        "may_review": shadows.may_review(who, one), "differences": _differences(request, one, other),
        "live": live_shadow(who, one),
        "replays": list(shadows.replays_beside(who, one, other)[:MOST_REPLAYS]),
    }  # fmt: skip
    return render(request, "protocols/shadow.html", shown, status=status)


def _differences(request: StaffRequest, one: ProtocolEdition, other: ProtocolEdition | None) -> int | None:
    """In how many things the two editions differ; None where they cannot be compared."""
    if other is None:
        return None
    before = queries.content_seen_by(request.user, other).edition
    after = queries.content_seen_by(request.user, one).edition
    return len(changes(before, after)) if before is not None and after is not None else None
