"""A study as its folder: what is wrong in it, evaluate it, take it home, upload one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.refusal import Refusal
from arcs.files.faults import Fault
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.pages import job_row
from arcs.web.jobs.queries import jobs_seen_by
from arcs.web.people.models import Staff
from arcs.web.sheets.keeping import kept_files
from arcs.web.sheets.pages import faults_shown
from arcs.web.studies import actions as studies
from arcs.web.studies import content, permits, queries
from arcs.web.studies.models import Study, UploadKind
from arcs.web.studies.upload_limit import status_of
from arcs.web.studies.views.finding import asker, found
from arcs.web.studies.views.importing import CALL_ROWS, OPERATIONAL, path_of, saved
from arcs.web.ui.sent_files import SentFile
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read
from arcs.web.workbench import comparing, composing
from arcs.web.workbench.forms_folder import FolderForm, SeedForm
from arcs.web.workbench.permits import may_take_home
from arcs.web.workbench.work import EVALUATE, EXPORT

AT_ONCE = 20_000_000  # bytes of dispatch exports that are packed while the person waits


@login_required
@require_safe
def folder(request: HttpRequest, study: UUID) -> HttpResponse:
    """What stands against an evaluation, how to begin one, and the study's folder."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    faults, refusal = _faults(who, one)
    kinds = (EVALUATE, EXPORT)
    jobs = jobs_seen_by(who).filter(kind__in=kinds, subject_id=one.pk, requester_id=who.pk).order_by("-requested_at")
    words = {
        "study": one,
        "faults": faults_shown(one, faults),
        "refusal": refusal,
        "may_work": permits.may_work(who, one),
        "may_take_home": may_take_home(who, one),
        "seed": SeedForm(),
        "jobs": [job_row(each, who) for each in jobs[:2]],
        "evaluation": queries.newest_evaluation(who, one),
        "waiting": composing.waiting_answers(who, one),
        "exports": [(path, upload) for path, upload in kept_files(who, one).items()],
    }
    return render(request, "workbench/folder.html", words)


def _faults(who: Staff, study: Study) -> tuple[tuple[Fault, ...], str]:
    """Every fault; where the study cannot be read at all, the sentence that says why."""
    try:
        return composing.faults_of(who, study), ""
    except Refusal as refusal:
        return (), str(refusal)


@login_required
@require_POST
def evaluate(request: HttpRequest, study: UUID) -> HttpResponse:
    """Ask for an evaluation of the study as it stands; writing its folder is long work."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    permits.may_work(who, one).demand()
    form = SeedForm(request.POST)
    seed = form.cleaned_data["seed"] if form.is_valid() else studies.SEED
    request_job(by=who, kind=EVALUATE, subject_id=one.pk, arguments={"seed": seed}, title=one.title)
    return redirect("workbench:folder", one.pk)


@login_required
@require_POST
def export(request: HttpRequest, study: UUID) -> HttpResponse | SentFile:
    """The study folder as a ZIP: at once, or as long work where dispatch exports make it large."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_take_home(who, one).demand()
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="study folder taken home")
    if sum(each.size for each in kept_files(who, one).values()) > AT_ONCE:
        request_job(by=who, kind=EXPORT, subject_id=one.pk, title=one.title)
        return redirect("workbench:folder", one.pk)
    with content.private_folder() as home:
        archive = home / "study.zip"
        composing.write_archive(who, one, archive)
        with archive.open("rb") as file:
            return saved(content.spooled(content.pieces(file)), f"{one.title}.zip")


@login_required
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, study: UUID) -> HttpResponse:
    """Upload a study folder; the next page says what it would change."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    may_work = permits.may_work(who, one)
    posted = request.method == "POST"
    form = FolderForm(request.POST, request.FILES, request=request) if posted else FolderForm()
    if posted:
        may_work.demand()
        if form.is_valid() and (upload := _uploaded(who, one, form)):
            return redirect("workbench:take_in", upload)
    words = {"study": one, "form": form, "may_work": may_work}
    return render(request, "workbench/bring_in.html", words, status=status_of(request) if posted else 200)


def _uploaded(who: Staff, study: Study, form: FolderForm) -> UUID | None:
    given = form.cleaned_data["folder"]
    try:
        with transaction.atomic():
            upload = studies.upload_file(by=who, study=study, path=path_of(given), name=given.name or "study.zip")
            if upload.kind != UploadKind.STUDY:
                raise Refusal(
                    upload.file_name,
                    _("no study.toml stands in it"),
                    _("pack the study’s folder as it is into one ZIP"),
                )
            if comparing.is_large(upload):
                comparing.ask_to_compare(by=who, upload=upload)
            return upload.pk
    except (Refusal, Refused) as refusal:
        form.add_error("folder", str(refusal))
    return None
