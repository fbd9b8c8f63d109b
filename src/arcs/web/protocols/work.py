"""Long work on an edition: its proof over every answer that a call can have; `replay_work` holds its replay."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.web.jobs.work import RunningJob, job_kind
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, queries
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.protocols.proving import PROVE, found_in
from arcs.web.protocols.replay_work import replay_calls

__all__ = ["PROVE", "prove", "replay_calls"]

READING, PROVING = "Reading the edition", "Trying every answer"


def _subject(job: RunningJob) -> UUID:
    if job.subject_id is None:
        raise ValueError("This work needs to know which edition it is about.")
    return job.subject_id


def _edition_page(edition: UUID) -> str:
    row = ProtocolEdition.objects.filter(pk=edition).first()
    return reverse("protocols:edition", args=[row.number]) if row else ""


@job_kind(PROVE, label=_("Prove an edition of the protocol"), stages=(READING, PROVING), leads_to=_edition_page)
def prove(job: RunningJob) -> None:
    """Prove the edition as it stands now and keep what was found under its content's digest.

    What does not agree with itself, or was proven already, is left as it is; a change meanwhile asks for its own proof.
    """
    job.stage(READING)
    with job.transaction():
        who = Staff.objects.get(pk=job.requester_id)
        edition = ProtocolEdition.objects.get(pk=_subject(job))
        content = queries.content_seen_by(who, edition)
        proven = queries.proof_of(who, edition, content.digest) is not None
    if content.edition is None or proven:
        job.log("It is proven as it stands." if proven else "It does not agree with itself yet.")
        return
    job.stage(PROVING)
    findings = found_in(content.edition)
    with job.once("proof") as todo:
        if todo:
            actions.keep_proof(
                by=who, edition=edition, digest=content.digest, types=len(content.edition.call_types),
                examples=len(content.edition.examples), findings=findings,
            )  # fmt: skip
