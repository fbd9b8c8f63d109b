"""Pages of desks: what lies at each, one item, and what somebody does about it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.dispatching.outcomes import AT_DESKS, Desk
from arcs.web.calls.models import Call
from arcs.web.calls.queries import call_seen_by
from arcs.web.desks import actions, pages, permits, queries
from arcs.web.desks.forms import AttemptForm, FinishForm, GiveForm, NextDateForm, ReferForm, UnservedForm
from arcs.web.desks.models import DeskItem, State
from arcs.web.people.asking import staff_of
from arcs.web.people.models import Staff
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.at_once import problem_of


@login_required
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Every desk: what waits, what is nobody's, what is late, what is mine."""
    who = staff_of(request)
    permits.may_see_desks(who).demand()
    return render(request, "desks/desks.html", {"loads": queries.loads(who), "may_work": permits.may_work(who)})


@login_required
@require_safe
def desk(request: HttpRequest, desk: str) -> HttpResponse:
    """What lies at one desk; open items unless something else is asked for."""
    who = staff_of(request)
    permits.may_see_desks(who).demand()
    if desk not in AT_DESKS:
        raise Http404
    asked = request.GET if "state" in request.GET else {**request.GET.dict(), "state": "open"}
    page = list_page(asked, pages.ITEMS, queries.items_seen_by(who).filter(desk=desk))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "desks/desk.html", {"page": page, "desk": Desk(desk), "asked": bool(request.GET)})


def _found(request: HttpRequest, item: UUID) -> tuple[Staff, DeskItem]:
    who = staff_of(request)
    found = queries.item_seen_by(who, item)
    if found is None:
        raise Http404
    return who, found


@login_required
@require_safe
def item(request: HttpRequest, item: UUID) -> HttpResponse:
    """One item: the call behind it, what was tried, and what can be done."""
    who, one = _found(request, item)
    return render(request, "desks/item.html", _words(who, one))


def _call(who: Staff, call: UUID) -> Call:
    found = call_seen_by(who, call)
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, call: UUID) -> HttpResponse:
    """Send a call to a desk, whoever answered it."""
    who = staff_of(request)
    one = _call(who, call)
    permits.may_refer(who).demand()
    form = ReferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[DeskItem] = []
        problem = problem_of(lambda: made.append(actions.refer(by=who, call=one, **form.cleaned_data)))
        if not problem:
            messages.success(request, _("It lies at the desk. Nobody owns it yet."))
            return redirect("desks:item", made[0].pk)
        form.add_error(None, problem)
    there = queries.items_seen_by(who).filter(call=one, state=State.OPEN).order_by("desk")
    words = {"call": one, "form": form, "there": there}
    return render(request, "desks/refer.html", words, status=409 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, call: UUID) -> HttpResponse:
    """Say why an eligible call was not served, and read what was said before."""
    who = staff_of(request)
    one = _call(who, call)
    permits.may_say_why(who).demand()
    names, route = names_of(in_force(who)), queries.eligible_route(who, one)
    form = UnservedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = problem_of(lambda: actions.say_why(by=who, call=one, **form.cleaned_data))
        if not problem:
            messages.success(request, _("It is recorded. The figures count it within two minutes."))
            return redirect("desks:why", one.pk)
        form.add_error(None, problem)
    words = {
        "call": one, "form": form, "reasons": queries.reasons_of(who, one),
        "route": short(names.get(route, route)) if route else "",
    }  # fmt: skip
    return render(request, "desks/why.html", words, status=409 if form.errors else 200)


def _words(who: Staff, one: DeskItem) -> dict[str, object]:
    may_give = permits.may_give(who, one)
    next_date = {"next_date": one.next_date}
    return {
        "item": one,
        "mark": pages.state_mark(one),
        "facts": pages.facts_shown(one),
        "ended": pages.ended(one),
        "attempts": queries.attempts_of(who, one),
        "others": queries.others_of(who, one),
        "may_work": permits.may_work(who, one),
        "may_give": may_give,
        "is_mine": one.owner_id == who.pk,
        "attempt_form": AttemptForm(),
        "next_form": NextDateForm(initial=next_date),
        "give_form": GiveForm(workers=queries.workers(who)) if may_give else None,
    }


def _done(
    request: HttpRequest, who: Staff, one: DeskItem, action: Callable[[], object], *, said: str,
    form: forms.Form | None = None, name: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and come back to the item; where it cannot be, the page keeps what was typed."""
    if form is None or form.is_valid():
        problem = problem_of(action)
        if not problem:
            messages.success(request, said)
            return redirect("desks:item", one.pk)
        if form is None:
            messages.error(request, problem)
            return redirect("desks:item", one.pk)
        form.add_error(None, problem)
    return render(request, "desks/item.html", {**_words(who, one), name: form, "wrong": form}, status=409)


@login_required
@require_POST
def take(request: HttpRequest, item: UUID) -> HttpResponse:
    """Take an item."""
    who, one = _found(request, item)
    permits.may_work(who).demand()
    return _done(request, who, one, lambda: actions.take(by=who, item=one), said=_("It is yours now."))


@login_required
@require_POST
def give(request: HttpRequest, item: UUID) -> HttpResponse:
    """Give an item to somebody else."""
    who, one = _found(request, item)
    permits.may_give(who, one).demand()
    form = GiveForm(request.POST, workers=queries.workers(who))
    return _done(
        request, who, one, lambda: actions.give(by=who, item=one, to=form.chosen), said=_("It is given on."),
        form=form, name="give_form",
    )  # fmt: skip


@login_required
@require_POST
def put_off(request: HttpRequest, item: UUID) -> HttpResponse:
    """Set an item's next date."""
    who, one = _found(request, item)
    permits.may_work(who).demand()
    form = NextDateForm(request.POST)
    return _done(
        request, who, one, lambda: actions.put_off(by=who, item=one, until=form.cleaned_data["next_date"]),
        said=_("The next date is set."), form=form, name="next_form",
    )  # fmt: skip


@login_required
@require_POST
def attempt(request: HttpRequest, item: UUID) -> HttpResponse:
    """Record an attempt."""
    who, one = _found(request, item)
    permits.may_work(who).demand()
    form = AttemptForm(request.POST)
    return _done(
        request, who, one, lambda: actions.record_attempt(by=who, item=one, **form.cleaned_data),
        said=_("The attempt is recorded."), form=form, name="attempt_form",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, item: UUID) -> HttpResponse:
    """Finish an item; its call ends with it where no other route answers it. Pressed twice it is finished once."""
    who, one = _found(request, item)
    if not (request.method == "POST" and one.done_by == who.pk):
        permits.may_work(who, one).demand()
    ends_call = one.call.is_open and not one.is_follow_up
    form = FinishForm(request.POST or None, asks_needs=ends_call)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = ("ending", "not_served", "given_to", "told", "told_how", "note")
        problem = problem_of(
            lambda: actions.finish(by=who, item=one, needs=form.needs, **{name: given[name] for name in said})
        )
        if not problem:
            is_back = ends_call and given["not_served"] in actions.STAYS_OPEN
            back = _("It is done here. The call is an officer’s until somebody triages it anew.")
            messages.success(request, back if is_back else _("It is done."))
            return redirect("desks:item", one.pk)
        form.add_error(None, problem)
    status = 409 if form.errors else 200
    return render(request, "desks/finish.html", {"item": one, "form": form, "ends_call": ends_call}, status=status)
