"""The tables of a study: all of them with what is wrong, one of them as a list, and taking a change back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arcs.files.studies.parts import PARTS
from arcs.web.sheets import actions, pages, queries
from arcs.web.sheets.permits import may_change
from arcs.web.sheets.words import name_of
from arcs.web.studies import queries as studies
from arcs.web.studies.views.finding import asker, found
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page


@login_required
@require_safe
def tables(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every table of a study by group, with rows and faults counted."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    faults = queries.faults_of_rows(who, one)
    groups = pages.groups_of(one, queries.counts_of(who, one), faults)
    words = {"study": one, "groups": groups, "faults": pages.faults_shown(one, faults)}
    return render(request, "sheets/tables.html", words)


@login_required
@require_safe
def table(request: HttpRequest, study: UUID, part: str) -> HttpResponse:
    """One table; one that has a single row is that row's page."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    if part not in PARTS:
        raise Http404
    rows = queries.part_rows(who, one, part)
    if not PARTS[part].many:
        single = rows.first()
        return redirect("sheets:row", single.pk) if single else redirect("sheets:add", one.pk, part)
    page = list_page(request.GET, pages.rows_list(PARTS[part]), rows)
    if page.wants_csv:
        return csv_response(page)
    words = {"study": one, "part": PARTS[part], "name": name_of(part), "page": page}
    return render(request, "sheets/table.html", words | {"may_change": may_change(who, one, part)})


@login_required
@require_POST
def undo(request: HttpRequest, study: UUID, change: UUID) -> HttpResponse:
    """Take one change back, and say which rows somebody else has changed since."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    undone = actions.undo(by=who, study=one, change=change)
    back = request.POST.get("next", "")
    said = ngettext("%(many)s row stands as before.", "%(many)s rows stand as before.", undone.restored)
    messages.success(request, said % {"many": undone.restored})
    if undone.left:
        messages.warning(
            request, _("Changed again since, and left alone: %(rows)s") % {"rows": ", ".join(undone.left[:10])}
        )
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("sheets:tables", one.pk)
