"""How a view of programmes finds what its address names, acts, and says what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.programmes import queries
from arcs.web.programmes.models import Programme
from arcs.web.programmes.permits import may_manage
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall import at_once
from arcs.web.wall.permit import Permit

__all__ = ["asker", "done", "form_page", "found", "manages", "problem_of"]


def manages(who: Staff, programme: Programme) -> Permit:
    """Whether this person may change this programme."""
    return may_manage(who, sees_study=queries.sees_study(who, programme.study_id))


def problem_of(action: Callable[[], object]) -> str:
    """Do it, whole or not at all; the sentence of the refusal, or nothing when it was done."""
    try:
        return at_once.problem_of(action)
    except Refusal as refusal:
        return f"{refusal.where}: {refusal.why}. {refusal.remedy}"


def done(request: HttpRequest, action: Callable[[], object], said: str, to: str) -> HttpResponse:
    """Act, say what was done or why it was not, and go on to a page."""
    problem = problem_of(action)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, said)
    return redirect(to)


def form_page(
    request: HttpRequest, form: object, *, programme: Programme, problem: str = "", **words: Any
) -> HttpResponse:
    """A page with one form that keeps what was typed: `title`, `button`, `back`, `back_url`, `lede`."""
    words |= {"form": form, "programme_shown": programme, "problem": problem}
    return render(request, "programmes/form.html", words, status=409 if problem else 200)
