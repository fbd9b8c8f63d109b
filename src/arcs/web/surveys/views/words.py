"""Categories in plain words: the list, and one category in both languages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.web.sheets.actions import RowChanged
from arcs.web.sheets.permits import may_change
from arcs.web.surveys.forms import WordsForm
from arcs.web.surveys.views.finding import find_row, find_study
from arcs.web.surveys.words import CATEGORIES, WORDS, CategoryInWords, categories_in_words
from arcs.web.surveys.writing import write_words


@login_required
@require_safe
def words(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every category with its words, and which still lack some."""
    who, one = find_study(request, study)
    categories = categories_in_words(who, one)
    told = {
        "study": one, "categories": categories,
        "english": sum(each.english is not None for each in categories),
        "spanish": sum(each.spanish is not None for each in categories),
        "reviewed": sum(each.is_reviewed for each in categories),
    }  # fmt: skip
    return render(request, "surveys/words.html", told)


@login_required
@require_http_methods(["GET", "POST"])
def words_of(request: HttpRequest, row: UUID) -> HttpResponse:
    """One category in words. Where somebody else was quicker, both texts are shown and nothing is written."""
    who, category = find_row(request, row, CATEGORIES)
    every = categories_in_words(who, category.study)
    at = next(place for place, one in enumerate(every) if one.row.pk == category.pk)
    form = WordsForm(request.POST or None, initial=_initial(every[at]))
    may = may_change(who, category.study, WORDS)
    theirs = None
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            try:
                with transaction.atomic():
                    write_words(by=who, category=every[at], given=form.cleaned_data)
                messages.success(request, _("Saved: %(category)s.") % {"category": every[at].category})
                return redirect(*_next(every, at, request))
            except RowChanged as changed:
                theirs = changed.now.cells if changed.now else {}
                form = WordsForm(request.POST.copy() | _versions(every[at]))
    told = {"study": category.study, "one": every[at], "form": form, "may": may, "theirs": theirs,
            "at": at + 1, "many": len(every)}  # fmt: skip
    return render(
        request, "surveys/words_of.html", told, status=409 if theirs is not None else 422 if form.is_bound else 200
    )


def _versions(one: CategoryInWords) -> dict[str, str]:
    return {
        "version_en": str(one.english.version) if one.english else "",
        "version_es": str(one.spanish.version) if one.spanish else "",
    }


def _initial(one: CategoryInWords) -> dict[str, Any]:
    """What stands now; a category's own name is no plain word, so that the field begins empty."""
    english = one.english.cells if one.english else {}
    spanish = one.spanish.cells if one.spanish else {}
    return {
        "words_en": english.get("words", ""), "example_en": english.get("example", ""),
        "words_es": spanish.get("words", ""), "example_es": spanish.get("example", ""),
        "reviewed_by": spanish.get("reviewed_by", ""), **_versions(one),
    }  # fmt: skip


def _next(every: list[CategoryInWords], at: int, request: HttpRequest) -> tuple[str, UUID]:
    if "next" in request.POST and at + 1 < len(every):
        return "surveys:words_of", every[at + 1].row.pk
    return "surveys:words", every[at].row.study_id
