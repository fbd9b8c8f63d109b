"""Studies: the list, a new one, its first page, its members."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.studies import actions, pages, permits, places, queries
from arcs.web.studies.forms import MemberForm, StudyForm, WhomForm
from arcs.web.studies.views.finding import asker, found
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.at_once import ChangedMeanwhile
from arcs.web.wall.permit import Refused


@login_required
@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    """Every study that this person may see."""
    who = asker(request)
    permits.may_see_studies(who).demand()
    page = list_page(request.GET, pages.STUDIES, queries.studies_seen_by(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "studies/studies.html", {"page": page, "may_begin": permits.may_begin_study(who)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a study."""
    who = asker(request)
    permits.may_begin_study(who).demand()
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        study = actions.begin_study(by=who, **form.given)
        messages.success(request, _("Your study has begun."))
        return redirect(places.first_page(study))
    return render(request, "studies/new.html", {"form": form})


@login_required
@require_safe
def study(request: HttpRequest, study: UUID) -> HttpResponse:
    """What there is in a study, and the next step."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    part = queries.part_in(who, one)
    steps = places.stands(who, one)
    return render(
        request,
        "studies/study.html",
        {
            "study": one,
            "steps": steps,
            "next": places.next_place(who, one, part, steps),
            "done": sum(bool(step.stand and step.stand.done and step.stand.begun) for step in steps),
            "members": list(queries.members_of(who, one).filter(valid_to__isnull=True).order_by("staff_name")[:20]),
            "may_work": permits.may_work(who, one, part),
            "may_lead": permits.may_lead(who, one, part),
        },
    )


@login_required
@require_safe
def exports(request: HttpRequest, study: UUID) -> HttpResponse:
    """The dispatch exports of a study and where each stands."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    imports = [(each, pages.state_badge(each)) for each in queries.imports_of(who, one)[:100]]
    words = {"study": one, "imports": imports, "may_work": permits.may_work(who, one)}
    return render(request, "studies/exports.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, study: UUID) -> HttpResponse:
    """Change a study's front page."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    permits.may_lead(who, one).demand()
    begins = "begins" in request.GET  # on the way of a new study, back at its first step
    form = StudyForm(request.POST or None, instance=one)
    both = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_study(by=who, study=one, words=form.given, seen=form.cleaned_data["seen"] or "none")
            return redirect(places.first_page(one) if begins else "studies:study", *([] if begins else [one.pk]))
        except ChangedMeanwhile as changed:
            both = form.beside(changed.now)
    words = {"form": form, "study": one, "begins": begins, "both": both}
    return render(request, "studies/describe.html", words, status=200 if both is None else 409)


@login_required
@require_POST
def close(request: HttpRequest, study: UUID) -> HttpResponse:
    """Close a study to changes, or open it again."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    actions.close_study(by=who, study=one, closed="open" not in request.POST)
    return redirect("studies:study", one.pk)


@login_required
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, study: UUID) -> HttpResponse:
    """Who belongs to a study, and adding somebody."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_lead = permits.may_lead(who, one)
    whom = request.GET.get("whom", "").replace("\x00", "").strip()[:120]
    form = MemberForm(request.POST or None, staff=queries.staff_to_add(who, one), whom=whom) if may_lead else None
    if request.method == "POST":
        may_lead.demand()
        if form is not None and form.is_valid():
            actions.add_member(by=who, study=one, **form.cleaned_data)
            return redirect("studies:members", one.pk)
    page = list_page(request.GET, pages.members_list(bool(may_lead)), queries.members_of(who, one))
    if page.wants_csv:
        return csv_response(page)
    finding = WhomForm({"whom": whom}) if form is not None and (whom or form.is_more) else None
    words = {"page": page, "study": one, "form": form, "finding": finding, "may_lead": may_lead}
    return render(request, "studies/members.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, member: UUID) -> HttpResponse:
    """End one person's part."""
    who = asker(request)
    one = found(queries.member_seen_by(who, member))
    may_lead = permits.may_lead(who, one.study)
    problem = ""
    if request.method == "POST":
        try:
            actions.end_membership(by=who, member=one)
            return redirect("studies:members", one.study_id)
        except Refused as refused:
            problem = str(refused)
    words = {"member": one, "study": one.study, "may_lead": may_lead, "problem": problem}
    return render(request, "studies/member.html", words, status=409 if problem else 200)
