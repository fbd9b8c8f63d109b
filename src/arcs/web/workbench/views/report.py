"""The report: its sections and words, its preview, its making, its approval by name, and what it was made from."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import RowChanged, RowFaults
from arcs.web.sheets.queries import rows_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import EvaluationState, Study
from arcs.web.studies.permits import may_work
from arcs.web.studies.views.finding import asker, found
from arcs.web.studies.views.importing import job_of, saved
from arcs.web.ui.sent_files import SentFile
from arcs.web.wall.permit import Refused
from arcs.web.workbench import composing, permits, queries
from arcs.web.workbench import report_actions as acts
from arcs.web.workbench import report_pages as pages
from arcs.web.workbench.current import current, report_of


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, study: UUID) -> HttpResponse:
    """Choose sections, see which reports there are, make one, approve one."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    permit = may_work(who, one, part)
    problem = ""
    if request.method == "POST":
        change, problem = _acted(request, who, one)
        if not problem:
            return redirect(f"{reverse('workbench:report', args=[one.pk])}{f'?undo={change}' if change else ''}")
    now = current(who, one)
    lines: tuple[pages.SectionLine, ...] = ()
    why = now.why
    try:
        lines = pages.lines_of(report_of(now), queries.rows_by(who, one, pages.SECTIONS_PART, "section"))
    except Refusal as refusal:
        why = str(refusal)
    words = _stored(who, one, part) | {
        "study": one, "lines": lines, "why": why, "problem": problem, "may_work": permit,
        "chosen": queries.rows_by(who, one, pages.SECTIONS_PART, "section"), "undo": request.GET.get("undo", ""),
        "versions": rows_of(who, one, pages.VERSIONS_PART), "next_version": acts.next_version(who, one),
    }  # fmt: skip
    return render(request, "workbench/report.html", words, status=409 if problem else 200)


def _stored(who: Staff, study: Study, part: str) -> dict[str, Any]:
    newest, done = studies.newest_evaluation(who, study), queries.newest_done(who, study)
    waits = newest is not None and newest.state != EvaluationState.DONE
    package = queries.package_of(who, done) if done else None
    documents = studies.documents_of(who, done)[:4] if done else []
    return {
        "evaluation": newest, "job": job_of(who, newest.job) if newest and waits else None,
        "done": done, "package": package, "may_freeze": permits.may_freeze(who, study, done, part),
        "documents": documents, "freezes": queries.freezes_of(who, study),
        "reports": queries.evaluations_of(who, study),
    }  # fmt: skip


