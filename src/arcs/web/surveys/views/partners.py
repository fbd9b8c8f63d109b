"""Partners: whom the study asks, what they answer, taking it into the study; and the partner's own page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.surveys import pages, partnering, permits, queries
from arcs.web.surveys.forms import PartnerForm
from arcs.web.surveys.models import Partner, PartnerAnswer
from arcs.web.surveys.public_forms import ContactForm, OfferForm, answers_beside
from arcs.web.surveys.public_pages import speak_as
from arcs.web.surveys.views.finding import find_partner, find_study
from arcs.web.surveys.views.limiting import ANSWERS, at_most
from arcs.web.surveys.words import categories_in_words
from arcs.web.wall.acting import who_acts
from arcs.web.wall.at_once import ChangedMeanwhile, sign_of, values_of
from arcs.web.wall.permit import Refused


@login_required
@require_safe
def partners(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every partner with what it says."""
    who, one = find_study(request, study)
    offers = queries.offers_of(who, one)
    shown = [
        (each, *pages.partner_state(each), pages.offers_table(each, offers.get(each.pk, [])))
        for each in queries.partners_of(who, one)
    ]
    return render(request, "surveys/partners.html",
                  {"study": one, "partners": shown, "may_ask": permits.may_ask(who, one)})  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, study: UUID) -> HttpResponse:
    """Ask an organisation."""
    who, one = find_study(request, study)
    permits.may_ask(who, one).demand()
    categories = [each.category for each in categories_in_words(who, one)]
    form = PartnerForm(request.POST or None, categories=categories)
    if request.method == "POST" and form.is_valid():
        try:
            partner, url = partnering.ask_partner(
                by=who, study=one, given=form.given, categories=form.cleaned_data["categories"],
                link_to=request.build_absolute_uri,
            )  # fmt: skip
            return _with_link(request, partner, url)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "surveys/partner_new.html", {"study": one, "form": form, "categories": categories},
                  status=422 if form.is_bound else 200)  # fmt: skip


def _with_link(request: HttpRequest, partner: Partner, url: str) -> HttpResponse:
    """The page that shows a link once: only its digest is kept."""
    return render(request, "surveys/partner_link.html", {"study": partner.study, "partner": partner, "url": url})


@login_required
@require_safe
def partner(request: HttpRequest, partner: UUID) -> HttpResponse:
    """One partner's answers, and what they change in the study."""
    who, one = find_partner(request, partner)
    answers = queries.offers_of(who, one.study).get(one.pk, [])
    words, tone = pages.partner_state(one)
    told = {
        "study": one.study, "partner": one, "state": words, "tone": tone, "table": pages.offers_table(one, answers),
        "conflicts": partnering.conflicts_of(who, one, answers) if one.sent_at and not one.accepted_as else [],
        "may_accept": permits.may_accept(who, one), "may_ask": permits.may_ask(who, one.study),
    }  # fmt: skip
    return render(request, "surveys/partner.html", told)


@login_required
@require_POST
def accept(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Take a partner's answers into the study, or take them back."""
    who, one = find_partner(request, partner)
    if "back" in request.POST:
        done = partnering.take_back(by=who, partner=one)
        messages.success(request, _("Taken back: %(many)s rows.") % {"many": done.restored})
        if done.left:
            left = ", ".join(done.left)
            messages.warning(request, _("Changed since, so left alone: %(rows)s.") % {"rows": left})
    else:
        taken = partnering.accept(by=who, partner=one, replace=request.POST.getlist("replace"))
        messages.success(request, _("Rows taken into the study: %(many)s.") % {"many": taken})
    return redirect("surveys:partner", one.pk)


@login_required
@require_POST
def new_link(request: HttpRequest, partner: UUID) -> HttpResponse:
    """A new link for a partner; the old one stops working."""
    who, one = find_partner(request, partner)
    return _with_link(request, one, partnering.renew_link(by=who, partner=one, link_to=request.build_absolute_uri))


# ---- the partner's own page


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("partner-answer", ANSWERS)
def questionnaire(request: HttpRequest, secret: str) -> HttpResponse:
    """What a partner is asked, on one page that can be saved and gone on with."""
    one = Partner.objects.filter(pk=who_acts()).first()
    if one is None:
        raise Http404
    speak_as(request, one.language)
    answers = partnering.answers_of(one)
    rows = [(each, _offer_form(request, each)) for each in answers]
    contact = ContactForm(request.POST or None, initial=values_of(one, partnering.CONTACT))
    seen = sign_of(partnering.standing_answers(one, answers))
    problem, status, both = "", 200, None
    if request.method == "POST":
        seen, status = request.POST.get("seen", ""), 422
        if all(form.is_valid() for _answer, form in rows) and contact.is_valid():
            said = {each.position: form.cleaned_data for each, form in rows}
            try:
                seen = partnering.save_answers(partner=one, said=said, contact=contact.cleaned_data, seen=seen)
                if "send" in request.POST:
                    partnering.send_answers(partner=one)
                answer = redirect("surveys:questionnaire", secret)
                answer["Location"] += "?saved=1"
                return answer
            except Refused as refused:
                problem, status = str(refused), 409
            except ChangedMeanwhile as changed:
                typed = partnering.answers_by_name(said, contact.cleaned_data)
                both, seen, status = answers_beside(changed.now, typed), sign_of(changed.now), 409
    told: dict[str, Any] = {
        "partner": one, "rows": rows, "contact": contact, "problem": problem, "saved": "saved" in request.GET,
        "has_errors": status == 422, "seen": seen, "both": both,
    }  # fmt: skip
    return render(request, "surveys/public/partner.html", told, status=status)


def _offer_form(request: HttpRequest, one: PartnerAnswer) -> OfferForm:
    return OfferForm(request.POST or None, prefix=f"c{one.position}", initial=values_of(one, partnering.SAID))
