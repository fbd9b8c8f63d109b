"""Long work on a whole study: writing its folder, and evaluating it as it stands."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.core.refusal import Refusal
from arcs.web.jobs.work import RunningJob, job_kind
from arcs.web.people.models import Staff
from arcs.web.studies.content import private_folder
from arcs.web.studies.models import Study
from arcs.web.workbench.composing import evaluate_now, write_archive

WRITING = "Writing the study folder"
EXPORT, EVALUATE = "workbench.export_folder", "workbench.evaluate_now"


def _subject(job: RunningJob) -> UUID:
    if job.subject_id is None:
        raise ValueError("This work needs to know which study it is about.")
    return job.subject_id


def _whose(job: RunningJob) -> tuple[Staff, Study]:
    return Staff.objects.get(pk=job.requester_id), Study.objects.get(pk=_subject(job))


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
