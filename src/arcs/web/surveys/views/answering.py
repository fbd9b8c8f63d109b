"""The survey as whoever holds a link sees it: welcome, who you are, one card after another, the end."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import activate, get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people.signing_in import address_of
from arcs.web.surveys import answering, permits, public_pages
from arcs.web.surveys.models import Respondent, SurveyWave
from arcs.web.surveys.public_forms import CardForm, YouForm
from arcs.web.surveys.queries import choices_of, shown_categories
from arcs.web.surveys.texts import GROUP, LIMITS, SPANISH
from arcs.web.surveys.views.limiting import ANSWERS, BEGINNINGS, at_most
from arcs.web.wall.acting import who_acts

MARK, MARKED_FOR = "arcs_survey_begun", 60 * 60 * 24 * 90


def _holder(request: HttpRequest) -> tuple[SurveyWave, Respondent | None]:
    """The wave of this link, and the respondent where it is a personal one; Http404 for a link that opens nothing."""
    me = who_acts()
    respondent = Respondent.objects.filter(pk=me).select_related("wave").first()
    wave = respondent.wave if respondent else SurveyWave.objects.filter(pk=me).first()
    if wave is None:
        raise Http404
    _speak(request, wave, respondent)
    return wave, respondent


def _speak(request: HttpRequest, wave: SurveyWave, respondent: Respondent | None) -> None:
    """The wave's languages only; a personal link speaks its own until the reader chooses another."""
    if not wave.spanish:
        activate("en")
    elif respondent is not None:
        public_pages.speak_as(request, respondent.language)


def _spoken() -> str:
    return SPANISH if (get_language() or "en").startswith(SPANISH) else "en"


def _begun(request: HttpRequest) -> tuple[SurveyWave, Respondent] | None:
    """Who answers now; None where this link leads to the welcome page: not begun, finished, or closed."""
    wave, respondent = _holder(request)
    if respondent is None or respondent.begun_at is None or respondent.finished_at is not None:
        return None
    return (wave, respondent) if permits.is_open_to_answers(wave) else None


@login_not_required
@require_safe
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """What this is, before the first card; whoever has begun goes on where he stopped."""
    wave, respondent = _holder(request)
    words = {"wave": wave, "secret": secret, "respondent": respondent}
    if respondent is not None and respondent.finished_at is not None:
        return render(request, "surveys/public/thanks.html", words)
    if not permits.is_open_to_answers(wave):
        return render(request, "surveys/public/closed.html", words)
    if respondent is not None and respondent.begun_at is not None:
        return redirect(*public_pages.next_step(secret, answering.cards_of(respondent)))
    began_before = respondent is None and _mark(wave) in request.COOKIES
    return render(
        request,
        "surveys/public/welcome.html",
        words
        | {"introduction": public_pages.introduction(wave, _spoken()), "began_before": began_before, "limits": LIMITS},
    )


def _mark(wave: SurveyWave) -> str:
    return f"{MARK}_{wave.pk.hex[:8]}"


@login_not_required
@require_POST
@at_most("survey-begin", BEGINNINGS)
def begin(request: HttpRequest, secret: str) -> HttpResponse:
    """Begin: by the open link with a link of one's own, which the browser goes to and can keep."""
    wave, respondent = _holder(request)
    if respondent is not None:
        answering.begin_invited(respondent=respondent, wave=wave, language=_spoken())
        return redirect("surveys:you", secret)
    _one, own = answering.begin_by_open_link(
        wave=wave, language=_spoken(), address=address_of(request), began_before=_mark(wave) in request.COOKIES
    )
    answer = redirect("surveys:you", own)
    answer.set_cookie(
        _mark(wave), "1", max_age=MARKED_FOR, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        path="/survey/",
    )  # fmt: skip
    return answer


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("survey-answer", ANSWERS)
def you(request: HttpRequest, secret: str) -> HttpResponse:
    """Which group one belongs to; may be skipped."""
    if (here := _begun(request)) is None:
        return redirect("surveys:welcome", secret)
    wave, respondent = here
    form = YouForm(request.POST or None, asked=choices_of(wave), initial={GROUP: respondent.group})
    if request.method == "POST" and "skip" in request.POST:
        return redirect("surveys:card", secret, 1)
    if request.method == "POST" and form.is_valid():
        answering.say_who(respondent=respondent, said=form.cleaned_data)
        return redirect("surveys:card", secret, 1)
    words = {"form": form, "secret": secret, "wave": wave, "own_url": public_pages.own_url(request, secret)}
    return render(request, "surveys/public/you.html", words, status=422 if form.is_bound else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("survey-answer", ANSWERS)
def card(request: HttpRequest, secret: str, card: int) -> HttpResponse:
    """One card; nothing typed is lost when something has to be checked."""
    if (here := _begun(request)) is None:
        return redirect("surveys:welcome", secret)
    wave, respondent = here
    cards = answering.cards_of(respondent)
    if not 1 <= card <= len(cards):
        raise Http404
    one = cards[card - 1]
    if request.method == "POST" and "skip" in request.POST:
        answering.skip_card(respondent=respondent, position=card)
        return _after(secret, card, len(cards))
    form = CardForm(request.POST if request.method == "POST" else None, initial=CardForm.initial_of(one))
    if request.method == "POST" and form.is_valid():
        answering.answer_card(respondent=respondent, position=card, said=form.said)
        return _after(secret, card, len(cards))
    words = {"form": form, "card": one, "many": len(cards), "secret": secret, "back": one.position - 1}
    words["shown"] = public_pages.shown_card(shown_categories(wave)[one.category], _spoken())
    words["saved"] = sum(each.is_answered for each in cards)
    words["own_url"] = public_pages.own_url(request, secret)
    return render(request, "surveys/public/card.html", words, status=422 if form.is_bound else 200)


def _after(secret: str, card: int, many: int) -> HttpResponse:
    return redirect("surveys:card", secret, card + 1) if card < many else redirect("surveys:end", secret)


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("survey-answer", ANSWERS)
def end(request: HttpRequest, secret: str) -> HttpResponse:
    """The last page: finish now, or go on later by one's own link."""
    if (here := _begun(request)) is None:
        return redirect("surveys:welcome", secret)
    _wave, respondent = here
    cards = answering.cards_of(respondent)
    left = [one.position for one in cards if not one.is_answered]
    if request.method == "POST" and len(left) < len(cards):
        answering.finish(respondent=respondent)
        return redirect("surveys:welcome", secret)
    words = {
        "secret": secret, "answered": len(cards) - len(left), "many": len(cards), "left": left,
        "own_url": public_pages.own_url(request, secret),
    }  # fmt: skip
    return render(request, "surveys/public/end.html", words, status=422 if request.method == "POST" else 200)
