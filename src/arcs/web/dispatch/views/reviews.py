"""Reviews: the list, and one review in its steps."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.core.dispatching.outcomes import ReviewGround
from arcs.web.dispatch import permits, queries, reviewing
from arcs.web.dispatch.review_pages import REVIEWS, steps_shown
from arcs.web.people.asking import staff_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.permit import Refused


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Calls that demand a review, open ones first."""
    who = staff_of(request)
    permits.may_see_reviews(who).demand()
    page = list_page(request.GET, REVIEWS, queries.reviews_seen_by(who))
    return csv_response(page) if page.wants_csv else render(request, "dispatch/reviews.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, review: UUID) -> HttpResponse:
    """One review: questions of each step, then the lesson."""
    who = staff_of(request)
    one = queries.review_seen_by(who, review)
    if one is None:
        raise Http404
    may_review, problem = permits.may_review(who, one), ""
    typed = {key: request.POST.get("-".join(map(str, key)), "") for key in reviewing.QUESTIONS}
    lesson = request.POST.get("lesson", "")
    if request.method == "POST":
        try:
            with transaction.atomic():
                kept = reviewing.answer_steps(by=who, review=one, texts=typed, lesson=lesson)
            if "finish" in request.POST:
                done = reviewing.finish(by=who, review=one, lesson=lesson)
                told = _("The lesson stands as a comment on edition %(number)s.") % {"number": done.told_edition}
                alone = _("No edition is in force, or you may not comment on it: the lesson stands here alone.")
                messages.success(request, told if done.told_edition else alone)
                return redirect("dispatch:reviews")
            messages.success(request, _("Kept.") if kept else _("Nothing was new."))
            return redirect("dispatch:review", one.pk)
        except Refused as refused:
            problem = str(refused)
    words = {
        "review": one, "ground": ReviewGround(one.ground).label, "may_review": may_review, "problem": problem,
        "steps": steps_shown(queries.answers_of(who, one), typed), "lesson": lesson or one.lesson,
    }  # fmt: skip
    return render(request, "dispatch/review.html", words, status=409 if problem else 200)
