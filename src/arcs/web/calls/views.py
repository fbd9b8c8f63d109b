"""Pages of live calls."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.calls import actions, pages, permits, queries
from arcs.web.calls.forms import ChangeCallForm, CloseForm, NewCallForm, NoteForm, PremiseForm, needs_in
from arcs.web.calls.models import Call, FlagMoment
from arcs.web.calls.ways import ways_on
from arcs.web.people.asking import staff_of
from arcs.web.people.queries import names_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.at_once import problem_of, sign_of, values_of
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read


def _found(request: HttpRequest, call: UUID) -> Call:
    found = queries.call_seen_by(staff_of(request), call)
    if found is None:
        raise Http404
    return found


def _problem_of(action: Callable[[], object]) -> str:
    said = _("Somebody changed this call meanwhile. What you typed stands below; look, then save again.")
    return problem_of(action, changed=said)


def _form_page(request: HttpRequest, form: object, *, problem: str, **words: Any) -> HttpResponse:
    return render(
        request, "calls/form.html", {"form": form, "problem": problem, **words}, status=409 if problem else 200
    )


@login_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The calls, open ones first."""
    who = staff_of(request)
    permits.may_see(who).demand()
    page = list_page(request.GET, pages.CALLS, queries.calls_listed_for(who))
    if page.wants_csv:
        return csv_response(page)
    words = {"page": page, "may_take": permits.may_take(who), "may_see_files": permits.may_see_files(who)}
    return render(request, "calls/list.html", words)


@login_required
@require_safe
def set_aside(request: HttpRequest) -> HttpResponse:
    """Files from the folder, what became of their rows, and the rows that could not be taken."""
    who = staff_of(request)
    permits.may_see_files(who).demand()
    page = list_page(request.GET, pages.SET_ASIDE, queries.set_aside_listed_for(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "calls/set_aside.html", {"page": page, "files": queries.files_seen_by(who)[:20]})


@login_required
@require_safe
def one_set_aside(request: HttpRequest, aside: UUID) -> HttpResponse:
    """One call that could not be taken, with all that it says."""
    who = staff_of(request)
    row = queries.one_set_aside(who, aside)
    if row is None:
        raise Http404
    words = {"row": row, "sender": names_of(who, [row.made_by]).get(row.made_by, "")}
    return render(request, "calls/one_set_aside.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a call."""
    who = staff_of(request)
    permits.may_take(who).demand()
    form, problem = NewCallForm(request.POST or None, initial={"call_key": uuid4()}), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            taken = actions.take_call(
                by=who, facts=form.facts, flags=needs_in(given), source=given["source"], source_key=form.number_there
            )
        except Refused as refused:
            problem = str(refused)
        else:
            if taken.was_there:
                messages.info(request, _("This call was there already; nothing was entered twice."))
            return redirect("calls:call", taken.call.pk)
    return _form_page(
        request, form, problem=problem, title=_("New call"), button=_("Take the call"), back=_("Live calls"),
        back_url=reverse("calls:list"),
        lede=_("Only the call type must be there. Everything else can follow while you talk."),
    )  # fmt: skip


@login_required
@require_safe
def call(request: HttpRequest, call: UUID) -> HttpResponse:
    """One call: facts, needs, what happened, and what is known of its address."""
    who, one = staff_of(request), _found(request, call)
    may_see_history = permits.may_see_history(who)
    if may_see_history:
        record_read(kind="earlier calls", compartment="operational", object_id=one.pk)
    words = {
        "call": one,
        "lede": pages.lede_of(one),
        "mark": pages.state_mark(one),
        "twins": queries.twins_of(who, one),
        "facts": pages.facts_shown(one),
        "needs": pages.needs_shown(who, one),
        "timeline": pages.timeline(who, one),
        "may_change": permits.may_change(who, one),
        "may_note": permits.may_note(who),
        "may_close": permits.may_close(who, one),
        "may_see_history": may_see_history,
        "earlier": queries.earlier_calls(who, one),
        "premise_notes": queries.premise_notes(who, one),
        "note_form": NoteForm(),
        "premise_form": PremiseForm(),
        "ways": ways_on(who, one),
    }
    return render(request, "calls/call.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, call: UUID) -> HttpResponse:
    """Change what a call says."""
    who, one = staff_of(request), _found(request, call)
    permits.may_change(who, one).demand()
    values, problem = values_of(one, actions.CHANGEABLE), ""
    form = ChangeCallForm(request.POST or None, initial={**values, "seen": sign_of(values)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        problem = _problem_of(lambda: actions.change_call(by=who, call=one, seen=given["seen"], values=given))
        if not problem:
            return redirect("calls:call", one.pk)
        typed = request.POST.copy()
        typed["seen"] = sign_of(values)
        form = ChangeCallForm(typed)
    return _form_page(
        request, form, problem=problem, title=_("Change call %s") % one.number, button=_("Save"), back=one.number,
        back_url=reverse("calls:call", args=[one.pk]), lede=_("What it said before stays in its history."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, call: UUID) -> HttpResponse:
    """Close a call."""
    who, one = staff_of(request), _found(request, call)
    permits.may_close(who, one).demand()
    known = queries.flags_of(who, one)[FlagMoment.INTAKE]
    form, problem = CloseForm(request.POST or None, known=known), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        problem = _problem_of(
            lambda: actions.close_call(by=who, call=one, code=given["code"], flags=needs_in(given), note=given["note"])
        )
        if not problem:
            return redirect("calls:call", one.pk)
    words = {
        "form": form, "problem": problem, "call": one, "back_url": reverse("calls:call", args=[one.pk]),
        "title": _("Close call %s") % one.number, "lede": pages.lede_of(one),
    }  # fmt: skip
    return render(request, "calls/close.html", words, status=409 if problem else 200)


def _done(request: HttpRequest, one: Call, action: Callable[[], object], said: str) -> HttpResponse:
    problem = _problem_of(action)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, said)
    return redirect("calls:call", one.pk)


@login_required
@require_POST
def note(request: HttpRequest, call: UUID) -> HttpResponse:
    """Write a note to a call."""
    who, one = staff_of(request), _found(request, call)
    permits.may_note(who).demand()
    form = NoteForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return _done(request, one, lambda: actions.add_note(by=who, call=one, text=text), _("The note is written."))


@login_required
@require_POST
def premise(request: HttpRequest, call: UUID) -> HttpResponse:
    """Write a note about a call's address."""
    who, one = staff_of(request), _found(request, call)
    permits.may_see_history(who).demand()
    form = PremiseForm(request.POST)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"text": "", "until": None}
    return _done(
        request, one, lambda: actions.add_premise_note(by=who, call=one, text=given["text"], until=given["until"]),
        _("The note about the address is written."),
    )  # fmt: skip
