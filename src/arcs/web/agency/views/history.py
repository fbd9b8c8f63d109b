"""Every edition ever made, and what each changed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.core.agency import digest
from arcs.web.agency import pages, permits, queries
from arcs.web.agency.models import SettingsEdition
from arcs.web.agency.readers import StaffRequest, for_readers
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import ListColumn, ListDefinition, list_page


def _address(row: SettingsEdition) -> str:
    return reverse("agency:edition", args=[row.number])


EDITIONS = ListDefinition(
    name="editions",
    title=_("Editions"),
    columns=(
        ListColumn(
            name="edition",
            heading=_("Edition"),
            value=lambda row: row.number,
            kind="code",
            order="number",
            link=_address,
        ),
        ListColumn(
            name="valid_from", heading=_("Holds from"), value=lambda row: row.valid_from, kind="day", order="valid_from"
        ),
        ListColumn(name="made_at", heading=_("Made"), value=lambda row: row.made_at, kind="moment", order="made_at"),
        ListColumn(name="made_by", heading=_("Made by"), value=lambda row: row.maker),
        ListColumn(name="note", heading=_("Why"), value=lambda row: row.note, order="note"),
    ),
    order="-edition",
)


@for_readers
def history(request: StaffRequest) -> HttpResponse:
    """The list of editions, newest first."""
    page = list_page(request.GET, EDITIONS, queries.editions_with_makers(request.user))
    return csv_response(page) if page.wants_csv else render(request, "agency/history.html", {"page": page})


@for_readers
def edition(request: StaffRequest, number: int) -> HttpResponse:
    """One edition: what it changed against the one before it, and its digest."""
    found = queries.edition(number)
    if found is None:
        raise Http404
    row: Any = queries.editions_with_makers(request.user).get(number=number)
    before = queries.edition(number - 1)
    shown = pages.edition_shown(found, before.programme if before else None, made_by=row.maker, made_at=row.made_at)
    page: dict[str, Any] = {
        "edition": shown,
        "before": before,
        "digest": digest(found.programme),
        "sections": [(name, title) for name, title in pages.titles().items()],
        "may_edit": permits.may_edit(request.user),
    }
    return render(request, "agency/edition.html", page)
