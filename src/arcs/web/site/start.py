"""What waits for a person: the start page's sentences, each with the place where it is dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.web.audit.reviewing import overdue_weeks
from arcs.web.dispatch.queries import hand_overs_that_wait, open_reviews
from arcs.web.jobs.models import JobState
from arcs.web.jobs.pages import job_row
from arcs.web.jobs.queries import jobs_seen_by
from arcs.web.messages.queries import unsettled
from arcs.web.people.models import Staff
from arcs.web.people.queries import proposals
from arcs.web.programmes.own import unread_by
from arcs.web.studies.models import Study
from arcs.web.studies.queries import studies_seen_by
from arcs.web.triage.queries import overridden_lately, to_be_triaged
from arcs.web.ui.pages import JobShown
from arcs.web.wall.clock import today

SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for this person."""

    sentence: str
    url: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Start:
    """The start page: what waits, the person's newest studies, the person's running work."""

    waiting: tuple[Waiting, ...]
    studies: tuple[Study, ...]
    jobs: tuple[JobShown, ...]
    may_see_studies: bool


def start_page(who: Staff) -> Start:
    """The start page of one person, with at most five studies and five jobs."""
    sees = bool(who.permissions & {"studies.read", "studies.create"})
    moving = jobs_seen_by(who).filter(requester_id=who.pk, state__in=(JobState.WAITING, JobState.RUNNING))
    return Start(
        waiting=tuple(_waiting(who)),
        studies=tuple(studies_seen_by(who).order_by("-made_at")[:SHOWN]) if sees else (),
        jobs=tuple(job_row(job, who) for job in moving.order_by("requested_at")[:SHOWN]),
        may_see_studies=sees,
    )


def _waiting(who: Staff) -> Iterator[Waiting]:
    if count := unread_by(who):
        sentence = ngettext(
            "%(count)d policy waits for you to read it.", "%(count)d policies wait for you to read them.", count
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("programmes:mine"), label=_("Read"))
    if "people.confirm_access" in who.permissions and (count := proposals(who).count()):
        sentence = ngettext(
            "%(count)d person waits for access to a confidential compartment.",
            "%(count)d people wait for access to a confidential compartment.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("people:access"), label=_("Decide"))
    if "triage.decide" in who.permissions and (count := to_be_triaged(who).count()):
        sentence = ngettext("%(count)d open call is to be triaged.", "%(count)d open calls are to be triaged.", count)
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("triage:waiting"), label=_("Triage"))
    if "triage.read" in who.permissions and (count := overridden_lately(who)):
        sentence = ngettext(
            "%(count)d decision of the last seven days chose otherwise than recommended.",
            "%(count)d decisions of the last seven days chose otherwise than recommended.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("triage:decisions"), label=_("See them"))
    yield from _of_dispatch(who)
    if "messages.see" in who.permissions and (count := unsettled(who)):
        sentence = ngettext("%(count)d message was not sent.", "%(count)d messages were not sent.", count)
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("messages:list"), label=_("See why"))
    if "audit.review" in who.permissions and (count := overdue_weeks(who, today=today())):
        sentence = ngettext(
            "%(count)d week of the audit has not been reviewed.",
            "%(count)d weeks of the audit have not been reviewed.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("audit:weeks"), label=_("Review"))
    failed = jobs_seen_by(who).filter(requester_id=who.pk, state=JobState.FAILED).count()
    if failed:
        sentence = ngettext("%(count)d piece of long work failed.", "%(count)d pieces of long work failed.", failed)
        yield Waiting(sentence=sentence % {"count": failed}, url=reverse("jobs:list"), label=_("See why"))


def _of_dispatch(who: Staff) -> Iterator[Waiting]:
    if count := hand_overs_that_wait(who):
        sentence = ngettext(
            "%(count)d hand-over waits for your answer or was not accepted.",
            "%(count)d hand-overs wait for your answer or were not accepted.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("dispatch:hand_overs"), label=_("See them"))
    if count := open_reviews(who):
        sentence = ngettext("%(count)d call demands a review.", "%(count)d calls demand a review.", count)
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("dispatch:reviews"), label=_("Review"))
