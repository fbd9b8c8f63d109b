"""What waits for a person: the start page's sentences, each with the place where it is dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.web.audit.reviewing import overdue_weeks
from arcs.web.desks.queries import broken_seen_by, due_today
from arcs.web.dispatch.queries import check_in_alarms, hand_overs_that_wait, open_reviews
from arcs.web.jobs.models import JobState
from arcs.web.jobs.pages import job_row
from arcs.web.jobs.queries import jobs_seen_by
from arcs.web.messages.queries import unsettled
from arcs.web.people.models import Staff
from arcs.web.people.queries import proposals
from arcs.web.programmes.own import unread_by
from arcs.web.protocols.shadow import weeks_to_review
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
    next_step: Waiting
    studies: tuple[Study, ...]
    jobs: tuple[JobShown, ...]
    may_see_studies: bool


def start_page(who: Staff) -> Start:
    """The start page of one person, with at most five studies and five jobs."""
    sees = bool(who.permissions & {"studies.read", "studies.create"})
    moving = jobs_seen_by(who).filter(requester_id=who.pk, state__in=(JobState.WAITING, JobState.RUNNING))
    return Start(
        waiting=tuple(_waiting(who)),
        next_step=_next_step(who),
        studies=tuple(studies_seen_by(who).order_by("-made_at")[:SHOWN]) if sees else (),
        jobs=tuple(job_row(job, who) for job in moving.order_by("requested_at")[:SHOWN]),
        may_see_studies=sees,
    )


def _next_step(who: Staff) -> Waiting:
    """Where this person's own work is done, for when nothing waits: the first that a permission opens."""
    steps = (
        ("people.manage", _("Somebody new joins by a link that you print, copy or mail."), "people:invite",
         _("Invite somebody")),
        ("audit.review", _("This week’s looks and changes can be gone through already."), "audit:weeks",
         _("Open the weekly review")),
        ("dispatch.board", _("Who is out, who is free and what is open stands on the board."), "dispatch:board",
         _("Open the board")),
        ("dispatch.field", _("Calls that are sent to you appear on the field page."), "dispatch:field",
         _("Open the field page")),
        ("desks.work", _("What is left to do after a call stands at the desks."), "desks:all", _("Open the desks")),
        ("desks.figures", _("What the programme came to, each number open to its calls."), "desks:figures",
         _("Open the figures")),
        ("calls.read", _("What dispatch sends appears among the live calls."), "calls:list", _("Open live calls")),
    )  # fmt: skip
    for permission, sentence, address, label in steps:
        if permission in who.permissions:
            return Waiting(sentence=sentence, url=reverse(address), label=label)
    return Waiting(sentence=_("The plan and its policies are open to everybody."), url=reverse("programmes:mine"),
                   label=_("Read the plan"))  # fmt: skip


def _waiting(who: Staff) -> Iterator[Waiting]:
    yield from _alarms(who)
    yield from _of_silence(who)  # first of all: nobody is left in it
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
    yield from _of_shadow(who)
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


def _alarms(who: Staff) -> Iterator[Waiting]:
    if count := check_in_alarms(who):
        sentence = ngettext(
            "%(count)d check-in is overdue: reach the unit.", "%(count)d check-ins are overdue: reach the units.", count
        )
        page = "dispatch:board" if "dispatch.board" in who.permissions else "units:list"
        yield Waiting(sentence=sentence % {"count": count}, url=reverse(page), label=_("See which"))


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


def _of_silence(who: Staff) -> Iterator[Waiting]:
    if "desks.figures" in who.permissions and (count := broken_seen_by(who).count()):
        sentence = ngettext(
            "%(count)d call was closed, or is left, in silence.",
            "%(count)d calls were closed, or are left, in silence.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("desks:broken"), label=_("See what is missing"))
    if "desks.work" in who.permissions and (count := due_today(who)):
        sentence = ngettext(
            "%(count)d item at a desk is due, yours or nobody’s yet.",
            "%(count)d items at the desks are due, yours or nobody’s yet.",
            count,
        )
        yield Waiting(sentence=sentence % {"count": count}, url=reverse("desks:all"), label=_("Open the desks"))


def _of_shadow(who: Staff) -> Iterator[Waiting]:
    for edition, count in weeks_to_review(who).items():
        sentence = ngettext(
            "%(count)d week of the shadow of edition %(number)d was not reviewed.",
            "%(count)d weeks of the shadow of edition %(number)d were not reviewed.",
            count,
        )
        url = reverse("protocols:shadow", args=[edition.number])
        yield Waiting(sentence=sentence % {"count": count, "number": edition.number}, url=url, label=_("Review"))
