"""The rating sheet behind an officer's link: introduction, one page a call type, review, thanks.

Every page works by plain forms; with script each answer is saved as it is given (static/ratings/rate.js).
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arcs.web.people.rate_limit import take, too_many
from arcs.web.people.signing_in import address_of
from arcs.web.ratings import queries, rating, sheet_pages
from arcs.web.ratings.models import Rater, Share
from arcs.web.ratings.permits import may_rate
from arcs.web.wall.acting import who_acts
from arcs.web.wall.permit import Refused

POSTS, WRONG_LINKS, MINUTE = 240, 60, 60
SAVE = "save"
View = Callable[..., HttpResponseBase]
RaterView = Callable[..., HttpResponse]


def of_rater(view: RaterView) -> View:
    """Decorator: the page of whoever holds the link, found by it; 404 for a link that opens nothing, 429 for haste."""

    @login_not_required
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, secret: str, **words: object) -> HttpResponseBase:
        sheet = queries.sheet_of(who_acts())
        if sheet is None:
            if not take(f"rating link:{address_of(request)}", WRONG_LINKS, MINUTE):
                return too_many(request, MINUTE)
            return render(request, "ratings/no_link.html", status=404)
        if request.method == "POST" and not take(f"rating:{sheet.pk}", POSTS, MINUTE):
            return too_many(request, MINUTE)
        return view(request, sheet, secret, **words)

    return answer


@of_rater
def intro(request: HttpRequest, sheet: Rater, secret: str) -> HttpResponse:
    """What is asked and who sees it; begin, go on, or thanks."""
    why = ""
    if request.method == "POST":
        try:
            rating.begin_sheet(by=sheet.pk)
            return redirect("ratings:page", secret, _next_open(sheet))
        except Refused as refused:
            why = str(refused)
            sheet = queries.sheet_of(sheet.pk) or sheet
    pages = queries.pages_of(sheet.pk)
    asking = may_rate(sheet, ended=queries.invitation_ended(sheet.pk))
    words = _words(sheet, pages, secret) | {"asking": asking, "why": why, "shared": bool(pages)}
    if sheet.finished_at is not None:
        return render(request, "ratings/thanks.html", words)
    return render(request, "ratings/intro.html", words, status=409 if why else 200 if asking else 410)


@of_rater
def page(request: HttpRequest, sheet: Rater, secret: str, number: int) -> HttpResponse:
    """One call type: all items at a glance, one key an answer."""
    pages = queries.pages_of(sheet.pk)
    asking = may_rate(sheet, ended=queries.invitation_ended(sheet.pk))
    if not asking and not (request.method == "POST" and request.POST.get("go") == SAVE):
        return redirect("ratings:intro", secret)
    if sheet.begun_at is None or not 1 <= number <= len(pages):
        return redirect("ratings:intro", secret)
    if request.method == "POST":
        return _save(request, sheet, secret, number, len(pages))
    return render(request, "ratings/page.html", _page_words(sheet, pages, pages[number - 1], secret))


def _save(request: HttpRequest, sheet: Rater, secret: str, number: int, last: int) -> HttpResponse:
    items = [one.name for one in queries.instrument(sheet.round).items]
    given = {name: request.POST[f"item_{name}"] for name in items if request.POST.get(f"item_{name}")}
    go = request.POST.get("go", "next")
    try:
        rating.save_answers(by=sheet.pk, number=number, answers=given, words=request.POST.get("comment"))
    except Refused as refused:
        if go == SAVE:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        return render(request, "ratings/refused.html", {"why": str(refused), "secret": secret}, status=409)
    if go == SAVE:
        now = date_format(timezone.localtime(), "TIME_FORMAT")
        return HttpResponse(now, content_type="text/plain; charset=utf-8")
    if go == "review" or (go == "next" and number == last):
        return redirect("ratings:review", secret)
    if go == "intro":
        return redirect("ratings:intro", secret)
    return redirect("ratings:page", secret, max(1, number - 1) if go == "back" else number + 1)


@of_rater
def review(request: HttpRequest, sheet: Rater, secret: str) -> HttpResponse:
    """What is unanswered; finish."""
    if not may_rate(sheet, ended=queries.invitation_ended(sheet.pk)) or sheet.begun_at is None:
        return redirect("ratings:intro", secret)
    why = ""
    if request.method == "POST":
        try:
            rating.finish_sheet(by=sheet.pk)
            return redirect("ratings:intro", secret)
        except Refused as refused:
            why = str(refused)
    pages = queries.pages_of(sheet.pk)
    items = len(queries.instrument(sheet.round).items)
    left = sheet_pages.review(pages, queries.answered_by_page(sheet.pk), items)
    words = _words(sheet, pages, secret) | {
        "left": left, "unanswered": sum(one.left for one in left), "why": why, "last": len(pages),
    }  # fmt: skip
    return render(request, "ratings/review.html", words, status=409 if why else 200)


def _next_open(sheet: Rater) -> int:
    items = len(queries.instrument(sheet.round).items)
    return sheet_pages.first_open(queries.pages_of(sheet.pk), queries.answered_by_page(sheet.pk), items)


def _words(sheet: Rater, pages: list[Share], secret: str) -> dict[str, object]:
    items = queries.instrument(sheet.round).items
    done = sheet_pages.how_far(sheet.round, pages, queries.answered_by_page(sheet.pk), len(items))
    return {"sheet": sheet, "round": sheet.round, "secret": secret, "done": done, "items": len(items)}


def _page_words(sheet: Rater, pages: list[Share], one: Share, secret: str) -> dict[str, object]:
    given = queries.answers_on(sheet.pk, one)
    asked = sheet_pages.questions(queries.instrument(sheet.round), given)
    return _words(sheet, pages, secret) | {
        "page": one,
        "questions": asked,
        "left": len(asked) - len(given),
        "volume": sheet_pages.volume(sheet.round, queries.type_of_page(sheet.pk, one)),
        "comment": queries.comment_on(sheet.pk, one),
        "is_last": one.position == len(pages),
    }
