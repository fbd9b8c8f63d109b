"""The rows of one section, and one row: add, change, take out; both versions where somebody else was quicker."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.cells import Cell
from arcs.files.protocol.texts import HEAD, Texts
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, faults, pages, permits, queries
from arcs.web.protocols.forms import RowForm, data_of
from arcs.web.protocols.histories import changes_of
from arcs.web.protocols.models import EditionRow, ProtocolEdition
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, found, frame_of, kept
from arcs.web.protocols.words import SECTION_WORDS, SectionWords, heading_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.permit import Permit, Refused, first_refusal


def section_of(name: str) -> SectionWords:
    """The section that an address names; 404 where there is none."""
    return found(SECTION_WORDS.get(name))


@for_readers
@require_safe
def section(request: StaffRequest, number: int, section: str) -> HttpResponse:
    """The rows of one section as a list; the head is a single row's page."""
    who, one, words = request.user, edition_of(request.user, number), section_of(section)
    rows = queries.section_rows(who, one, section)
    if section == HEAD:
        return redirect("protocols:row", found(rows.first()).pk)
    page = list_page(request.GET, pages.rows_list(one, words, queries.names_of_codes(who, one)), rows)
    if page.wants_csv:
        return csv_response(page)
    shown = frame_of(one, (str(words.title), "")) | {
        "section": words, "page": page, "may_change": permits.may_change(who, one),
    }  # fmt: skip
    return render(request, "protocols/section.html", shown)


@for_readers
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, number: int, section: str) -> HttpResponse:
    """A new row."""
    who, one, words = request.user, edition_of(request.user, number), section_of(section)
    if section == HEAD:
        raise Http404
    may = permits.may_change(who, one)
    form = _form(request, one, words, {})
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            try:
                made = actions.add_row(by=who, edition=one, section=section, cells=form.cells)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                to = "protocols:add" if "again" in request.POST else "protocols:section"
                return kept(made.change, to, number, section)
    up = reverse("protocols:section", args=[number, section])
    shown = frame_of(one, (str(words.title), up)) | {"section": words, "form": form, "may_change": may, "up": up}
    return render(request, "protocols/add.html", shown, status=422 if request.method == "POST" else 200)


@for_readers
@require_http_methods(["GET", "POST"])
def row(request: StaffRequest, row: UUID) -> HttpResponse:
    """One row with its history; a change of it is kept unless somebody else changed it meanwhile."""
    who, one = request.user, found(queries.row_seen_by(request.user, row))
    may = first_refusal(permits.may_change(who, one.edition), permits.may_write_row(one.section, one.cells))
    form = _form(request, one.edition, section_of(one.section), one.cells, version=one.version)
    if request.method == "POST":
        may.demand()
        if form.is_valid():
            answer = _changed(request, one, form)
            if answer is not None:
                return answer
    return _row_page(request, one, form, may)


def _changed(request: StaffRequest, one: EditionRow, form: RowForm) -> HttpResponse | None:
    """Where to go after the change: on, or to both versions; nothing where the form says why it cannot be."""
    try:
        change = actions.change_row(
            by=request.user, row=one, version=form.cleaned_data["version"] or 0, cells=form.cells
        )
    except actions.RowsChanged as changed:
        return _both_shown(request, request.user, one, changed.stale[0])
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if one.section == HEAD:
        return kept(change, "protocols:edition", one.edition.number)
    return kept(change, "protocols:section", one.edition.number, one.section)


def _row_page(request: StaffRequest, one: EditionRow, form: RowForm, may: Permit) -> HttpResponse:
    who, edition, words = request.user, one.edition, section_of(one.section)
    up = reverse("protocols:section", args=[edition.number, one.section])
    way = [] if one.section == HEAD else [(str(words.title), up)]
    names = queries.names_of_codes(who, edition)
    shown = frame_of(edition, *way) | {
        "section": words, "row": one, "form": form, "may_change": may, "is_head": one.section == HEAD,
        "up": reverse("protocols:edition", args=[edition.number]) if one.section == HEAD else up,
        "locked": permits.is_locked(one.section, one.cells),
        "history": pages.history_of(who, one.section, changes_of(one.pk)),
        "cells": [(heading_of(each), _told(one, each, names)) for each in words.cells],
        "faults": _faults(who, edition, one),
    }  # fmt: skip
    return render(request, "protocols/row.html", shown, status=422 if request.method == "POST" else 200)


