"""Who may see and change the programme's settings."""

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.wall.acting import Standing
from arcs.web.wall.permit import GIVEN, Permit

PERMISSIONS = (
    Permission(code="agency.read", label="See the programme's settings and their history"),
    Permission(code="agency.edit", label="Change the programme's settings"),
)


def may_read(who: Staff) -> Permit:
    """Whether the pages of the settings are there for this person; who may edit them may read them."""
    if may(who, "agency.edit"):
        return GIVEN
    return permit(who, "agency.read", to=_("see the settings"))


def may_edit(who: Staff | Standing) -> Permit:
    """Whether this person may make a new edition; the keeper makes the first one at set-up."""
    if isinstance(who, Standing):
        return GIVEN if who is Standing.KEEPER else Permit(False, _("Only a person may change the settings."))
    return permit(who, "agency.edit", to=_("change the settings"))
