"""Who reads the audit, who reviews it, who answers an alarm."""

from datetime import date, timedelta

from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (
    Permission(code="audit.read", label="Read the audit: every change and every look, by anybody"),
    Permission(code="audit.review", label="Do the weekly review of the audit"),
    Permission(code="audit.alarms", label="See and acknowledge alarms of the audit"),
)


def may_read_audit(who: Staff) -> Permit:
    """The trail and its export."""
    return permit(who, "audit.read", to="read the audit")


def may_review(who: Staff) -> Permit:
    """The weekly list; whoever reviews must be able to read what is reviewed."""
    return first_refusal(permit(who, "audit.review", to="review the audit"), may_read_audit(who))


def may_close_week(who: Staff, *, week: date, open_items: int, today: date) -> Permit:
    """Close a week that is over and of which every line was looked at."""
    over = GIVEN if today >= week + timedelta(days=7) else refused("This week is not over yet. Close it next Monday.")
    seen = GIVEN if not open_items else refused(f"Look at the {open_items} open lines first, then close the week.")
    return first_refusal(may_review(who), over, seen)


def may_see_alarms(who: Staff) -> Permit:
    """Alarms go to whoever reads the audit or was named for them."""
    return GIVEN if may(who, "audit.read") else permit(who, "audit.alarms", to="see alarms")
