"""Pages of the roster: a week, one shift, the weekly hours."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people.asking import staff_of
from arcs.web.units import permits, queries, roster_pages, rostering
from arcs.web.units.forms import CoverageForm, PatternForm, PutOnForm
from arcs.web.units.models import Crew, ShiftPattern
from arcs.web.units.roster_pages import monday_of
from arcs.web.units.routes import names_of_routes
from arcs.web.units.views import done, problem_of, undo


@login_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """A week of shifts, with the coverage of one kind of certificate."""
    who = staff_of(request)
    permits.may_see_units(who).demand()
    shown = roster_pages.week_shown(who, monday_of(request.GET.get("week", "")), request.GET.get("kind", ""))
    form = CoverageForm(initial={"kind": shown.kind.key if shown.kind else ""}, kinds=shown.kinds)
    words = {"week": shown, "form": form, "may_roster": permits.may_roster(who), "here": "roster"}
    words["has_patterns"] = bool(queries.patterns_of(who))
    return render(request, "units/roster.html", words)


@login_required
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Make the shifts of a week from the weekly hours."""
    who, monday = staff_of(request), monday_of(request.POST.get("week", ""))
    permits.may_roster(who).demand()
    made: list[int] = []
    if done(request, lambda: made.append(rostering.plan_week(by=who, monday=monday))):
        said = ngettext("%(count)s shift is new.", "%(count)s shifts are new.", made[0]) % {"count": made[0]}
        messages.success(request, said if made[0] else _("Every shift of the weekly hours is planned already."))
    return redirect(f"{reverse('units:roster')}?week={monday}")


@login_required
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, shift: UUID) -> HttpResponse:
    """One shift: who is on which unit, what they hold, and putting somebody on."""
    who = staff_of(request)
    one = queries.shift_seen_by(who, shift)
    if one is None:
        raise Http404
    may_roster, may_count = permits.may_roster(who), permits.may_see_coverage(who)
    units, people = list(queries.units_in_use(who, one.day)), queries.people_for_units(who) if may_roster else []
    routes = names_of_routes(who)
    form = PutOnForm(request.POST or None, units=units, people=people, routes=routes)
    problem = ""
    if request.method == "POST":
        may_roster.demand()
        if form.is_valid():
            given = form.cleaned_data
            unit = next(each for each in units if str(each.pk) == given["unit"])
            staff = next(each for each in people if str(each.pk) == given["staff"])
            problem = problem_of(
                lambda: rostering.put_on_shift(
                    by=who, shift=one, unit=unit, staff=staff, route=given["route"],
                    why_short_rest=given["why_short_rest"],
                )
            )  # fmt: skip
            if not problem:
                return redirect("units:shift", one.pk)
    crews = queries.crew_of_shift(who, one)
    words = {
        "shift": one, "hours": roster_pages.hours_of(one), "units": roster_pages.by_unit(crews, routes),
        "coverage": [
            (kind, roster_pages.coverage_mark(covered, kind)) for kind, covered in queries.coverage_of_shift(who, one)
        ] if may_count else [],
        "may_count": may_count, "may_roster": may_roster, "form": form, "problem": problem,
        "least": f"{queries.least_rest().total_seconds() / 3600:g}",
        "undo": undo(request, lambda pk: reverse("units:put_back", args=[pk]), _("Taken off.")),
        "week_url": f"{reverse('units:roster')}?week={monday_of(one.day.isoformat())}",
    }  # fmt: skip
    return render(request, "units/shift.html", words, status=409 if problem else 200)


def _crew(request: HttpRequest, crew: UUID) -> Crew:
    found = queries.crew_seen_by(staff_of(request), crew)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def take_off(request: HttpRequest, crew: UUID) -> HttpResponse:
    """Take somebody off a unit."""
    who, one = staff_of(request), _crew(request, crew)
    permits.may_roster(who).demand()
    is_done = done(request, lambda: rostering.take_off(by=who, crew=one))
    here = reverse("units:shift", args=[one.shift_id])
    return redirect(f"{here}?changed={one.pk}" if is_done else here)


@login_required
@require_POST
def put_back(request: HttpRequest, crew: UUID) -> HttpResponse:
    """Put somebody back who was taken off."""
    who, one = staff_of(request), _crew(request, crew)
    permits.may_roster(who).demand()
    done(request, lambda: rostering.put_back(by=who, crew=one), _("%(name)s is on again.") % {"name": one.staff_name})
    return redirect("units:shift", one.shift_id)


@login_required
@require_http_methods(["GET", "POST"])
def patterns(request: HttpRequest) -> HttpResponse:
    """The weekly hours of shifts."""
    who = staff_of(request)
    permits.may_see_units(who).demand()
    may_roster = permits.may_roster(who)
    form, problem = PatternForm(request.POST or None), ""
    if request.method == "POST":
        may_roster.demand()
        if form.is_valid():
            given = form.cleaned_data
            hours = {"name": given["name"], "starts": given["starts"], "ends": given["ends"]}
            problem = problem_of(
                lambda: [rostering.add_pattern(by=who, weekday=day, **hours) for day in given["weekdays"]]
            )
            if not problem:
                return redirect("units:patterns")
    words = {
        "days": roster_pages.patterns_by_day(who), "may_roster": may_roster, "form": form, "problem": problem,
        "undo": undo(request, lambda pk: reverse("units:keep_pattern", args=[pk]), _("These hours ended.")),
    }  # fmt: skip
    return render(request, "units/patterns.html", words, status=409 if problem else 200)


def _pattern(request: HttpRequest, pattern: UUID) -> ShiftPattern:
    found = queries.pattern_seen_by(staff_of(request), pattern)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def end_pattern(request: HttpRequest, pattern: UUID) -> HttpResponse:
    """End weekly hours."""
    who, one = staff_of(request), _pattern(request, pattern)
    permits.may_roster(who).demand()
    is_done = done(request, lambda: rostering.end_pattern(by=who, pattern=one))
    here = reverse("units:patterns")
    return redirect(f"{here}?changed={one.pk}" if is_done else here)


@login_required
@require_POST
def keep_pattern(request: HttpRequest, pattern: UUID) -> HttpResponse:
    """Take the end of weekly hours back."""
    who, one = staff_of(request), _pattern(request, pattern)
    permits.may_roster(who).demand()
    done(request, lambda: rostering.keep_pattern(by=who, pattern=one), _("These hours hold as before."))
    return redirect("units:patterns")
