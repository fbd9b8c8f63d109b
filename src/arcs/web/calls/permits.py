"""What can be permitted about live calls, and may this person do this now?"""

from django.utils.translation import gettext as _

from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (
    Permission(code="calls.read", label="See live calls for service"),
    Permission(code="calls.take", label="Take calls: enter them, change them, add notes"),
    Permission(code="calls.close", label="Close calls"),
    Permission(code="calls.history", label="See earlier calls and notes of an address or a telephone (logged)"),
    Permission(code="calls.import", label="See the files of calls, and rows of them that were set aside"),
)


def may_see(who: Staff) -> Permit:
    """The list of calls and the page of each."""
    if may(who, "calls.take") or may(who, "calls.close"):
        return GIVEN
    return permit(who, "calls.read", to=_("see calls"))


def may_take(who: Staff) -> Permit:
    """Enter a call."""
    return permit(who, "calls.take", to=_("take calls"))


def _while_open(call: Call) -> Permit:
    return GIVEN if call.is_open else refused(_("This call is closed. What happens now is a new call."))


def may_change(who: Staff, call: Call) -> Permit:
    """Change what an open call says."""
    return first_refusal(may_take(who), _while_open(call))


def may_note(who: Staff) -> Permit:
    """Write a note to a call, also to a closed one."""
    return GIVEN if may(who, "calls.close") else may_take(who)


def may_close(who: Staff, call: Call) -> Permit:
    """Close an open call."""
    return first_refusal(permit(who, "calls.close", to=_("close calls")), _while_open(call))


def may_see_history(who: Staff) -> Permit:
    """Earlier calls and notes of an address or a telephone."""
    return first_refusal(may_see(who), permit(who, "calls.history", to=_("see earlier calls and notes")))


def may_see_files(who: Staff) -> Permit:
    """Files from the folder and rows that were set aside."""
    return permit(who, "calls.import", to=_("see files of calls"))
