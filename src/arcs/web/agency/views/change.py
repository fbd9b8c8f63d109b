"""Changing one section: a form of its rows, and from when the change holds. It makes a new edition."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.core.agency import Edition, Programme
from arcs.core.refusal import Refusal
from arcs.web.agency import actions, pages, permits, queries
from arcs.web.agency.forms import FORMSETS, ChangeForm, IdentityForm, RowFormSet, said
from arcs.web.agency.models import SettingsEdition
from arcs.web.agency.readers import StaffRequest, for_readers
from arcs.web.agency.views.overview import asked_edition
from arcs.web.wall.clock import today

Asked = IdentityForm | RowFormSet


@for_readers
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, name: str) -> HttpResponse:
    """Show the form; on "add", one row more; on "save", make the edition or say what to check."""
    edition = asked_edition(request)
    if name not in pages.titles() or (edition is None and name != pages.IDENTITY):
        raise Http404
    permits.may_edit(request.user).demand()
    if request.method == "GET":
        return _page(request, name, edition, _asked(name, edition, None, None), _when(edition, None))
    when = _when(edition, request.POST)
    if "add" in request.POST:
        return _page(request, name, edition, _asked(name, edition, _one_more(request.POST), None), when)
    asked = _asked(name, edition, request.POST, request.FILES)
    if asked.is_valid() and when.is_valid() and _holds_that_day(edition, when):
        try:
            made = _save(request, asked, when)
        except actions.EditedMeanwhile as told:
            edition = queries.edition_on(when.cleaned_data["valid_from"])
            asked, when = _asked(name, edition, request.POST, request.FILES), _after_the_others(request, edition, told)
        except Refusal as refused:
            when.add_error("valid_from" if "past" in refused.why else None, said(refused))
        else:
            messages.success(request, _sentence(made))
            return redirect("agency:overview")
    return _page(request, name, edition, asked, when)


def _holds_that_day(edition: Edition | None, when: ChangeForm) -> bool:
    """Whether the edition on the page is the one that the change would follow; else what comes would be undone."""
    holder = queries.edition_on(when.cleaned_data["valid_from"])
    if when.cleaned_data["after"] != queries.last_number() or holder is None or edition is None:
        return True
    if holder.number != edition.number:
        when.add_error(
            "valid_from",
            _("On that day edition %(number)s holds. Choose an earlier day, or open that edition and change it there.")
            % {"number": holder.number},
        )
    return holder.number == edition.number


def _asked(name: str, edition: Edition | None, data: QueryDict | None, files: Any) -> Asked:
    programme = edition.programme if edition else None
    if name == pages.IDENTITY:
        return IdentityForm(data, files, programme=programme)
    return FORMSETS[name](data, programme=programme)


def _when(edition: Edition | None, data: QueryDict | None) -> ChangeForm:
    begun = {
        "valid_from": max(today(), edition.valid_from) if edition else today(),
        "edition": edition.number if edition else 0,
        "after": queries.last_number(),
    }
    return ChangeForm(data, initial=begun)


def _one_more(data: QueryDict) -> QueryDict:
    more = data.copy()
    given = more.get("row-TOTAL_FORMS", "0")
    more["row-TOTAL_FORMS"] = str(int(given) + 1) if given.isascii() and given.isdigit() and len(given) < 5 else given
    return more


def _save(request: StaffRequest, asked: Asked, when: ChangeForm) -> SettingsEdition:
    return actions.new_edition(
        by=request.user,
        valid_from=when.cleaned_data["valid_from"],
        programme=_new_programme(request, asked),
        note=when.cleaned_data["note"],
        after=when.cleaned_data["after"],
    )


def _new_programme(request: StaffRequest, asked: Asked) -> Programme:
    if isinstance(asked, IdentityForm) and asked.cleaned_data["picture"]:
        logo = actions.add_logo(by=request.user, content=asked.cleaned_data["picture"].read())
        return asked.new_programme(logo=logo.name)
    return asked.new_programme()


def _after_the_others(request: StaffRequest, edition: Edition | None, told: actions.EditedMeanwhile) -> ChangeForm:
    """The form once more, now upon the others' edition: saving again is then a choice, never an accident."""
    again = request.POST.copy()
    again["after"] = str(told.latest)
    again["edition"] = str(edition.number if edition else 0)
    fresh = ChangeForm(again)
    fresh.is_valid()
    fresh.add_error(None, said(told))
    return fresh


def _sentence(made: SettingsEdition) -> str:
    return _("Edition %(number)s is made and holds from %(day)s.") % {
        "number": made.number,
        "day": date_format(made.valid_from),
    }


def _page(request: StaffRequest, name: str, edition: Edition | None, asked: Asked, when: ChangeForm) -> HttpResponse:
    coming = [one for one in queries.editions_after(today()) if edition is None or one.number != edition.number]
    page = {
        "name": name,
        "title": pages.titles()[name],
        "meaning": pages.meanings()[name],
        "edition": edition,
        "rows": asked if isinstance(asked, RowFormSet) else None,
        "identity": asked if isinstance(asked, IdentityForm) else None,
        "when": when,
        "coming": coming,
        "latest": queries.last_number() if when.is_bound and when.non_field_errors() else None,
    }
    return render(request, "agency/change.html", page)
