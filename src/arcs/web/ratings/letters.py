"""Letters to raters: the invitation and the reminder, each with a link that is the rater's own."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.web.messages.actions import send_message
from arcs.web.people.models import Staff
from arcs.web.ratings.models import Invitation, RatingRound


def invite(by: Staff, invitation: Invitation, of_round: RatingRound, link: str) -> None:
    """Ask somebody to rate."""
    first = of_round.words.strip() or _("We ask officers how they see each kind of call that we answer.")
    _send(by, invitation, of_round, link, first, key=f"rating {invitation.pk}")


def remind(by: Staff, invitation: Invitation, of_round: RatingRound, link: str) -> None:
    """Ask again; the sheet goes on where it was left."""
    first = _("A reminder: your rating sheet is not finished. It goes on where you left it.")
    key = f"rating {invitation.pk} {invitation.reminded_at:%Y-%m-%dT%H:%M:%S}"
    _send(by, invitation, of_round, link, first, key=key)


def _send(by: Staff, invitation: Invitation, of_round: RatingRound, link: str, first: str, *, key: str) -> None:
    body = "\n\n".join(
        [
            _("Hello %(name)s,") % {"name": invitation.name} if invitation.name else _("Hello,"),
            first,
            link,
            _("It takes at most %(minutes)s minutes, on a phone or at a desk, and you can stop and go on at any time.")
            % {"minutes": of_round.minutes},
            _("Please finish by %(day)s. Only finished sheets count.")
            % {"day": date_format(of_round.deadline, "DATE_FORMAT")},
            _("The link is yours alone. Answers are never shown with a name, nor those of fewer than five raters."),
        ]
    )
    subject = _("Rate calls for service: %(place)s") % {"place": " ".join(of_round.study.place.split())}
    send_message(by=by, to=invitation.email, subject=subject[:200], body=body, key=key)
