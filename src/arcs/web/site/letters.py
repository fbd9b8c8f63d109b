"""Letters with one-time links leave as messages; people names this function by the setting ARCS_SENDS_LETTERS."""

from arcs.web.messages.actions import send_message
from arcs.web.people.letters import Letter
from arcs.web.people.models import Invitation, Staff


def mail_letter(*, by: Staff, invitation: Invitation, letter: Letter) -> None:
    """Put the letter into the outbox, in the caller's transaction; asked for twice, it is sent once.

    Raises Refusal where the person's sign-in is no address of mail.
    """
    send_message(by=by, to=letter.to, subject=letter.subject, body=letter.body, key=f"invitation {invitation.pk}")
