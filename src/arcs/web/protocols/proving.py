"""The proof of an edition's content: asked for after each change, and kept as what was found, in plain data."""

from arcs.core.protocol import ProtocolEdition as CoreEdition
from arcs.core.protocol import check
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.models import Job, JobState
from arcs.web.jobs.queries import own_jobs
from arcs.web.people.models import Staff
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.protocols.pages import title_of

PROVE = "protocols.prove"


def ask_for_proof(*, by: Staff, edition: ProtocolEdition) -> None:
    """Let the edition be proven as it stands when the work begins; one that waits already is enough.

    The one that waits is held until the caller's transaction ends, so that it cannot begin before the change is there.
    """
    asked = Job.objects.select_for_update(no_key=True).filter(
        kind=PROVE, subject_id=edition.pk, requester_id=by.pk, state=JobState.WAITING
    )
    if not list(asked):
        request_job(by=by, kind=PROVE, subject_id=edition.pk, title=title_of(edition))


def proof_under_way(who: Staff, edition: ProtocolEdition) -> Job | None:
    """The proof of an edition that this person's last change asked for: it waits, runs, or stopped without one."""
    last = own_jobs(who).filter(kind=PROVE, subject_id=edition.pk).first()
    return None if last is None or last.state in {JobState.DONE, JobState.CANCELLED} else last


def found_in(edition: CoreEdition) -> list[dict[str, str]]:
    """Everything that keeps the edition from use, by section and row; seconds of work on a whole edition."""
    return [
        {"section": one.section, "code": one.code, "what": one.what, "remedy": one.remedy} for one in check(edition)
    ]
