"""What can be permitted about desks, and may this person do this now?"""

from django.utils.translation import gettext as _

from arcs.web.desks.models import DeskItem
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

READ, WORK, LEAD, FIGURES = "desks.read", "desks.work", "desks.lead", "desks.figures"
PERMISSIONS = (
    Permission(code=READ, label="See what lies at the desks"),
    Permission(code=WORK, label="Work at a desk: take items, record attempts, finish them"),
    Permission(code=LEAD, label="Give items of a desk to others, say why a call was not served"),
    Permission(code=FIGURES, label="See the programme’s figures and what breaks its promises"),
)


def may_see_desks(who: Staff) -> Permit:
    """The desks and their items: whoever does so sees calls too."""
    seen = GIVEN if may(who, WORK) or may(who, LEAD) else permit(who, READ, to=_("see the desks"))
    return first_refusal(seen, permit(who, "calls.read", to=_("see calls")))


def may_work(who: Staff, item: DeskItem | None = None) -> Permit:
    """Take an item, record an attempt, finish it."""
    over = refused(_("This item is over. What happens now is a new call."))
    return first_refusal(
        may_see_desks(who),
        permit(who, WORK, to=_("work at a desk")),
        GIVEN if item is None or item.is_open else over,
    )


def may_give(who: Staff, item: DeskItem) -> Permit:
    """Give an item to somebody else."""
    over = refused(_("This item is over. What happens now is a new call."))
    return first_refusal(
        may_see_desks(who), permit(who, LEAD, to=_("give items to others")), GIVEN if item.is_open else over
    )


def may_refer(who: Staff) -> Permit:
    """Send a call to a desk that looks after the person, whoever answered the call."""
    refers = may(who, WORK) or may(who, LEAD) or may(who, "triage.decide")
    return first_refusal(may_see_desks(who), GIVEN if refers else permit(who, WORK, to=_("refer calls to a desk")))


def may_say_why(who: Staff) -> Permit:
    """Say why an eligible call was not served."""
    return first_refusal(may_see_desks(who), permit(who, LEAD, to=_("say why a call was not served")))


def may_see_figures(who: Staff) -> Permit:
    """The programme page, and the calls behind each number."""
    return permit(who, FIGURES, to=_("see the programme’s figures"))
