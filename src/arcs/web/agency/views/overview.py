"""What is in force, what comes, and each section by itself."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from arcs.core.agency import Edition
from arcs.web.agency import pages, permits, queries
from arcs.web.agency.readers import StaffRequest, for_readers
from arcs.web.wall.clock import today


@for_readers
def overview(request: StaffRequest) -> HttpResponse:
    """The settings in force today, and what comes with its differences in plain words."""
    found = queries.edition_on(today())
    context: dict[str, Any] = {"may_edit": permits.may_edit(request.user), "edition": found}
    if found is not None:
        now = datetime.now(UTC)
        before, coming = found.programme, []
        for one in queries.editions_after(today()):
            coming.append(pages.edition_shown(one, before))
            before = one.programme
        context |= {
            "sections": [pages.section_shown(name, found.programme, now) for name in pages.titles()],
            "coming": coming,
            "identity": found.programme.identity,
        }
    return render(request, "agency/overview.html", context)


@for_readers
def section(request: StaffRequest, name: str) -> HttpResponse:
    """One section of the settings in force, or of the edition that is asked for."""
    edition = asked_edition(request)
    if name not in pages.titles() or edition is None:
        raise Http404
    in_force = queries.edition_on(today())
    is_other = in_force is None or in_force.number != edition.number
    shown = pages.section_shown(
        name, edition.programme, datetime.now(UTC), edition=edition.number if is_other else None
    )
    page = {"section": shown, "edition": edition, "is_other": is_other, "may_edit": permits.may_edit(request.user)}
    return render(request, "agency/section.html", page)


def asked_edition(request: StaffRequest) -> Edition | None:
    """The edition that the address or the form names, else the one in force; None where there is none."""
    given = request.POST.get("edition") or request.GET.get("edition") or ""
    if given.isascii() and given.isdigit() and len(given) < 9 and int(given):
        return queries.edition(int(given))
    return queries.edition_on(today())
