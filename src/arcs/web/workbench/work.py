"""Long work on a whole study: writing its folder, and evaluating it as it stands."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.core.refusal import Refusal
from arcs.web.jobs.work import RunningJob, job_kind
from arcs.web.people.models import Staff
from arcs.web.studies.content import private_folder
from arcs.web.studies.models import Study, Upload
from arcs.web.studies.permits import may_work
from arcs.web.studies.queries import upload_seen_by
from arcs.web.workbench import composing
from arcs.web.workbench.comparing import COMPARE, COMPARISON, TAKE_IN, as_kept
from arcs.web.workbench.composing import evaluate_now, write_archive

WRITING = "Writing the study folder"
UNPACKING, COMPARING, PLACING = (
    "Unpacking the study folder", "Comparing it with the tables", "Putting it in place of the tables",
)  # fmt: skip
EXPORT, EVALUATE = "workbench.export_folder", "workbench.evaluate_now"


def _subject(job: RunningJob) -> UUID:
    if job.subject_id is None:
        raise ValueError("This work needs to know which study it is about.")
    return job.subject_id


def _whose(job: RunningJob) -> tuple[Staff, Study]:
    return Staff.objects.get(pk=job.requester_id), Study.objects.get(pk=_subject(job))


def _upload_page(upload: UUID) -> str:
    return reverse("workbench:take_in", args=[upload])


def _given(job: RunningJob) -> tuple[Staff, Upload]:
    """Who asked, and the folder that was uploaded; Refused where the person may not work in its study any more."""
    who = Staff.objects.get(pk=job.requester_id)
    given = upload_seen_by(who, _subject(job))
    if given is None:
        raise Refusal("upload", "it is not there any more", "upload the folder again")
    may_work(who, given.study).demand()
    return who, given


def _folder_page(study: UUID) -> str:
    return reverse("workbench:folder", args=[study])


@job_kind(EXPORT, label=_("Write a study folder"), stages=(WRITING,), leads_to=_folder_page)
def export_folder(job: RunningJob) -> None:
    """Write the study folder as one ZIP, kept as the job's result."""
    job.stage(WRITING)
    with private_folder() as home:
        archive = home / "study.zip"
        with job.transaction():
            who, study = _whose(job)
            write_archive(who, study, archive)
        job.keep_result("study.zip", "application/zip", archive)


@job_kind(EVALUATE, label=_("Evaluate a study as it stands"), stages=(WRITING,), leads_to=_folder_page)
def evaluate_as_it_stands(job: RunningJob) -> None:
    """Write the study folder and ask for its evaluation, once."""
    job.stage(WRITING)
    seed = job.arguments.get("seed")
    if not isinstance(seed, int):
        raise Refusal("seed", "none was given", "ask for the evaluation again")
    with job.once("evaluation") as todo:
        if todo:
            who, study = _whose(job)
            evaluate_now(by=who, study=study, seed=seed)
    job.log("The evaluation has begun; it stands on the evaluation's page.")


@job_kind(COMPARE, label=_("Compare a study folder"), stages=(UNPACKING, COMPARING), leads_to=_upload_page)
def compare_folder(job: RunningJob) -> None:
    """Find out what an uploaded study folder would change, kept as the job's result."""
    job.stage(UNPACKING)
    with private_folder() as home:
        with job.transaction():
            who, given = _given(job)
            folder = composing.unpacked(given, home)
        job.stage(COMPARING)
        with job.transaction():
            found = composing.compared(who, given.study, folder)
    job.keep_result(COMPARISON, "application/json", as_kept(found))


@job_kind(TAKE_IN, label=_("Put a study folder in place"), stages=(UNPACKING, PLACING), leads_to=_upload_page)
def take_in_folder(job: RunningJob) -> None:
    """Put an uploaded study folder in place of the study's tables, once, as one change."""
    job.stage(UNPACKING)
    with private_folder() as home:
        with job.transaction():
            who, given = _given(job)
            folder = composing.unpacked(given, home)
        job.stage(PLACING)
        with job.once("taken in") as todo:
            if todo:
                change = UUID(str(job.arguments["change"]))
                taken = composing.take_in(by=who, study=given.study, folder=folder, change=change)
                for one in taken.brought.sentences:
                    job.log(one)
