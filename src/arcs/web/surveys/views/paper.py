"""The survey on paper: printing forms, and keying in what came back with the keyboard alone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.documents.survey_paper import survey_pdf
from arcs.web.surveys import paper_forms, permits, printing, queries
from arcs.web.surveys.forms import FormNumberForm, KeyedCardForm, KeyedGroupForm, PaperForm
from arcs.web.surveys.texts import GROUP
from arcs.web.surveys.views.finding import find_wave
from arcs.web.wall.permit import Refused


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Print forms; which were printed and which came back."""
    who, one = find_wave(request, wave)
    may_run = permits.may_run(who, one)
    form = PaperForm(request.POST or None)
    if request.method == "POST":
        may_run.demand()
        if form.is_valid():
            numbers = paper_forms.make_forms(by=who, wave=one, **form.cleaned_data)
            messages.success(request, _("Forms %(first)s to %(last)s are ready to print.") % {
                "first": numbers.start, "last": numbers.stop - 1})  # fmt: skip
            return redirect("surveys:paper", one.pk)
    forms = queries.paper_forms(who, one)
    told = {
        "study": one.study, "wave": one, "form": form, "may_run": may_run, "batches": printing.batches_of(forms),
        "printed": len(forms), "keyed": sum(each.finished_at is not None for each in forms),
        "once": sum(each.keyed_by is not None and each.finished_at is None for each in forms),
    }  # fmt: skip
    return render(request, "surveys/paper.html", told, status=422 if form.is_bound else 200)


@login_required
@require_safe
def paper_pdf(request: HttpRequest, wave: UUID, first: int, last: int) -> HttpResponse:
    """Forms that are not keyed in yet, as one PDF."""
    who, one = find_wave(request, wave)
    permits.may_run(who, one).demand()
    wanted = [each for each in queries.paper_forms(who, one) if each.finished_at is None]
    wanted = [each for each in wanted if first <= (each.form_number or 0) <= last]
    if not wanted or len(wanted) > paper_forms.MOST_FORMS:
        raise Http404
    answer = HttpResponse(survey_pdf(printing.forms_to_print(one, wanted)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="survey-forms-{first}-{last}.pdf"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Choose the form that lies before you by its number."""
    who, one = find_wave(request, wave)
    permits.may_run(who, one).demand()
    form = FormNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["form"]
        found = queries.paper_form(who, one, number)
        if found is None:
            form.add_error("form", _("No form with this number was printed. Check the number at the top right."))
        elif found.finished_at is not None:
            form.add_error("form", _("This form is keyed in already."))
        else:
            return redirect("surveys:entry_form", one.pk, number)
    return render(request, "surveys/entry.html", {"study": one.study, "wave": one, "form": form},
                  status=422 if form.is_bound else 200)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def entry_form(request: HttpRequest, wave: UUID, number: int) -> HttpResponse:
    """Key in one form: a digit goes on to the next field by itself; Enter saves."""
    who, one = find_wave(request, wave)
    permits.may_run(who, one).demand()
    form = queries.paper_form(who, one, number)
    if form is None or form.finished_at is not None:
        raise Http404
    cards = paper_forms.form_cards(form)
    rows = [(card, KeyedCardForm(request.POST or None, prefix=f"c{card.position}")) for card in cards]
    group = KeyedGroupForm(request.POST or None, groups=queries.choices_of(one)[GROUP])
    differing: list[int] = []
    problem = ""
    if request.method == "POST" and all(row.is_valid() for _card, row in rows) and group.is_valid():
        try:
            differing = paper_forms.key_in(
                by=who, form=form, group=group.group,
                said={card.position: row.said for card, row in rows}, settle="settle" in request.POST,
            )  # fmt: skip
            if not differing:
                messages.success(request, _("Form %(number)s is kept. The next one:") % {"number": number})
                return redirect("surveys:entry", one.pk)
        except Refused as refused:
            problem = str(refused)
    told = {
        "study": one.study, "wave": one, "paper": form, "rows": rows, "group": group, "problem": problem,
        "differing": differing,
    }  # fmt: skip
    status = 409 if differing or problem else 422 if group.is_bound else 200
    return render(request, "surveys/entry_form.html", told, status=status)
