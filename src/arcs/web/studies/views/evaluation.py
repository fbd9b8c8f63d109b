"""The evaluation of a study: upload its folder, read the matrix and its tables, take the report home."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.studies import actions, content, evaluation_pages, permits, queries
from arcs.web.studies.forms import StudyFolderForm
from arcs.web.studies.frozen import figure_of, table_of
from arcs.web.studies.models import EvaluationState, Study, StudyEvaluation
from arcs.web.studies.upload_limit import status_of
from arcs.web.studies.views.finding import asker, found
from arcs.web.studies.views.importing import job_of, path_of, saved
from arcs.web.ui.sent_files import SentFile
from arcs.web.wall.permit import Refused

FIRST_DOCUMENTS = 4


@login_required
@require_http_methods(["GET", "POST"])
def evaluation(request: HttpRequest, study: UUID) -> HttpResponse:
    """The study's newest evaluation, or how to begin one."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_work = permits.may_work(who, one)
    posted = request.method == "POST"
    form = StudyFolderForm(request.POST, request.FILES, request=request) if posted else StudyFolderForm()
    if posted:
        may_work.demand()
        if form.is_valid() and _requested(who, one, form):
            return redirect("studies:evaluation", one.pk)
    newest = queries.newest_evaluation(who, one)
    words = {"study": one, "form": form, "may_work": may_work, "evaluation": newest}
    words["job"] = job_of(who, newest.job) if newest else None
    status = status_of(request) if posted else 200
    if posted or newest is None or newest.state != EvaluationState.DONE or "again" in request.GET:
        return render(request, "studies/evaluation_begin.html", words, status=status)
    return render(request, "studies/evaluation.html", words | _shown(request, who, newest))


def _requested(who: Staff, study: Study, form: StudyFolderForm) -> bool:
    """Whether the evaluation was asked for; where not, the form says why and nothing is stored."""
    from django.db import transaction  # noqa: PLC0415 - beside its only use

    given = form.cleaned_data["folder"]
    try:
        with transaction.atomic():
            upload = actions.upload_file(by=who, study=study, path=path_of(given), name=given.name or "study.zip")
            actions.request_evaluation(by=who, study=study, upload=upload, seed=form.cleaned_data["seed"])
    except (Refusal, Refused) as refusal:
        form.add_error("folder", str(refusal))
        return False
    return True


def _shown(request: HttpRequest, who: Staff, one: StudyEvaluation) -> dict[str, object]:
    tables = queries.evaluation_tables(who, one)
    stored = queries.evaluation_table(who, one, "matrix")
    totals_row = queries.evaluation_table(who, one, "disposition_totals")
    totals = table_of(totals_row) if totals_row else None
    matrix = table_of(stored) if stored else None
    documents = queries.documents_of(who, one)
    statements = queries.statements_of(who, one)
    figures = queries.figures_of(who, one)
    return {
        "title": evaluation_pages.finding(matrix, totals) if matrix else one.title,
        "matrix": evaluation_pages.matrix_page(matrix, request.GET) if matrix else None,
        "matrix_table": stored,
        "chart": evaluation_pages.totals_chart(totals),
        "documents": [(each, reverse("studies:document", args=[each.pk])) for each in documents[:FIRST_DOCUMENTS]],
        "other_documents": documents[FIRST_DOCUMENTS:],
        "tables": [(each, reverse("studies:table", args=[each.pk])) for each in tables],
        "figures": [(each, figure_of(each)) for each in figures],
        "limits": evaluation_pages.limits_of(statements),
        "sections": evaluation_pages.sections_of(statements),
    }


@login_required
@require_safe
def figure(request: HttpRequest, figure: UUID) -> HttpResponse:
    """One number: its unit, population, period, definition, and the rows behind it."""
    who = asker(request)
    stored = found(queries.figure_seen_by(who, figure))
    rows = queries.evaluation_table(who, stored.evaluation, stored.table) if stored.table else None
    words = {"stored": stored, "figure": figure_of(stored), "study": stored.study, "rows": rows}
    name = stored.name.replace("_", " ").capitalize()
    return render(request, "studies/figure.html", words | {"title": _("%(name)s") % {"name": name}})


@login_required
@require_safe
def document(request: HttpRequest, document: UUID) -> SentFile:
    """A file of the report, to be saved and never shown."""
    one = found(queries.document_seen_by(asker(request), document))
    return saved(content.spooled(content.document_pieces(one.pk)), one.name.rsplit("/", 1)[-1])
