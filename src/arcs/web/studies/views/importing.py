"""From an export to its calls: upload, map, check, load; then where every record went."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.refusal import Refusal
from arcs.web.jobs.pages import job_row
from arcs.web.jobs.queries import job_seen_by
from arcs.web.people.models import Staff
from arcs.web.studies import actions, content, pages, permits, places, queries
from arcs.web.studies.forms import MappingForm, UploadForm
from arcs.web.studies.frozen_pages import as_attachment
from arcs.web.studies.mapping_texts import mapping_of_text
from arcs.web.studies.models import CallImport, ColumnFound, ImportState, Study
from arcs.web.studies.previewing import preview
from arcs.web.studies.server_folder import chosen
from arcs.web.studies.surveying import remapped
from arcs.web.studies.upload_limit import status_of
from arcs.web.studies.views.finding import asker, found
from arcs.web.studies.zones import with_time_zone
from arcs.web.ui.list_files import CSV_TYPE, csv_headers, csv_pieces, csv_response
from arcs.web.ui.lists import list_page
from arcs.web.ui.pages import JobShown
from arcs.web.ui.sent_files import SentFile
from arcs.web.wall.at_once import ChangedMeanwhile, sign_of
from arcs.web.wall.read_log import record_read

CALL_ROWS, OPERATIONAL = "call rows", "operational"
MOVING = (ImportState.LOOKING, ImportState.LOADING)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, study: UUID) -> HttpResponse:
    """Upload an export's files; a job then looks at their columns."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_work = permits.may_work(who, one)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, request=request) if posted else UploadForm()
    if posted:
        may_work.demand()
        if form.is_valid() and (begun := _begun(who, one, form)):
            return redirect("studies:import", begun.pk)
    words = {"form": form, "study": one, "may_work": may_work, "step_labels": pages.STEP_LABELS}
    return render(request, "studies/upload.html", words, status=status_of(request) if posted else 200)


def _begun(who: Staff, study: Study, form: UploadForm) -> CallImport | None:
    """The import of the form's files, or nothing and the form says why; then nothing is stored at all."""
    try:
        with transaction.atomic():
            files: Sequence[UploadedFile[Any]] = form.cleaned_data["exports"]
            given = [(path_of(one), one.name or "file") for one in files]
            given += [(one, one.name) for one in chosen(form.cleaned_data.get("server_files", ()))]
            uploads = [actions.upload_file(by=who, study=study, path=path, name=name) for path, name in given]
            return actions.begin_import(by=who, study=study, uploads=uploads, mapping=form.cleaned_data["mapping"])
    except Refusal as refusal:
        form.add_error("exports", str(refusal))
    return None


def path_of(given: "UploadedFile[Any]") -> Path:
    """Where an uploaded file lies while its request lasts."""
    if not isinstance(given, TemporaryUploadedFile):
        raise TypeError("Uploads go to the folder of uploads; see FILE_UPLOAD_HANDLERS in the settings.")
    return Path(given.temporary_file_path())


@login_required
@require_http_methods(["GET", "POST"])
def call_import(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """An import where it stands: its job, its mapping with what we ask, and its accounts."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    columns = list(queries.columns_of(who, one))
    form = _mapping_form(request, one, columns)
    may_confirm = permits.may_confirm(who, one)
    seen, both = sign_of(actions.standing_mapping(one, columns)), None
    if request.method == "POST":
        may_confirm.demand()
        seen = request.POST.get("seen") or "none"
        try:
            if form.is_valid() and _kept(request, who, one, form, seen):
                return redirect("studies:import", one.pk)
        except ChangedMeanwhile as changed:
            both, seen = form.beside(changed.now), sign_of(changed.now)
    if columns:
        record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="samples of the mapping")
    lines = queries.ledger_of(who, one) if one.state == ImportState.LOADED else ()
    remarks = list(queries.remarks_of(who, one)) if one.state == ImportState.LOADED else []
    return render(
        request,
        "studies/import.html",
        {
            "call_import": one,
            "study": one.study,
            "step": pages.STEPS[one.state],
            "take": places.taking_calls(one),
            "files": queries.files_of(who, one),
            # Where choices are to be made, the end of the job must not load the page anew over them.
            "job": job_of(who, one.load_job or one.survey_job, ends_page=one.state in MOVING),
            "columns": columns,
            "used": sum(bool(each.meaning) for each in columns),
            "used_columns": pages.mapped_columns([each for each in columns if each.meaning], form),
            "unused_columns": pages.mapped_columns([each for each in columns if not each.meaning], form),
            "step_labels": pages.STEP_LABELS,
            "form": form,
            "seen": seen,
            "both": both,
            "questions": list(queries.questions_of(who, one)),
            "may_confirm": may_confirm,
            "accounts": pages.accounts_of(one, lines),
            "repairs": [each for each in remarks if each.kind in ("repair", "alike")],
            "breaks": [each for each in remarks if each.kind == "break"],
            "warnings": [each for each in remarks if each.kind == "warning"],
            "statements": [each for each in remarks if each.kind == "statement"],
        },
        status=200 if request.method != "POST" else 422 if both is None else 409,
    )


@login_required
@require_POST
def mapping_preview(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """Some records as calls by the mapping that the page shows now; nothing is kept."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    columns = list(queries.columns_of(who, one))
    form = _mapping_form(request, one, columns)
    problem, shown = "", None
    if form.is_valid():
        stated = remapped(mapping_of_text(one.mapping), form.meanings)
        given = form.cleaned_data
        try:
            shown = preview(columns, with_time_zone(stated, given["time_zone"], given["day_order"]))
        except Refusal as refusal:
            problem = str(refusal)
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="preview of the mapping")
    words = {"call_import": one, "study": one.study, "form": form, "preview": shown, "problem": problem}
    fragment = request.headers.get("HX-Target") == "preview"
    return render(request, "studies/preview.html" if fragment else "studies/preview_page.html", words)


