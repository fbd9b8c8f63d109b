"""The board, its wall display, and what is done from it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.calls.models import Call
from arcs.web.calls.permits import may_see_history
from arcs.web.calls.queries import call_seen_by
from arcs.web.dispatch import actions, permits, queries, telling
from arcs.web.dispatch.alarming import alarms_now
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.board_rows import CHECKED_IN
from arcs.web.dispatch.forms import STAND_IN_REASONS, HandBackForm, key_in, new_key, uuid_in
from arcs.web.dispatch.models import Told
from arcs.web.people.asking import staff_of
from arcs.web.people.models import Staff
from arcs.web.triage.permits import may_decide
from arcs.web.units.models import Unit
from arcs.web.units.queries import holding, units_in_use
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

TOLD = {
    UnitStatus.EN_ROUTE.value: gettext_lazy("%(unit)s is en route."),
    UnitStatus.ON_SCENE.value: gettext_lazy("%(unit)s is on scene."),
    UnitStatus.AVAILABLE.value: gettext_lazy("%(unit)s is clear."),
    CHECKED_IN: gettext_lazy("%(unit)s checked in: the timer began anew."),
}


@login_required
@require_safe
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Who waits, who is free, who should go; with `part` only what stands below the head."""
    who = staff_of(request)
    permits.may_see_board(who).demand()
    now = queries.revision(who)  # before what it is a sign of, so that what changes in between is asked again
    shown = board_of(who, chosen=uuid_in(request.GET.get("call", "")))
    words = {
        "board": shown, "revision": now, "may_dispatch": permits.may_dispatch(who), "may_triage": may_decide(who),
        "hand_back_form": HandBackForm(), "key": new_key(), "may_see_history": may_see_history(who),
        "stand_in_reasons": STAND_IN_REASONS,
    }  # fmt: skip
    page = "dispatch/board_parts.html" if "part" in request.GET else "dispatch/board.html"
    return render(request, page, words)


@login_required
@require_safe
@never_cache
def revision(request: HttpRequest) -> HttpResponse:
    """A sign of everything that the board shows; screens ask for it each second."""
    return HttpResponse(queries.revision(staff_of(request)), content_type="text/plain")


@login_required
@require_safe
@never_cache
def alarms(request: HttpRequest) -> HttpResponse:
    """The alarms of this moment in a few lines, for pages on which somebody works beside the board."""
    who = staff_of(request)
    permits.may_see_board(who).demand()
    return render(request, "dispatch/alarm_lines.html", {"found": alarms_now(who)})


@login_required
@require_safe
@never_cache
def wall(request: HttpRequest) -> HttpResponse:
    """The board for a wall, readable from afar: no name and no address."""
    who = staff_of(request)
    permits.may_see_board(who).demand()
    words = {"revision": queries.revision(who), "board": board_of(who)}
    return render(request, "dispatch/wall_parts.html" if "part" in request.GET else "dispatch/wall.html", words)


def found_call(request: HttpRequest, call: UUID) -> Call:
    """The call, or 404 where there is none for this person."""
    found = call_seen_by(staff_of(request), call)
    if found is None:
        raise Http404
    return found


def _unit_named(who: Staff, sign: str) -> Unit:
    found = units_in_use(who, today()).filter(call_sign=sign).first()
    if found is None:
        raise Refused(_("There is no unit of that call sign. Choose one of the list."))
    return found


def _done(request: HttpRequest, call: UUID, action: Callable[[], str]) -> HttpResponse:
    """Do it, whole or not at all, and say what was done or why not; the call stays chosen."""
    try:
        with transaction.atomic():
            messages.success(request, action())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('dispatch:board')}?call={call}")


@login_required
@require_POST
def send(request: HttpRequest, call: UUID) -> HttpResponse:
    """Assign a unit to a call, or keep it for the call."""
    who, one = staff_of(request), found_call(request, call)
    permits.may_dispatch(who).demand()
    how, why = request.POST.get("how", "assign"), request.POST.get("why", "")
    seen = request.GET.getlist("seen")

    def do() -> str:
        unit = _unit_named(who, request.POST.get("unit", ""))
        if how == "reserve":
            made = actions.keep(by=who, unit=unit, call=one, why=why, seen=seen)
            said = _("%(unit)s is kept for %(call)s and not dispatched.")
        else:
            made = actions.send(by=who, unit=unit, call=one, is_backup=how == "backup", why=why, seen=seen)
            said = _("%(unit)s is assigned to %(call)s.")
        words = {"unit": unit.call_sign, "call": one.number}
        if why and not made.stands_in_for:
            # What was chosen is not dropped in silence.
            return f"{said % words} {_('It does not stand in for anybody, so the reason was not kept.')}"
        return said % words

    return _done(request, call, do)


@login_required
@require_POST
def unit_status(request: HttpRequest, call: UUID) -> HttpResponse:
    """How a unit of a call stands, told at the board."""
    who, one = staff_of(request), found_call(request, call)
    permits.may_dispatch(who).demand()

    def do() -> str:
        unit, status = _unit_named(who, request.POST.get("unit", "")), request.POST.get("status", "")
        actions.tell_status(by=who, unit=unit, call=one, status=status)
        return TOLD[status] % {"unit": unit.call_sign}

    return _done(request, call, do)


@login_required
@require_POST
def take_back(request: HttpRequest, call: UUID) -> HttpResponse:
    """A unit is no longer kept for a call."""
    who, _one = staff_of(request), found_call(request, call)
    permits.may_dispatch(who).demand()

    def do() -> str:
        unit = _unit_named(who, request.POST.get("unit", ""))
        held = holding(who, unit)
        if held is None or held.call_id != call:
            raise Refused(_("This reservation is over already."))
        actions.take_back(by=who, assignment=held)
        return _("%(unit)s is free again.") % {"unit": unit.call_sign}

    return _done(request, call, do)


@login_required
@require_POST
def hand_back(request: HttpRequest, call: UUID) -> HttpResponse:
    """A call goes back to police, with a coded reason."""
    who, one = staff_of(request), found_call(request, call)
    permits.may_see_board(who).demand()
    form = HandBackForm(request.POST)

    def do() -> str:
        values = form.cleaned_data if form.is_valid() else {}
        sent = telling.Sent(key=key_in(request.POST), kind=Told.HAND_BACK, call=one.pk, values=values)
        kept = telling.tell(by=who, sent=sent)
        if kept.entry.why_kept:
            raise Refused(kept.entry.why_kept)
        return _("%(call)s is with police again, and a review is open.") % {"call": one.number}

    return _done(request, call, do)


@login_required
@require_POST
def answer(request: HttpRequest, plea: UUID) -> HttpResponse:
    """Tell the field what comes."""
    who = staff_of(request)
    one = queries.plea_seen_by(who, plea)
    if one is None:
        raise Http404

    def do() -> str:
        actions.answer_plea(by=who, plea=one, answer=request.POST.get("answer", ""))
        return _("%(who)s reads your answer.") % {"who": one.made_by_name}

    return _done(request, one.call_id, do)
