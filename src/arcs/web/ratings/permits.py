"""May this be done now: by staff with a round, by a rater with a sheet?"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.ratings.models import Invitation, Rater, RatingRound
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

A_DAY = timedelta(days=1)


def may_open_round(who: Staff, study: Study, part: str | None = None, *, is_open: bool = False) -> Permit:
    """Open a round; one is open at a time."""
    if is_open:
        return refused(_("A round of this study is open. Close it before you open another."))
    return may_work(who, study, part)


def may_steer(who: Staff, of_round: RatingRound, part: str | None = None) -> Permit:
    """Invite raters to an open round, remind them, share the types out, close it."""
    return first_refusal(may_work(who, of_round.study, part), _asks(of_round))


def may_publish(who: Staff, of_round: RatingRound, part: str | None = None) -> Permit:
    """Add new answers to what is shown, before or after the round was closed."""
    if of_round.taken_in:
        return refused(_("These ratings came with a study folder. There is nothing that waits."))
    return may_work(who, of_round.study, part)


def may_remind(who: Staff, invitation: Invitation, rater: Rater, part: str | None = None) -> Permit:
    """Send a reminder: to somebody with an address who is not done, once a day at most."""
    if not invitation.email:
        return refused(_("There is no e-mail address. Make a new link and hand it over."))
    if invitation.reminded_at and timezone.now() - invitation.reminded_at < A_DAY:
        return refused(_("Reminded less than a day ago. Wait until tomorrow."))
    return may_invite_again(who, invitation, rater, part)


def may_invite_again(who: Staff, invitation: Invitation, rater: Rater, part: str | None = None) -> Permit:
    """Make a new link, or end the invitation, of somebody who is not done."""
    if rater.finished_at is not None:
        return refused(_("This rater is done. The answers stay as they are."))
    if invitation.ended_at is not None:
        return refused(_("This invitation was ended."))
    return may_steer(who, rater.round, part)


def may_rate(rater: Rater, *, ended: bool) -> Permit:
    """Answer: with an invitation that stands, before the round is over, until the sheet is finished."""
    if rater.finished_at is not None:
        return refused(_("You have finished your sheet. Its answers do not change any more."))
    if ended:
        return refused(_("This invitation was ended. Ask whoever sent it to you."))
    if not is_asking(rater.round):
        return refused(_("This round is over. Only sheets that were finished count."))
    return GIVEN


def is_asking(of_round: RatingRound) -> bool:
    """Whether answers are taken: the round is not closed, and its last day is not over (as `database.OPEN`)."""
    return of_round.closed_at is None and today() <= of_round.deadline


def _asks(of_round: RatingRound) -> Permit:
    if is_asking(of_round):
        return GIVEN
    if of_round.closed_at is not None:
        return refused(_("This round is closed."))
    return refused(_("The last day of this round is over. Close it, or give it a later day."))


def may_work_in(who: Staff, of_round: RatingRound, part: str | None = None) -> Permit:
    """Change or close a round that is not closed, whether or not its last day is over."""
    if of_round.closed_at is not None:
        return refused(_("This round is closed."))
    return may_work(who, of_round.study, part)
