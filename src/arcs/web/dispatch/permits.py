"""What can be permitted about dispatch, and may this person do this now?"""

from django.utils.translation import gettext as _

from arcs.web.calls import permits as calls
from arcs.web.dispatch.models import HandOver, HandOverTo, Plea, Review
from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.people.scope import teams_of
from arcs.web.triage import permits as triage
from arcs.web.units import permits as units
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

BOARD, FIELD, REVIEW, ALARMED = "dispatch.board", "dispatch.field", "dispatch.review", "dispatch.alarmed"
PERMISSIONS = (
    Permission(code=BOARD, label="Dispatch: the board and the wall display; answer the field, hand calls over"),
    Permission(code=FIELD, label="The field page: status, check-in, call for help, outcome of one’s own calls"),
    Permission(code=REVIEW, label="Review calls after hand-back, force, SRT and repeated override"),
    Permission(code=ALARMED, label="Told on the start page and by e-mail when a check-in stays overdue"),
)


def may_see_board(who: Staff) -> Permit:
    """The board and the wall: whoever opens them sees calls, decisions and units too."""
    return first_refusal(
        permit(who, BOARD, to=_("open the dispatch board")), calls.may_see(who), triage.may_see_decisions(who),
        units.may_see_units(who),
    )  # fmt: skip


def may_dispatch(who: Staff) -> Permit:
    """Assign and reserve from the board."""
    return first_refusal(may_see_board(who), units.may_assign(who))


def may_use_field(who: Staff) -> Permit:
    """The field page."""
    return first_refusal(
        permit(who, FIELD, to=_("open the field page")), calls.may_see(who), triage.may_see_decisions(who),
        units.may_see_units(who),
    )  # fmt: skip


def may_tell(who: Staff) -> Permit:
    """Open the page of one call on which its outcome is told: the field, and whoever hears it by radio at the board."""
    return GIVEN if may_see_board(who) else may_use_field(who)


def may_report(who: Staff, *, is_own: bool) -> Permit:
    """Tell what happens on a call: whoever dispatches on every one, the field on the calls of its own units."""
    if may(who, BOARD):
        return GIVEN
    not_own = refused(_("Your unit was not on this call. Ask the dispatcher."))
    return first_refusal(may_use_field(who), GIVEN if is_own else not_own)


def may_answer(who: Staff, plea: Plea) -> Permit:
    """Answer somebody in the field."""
    done = refused(_("%(who)s answered already.") % {"who": plea.answered_by_name})
    return first_refusal(permit(who, BOARD, to=_("answer the field")), GIVEN if plea.answered_at is None else done)


def may_see_hand_overs(who: Staff) -> Permit:
    """Hand-overs that one sent, that wait for one, or that one looks after."""
    return GIVEN if may(who, BOARD) else permit(who, FIELD, to=_("see hand-overs"))


def may_hand_over(who: Staff, *, is_own: bool) -> Permit:
    """Hand a call over to somebody: whoever dispatches each one, others what is their own (`queries.has_call`)."""
    own = GIVEN if is_own or may(who, BOARD) else refused(_("This call is not yours. Whoever has it hands it over."))
    return first_refusal(may_see_hand_overs(who), calls.may_see(who), own)


def may_withdraw(who: Staff, one: HandOver) -> Permit:
    """Take an offer back, while nobody answered it."""
    if one.made_by != who.pk:
        return refused(_("Only %(who)s takes this offer back.") % {"who": one.made_by_name})
    return first_refusal(may_see_hand_overs(who), _is_unanswered(one))


def may_settle(who: Staff, one: HandOver) -> Permit:
    """Accept or refuse a hand-over: whoever is to have the call; what 988 or a partner said is noted by the sender."""
    closed = refused(_("Call %(call)s is closed. There is nothing to take over.") % {"call": one.call.number})
    return first_refusal(
        _is_unanswered(one), may_see_hand_overs(who), _is_for(who, one), GIVEN if one.call.is_open else closed
    )


def _is_unanswered(one: HandOver) -> Permit:
    if one.withdrawn_at:
        return refused(_("%(who)s took this offer back.") % {"who": one.made_by_name})
    done = refused(_("%(who)s answered this hand-over already.") % {"who": one.settled_by_name})
    return done if one.acknowledged_at or one.refused_at else GIVEN


def _is_for(who: Staff, one: HandOver) -> Permit:
    if one.kind in {HandOverTo.CRISIS_LINE, HandOverTo.PARTNER}:
        mine = one.made_by == who.pk or may(who, BOARD)
        return GIVEN if mine else refused(_("Whoever stays on the line notes this."))
    if one.made_by == who.pk:
        return refused(_("Nobody accepts his own hand-over. %(who)s must.") % {"who": one.to_name})
    if one.to_staff_id == who.pk or (one.to_team_id and one.to_team_id in set(teams_of(who))):
        return GIVEN
    return refused(_("This hand-over is for %(who)s.") % {"who": one.to_name})


def may_see_reviews(who: Staff) -> Permit:
    """Reviews and what was answered in them."""
    return permit(who, REVIEW, to=_("see reviews"))


def may_review(who: Staff, review: Review) -> Permit:
    """Work on a review until it is done."""
    done = refused(_("This review is done. What is learned later belongs to the next one."))
    return first_refusal(may_see_reviews(who), GIVEN if review.done_at is None else done)
