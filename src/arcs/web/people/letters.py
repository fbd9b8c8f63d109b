"""The letter that carries a one-time link. A room above this one may send it: it names its sender in the settings."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from arcs.web.people.models import Invitation


@dataclass(frozen=True)
class Letter:
    """To whom, about what, and the words, with the link in them."""

    to: str
    subject: str
    body: str


def letter_for(invitation: Invitation, link: str) -> Letter:
    """The words for an invitation or a new password."""
    staff = invitation.staff
    joins = invitation.purpose == Invitation.JOIN
    first = _("You are invited to ARCS.") if joins else _("Here is the link for your new password in ARCS.")
    body = "\n\n".join(
        [
            _("Hello %(name)s,") % {"name": staff.name},
            first,
            link,
            _("It works once, until %(day)s (UTC). You sign in as %(login)s.")
            % {"day": f"{invitation.expires_at:%Y-%m-%d %H:%M}", "login": staff.login},
            _("If you did not expect this, do nothing, and tell an administrator."),
        ]
    )
    return Letter(to=staff.login, subject=_("Your link to ARCS"), body=body)


def can_be_mailed() -> bool:
    """Whether somebody sends mail here."""
    return bool(getattr(settings, "ARCS_SENDS_LETTERS", ""))


def after_invitation(request: HttpRequest, invitation: Invitation, letter: Letter) -> bool:
    """Hand the letter to whoever sends mail here, when the maker asked for that (ARCS_SENDS_LETTERS, a dotted name).

    The function there takes `by`, `invitation` and `letter`, and runs in this request's transaction. Gives whether it
    was handed over.
    """
    if not can_be_mailed() or not request.POST.get("mail"):
        return False
    import_string(settings.ARCS_SENDS_LETTERS)(by=request.user, invitation=invitation, letter=letter)
    return True
