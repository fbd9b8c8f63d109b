"""What can be permitted about long work: it belongs to whoever asked for it."""

from django.utils.translation import gettext as _

from arcs.web.jobs.models import Job, JobState
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (Permission(code="jobs.see_all", label="See the state of everybody's long work, without its results"),)


def own(who: Staff, job: Job) -> Permit:
    """Work belongs to whoever asked for it."""
    if job.requester_id == who.pk:
        return GIVEN
    return refused(_("Only the person who asked for this work can do this. Ask that person."))


def cancel(who: Staff, job: Job) -> Permit:
    """The requester, while the job waits or runs."""
    if not job.is_open:
        return first_refusal(own(who, job), refused(_("This work has already ended, so there is nothing to cancel.")))
    return own(who, job)


def try_again(who: Staff, job: Job) -> Permit:
    """The requester, after a failure."""
    if job.state != JobState.FAILED:
        return first_refusal(own(who, job), refused(_("Only work that failed can be tried again.")))
    return own(who, job)
