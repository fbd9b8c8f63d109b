"""What can be permitted about messages."""

from django.utils.translation import gettext as _

from arcs.web.messages.models import OutgoingMessage
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may
from arcs.web.wall.permit import GIVEN, Permit, refused

PERMISSIONS = (
    Permission(code="messages.see", label="See every message's state, not its text; settle those that failed"),
)


def settle(who: Staff, message: OutgoingMessage) -> Permit:
    """Whoever wrote it or may see messages, while it has failed or is unclear."""
    if message.made_by != who.pk and not may(who, "messages.see"):
        return refused(_("Only whoever wrote this message can settle it. Ask that person or an administrator."))
    if not message.is_work:
        return refused(_("There is nothing to settle: this message has not failed."))
    return GIVEN
