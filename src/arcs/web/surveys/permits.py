"""May this person do this with this wave now?"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.surveys.models import Invitation, Partner, SurveyWave, WaveState
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused


def may_ask(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Prepare waves, words and partners."""
    return may_work(who, study, part)


def may_change_wave(who: Staff, wave: SurveyWave, part: str | None = None) -> Permit:
    """Change what a wave asks; once it is open people have read it."""
    return first_refusal(may_work(who, wave.study, part), _is(wave, WaveState.DRAFT, _("This wave is open or closed.")))


def may_open(who: Staff, wave: SurveyWave, missing: Sequence[str], part: str | None = None) -> Permit:
    """Open a wave: everything that it shows has its words. `missing` names the categories that have none."""
    return first_refusal(
        may_work(who, wave.study, part),
        _is(wave, WaveState.DRAFT, _("This wave is open or closed already.")),
        _has_words(missing),
    )


def may_run(who: Staff, wave: SurveyWave, part: str | None = None) -> Permit:
    """Invite, remind, print, key in and close, while a wave is open."""
    return first_refusal(may_work(who, wave.study, part), _is(wave, WaveState.OPEN, _("This wave is not open.")))


def may_remind(who: Staff, wave: SurveyWave, unfinished: int, part: str | None = None) -> Permit:
    """Remind people who were invited by name; `unfinished` of them have not finished."""
    waits = GIVEN if unfinished else refused(_("Nobody who was invited is still to finish."))
    return first_refusal(may_run(who, wave, part), waits)


def may_renew_link(who: Staff, wave: SurveyWave, invitation: Invitation, part: str | None = None) -> Permit:
    """Make the link of somebody anew for whom it was printed; letters are sent again as reminders."""
    printed = GIVEN if not invitation.email else refused(_("This link went out by e-mail. Send a reminder instead."))
    return first_refusal(may_run(who, wave, part), printed)


def may_accept(who: Staff, partner: Partner, part: str | None = None) -> Permit:
    """Take a partner's answers into the study."""
    if partner.sent_at is None:
        return refused(_("This partner has not sent its answers yet."))
    if partner.accepted_as is not None:
        return refused(_("These answers are in the study already."))
    return may_work(who, partner.study, part)


def is_open_to_answers(wave: SurveyWave) -> Permit:
    """Whoever holds a link may answer while the wave is open, from its first day to its last."""
    now = wave.state == WaveState.OPEN and wave.opens_on <= today() <= wave.closes_on
    return GIVEN if now else refused(_("This survey is not open now."))


def _is(wave: SurveyWave, state: WaveState, otherwise: str) -> Permit:
    return GIVEN if wave.state == state else refused(otherwise)


def _has_words(missing: Sequence[str]) -> Permit:
    if not missing:
        return GIVEN
    named, more = ", ".join(missing[:8]), len(missing) - 8
    if more > 0:
        named = _("%(named)s and %(more)s more") % {"named": named, "more": more}
    return refused(_("These categories have no plain words yet: %(named)s. Write them first.") % {"named": named})
