"""Call types: volume, codes, needs, what is left out and why; many at once; codes of other systems."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcs.web.people.models import Staff
from arcs.web.sheets import bulk, queries
from arcs.web.sheets.actions import RowChanged
from arcs.web.sheets.choice_forms import CodesForm, ExcludeForm, FlagForm
from arcs.web.sheets.from_import import take_import
from arcs.web.sheets.matching import codes_of, matches
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.types_page import types_page
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused

TYPES, CROSSWALK = "call_types.csv", "crosswalk.csv"
MOST_CODES = 5_000


@login_required
@require_http_methods(["GET", "POST"])
def call_types(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every call type; chosen ones are left out, taken in or marked at once."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    may = may_change(who, one, TYPES)
    problem = ""
    if request.method == "POST":
        may.demand()
        try:
            change = _changed(request, who, one)
            return _back(one.pk, change)
        except RowChanged as changed:
            name = changed.now.key if changed.now else _("a removed row")
            problem = _("Somebody else changed %(name)s meanwhile, so nothing was changed. Look again.") % {
                "name": name
            }
        except Refused as refused:
            problem = str(refused)
    page = types_page(who, one, request.GET)
    words = {
        "study": one,
        "page": page,
        "may_change": may,
        "problem": problem,
        "exclude": ExcludeForm(),
        "flag": FlagForm(),
    }
    if request.method == "POST":
        words |= {"exclude": ExcludeForm(request.POST), "flag": FlagForm(request.POST)}
    words["chosen"] = set(request.POST.getlist("chosen"))
    return render(request, "sheets/call_types.html", words, status=409 if problem else 200)


def _back(study: UUID, change: UUID) -> HttpResponse:
    there = redirect("sheets:call_types", study)
    there["Location"] += f"?changed={change}"
    return there


def _changed(request: HttpRequest, who: Staff, study: Study) -> UUID:
    chosen = _chosen(request)
    if not chosen:
        raise Refused(_("Mark the call types first."))
    what, given = request.POST.get("do", ""), request.POST
    if what == "exclude":
        return bulk.exclude(
            by=who, study=study, chosen=chosen, why=given.get("why", ""), reason=given.get("reason", "")
        )
    if what == "include":
        return bulk.include(by=who, study=study, chosen=chosen)
    form = FlagForm(given)
    if not form.is_valid():
        raise Refused(_("Choose the need, and say how it stands behind these types."))
    need = form.cleaned_data["need"]
    if what == "unflag":
        return bulk.unflag(by=who, study=study, chosen=chosen, need=need)
    basis, because = form.cleaned_data["basis"], form.cleaned_data["because"]
    return bulk.flag(by=who, study=study, chosen=chosen, need=need, basis=basis, reason=because)


def _chosen(request: HttpRequest) -> dict[UUID, int]:
    """The marked rows with the versions that the page showed."""
    found_rows: dict[UUID, int] = {}
    for one in request.POST.getlist("chosen"):
        row, _colon, version = one.partition(":")
        try:
            found_rows[UUID(row)] = int(version)
        except ValueError:
            continue
    return found_rows


@login_required
@require_POST
def take(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """The call types of a loaded export, and the export itself, become the study's."""
    who = asker(request)
    one = found(studies.import_seen_by(who, call_import))
    may_change(who, one.study, TYPES).demand()
    try:
        change = take_import(by=who, call_import=one)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("studies:import", one.pk)
    if one.where_column:
        messages.warning(
            request,
            _("This import counts only some calls (%(column)s). The evaluation reads the whole export.")
            % {"column": one.where_column},
        )
    return _back(one.study_id, change)


@login_required
@require_http_methods(["GET", "POST"])
def crosswalk(request: HttpRequest, study: UUID) -> HttpResponse:
    """A list of codes is matched by words; what a person confirms is kept."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    may = may_change(who, one, CROSSWALK)
    posted = request.method == "POST"
    form = CodesForm(request.POST, request.FILES) if posted and "confirmed" not in request.POST else CodesForm()
    words = {"study": one, "form": form, "may_change": may, "matches": [], "system": ""}
    if posted:
        may.demand()
        if "confirmed" in request.POST:
            return _kept_codes(request, who, one)
        if form.is_valid():
            types = [row.key for row in queries.rows_of(who, one, TYPES)]
            codes = codes_of(form.cleaned_data["codes"])[:MOST_CODES]
            near = matches(types, codes)
            words |= {"matches": near, "system": form.cleaned_data["system"], "unmatched": len(types) - len(near)}
    words["known"] = queries.counts_of(who, one).get(CROSSWALK, 0)
    return render(request, "sheets/crosswalk.html", words, status=422 if posted and not words["matches"] else 200)


def _kept_codes(request: HttpRequest, who: Staff, study: Study) -> HttpResponse:
    given = request.POST
    rows = []
    for at in given.getlist("take"):
        names = ("call_type", "code", "label", "confidence", "reason")
        cells = {name: given.get(f"{name}_{at}", "") for name in names} | {"system": given.get("system", "")}
        rows.append({name: text for name, text in cells.items() if text})
    change = bulk.add_codes(
        by=who, study=study, rows=[one for one in rows if {"call_type", "code", "system"} <= set(one)]
    )
    there = redirect("sheets:table", study.pk, CROSSWALK)
    there["Location"] += f"?changed={change}"
    return there