def _mapping_form(request: HttpRequest, one: CallImport, columns: Sequence[ColumnFound]) -> MappingForm:
    initial = {"time_zone": one.time_zone, "where_column": one.where_column, "where_value": one.where_value}
    return MappingForm(request.POST if request.method == "POST" else None, initial=initial, columns=columns)


def _kept(request: HttpRequest, who: Staff, one: CallImport, form: MappingForm, seen: str) -> bool:
    """Keep the mapping, and load when that was the button; False when it cannot be, and the form says why."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            actions.change_mapping(
                by=who, call_import=one, meanings=form.meanings, time_zone=given["time_zone"],
                day_order=given["day_order"], where=form.where, seen=seen,
            )  # fmt: skip
            if "confirm" in request.POST:
                actions.confirm_mapping(by=who, call_import=one)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def job_of(who: Staff, job: UUID | None, *, ends_page: bool = True) -> JobShown | None:
    """The row of a job, for whoever asked for it; `ends_page` loads the page anew when the job has ended."""
    known = job_seen_by(who, job) if job else None
    return job_row(known, who, ends_page=ends_page) if known else None


@login_required
@require_safe
def mapping_file(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """The mapping as TOML, to be kept and used again, here or on the command line."""
    one = found(queries.import_seen_by(asker(request), call_import))
    found(one.mapping or None)
    return as_attachment(one.mapping.encode(), "mapping.toml", "application/toml")


@login_required
@require_safe
def left_out(request: HttpRequest, call_import: UUID) -> HttpResponse | SentFile:
    """The records that are no calls, with line, reason and what stood there; the read log says who looked."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    definition = pages.set_aside_list(queries.tallied(who, one, "reason"))
    page = list_page(request.GET, definition, queries.set_aside_of(who, one))
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="records left out")
    if page.wants_csv:
        return csv_headers(page, SentFile(content.spooled(csv_pieces(page)), content_type=CSV_TYPE))
    return render(request, "studies/left_out.html", {"page": page, "call_import": one, "study": one.study})


@login_required
@require_safe
def calls(request: HttpRequest, call_import: UUID) -> HttpResponse:
    """The calls that a number counts; the read log says who looked."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    definition = pages.calls_list(one, queries.tallied(who, one, "call_type"))
    page = list_page(request.GET, definition, queries.calls_of(who, one))
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="calls")
    if page.wants_csv:
        return csv_response(page)
    return render(request, "studies/calls.html", {"page": page, "call_import": one, "study": one.study})


@login_required
@require_safe
def call(request: HttpRequest, call_import: UUID, number: int) -> HttpResponse:
    """One call as the export gives it; the read log says who looked, and which it was."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    row = found(queries.call_numbered(who, one, number))
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason=f"call {number}")
    words = {"call": pages.call_facts(row), "name": pages.call_name(row), "call_import": one, "study": one.study}
    return render(request, "studies/call.html", words)


@login_required
@require_safe
def upload_file(request: HttpRequest, upload: UUID) -> SentFile:
    """An upload as it was given, to be saved and never shown; the read log says who took it."""
    who = asker(request)
    one = found(queries.upload_seen_by(who, upload))
    permits.may_download(who, one).demand()
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="upload downloaded")
    return saved(content.spooled(content.upload_pieces(one.pk)), one.file_name)


def saved(file: object, name: str) -> SentFile:
    """A file to be saved: attachment, octet-stream, nosniff, not kept by caches."""
    stem, dot, ending = name.rpartition(".")
    plain = f"{slugify(stem) or 'file'}{dot}{slugify(ending)}" if dot else slugify(name) or "file"
    answer = SentFile(file, as_attachment=True, filename=plain, content_type=content.OCTETS)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
