"""An edition over the calls of the past: asked for, read, taken home."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.core.replay import replay_tables
from arcs.documents.table_files import csv_text
from arcs.web.jobs.pages import job_row
from arcs.web.jobs.queries import job_seen_by
from arcs.web.people.models import Staff
from arcs.web.protocols import pages, queries, replay_actions, replay_pages, replay_permits
from arcs.web.protocols.models import EditionReplay, ProtocolEdition, ReplayState
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.replay_pages import Counted
from arcs.web.protocols.replay_queries import (
    import_names,
    imports_to_replay,
    regrets_of,
    replay_seen_by,
    replays_of,
)
from arcs.web.protocols.replay_results import as_replay
from arcs.web.protocols.views.finding import edition_of, found, frame_of
from arcs.web.studies.models import CallImport
from arcs.web.studies.permits import may_see_studies
from arcs.web.studies.queries import import_seen_by
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read

CALL_ROWS, OPERATIONAL = "call rows", "operational"
TABLES = ("moved", "regret", "unanswerable")
FILES = (*(f"{one}.csv" for one in TABLES), "report.html")


@for_readers
@require_http_methods(["GET", "POST"])
def replays(request: StaffRequest, number: int) -> HttpResponse:
    """The replays of an edition, and the form that asks for one."""
    who, one = request.user, edition_of(request.user, number)
    content = queries.content_seen_by(who, one)
    imports = imports_to_replay(who)
    others = [each for each in queries.editions_seen_by(who) if each.pk != one.pk]
    problem = ""
    if request.method == "POST":
        try:
            return redirect("protocols:replay", _asked(request, one, imports, others).pk)
        except Refused as refused:
            problem = str(refused)
    in_force = queries.edition_in_force(who)
    listed = list(replays_of(who, one)[:50])
    names = import_names(who, {each.call_import for each in listed if each.call_import})
    words = frame_of(one, (_("Replays"), "")) | {
        "imports": imports, "may_open_studies": may_see_studies(who),
        "may_replay": replay_permits.may_replay(who, content), "problem": problem,
        "others": [(str(each.number), f"{pages.title_of(each)}: {each.title}") for each in others],  # type: ignore[attr-defined] # annotated
        "beside": request.POST.get("beside", str(in_force.number) if in_force and in_force.pk != one.pk else ""),
        "chosen": request.POST.get("calls", ""),
        "replays": [
            replay_pages.replay_listed(each, names.get(each.call_import, ""), content.digest)
            for each in listed
        ],
    }  # fmt: skip
    return render(request, "protocols/replays.html", words, status=422 if problem else 200)


def _asked(
    request: StaffRequest, one: ProtocolEdition, imports: list[CallImport], others: list[ProtocolEdition]
) -> EditionReplay:
    calls, beside = request.POST.get("calls", ""), request.POST.get("beside", "")
    chosen = next((each for each in imports if str(each.pk) == calls), None)
    if chosen is None:
        raise Refused(_("Choose the calls to replay."))
    other = next((each for each in others if str(each.number) == beside), None)
    return replay_actions.request_replay(by=request.user, edition=one, call_import=chosen, compared_with=other)


@for_readers
@require_safe
def replay(request: StaffRequest, replay: UUID) -> HttpResponse:
    """One replay: how far it is, or what it found; the regretted calls are logged when they are shown."""
    who, one = request.user, found(replay_seen_by(request.user, replay))
    call_import = found(import_seen_by(who, one.call_import)) if one.call_import else None
    words: dict[str, Any] = frame_of(one.edition, replays_step(one.edition), (_("Replay"), "")) | {
        "replay": one, "call_import": call_import, "job": _job_of(who, one), "other": one.compared_with,
        "other_title": pages.title_of(one.compared_with) if one.compared_with else "",
    }  # fmt: skip
    if one.state != ReplayState.DONE:
        return render(request, "protocols/replay.html", words)
    content = queries.content_seen_by(who, one.edition)
    names = pages.route_names(content.edition)
    found_here = as_replay(one.result)
    leads = list(dict.fromkeys(each.route for each in found_here.moved if each.by == "all"))
    definition = replay_pages.regrets_list(one, names, leads)
    page = list_page(request.GET, definition, regrets_of(who, one))
    if one.result["regrets"]:
        _record(one, "calls we would regret")
    if page.wants_csv:
        return csv_response(page)
    other = as_replay(one.result["compared"]) if one.result.get("compared") else None
    words |= {
        "page": page, "files": FILES, "is_current": content.digest == one.digest, "result": one.result,
        "shown": replay_pages.replay_shown(
            found_here, _counted(one), names, regrets=one.result["regrets"], other=other,
            other_name=words["other_title"],
        ),
    }  # fmt: skip
    return render(request, "protocols/replay.html", words)


@for_readers
@require_safe
def replay_file(request: StaffRequest, replay: UUID, name: str) -> HttpResponse:
    """moved.csv, regret.csv, unanswerable.csv or report.html, as `arcs replay` writes them."""
    who, one = request.user, found(replay_seen_by(request.user, replay))
    if name not in FILES or one.state != ReplayState.DONE:
        raise Http404
    regrets = regrets_of(who, one).order_by("position") if name in {"regret.csv", "report.html"} else ()
    if regrets:
        _record(one, f"{name} of a replay")
    whole, counted = as_replay(one.result, regrets), _counted(one)
    tables = replay_tables(whole, population=counted.population, source=counted.source)
    if name == "report.html":
        from arcs.documents.replay_page import replay_page  # noqa: PLC0415 - it loads a template engine that no page needs

        names = pages.route_names(queries.content_seen_by(who, one.edition).edition)
        answer = HttpResponse(replay_page(whole, tables, names), content_type="text/html; charset=utf-8")
    else:
        answer = HttpResponse(csv_text(tables[name.removesuffix(".csv")]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def replays_step(one: ProtocolEdition) -> tuple[str, str]:
    """The step to this page, on the way to those below it."""
    return _("Replays"), reverse("protocols:replays", args=[one.number])


def _job_of(who: Staff, one: EditionReplay) -> object | None:
    known = job_seen_by(who, one.job) if one.job else None
    return job_row(known, who, ends_page=True) if known and one.state != ReplayState.DONE else None


def _counted(one: EditionReplay) -> Counted:
    first, last = one.result["first"], one.result["last"]
    return Counted(
        population=one.result["population"],
        period=f"{first} to {last}" if first and last else _("not recorded"),
        source=one.result["source"],
    )


def _record(one: EditionReplay, reason: str) -> None:
    if one.call_import:
        record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.call_import, reason=reason)