def _acted(request: HttpRequest, who: Staff, study: Study) -> tuple[UUID | None, str]:
    """What the form of the page asked for; the change that can be undone, or the sentence that says why not."""
    given = request.POST
    try:
        if "make" in given:
            composing.evaluate_now(by=who, study=study)
            messages.success(request, _("We are making the report. You can go on; it is kept when it is done."))
            return None, ""
        if "version" in given:
            made = acts.add_version(
                by=who, study=study, version=given["version"], date=given.get("date", ""), reason=given.get("why", "")
            )
            return made.change, ""
        if "statement" in given:
            done = found(queries.evaluation_seen_by(who, study, pages.is_uuid(given.get("evaluation", ""))))
            acts.freeze(
                by=who, study=study, evaluation=done, sha256=given.get("sha256", ""), statement=given["statement"]
            )
            messages.success(request, _("Approved in your name. The package is kept as it is."))
            return None, ""
        return acts.choose_sections(by=who, study=study, **_chosen(request)), ""
    except RowChanged:
        return None, _("Somebody changed the choice of sections in the meantime. Here is how it stands now.")
    except (Refused, RowFaults, Refusal) as refused:
        if isinstance(refused, Refused) and not may_work(who, study) and "statement" not in given:
            raise
        return None, str(refused)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    offered, printed = given.getlist("section"), set(given.getlist("printed"))
    left_out = {one: given.get(f"reason-{one}", "").strip() for one in offered if one not in printed}
    versions = dict(one.rsplit(":", 1) for one in given.getlist("row") if one.rpartition(":")[2].isdigit())
    return {"left_out": left_out, "versions": {name: int(number) for name, number in versions.items()}}


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, study: UUID, number: str) -> HttpResponse:
    """One section: what ARCS writes, read-only and in its place, and the study's own words."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    permit = may_work(who, one)
    other, problem = None, ""
    if request.method == "POST":
        permit.demand()
        version, words = request.POST.get("version", ""), request.POST.get("words", "")
        try:
            change = acts.write_words(
                by=who, study=one, section=number, words=words, version=int(version) if version.isdigit() else 0
            )
        except RowChanged as changed:
            other = changed.now
            problem = _(
                "Somebody changed these words in the meantime. Theirs stand above, yours below; nothing is lost."
            )
        except (RowFaults, Refused) as wrong:
            problem = str(wrong)
        else:
            return redirect(reverse("workbench:section", args=[one.pk, number]) + (f"?undo={change}" if change else ""))
    try:
        page = found(
            pages.section_page(
                report_of(current(who, one)), number, queries.rows_by(who, one, pages.WORDS_PART, "section")
            )
        )
    except Refusal as refusal:
        return render(request, "workbench/report_refused.html", {"study": one, "why": str(refusal)}, status=409)
    words_now = request.POST.get("words", "") if problem else page.words
    shown = {"study": one, "page": page, "words": words_now, "other": other, "problem": problem, "may_work": permit}
    return render(
        request, "workbench/section.html", shown | {"undo": request.GET.get("undo", "")}, status=409 if problem else 200
    )


@login_required
@require_safe
def preview(request: HttpRequest, study: UUID) -> HttpResponse:
    """The report's words, charts and tables as they would be printed now."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    try:
        made = report_of(current(who, one))
    except Refusal as refusal:
        return render(request, "workbench/report_refused.html", {"study": one, "why": str(refusal)}, status=409)
    sections = pages.preview_of(made, queries.rows_by(who, one, pages.SECTIONS_PART, "section"))
    return render(request, "workbench/preview.html", {"study": one, "sections": sections})


@login_required
@require_safe
def frozen(request: HttpRequest, freeze: UUID) -> SentFile:
    """The package that somebody approved, byte for byte."""
    who = asker(request)
    one = found(queries.freeze_seen_by(who, freeze))
    return saved(acts.approved_package(by=who, freeze=one), f"approved-{one.sha256[:12]}.zip")


@login_required
@require_safe
def made_from(request: HttpRequest, study: UUID) -> HttpResponse:
    """What a report was made from, and what changed since another one."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    wanted, other = (pages.is_uuid(request.GET.get(name, "")) for name in ("evaluation", "against"))
    reports = queries.evaluations_of(who, one)
    shown = queries.evaluation_seen_by(who, one, wanted)
    against = queries.evaluation_seen_by(who, one, other) if other else None
    words = {"study": one, "reports": reports, "shown": shown, "against": against, "may_work": may_work(who, one)}
    if shown:
        words["documents"] = studies.documents_of(who, shown)
    if shown and against:
        words["compared"] = pages.compared(
            queries.whole_tables(who, against), queries.whole_tables(who, shown), studies.documents_of(who, against),
            studies.documents_of(who, shown),
        )  # fmt: skip
    return render(request, "workbench/made_from.html", words)


@login_required
@require_POST
def again(request: HttpRequest, study: UUID) -> HttpResponse:
    """Evaluate the same files with the same seed once more."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    may_work(who, one).demand()
    shown = found(queries.evaluation_seen_by(who, one, pages.is_uuid(request.POST.get("evaluation", ""))))
    acts.run_again(by=who, study=one, evaluation=shown)
    messages.success(request, _("We are evaluating the same files again. Compare the two here when it is done."))
    return redirect("workbench:made_from", one.pk)
