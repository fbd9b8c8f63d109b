"""What can be permitted about protocols, and may this person do this now?"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from arcs.files.protocol.texts import HEAD
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.protocols.models import ProtocolEdition, State
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

MUST_APPROVE = "protocols.must_approve"
PERMISSIONS = (
    Permission(code="protocols.read", label="See the protocol: editions, rules, worked calls, comments"),
    Permission(code="protocols.draft", label="Draft editions of the protocol and send them for review"),
    Permission(code="protocols.comment", label="Comment on editions of the protocol"),
    Permission(code="protocols.approve", label="Approve or refuse editions of the protocol in one's own role"),
    Permission(
        code=MUST_APPROVE,
        label="Must approve every edition of the protocol (a role that may approve; no drafter drops it)",
    ),
    Permission(code="protocols.enact", label="Date, retire and withdraw editions of the protocol"),
)
LOCKED = {"1", "4"}  # levels of the risk level matrix that are statewide
# A duty opens no page: whoever must approve may approve, and reads by that.
READING = tuple(one.code for one in PERMISSIONS if one.code != MUST_APPROVE)


def may_see_protocols(who: Staff) -> Permit:
    """Open the pages of the protocol: whoever has anything to do with it."""
    if any(may(who, one) for one in READING):
        return GIVEN
    return permit(who, "protocols.read", to=_("see the protocol"))


def may_draft(who: Staff) -> Permit:
    """Begin an edition."""
    return permit(who, "protocols.draft", to=_("draft editions of the protocol"))


def may_change(who: Staff, edition: ProtocolEdition) -> Permit:
    """Change what an edition says: while it is a draft."""
    return first_refusal(may_draft(who), _is_draft(edition))


def _is_draft(edition: ProtocolEdition) -> Permit:
    if edition.state == State.DRAFT:
        return GIVEN
    if edition.state == State.IN_REVIEW:
        return refused(_("This edition is in review, and nobody changes it meanwhile. Take it back to draft first."))
    return refused(_("This edition is no draft any more. Begin a new one as a copy of it."))


def may_comment(who: Staff) -> Permit:
    """Say something about an edition."""
    if may(who, "protocols.draft") or may(who, "protocols.approve"):
        return GIVEN
    return permit(who, "protocols.comment", to=_("comment on the protocol"))


def may_approve(who: Staff) -> Permit:
    """Approve or refuse editions at all; in which role, the edition says."""
    return permit(who, "protocols.approve", to=_("approve editions of the protocol"))


def may_enact(who: Staff) -> Permit:
    """Date, retire and withdraw editions."""
    return permit(who, "protocols.enact", to=_("date editions of the protocol"))


def is_locked(section: str, cells: Mapping[str, str]) -> bool:
    """Whether a row is the State's: a row of level 1 or 4 of the matrix."""
    return section == "matrix" and cells.get("level", "") in LOCKED


def may_write_row(section: str, *versions: Mapping[str, str]) -> Permit:
    """Write a row by hand, which says or will say this: not what is the State's."""
    if any(is_locked(section, one) for one in versions):
        return refused(
            _("Rows of level 1 and 4 are the State’s and are not changed by hand. Import the adopted matrix instead.")
        )
    return GIVEN


def may_remove_row(section: str, cells: Mapping[str, str]) -> Permit:
    """Take a row out by hand; an edition always has its head."""
    if section == HEAD:
        return refused(_("Every edition says which one it is."))
    return may_write_row(section, cells)
