"""One row of a study's table: add, change, remove; and both versions where somebody else was quicker."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from arcs.files.studies.parts import PARTS, Part
from arcs.web.people.models import Staff
from arcs.web.sheets import actions, pages, queries
from arcs.web.sheets.beginning import TITLE, beginning_of
from arcs.web.sheets.forms import RowForm
from arcs.web.sheets.histories import changes_of
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.words import name_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, study: UUID, part: str) -> HttpResponse:
    """A new row; a table of one row begins with what a new study holds."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    if part not in PARTS:
        raise Http404
    may = may_change(who, one, part)
    begun = beginning_of(one).get(part, [{}])[0] if not PARTS[part].many else {}
    form = _form(request, who, one, part, begun)
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            try:
                made = actions.add_row(by=who, study=one, part=part, cells=form.cells)
                return _kept(one, part, made.change, again="again" in request.POST)
            except Refused as refused:
                form.add_error(None, str(refused))
    words = _words(one, part, form, may)
    status = 422 if request.method == "POST" else 200
    return render(request, "sheets/add.html", words, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, row: UUID) -> HttpResponse:
    """One row with its history; a change of it is kept unless somebody else changed it meanwhile."""
    who = asker(request)
    one = found(queries.row_seen_by(who, row))
    may = may_change(who, one.study, one.part)
    given = _chosen(request, PARTS[one.part]) if "choose" in request.POST else request.POST
    form = _form(request, who, one.study, one.part, one.cells, given=given, version=one.version)
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            answer = _changed(request, one, form, who)
            if answer is not None:
                return answer
    words = _words(one.study, one.part, form, may) | {"row": one}
    words["history"] = pages.history_of(who, PARTS[one.part], changes_of(one.pk))
    return render(request, "sheets/row.html", words, status=422 if request.method == "POST" else 200)


def _changed(request: HttpRequest, row: StudyRow, form: RowForm, who: Staff) -> HttpResponse | None:
    """Where to go after the change: on, or to both versions; nothing where the form says why it cannot be."""
    try:
        now = actions.change_row(by=who, row=row, version=form.cleaned_data["version"] or 0, cells=form.cells)
    except actions.RowChanged as changed:
        return both_shown(request, who, row, changed)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    return _kept(row.study, row.part, now.change)


def both_shown(request: HttpRequest, who: Staff, row: StudyRow, changed: actions.RowChanged) -> HttpResponse:
    """The page that shows both versions of a row side by side and lets the person choose cell by cell."""
    part = PARTS[row.part]
    theirs = changed.now.cells if changed.now else {}
    words: dict[str, Any] = {
        "study": row.study, "row": row, "part": part, "name": name_of(row.part), "now": changed.now,
        "cells": pages.both_versions(part, theirs, changed.given),
    }  # fmt: skip
    if changed.now is not None:
        history = pages.history_of(who, part, changes_of(row.pk)[:1])
        words["by"] = history[0] if history else None
    return render(request, "sheets/conflict.html", words, status=409)


def _chosen(request: HttpRequest, part: Part) -> Mapping[str, Any]:
    """The row that somebody put together of both versions, cell by cell, as the row's form would have sent it."""
    given = {"version": request.POST.get("version", "")}
    for one in part.cells:
        which = "theirs" if request.POST.get(f"choose_{one.name}") == "theirs" else "yours"
        text = request.POST.get(f"{which}_{one.name}", "")
        given[one.name] = "on" if one.kind == "yes_no" and text == "true" else text
        if one.kind == "yes_no" and text != "true":
            del given[one.name]
    return given


@login_required
@require_POST
def remove(request: HttpRequest, row: UUID) -> HttpResponse:
    """Take a row away; the next page says so, with a button that brings it back."""
    who = asker(request)
    one = found(queries.row_seen_by(who, row))
    version = request.POST.get("version", "")
    try:
        change = actions.remove_row(by=who, row=one, version=int(version) if version.isdigit() else 0)
    except actions.RowChanged as changed:
        words = {"study": one.study, "row": one, "part": PARTS[one.part], "name": name_of(one.part), "now": changed.now}
        return render(request, "sheets/not_removed.html", words, status=409)
    return _kept(one.study, one.part, change)


def _form(
    request: HttpRequest, who: Staff, study: Study, part: str, row: Mapping[str, str], *,
    given: Mapping[str, Any] | None = None, version: int | None = None,
) -> RowForm:  # fmt: skip
    posted = request.method == "POST"
    return RowForm(
        (request.POST if given is None else given) if posted else None, part=PARTS[part], row=row,
        references=queries.references_of(who, study, part), initial={"version": version},
    )  # fmt: skip


def _words(study: Study, part: str, form: RowForm, may: object) -> dict[str, Any]:
    own = part == TITLE  # its first words are the front page's
    return {"study": study, "part": PARTS[part], "name": name_of(part), "form": form, "may_change": may, "title": own}


def _kept(study: Study, part: str, change: UUID, *, again: bool = False) -> HttpResponse:
    many = PARTS[part].many
    there = redirect("sheets:add", study.pk, part) if again else redirect("sheets:table", study.pk, part)
    if not many:
        there = redirect("sheets:tables", study.pk)
    there["Location"] += f"?changed={change}"
    return there
