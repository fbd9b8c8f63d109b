"""Publishing what raters answered: on request, and by the clock where five new raters wait."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.web.jobs.clock import often
from arcs.web.jobs.work import RunningJob, job_kind
from arcs.web.ratings.actions import PUBLISH, publish, request_publication
from arcs.web.ratings.models import RatingRound
from arcs.web.ratings.summarising import summarise
from arcs.web.studies.by_the_clock import in_somebodys_name
from arcs.web.wall.acting import Standing

COUNTING, MEASURING = "Counting answers", "Measuring agreement"


def _agreement_page(of_round: UUID) -> str:
    study = RatingRound.objects.filter(pk=of_round).values_list("study", flat=True).first()
    return reverse("ratings:agreement", args=[study]) if study else ""


@job_kind(PUBLISH, label=_("Publish ratings"), stages=(COUNTING, MEASURING), leads_to=_agreement_page)
def publish_ratings(job: RunningJob) -> None:
    """Count what may be counted, then measure agreement on it. Begun again it does nothing twice."""
    if job.subject_id is None:
        raise ValueError("This work needs to know which round it is about.")
    job.stage(COUNTING)
    with job.transaction():
        number = publish(job.subject_id)
    job.log("Nothing new may be shown yet." if number is None else f"This is publication {number}.")
    job.stage(MEASURING)
    with job.transaction():
        summarise(RatingRound.objects.get(pk=job.subject_id))


@often("ratings.publish", seconds=3600, standing=Standing.CLERK)
def publish_by_the_clock() -> int:
    """Ask for a publication of each round in which five new raters wait, in the name of somebody who may; how many."""
    return in_somebodys_name(
        "select round, person from rating_rounds_due() where person is not null", [],
        RatingRound.objects.select_related("study"), lambda by, found: request_publication(by=by, of_round=found),
    )  # fmt: skip
