"""Who answers: the matrix of call types and routes, saved together and taken back together."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.files.protocol.texts import Texts
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, answering, pages, permits, queries
from arcs.web.protocols.models import EditionRow, ProtocolEdition
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, frame_of, kept
from arcs.web.wall.permit import Refused


@for_readers
@require_http_methods(["GET", "POST"])
def who_answers(request: StaffRequest, number: int) -> HttpResponse:
    """Call types by category against routes: one route answers, others are permitted."""
    who, one = request.user, edition_of(request.user, number)
    may = permits.may_change(who, one)
    rows = queries.every_row(who, one)
    problem, stale = "", tuple[actions.Stale, ...]()
    if request.method == "POST":
        may.demand()
        try:
            change = _saved(request, one, rows)
            there = kept(change, "protocols:who_answers", one.number)
            there["Location"] += "&" + answering.Asked.of(request.GET).address(answering.Asked.of(request.GET).page)
            return there
        except actions.RowsChanged as told:
            stale = told.stale
            rows = queries.every_row(who, one)
        except actions.RowFaults as wrong:
            problem = f"{wrong.key}: {wrong}"
        except Refused as refused:
            problem = str(refused)
    shown = _page(request, one, rows) | {
        "may_change": may, "problem": problem, "stale": [_beside(each) for each in stale],
        "why": request.POST.get("why", ""),
    }  # fmt: skip
    return render(request, "protocols/who_answers.html", shown, status=409 if stale else 422 if problem else 200)


def _page(request: StaffRequest, one: ProtocolEdition, rows: Mapping[str, list[EditionRow]]) -> dict[str, Any]:
    who, asked = request.user, answering.Asked.of(request.GET)
    others = [each for each in queries.editions_seen_by(who) if each.pk != one.pk]
    page = answering.answers_page(rows, asked, _before(who, asked, others))
    sent = {each.row: each for each in answering.typed(request.POST)} if request.method == "POST" else {}
    return frame_of(one, (_("Who answers"), "")) | {
        "page": page, "sent": sent, "others": [(str(each.number), pages.title_of(each)) for each in others],
    }  # fmt: skip


def _before(who: Staff, asked: answering.Asked, others: list[ProtocolEdition]) -> Mapping[str, Texts] | None:
    """The call types of the edition that is compared, by name; None where none is."""
    other = next((each for each in others if str(each.number) == asked.against), None)
    if other is None:
        return None
    return {one.key: one.cells for one in queries.rows_of(who, other, answering.TYPES)}


def _saved(request: StaffRequest, one: ProtocolEdition, rows: Mapping[str, list[EditionRow]]) -> Any:
    why = " ".join(request.POST.get("why", "").split()).rstrip(".")
    held = {each.pk: each for each in rows.get(answering.TYPES, ())}
    sent = answering.typed(request.POST)
    found = answering.changed(sent, held, why)
    if not found:
        raise Refused(_("Nothing was changed, so nothing is saved."))
    if answering.lacks_reason(found, held, why):
        raise Refused(_("Say why these call types now go where they go: it stands beside each of them."))
    return actions.change_rows(by=request.user, edition=one, given=found)


def _beside(stale: actions.Stale) -> dict[str, Any]:
    """One call type as it stands and as it was typed."""
    now = stale.now.cells if stale.now else {}
    return {
        "key": stale.now.key if stale.now else stale.given.get("name", ""), "gone": stale.now is None,
        "theirs": [now.get("base", ""), *answering.permitted_of(now)],
        "yours": [stale.given.get("base", ""), *answering.permitted_of(stale.given)],
    }  # fmt: skip
