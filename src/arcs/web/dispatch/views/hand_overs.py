"""Hand-overs: what waits for me, what alarms me, and a call offered to the next one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.dispatch import handing_over, permits, queries
from arcs.web.dispatch.forms import HandOverForm, key_in, new_key
from arcs.web.dispatch.handing_over import Receiver
from arcs.web.dispatch.models import HandOverTo
from arcs.web.dispatch.views.board import found_call
from arcs.web.people.asking import staff_of
from arcs.web.people.models import Staff, Team
from arcs.web.wall.permit import Refused


@login_required
@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """What waits for me, what was not accepted, what waits for others, what was settled."""
    who = staff_of(request)
    permits.may_see_hand_overs(who).demand()
    found = queries.hand_overs_of(who)
    may = {one.pk: bool(permits.may_settle(who, one)) for one in (*found.for_me, *found.alarms, *found.waiting)}
    back = {one.pk: bool(permits.may_withdraw(who, one)) for one in (*found.alarms, *found.waiting)}
    words = {"found": found, "may": may, "back": back, "minutes": queries.minutes_of(queries.HAND_OVER)}
    return render(request, "dispatch/hand_overs.html", words)


def _named(one: queries.Colleague) -> str:
    """A colleague, and whether he or she is on a unit now."""
    return _("%(name)s, on a unit now") % {"name": one.name} if one.is_on else one.name


def _receiver(given: str, name: str, people: dict[UUID, queries.Colleague], teams: dict[UUID, Team]) -> Receiver:
    kind, _colon, key = given.partition(":")
    if kind == HandOverTo.PERSON:
        chosen = people[UUID(key)]
        return Receiver(kind=HandOverTo.PERSON, staff=Staff(pk=chosen.pk, name=chosen.name))
    if kind == HandOverTo.TEAM:
        return Receiver(kind=HandOverTo.TEAM, team=teams[UUID(key)])
    if kind == HandOverTo.PARTNER and not name.strip():
        raise Refused(_("Write the name of the partner."))
    return Receiver(kind=HandOverTo(kind), name=name if kind == HandOverTo.PARTNER else "")


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, call: UUID) -> HttpResponse:
    """Offer a call to somebody."""
    who, one = staff_of(request), found_call(request, call)
    permits.may_see_hand_overs(who).demand()
    if not permits.may_hand_over(who, is_own=queries.has_call(who, call)):
        raise Http404  # of others' calls nothing is said
    found, groups = queries.receivers(who)
    people, teams = {one.pk: one for one in found}, {team.pk: team for team in groups}
    form = HandOverForm(
        request.POST or None, people={one.pk: _named(one) for one in found},
        teams={key: team.name for key, team in teams.items()},
    )  # fmt: skip
    problem = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            to = _receiver(given["to"], given["name"], people, teams)
            made = handing_over.hand_over(by=who, call=one, to=to, said=given["said"], key=key_in(request.POST))
        except Refused as refused:
            problem = str(refused)
        else:
            asked = _("%(who)s is asked to take %(call)s. It stays yours until it is accepted.")
            messages.success(request, asked % {"who": made.to_name, "call": one.number})
            return redirect("dispatch:hand_overs")
    # What was refused was not kept: sent again it is another offer.
    key = new_key() if problem else request.POST.get("key") or new_key()
    words = {"form": form, "call": one, "problem": problem, "key": key}
    return render(request, "dispatch/hand_over.html", words, status=409 if problem else 200)


@login_required
@require_POST
def settle(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Accept or refuse a hand-over; its sender takes it back."""
    who = staff_of(request)
    one = queries.hand_over_seen_by(who, hand_over)
    if one is None:
        raise Http404
    try:
        if "withdraw" in request.POST:
            handing_over.withdraw(by=who, one=one)
            messages.success(request, _("%(call)s stays yours; nobody is asked any more.") % {"call": one.call.number})
        elif "refuse" in request.POST:
            handing_over.refuse(by=who, one=one, why=request.POST.get("why", ""))
            messages.success(request, _("%(who)s knows that you do not take it.") % {"who": one.made_by_name})
        else:
            handing_over.accept(by=who, one=one, spoke_with=request.POST.get("spoke_with", ""))
            messages.success(request, _("%(call)s is accepted.") % {"call": one.call.number})
            if one.kind in {HandOverTo.PERSON, HandOverTo.TEAM} and permits.may_tell(who):
                return redirect("dispatch:field_call", one.call_id)  # it is one's own now
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dispatch:hand_overs")
