"""Administration coding: one call type at a time, where coders differ, and how call types became categories."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcs.core.suitability.records import CallType
from arcs.web.people.models import Staff
from arcs.web.ratings.queries import evidence_of
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.policies import CODING
from arcs.web.sheets.queries import row_seen_by, rows_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused
from arcs.web.workbench import coding_actions, coding_pages, permits, queries
from arcs.web.workbench.current import Current, current, measured, types_of


@login_required
@require_http_methods(["GET", "POST"])
def coding(request: HttpRequest, study: UUID) -> HttpResponse:
    """The next call type that waits for this person's answers, or the one that is asked for."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    may_code = permits.may_code(who, one, part)
    problems: dict[str, str] = {}
    other = None
    if request.method == "POST":
        may_code.demand()
        if "undo" in request.POST:
            return _undone(request, who, one)
        try:
            kept = _keep(request, who, one)
        except coding_actions.Unanswered as missing:
            problems = missing.missing
        except RowChanged as changed:
            other = changed.now
            problems = {
                "reason": _("Your answers were changed in another window. Both are shown; save again to keep these.")
            }
        except (RowFaults, Refused) as wrong:
            problems = {"reason": str(wrong)}
        else:
            return kept
    return _shown(request, who, one, part=part, problems=problems, words={"may_code": may_code, "other": other})


def _keep(request: HttpRequest, who: Staff, study: Study) -> HttpResponse:
    types = {each.call_type: each for each in _to_code(current(who, study))}
    call_type = found(types.get(request.POST.get("call_type", "")))
    key = f"{call_type.call_type} | {studies.name_in(who, study)}"
    row = next((each for each in rows_of(who, study, CODING) if each.key == key), None)
    coding_actions.save_code(
        by=who, study=study, call_type=call_type, row=row, version=_number(request.POST.get("version")),
        answers=_given(request),
    )  # fmt: skip
    messages.success(request, _("%(type)s is coded.") % {"type": call_type.call_type})
    return redirect(f"{reverse('workbench:coding', args=[study.pk])}?{urlencode({'after': call_type.call_type})}")


def _to_code(now: Current) -> tuple[CallType, ...]:
    return coding_pages.to_code(now.content, types_of(now)) if now.content else ()


def _given(request: HttpRequest) -> dict[str, str]:
    given = {name: request.POST.get(name, "") for name in coding_pages.SHORT}
    typed = request.POST.get("reason", "").strip()
    return given | {"reason": typed or request.POST.get("reason_before", "").strip()}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _undone(request: HttpRequest, who: Staff, study: Study) -> HttpResponse:
    if coding_actions.undo_last_code(by=who, study=study):
        messages.success(request, _("Your last answer is taken back."))
    else:
        messages.info(request, _("There is nothing of yours to take back."))
    return redirect("workbench:coding", study.pk)


def _shown(
    request: HttpRequest, who: Staff, study: Study, *, part: str, problems: dict[str, str], words: dict[str, object]
) -> HttpResponse:
    now, coder = current(who, study), studies.name_in(who, study)
    content = measured(now)
    rows, types = rows_of(who, study, CODING), _to_code(now)
    wanted = request.POST.get("call_type") or request.GET.get("type", "")
    if content and not wanted and "after" in request.GET:
        mine = {each.cells["call_type"]: each for each in rows if each.cells.get("coder") == coder}
        wanted = coding_pages.first_open(types, mine, request.GET["after"])
    page = content and coding_pages.coding_page(
        content, types, rows, coder=coder, wanted=wanted, typed=_given(request) if problems else {},
        calls=queries.calls_by_type(who, study), officers=lambda call_type: evidence_of(who, study, call_type),
    )  # fmt: skip
    conflicts = coding_pages.conflicts_of(content, rows, coder=coder, part=part) if content else ()
    told = {"study": study, "page": page, "problems": problems, "conflicts": len(conflicts), "why": now.why}
    return render(request, "workbench/coding.html", told | words, status=409 if words["other"] else 200)


@login_required
@require_http_methods(["GET", "POST"])
def conflicts(request: HttpRequest, study: UUID) -> HttpResponse:
    """Every question on which coders differ, with both reasons; each coder may take over the other's answer."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    may_code = permits.may_code(who, one, part)
    problem = ""
    if request.method == "POST":
        may_code.demand()
        problem = _agreed(request, who, one)
        if not problem:
            return redirect("workbench:conflicts", one.pk)
    now = current(who, one)
    rows = rows_of(who, one, CODING)
    coder = studies.name_in(who, one)
    shown = coding_pages.conflicts_of(now.content, rows, coder=coder, part=part) if now.content else ()
    words = {"study": one, "conflicts": shown, "may_code": may_code, "problem": problem, "why": now.why}
    return render(request, "workbench/conflicts.html", words, status=409 if problem else 200)


def _agreed(request: HttpRequest, who: Staff, study: Study) -> str:
    """What went wrong, or nothing."""
    row = found(row_seen_by(who, UUID(request.POST["row"]))) if _is_uuid(request.POST.get("row", "")) else found(None)
    try:
        coding_actions.agree(
            by=who, study=study, row=row, version=_number(request.POST.get("version")),
            question=request.POST.get("question", ""), coder=request.POST.get("coder", ""),
        )  # fmt: skip
    except RowChanged:
        return _("This answer was changed in the meantime. Here is how it stands now.")
    except (RowFaults, Refused) as wrong:
        return str(wrong)
    messages.success(
        request,
        _("You agree now. The other answer stays as it was given, and so does your earlier one in the history."),
    )
    return ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
