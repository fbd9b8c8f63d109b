"""The weekly review: what the privacy officer looks at, line by line, and closes."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcs.web.audit.actions import close_week, look_at_item
from arcs.web.audit.forms import CloseForm, NoteForm
from arcs.web.audit.lists import WEEKS
from arcs.web.audit.permits import may_close_week, may_review
from arcs.web.audit.reviewing import week_of, weeks_of
from arcs.web.people.models import Staff
from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read


def reviewer_of(request: HttpRequest) -> Staff:
    """The signed-in privacy officer; for anybody else there is no such page."""
    if not isinstance(request.user, Staff) or not may_review(request.user):
        raise Http404("No such page.")
    return request.user


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404("No such week.") from None
    if day.weekday() or day > today():
        raise Http404("No such week.")
    return day


@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    """The weeks, overdue ones marked as work."""
    who = reviewer_of(request)
    page = list_page(request.GET, WEEKS, HeldRows(weeks_of(who, today=today())))
    return csv_response(page) if page.wants_csv else render(request, "audit/weeks.html", {"page": page})


@require_safe
def week(request: HttpRequest, week: str) -> HttpResponse:
    """One week's lines."""
    who, monday = reviewer_of(request), _monday(week)
    record_read(kind="audit review", compartment="operational", object_id=None, reason=week)
    shown = week_of(who, monday)
    permit = may_close_week(who, week=monday, open_items=shown.open_lines, today=today())
    return render(request, "audit/week.html", {"week": shown, "permit": permit, "form": CloseForm()})


@require_POST
def look(request: HttpRequest, week: str) -> HttpResponse:
    """Mark one line as looked at."""
    who, monday = reviewer_of(request), _monday(week)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note is too long. Keep it under 500 characters."))
        return redirect("audit:week", week=week)
    item = form.cleaned_data["item"]
    look_at_item(by=who, week=monday, item=item, note=form.cleaned_data["note"])
    return redirect("audit:week", week=week)


@require_POST
def close(request: HttpRequest, week: str) -> HttpResponse:
    """Close a week."""
    who, monday = reviewer_of(request), _monday(week)
    form, shown = CloseForm(request.POST), week_of(who, monday)
    if form.is_valid():
        try:
            close_week(
                by=who, week=monday, items=shown.lines, open_items=shown.open_lines, note=form.cleaned_data["note"]
            )
        except Refused as refused:
            messages.error(request, str(refused))
            permit = may_close_week(who, week=monday, open_items=shown.open_lines, today=today())
            return render(request, "audit/week.html", {"week": shown, "permit": permit, "form": form}, status=409)
        return redirect("audit:weeks")
    permit = may_close_week(who, week=monday, open_items=shown.open_lines, today=today())
    return render(request, "audit/week.html", {"week": shown, "permit": permit, "form": form}, status=400)
