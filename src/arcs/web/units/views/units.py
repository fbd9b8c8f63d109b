"""Pages of units: the list, one unit, one's own unit."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.agency.queries import programme_or_none
from arcs.web.people.asking import staff_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.units import actions, pages, permits, queries, rostering
from arcs.web.units.forms import AttributeForm, ChangeUnitForm, EndUnitForm, ExpectForm, NewUnitForm
from arcs.web.units.models import Unit, UnitAttribute
from arcs.web.units.views import done, form_page, problem_of, undo
from arcs.web.wall.at_once import sign_of, values_of


def _found(request: HttpRequest, unit: UUID) -> Unit:
    found = queries.unit_seen_by(staff_of(request), unit)
    if found is None:
        raise Http404
    return found


def _after(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Back to where the button stood: one's own page, else the unit's."""
    return redirect("units:mine") if request.POST.get("next") == "mine" else redirect("units:unit", unit.pk)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Units as they stand."""
    who = staff_of(request)
    permits.may_see_units(who).demand()
    page = list_page(request.GET, pages.UNITS, pages.unit_rows(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "units/list.html", {"page": page, "may_set_up": permits.may_set_up(who), "here": "list"})


@login_required
@require_safe
def unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    """One unit: how it stands, who is on it, what it has, how it stood."""
    who, one = staff_of(request), _found(request, unit)
    words = {
        "unit": one,
        "about": pages.about(one),
        "now": pages.shown_now(who, one),
        "attributes": pages.attributes_shown(who, one),
        "stood": pages.stood(queries.timeline_of(who, one)),
        "may_set_up": permits.may_set_up(who),
        "attribute_form": AttributeForm(),
        "expect_form": ExpectForm(),
        "undo": undo(request, lambda pk: reverse("units:keep_attribute", args=[pk]), _("It ended with yesterday.")),
    }
    return render(request, "units/unit.html", words)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The units that this person is on now, with large buttons; else the next shift."""
    who = staff_of(request)
    permits.may_see_units(who).demand()
    words = {
        "units": [pages.shown_now(who, one) for one in queries.own_units(who)],
        "next": queries.next_shift(who),
        "expect_form": ExpectForm(),
        "here": "mine",
    }
    return render(request, "units/mine.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a unit up."""
    who = staff_of(request)
    permits.may_set_up(who).demand()
    programme = programme_or_none()
    areas = programme.areas if programme else ()
    form, problem = NewUnitForm(request.POST or None, teams=queries.teams_for_rota(who), areas=areas), ""
    if request.method == "POST" and form.is_valid():
        made: list[Unit] = []
        problem = problem_of(lambda: made.append(rostering.set_up_unit(by=who, **form.values)))
        if made and not problem:
            return redirect("units:unit", made[0].pk)
    return form_page(
        request, form, problem=problem, title=_("New unit"), button=_("Set the unit up"), back=_("Units"),
        back_url=reverse("units:list"), lede=_("It is out of service until somebody says that it is available."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Change what a unit is."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_set_up(who).demand()
    values, programme = values_of(one, rostering.UNIT_CHANGEABLE), programme_or_none()
    teams, areas = queries.teams_for_rota(who), programme.areas if programme else ()
    initial, problem = {**values, "seen": sign_of(values)}, ""
    form = ChangeUnitForm(request.POST or None, initial=initial, teams=teams, areas=areas)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        problem = problem_of(lambda: rostering.change_unit(by=who, unit=one, seen=seen, values=form.values))
        if not problem:
            return redirect("units:unit", one.pk)
        typed = request.POST.copy()
        typed["seen"] = sign_of(values)
        form = ChangeUnitForm(typed, initial=initial, teams=teams, areas=areas)
    return form_page(
        request, form, problem=problem, title=_("Change unit %s") % one, button=_("Save"), back=one.call_sign,
        back_url=reverse("units:unit", args=[one.pk]), lede=_("What it was before stays in its history."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, unit: UUID) -> HttpResponse:
    """End a unit."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_set_up(who).demand()
    form, problem = EndUnitForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["first_day_without"]
        problem = problem_of(lambda: rostering.end_unit(by=who, unit=one, first_day_without=day))
        if not problem:
            return redirect("units:unit", one.pk)
    return form_page(
        request, form, problem=problem, title=_("End unit %s") % one, button=_("End the unit"), back=one.call_sign,
        back_url=reverse("units:unit", args=[one.pk]),
        lede=_("From that day on nobody can be put on it, and no call is given to it."),
    )  # fmt: skip


@login_required
@require_POST
def again(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Use an ended unit again."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_set_up(who).demand()
    done(request, lambda: rostering.use_again(by=who, unit=one), _("%(unit)s is in use.") % {"unit": one})
    return redirect("units:unit", one.pk)


@login_required
@require_POST
def status(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Change how a unit stands."""
    who, one, given = staff_of(request), _found(request, unit), request.POST.get("status", "")
    permits.may_tell(who).demand()
    if given not in set(UnitStatus):
        raise Http404
    shown = request.POST.get("held", "")
    done(request, lambda: actions.change_status(by=who, unit=one, status=UnitStatus(given), held_was=shown))
    return _after(request, one)


@login_required
@require_POST
def expected(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Say in how many minutes a unit is free."""
    who, one, form = staff_of(request), _found(request, unit), ExpectForm(request.POST)
    permits.may_tell(who).demand()
    minutes = form.cleaned_data["minutes"] if form.is_valid() else 0
    done(request, lambda: actions.expect_free(by=who, unit=one, minutes=minutes))
    return _after(request, one)


@login_required
@require_POST
def check_in(request: HttpRequest, unit: UUID) -> HttpResponse:
    """All is well."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_tell(who).demand()
    held = queries.holding(who, one)
    if held is None or str(held.pk) != request.POST.get("held", ""):
        messages.error(request, _("%(unit)s is not on that call any more. Look again.") % {"unit": one})
        return _after(request, one)
    done(request, lambda: actions.check_in(by=who, assignment=held), _("All is well: the timer began anew."))
    return _after(request, one)


@login_required
@require_POST
def take_back(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Keep the unit for its call no longer."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_assign(who).demand()
    held = queries.holding(who, one)
    if held is None or str(held.pk) != request.POST.get("held", ""):
        messages.error(request, _("%(unit)s is not kept for that call any more. Look again.") % {"unit": one})
    else:
        done(request, lambda: actions.take_back(by=who, assignment=held), _("The reservation is taken back."))
    return _after(request, one)


@login_required
@require_POST
def attribute(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Add something that a unit has."""
    who, one = staff_of(request), _found(request, unit)
    permits.may_set_up(who).demand()
    form = AttributeForm(request.POST)
    if not form.is_valid():
        return form_page(
            request, form, problem="", title=_("What %s has") % one, button=_("Add"), back=one.call_sign,
            back_url=reverse("units:unit", args=[one.pk]), lede="",
        )  # fmt: skip
    given = form.cleaned_data
    done(request, lambda: rostering.add_attribute(by=who, unit=one, **given), _("Added."))
    return redirect("units:unit", one.pk)


def _attribute(request: HttpRequest, attribute: UUID) -> UnitAttribute:
    found = queries.attribute_seen_by(staff_of(request), attribute)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def end_attribute(request: HttpRequest, attribute: UUID) -> HttpResponse:
    """A unit no longer has something."""
    who, one = staff_of(request), _attribute(request, attribute)
    permits.may_set_up(who).demand()
    is_done = done(request, lambda: rostering.end_attribute(by=who, attribute=one))
    here = reverse("units:unit", args=[one.unit_id])
    return redirect(f"{here}?changed={one.pk}" if is_done else here)


@login_required
@require_POST
def keep_attribute(request: HttpRequest, attribute: UUID) -> HttpResponse:
    """Take the end of something back."""
    who, one = staff_of(request), _attribute(request, attribute)
    permits.may_set_up(who).demand()
    done(request, lambda: rostering.take_end_back(by=who, attribute=one), _("It holds as before."))
    return redirect("units:unit", one.unit_id)