def _told(one: EditionRow, cell: Cell, names: pages.Names) -> str:
    """A cell's text for whoever only reads."""
    text = one.cells.get(cell.name, "")
    return _("Yes") if cell.kind == "yes_no" and text == "true" else pages.in_names(one.section, cell.name, text, names)


def _faults(who: Staff, edition: ProtocolEdition, one: EditionRow) -> list[faults.FaultShown]:
    """What keeps the edition from use and stands in this row."""
    rows = queries.every_row(who, edition)
    content, places = queries.content_of_rows(rows), faults.Places(edition, rows)
    proof = queries.proof_of(who, edition, content.digest)
    every = [*faults.faults_of(content.read, places), *faults.findings_of(proof, places)]
    return [each for each in every if (each.section, each.key) == (one.section, one.key)]


def _both_shown(request: StaffRequest, who: Staff, one: EditionRow, stale: actions.Stale) -> HttpResponse:
    """Both versions of a row side by side, to choose cell by cell."""
    words = section_of(one.section)
    up = reverse("protocols:section", args=[one.edition.number, one.section])
    history = pages.history_of(who, one.section, changes_of(one.pk)[:1]) if stale.now else ()
    shown: dict[str, Any] = frame_of(one.edition, (str(words.title), up)) | {
        "section": words, "row": one, "now": stale.now, "up": up, "by": history[0] if history else None,
        "cells": pages.both_versions(one.section, stale.now.cells if stale.now else {}, stale.given),
    }  # fmt: skip
    return render(request, "protocols/conflict.html", shown, status=409)


@for_readers
@require_POST
def remove(request: StaffRequest, row: UUID) -> HttpResponse:
    """Take a row out; the next page says so, with a button that brings it back."""
    who, one = request.user, found(queries.row_seen_by(request.user, row))
    version = request.POST.get("version", "")
    try:
        change = actions.remove_row(by=who, row=one, version=int(version) if version.isdecimal() else 0)
    except actions.RowsChanged as changed:
        words = section_of(one.section)
        up = reverse("protocols:section", args=[one.edition.number, one.section])
        shown = frame_of(one.edition, (str(words.title), up)) | {
            "row": one, "up": up, "section": words, "now": changed.stale[0].now,
        }  # fmt: skip
        return render(request, "protocols/not_removed.html", shown, status=409)
    return kept(change, "protocols:section", one.edition.number, one.section)


def _chosen(given: QueryDict, words: SectionWords) -> Texts:
    """The row that somebody put together of both versions, cell by cell, or brings back as it was written."""
    cells = {}
    for one in words.cells:
        which = "theirs" if given.get(f"choose_{one.name}") == "theirs" else "yours"
        cells[one.name] = given.get(f"{which}_{one.name}", "").replace("\r\n", "\n")
    return {name: text for name, text in cells.items() if text}


def _form(
    request: StaffRequest, edition: ProtocolEdition, words: SectionWords, row: Mapping[str, str], *,
    version: int | None = None,
) -> RowForm:  # fmt: skip
    """The form of a row as it stands, or as it was sent: typed, or chosen cell by cell of two versions."""
    rows = queries.every_row(request.user, edition)
    given: Any = request.POST if request.method == "POST" else None
    if given is not None and "choose" in given:
        row = _chosen(given, words)
        number = given.get("version", "")
        given = data_of(words.name, row)
        given["version"] = number
    references = {name: pages.names_in(rows, name) for name in SECTION_WORDS}
    return RowForm(given, section=words.name, row=row, references=references, initial={"version": version})
