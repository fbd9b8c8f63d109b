"""What can be permitted about units, and may this person do this now?"""

from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.people.scope import sees_everybody
from arcs.web.units.models import Assignment
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (
    Permission(code="units.read", label="See units, their crews, shifts and status"),
    Permission(code="units.set_up", label="Set up units and what they have"),
    Permission(code="units.roster", label="Plan shifts and put people on units"),
    Permission(code="units.assign", label="Reserve and assign units, change any unit’s status"),
    Permission(code="units.own_status", label="Change the status of one’s own unit while on shift"),
)
CODES = tuple(one.code for one in PERMISSIONS)


def may_see_units(who: Staff) -> Permit:
    """Open the pages of units."""
    if any(may(who, code) for code in CODES):
        return GIVEN
    return permit(who, "units.read", to=_("see units"))


def may_set_up(who: Staff) -> Permit:
    """Set up units and their attributes."""
    return permit(who, "units.set_up", to=_("set up units"))


def may_roster(who: Staff) -> Permit:
    """Plan shifts and crews."""
    return permit(who, "units.roster", to=_("plan shifts"))


def may_assign(who: Staff) -> Permit:
    """Reserve and assign units."""
    return permit(who, "units.assign", to=_("assign units"))


def may_see_coverage(who: Staff) -> Permit:
    """Count certificates: only who sees everybody's, since a count of some would look like a count of all."""
    everybody = refused(_("Coverage counts everybody’s certificates, which you may not read. Ask a supervisor."))
    return first_refusal(may_see_units(who), GIVEN if sees_everybody(who) else everybody)


def may_tell(who: Staff) -> Permit:
    """Say how some unit stands: any unit, or one's own while on shift."""
    return GIVEN if may(who, "units.assign") else permit(who, "units.own_status", to=_("change a unit’s status"))


def may_change_status(who: Staff, *, is_own: bool) -> Permit:
    """Change how a unit stands: any unit's for whoever assigns, one's own while on shift."""
    if may(who, "units.assign"):
        return GIVEN
    return first_refusal(
        may_tell(who),
        GIVEN if is_own else refused(_("You are not on this unit now. Ask the dispatcher.")),
    )


def taken(held: Assignment) -> str:
    """Who has a unit, since when and how, as the sentence of a refusal."""
    words = _("%(unit)s is taken: %(who)s assigned it at %(when)s.")
    if held.assigned_at is None:
        words = _("%(unit)s is taken: %(who)s reserved it at %(when)s.")
    when = date_format(localtime(held.held_from), "H:i")
    return words % {"unit": held.unit.call_sign, "who": held.held_by_name, "when": when} + " " + _("Choose another.")


def day(of: date) -> str:
    """A day as a sentence writes it."""
    return date_format(of, "DATE_FORMAT")
