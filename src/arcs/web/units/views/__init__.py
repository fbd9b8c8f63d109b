"""What pages of units share: doing something whole or not at all, and offering to take it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import template
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from arcs.web.ui.undoing import undo_offered
from arcs.web.wall import at_once


def problem_of(action: Callable[[], object]) -> str:
    """Do it, whole or not at all; the sentence of the refusal, or nothing when it was done."""
    said = _("Somebody changed this unit meanwhile. What you typed stands below; look, then save again.")
    return at_once.problem_of(action, changed=said)


def done(request: HttpRequest, action: Callable[[], object], said: str = "") -> bool:
    """Do it and tell: whether it was done."""
    problem = problem_of(action)
    if problem:
        messages.error(request, problem)
    elif said:
        messages.success(request, said)
    return not problem


def undo(request: HttpRequest, url_of: Callable[[UUID], str], words: str) -> dict[str, Any]:
    """The banner that takes the last change back, where the address names one."""
    return undo_offered(template.Context({"request": request}), url_of) | {"words": words}


def form_page(request: HttpRequest, form: object, *, problem: str, **words: Any) -> HttpResponse:
    """A page with one form; with a problem it is told above, and nothing typed is lost."""
    return render(
        request, "units/form.html", {"form": form, "problem": problem, **words}, status=409 if problem else 200
    )
