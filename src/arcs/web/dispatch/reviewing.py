"""Reviews: opened by what happened, worked through in their steps, and their lesson told to the protocol's editor."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.dispatching.outcomes import REVIEW_STEPS, Force, ReviewGround, review_grounds
from arcs.web.calls.models import Call
from arcs.web.dispatch import decided, permits, queries
from arcs.web.dispatch.models import HandBack, Review, ReviewAnswer
from arcs.web.people.models import Staff
from arcs.web.protocols import approval_actions
from arcs.web.protocols.permits import may_comment
from arcs.web.protocols.queries import edition_in_force
from arcs.web.triage.models import Decision
from arcs.web.triage.telling import decided as triaged
from arcs.web.units.models import Assignment
from arcs.web.wall.permit import Refused

QUESTIONS = tuple((step.code, at) for step in REVIEW_STEPS for at, _question in enumerate(step.questions))


def open_reviews(*, by: Staff, call: Call) -> tuple[ReviewGround, ...]:
    """Open what this call demands by what happened so far; what is open or done already stays as it is."""
    stands = decided.decided_on(by, [call.pk])[call.pk]
    outcome = queries.last_outcomes([call.pk]).get(call.pk)
    grounds = review_grounds(
        routes=_routes_sent(call),
        handed_back=HandBack.objects.filter(call=call).exists(),
        force=Force(outcome.force) if outcome and outcome.force else None,
        overrides=decided.overrides_like(by, stands.decision) if stands.decision else 0,
    )
    Review.objects.bulk_create(
        (
            Review(call=call, call_number=call.number, ground=one.value, made_by=by.pk, made_by_name=by.name)
            for one in grounds
        ),
        ignore_conflicts=True,
    )
    return grounds


@receiver(triaged, dispatch_uid="dispatch_review_override")
def _of_an_override(by: Staff, call: Call, decision: Decision, **_: Any) -> None:
    """An override that repeats one opens its review when it is made, whatever becomes of the call."""
    if decision.override_reason:
        open_reviews(by=by, call=call)


def _routes_sent(call: Call) -> set[str]:
    """The routes of everybody who was on a unit when it was sent to a call, whoever is on it now."""
    sent = Assignment.objects.filter(call=call, assigned_at__isnull=False).values_list("crew_routes", flat=True)
    return {route for routes in sent for route in routes}


@transaction.atomic
def answer_steps(*, by: Staff, review: Review, texts: Mapping[tuple[str, int], str], lesson: str = "") -> int:
    """Keep what was written to the questions, and the lesson as far as it is written; how many are new.

    An answer is never changed, the last counts. An empty lesson leaves the one that is there.
    """
    now = _locked(by, review)
    known = queries.answers_of(by, now)
    new = [
        ReviewAnswer(review=now, step=step, question=at, text=said[:4000], made_by=by.pk, made_by_name=by.name)
        for step, at in QUESTIONS
        if (said := texts.get((step, at), "").strip().replace("\x00", ""))
        and not ((step, at) in known and known[step, at].text == said[:4000])
    ]
    ReviewAnswer.objects.bulk_create(new)
    written = _lesson(lesson)
    is_new = bool(written) and written != now.lesson
    if is_new:
        now.lesson = written
        now.save(update_fields=["lesson"])
    return len(new) + is_new


@transaction.atomic
def finish(*, by: Staff, review: Review, lesson: str) -> Review:
    """Close a review whose questions are all answered, and tell its lesson to the editor of the edition in force."""
    now = _locked(by, review)
    told = _lesson(lesson)
    if not told:
        raise Refused(_("Write the lesson: what the protocol’s editor should change, or why nothing needs to change."))
    left = set(QUESTIONS) - set(queries.answers_of(by, now))
    if left:
        titles = [step.title for step in REVIEW_STEPS if any(code == step.code for code, _at in left)]
        raise Refused(_("Answer every question first. Still open: %(steps)s.") % {"steps": "; ".join(titles)})
    now.lesson, now.done_at, now.done_by, now.done_by_name = told, timezone.now(), by.pk, by.name
    now.told_edition = _tell_editor(by, now)
    now.save(update_fields=["lesson", "told_edition", "done_at", "done_by", "done_by_name"])
    return now


def _locked(by: Staff, review: Review) -> Review:
    permits.may_review(by, review).demand()
    now = Review.objects.select_for_update().filter(pk=review.pk).first()
    if now is None:  # whoever finished it meanwhile took it out of what can be changed
        raise Refused(_("Somebody finished this review meanwhile. What stands there stays."))
    return now


def _lesson(text: str) -> str:
    return text.strip().replace("\x00", "")[:2000]


def _tell_editor(by: Staff, review: Review) -> int | None:
    """The lesson as a comment on the edition in force; the number of that edition, or None where nobody was told."""
    edition = edition_in_force(by)
    if edition is None or not may_comment(by):
        return None
    words = _("From the review of call %(number)s (%(ground)s): %(lesson)s")
    text = words % {"number": review.call_number, "ground": ReviewGround(review.ground).label, "lesson": review.lesson}
    approval_actions.comment(by=by, edition=edition, text=text)
    return edition.number
