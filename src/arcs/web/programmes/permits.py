"""What can be permitted about programmes, and may this person do this now?"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.programmes.plan import Plan, Standing
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (
    Permission(code="programmes.read", label="See programmes: plan, policies, training, readiness of routes"),
    Permission(code="programmes.manage", label="Keep the plan, policies and trainings; switch routes on"),
)


def may_see_programmes(who: Staff) -> Permit:
    """Open the pages of programmes."""
    if may(who, "programmes.manage"):
        return GIVEN
    return permit(who, "programmes.read", to=_("see programmes"))


def may_manage(who: Staff, *, sees_study: bool = True) -> Permit:
    """Keep the plan, policies, trainings and switches of a programme whose study this person sees."""
    return first_refusal(
        permit(who, "programmes.manage", to=_("change the programme")),
        GIVEN
        if sees_study
        else refused(_("You do not see the study of this programme. Ask one of its leads to add you as a reader.")),
    )


def may_finish(one: Standing, *, route_is_live: Permit = GIVEN) -> Permit:
    """Mark a step as done: not before what it waits for, not while something blocks it, no start before it is safe."""
    if one.is_done:
        return refused(_("This step is done already."))
    if one.waits_for:
        return refused(
            _("It waits for “%(step)s”. Finish that first, or change what this step waits for.")
            % {"step": one.waits_for}
        )
    if one.blocked:
        return refused(_("It is blocked: %(why)s. Clear that first.") % {"why": one.blocked.rstrip(".")})
    if one.of.step.phase == "go_live" and not route_is_live:
        return refused(_("The route is not live. %(why)s") % {"why": route_is_live.why_not})
    return GIVEN


def may_reopen(one: Standing, plan: Plan) -> Permit:
    """Say that a step is not done after all: not while a step that waits for it is done."""
    done = [each.of.name for each in plan.steps if each.is_done and each.of.step.waits_for == one.of.name]
    if not one.is_done:
        return refused(_("This step is not done yet."))
    if done:
        return refused(_("“%(step)s” waits for it and is done. Open that one first.") % {"step": done[0]})
    return GIVEN


def day(of: date | None) -> str:
    """A day as a sentence writes it."""
    return date_format(of, "DATE_FORMAT") if of else _("a day that is not known")
