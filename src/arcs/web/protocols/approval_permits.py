"""May this person take an edition a step further, or back, now? One answer serves the button and the action."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.protocols import permits
from arcs.web.protocols.models import EditionComment, EditionProof, ProtocolEdition, State
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What of an edition's content and company decides whether it can be sent for review."""

    digest: str
    disagreements: int
    proof: EditionProof | None
    approvers: int

    @property
    def permit(self) -> Permit:
        """Given where it agrees with itself, was proven as it stands without a finding, and has who must approve it."""
        return first_refusal(self._agrees(), self._proven(), self._has_approvers())

    def _agrees(self) -> Permit:
        if self.disagreements or not self.digest:
            return refused(_("It does not agree with itself yet. Mend what is listed, then prove it."))
        return GIVEN

    def _proven(self) -> Permit:
        if self.proof is None:
            return refused(_("It was not proven as it stands now. Prove it first."))
        if self.proof.findings:
            return refused(_("Its proof found what keeps it from use. Mend what is listed, then prove it again."))
        return GIVEN

    def _has_approvers(self) -> Permit:
        if not self.approvers:
            return refused(_("Nobody was named who must approve it. Name at least one role."))
        return GIVEN


def may_send(who: Staff, edition: ProtocolEdition, ready: Readiness) -> Permit:
    """Send an edition for review."""
    return first_refusal(permits.may_change(who, edition), ready.permit)


def may_drop(*, required: bool, has_spoken: bool) -> Permit:
    """Drop a role that must approve: not one that must approve every edition, nor one that has spoken in this one."""
    return first_refusal(
        refused(
            _("This role must approve every edition. Somebody who manages staff can take that from the role.")
        ) if required else GIVEN,
        refused(_("This role has spoken about this edition, so it stays to be asked.")) if has_spoken else GIVEN,
    )  # fmt: skip


def may_say(who: Staff, edition: ProtocolEdition, roles: int) -> Permit:
    """Approve or refuse an edition in one of the roles that must approve it; `roles`: how many of them one holds."""
    return first_refusal(
        permits.may_approve(who),
        GIVEN if edition.state == State.IN_REVIEW else refused(_("Only an edition in review is approved or refused.")),
        GIVEN if roles else refused(_("You hold none of the roles that must approve it.")),
    )


def may_take_back(who: Staff, edition: ProtocolEdition) -> Permit:
    """Make a draft of an edition again: from review by whoever drafts, from approved and not dated by whoever dates."""
    if edition.state == State.IN_REVIEW:
        return permits.may_draft(who)
    if edition.state == State.APPROVED and edition.effective_from is None:
        return first_refusal(permits.may_enact(who), permits.may_draft(who))
    return refused(_("Only an edition in review, or approved and not dated, is taken back to draft."))


def may_date(who: Staff, edition: ProtocolEdition, today: date) -> Permit:
    """Say from which day an edition holds, or say another day as long as the first has not come."""
    begins = edition.effective_from
    return first_refusal(
        permits.may_enact(who),
        GIVEN if edition.state == State.APPROVED else refused(_("Only an approved edition is dated.")),
        GIVEN if begins is None or begins > today else refused(
            _("It holds since %(day)s, and that stays so.") % {"day": date_format(begins)}
        ),
    )  # fmt: skip


def may_retire(who: Staff, edition: ProtocolEdition, today: date) -> Permit:
    """Say from which day an edition no longer holds."""
    begins, ends = edition.effective_from, edition.retired_from
    return first_refusal(
        permits.may_enact(who),
        GIVEN if edition.state == State.APPROVED and begins is not None else refused(
            _("Only an edition that has a day from which it holds is retired.")
        ),
        GIVEN if ends is None or ends > today else refused(_("It is retired already.")),
    )  # fmt: skip


def may_withdraw(who: Staff, edition: ProtocolEdition, today: date) -> Permit:
    """Withdraw an edition that never held and never shall."""
    begins = edition.effective_from
    return first_refusal(
        permits.may_enact(who),
        refused(_("It is withdrawn already.")) if edition.state == State.WITHDRAWN else GIVEN,
        GIVEN if begins is None or begins > today else refused(_("It has begun to hold. Retire it instead.")),
    )


def may_settle(who: Staff, comment: EditionComment) -> Permit:
    """Settle a talk: whoever began it, or drafts."""
    if comment.made_by == who.pk or may(who, "protocols.draft"):
        return GIVEN
    return refused(_("Whoever began a comment settles it, or somebody who drafts."))
