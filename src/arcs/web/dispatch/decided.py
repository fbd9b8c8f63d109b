"""How each open call stands decided: by the last decision of triage, and by whoever gave or sent it back since.

Everything that this room reads of decisions is read here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from arcs.core.protocol import DANGERS, Answer, was_crisis
from arcs.core.protocol.words import OFFICER
from arcs.web.calls.models import Call
from arcs.web.dispatch.models import HandBack
from arcs.web.people.models import Staff
from arcs.web.triage.in_force import in_force
from arcs.web.triage.models import Decision, SentBack
from arcs.web.triage.queries import decisions_seen_by, last_decisions, sent_back

OVERRIDES_OVER = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Who should answer a call and why. A call that nobody triaged is an officer's, and says so.

    `sent_back`: the desk that was to answer it cannot, so that it is an officer's and to be triaged anew.
    """

    decision: Decision | None = None
    handed_back: HandBack | None = None
    sent_back: SentBack | None = None

    @property
    def is_triaged(self) -> bool:
        """Whether somebody put it through the protocol."""
        return self.decision is not None

    @property
    def needs_triage(self) -> bool:
        """Whether somebody must decide: nobody did, or what was decided cannot be done."""
        return self.decision is None or self.sent_back is not None

    @property
    def back_at(self) -> datetime | None:
        """Since when it is with police again; units that were sent before do not answer it."""
        return max((one.made_at for one in (self.handed_back, self.sent_back) if one is not None), default=None)

    def since(self, received_at: datetime) -> datetime:
        """Since when somebody should answer it as it stands: what was given back or decided last, else its receipt."""
        return self.back_at or (self.decision.counts_from if self.decision else received_at)

    @property
    def route(self) -> str:
        """Who should answer now."""
        if self.handed_back is not None or self.needs_triage or self.decision is None:
            return OFFICER
        return self.decision.chosen_route

    @property
    def secondary(self) -> tuple[str, ...]:
        """Who goes beside it."""
        return tuple(self.decision.chosen_secondary) if self.decision and not self.handed_back else ()

    @property
    def answers(self) -> Mapping[str, str]:
        """Yes, no or unknown by question; what is missing was not asked."""
        return self.decision.answers if self.decision else {}

    def danger(self, code: str) -> Answer:
        """What was answered to a question about danger; what was not asked is unknown, never no."""
        return Answer(self.answers.get(code, Answer.UNKNOWN.value))

    @property
    def dangers(self) -> tuple[tuple[str, Answer], ...]:
        """Each danger with its answer, in the order of the law."""
        return tuple((code, self.danger(code)) for code in DANGERS)


def standing(decision: Decision | None, back: HandBack | None, sent_back: SentBack | None = None) -> Decided:
    """What counts: a hand-back, and what a desk sent back, holds until somebody decides anew.

    What came by a lost link was decided when its device says; where that is not believed, it came before.
    """

    def holds(one: HandBack | SentBack | None) -> bool:
        return one is not None and (decision is None or not decision.decided_at or decision.decided_at < one.made_at)

    return Decided(
        decision=decision, handed_back=back if holds(back) else None, sent_back=sent_back if holds(sent_back) else None
    )


def decided_on(who: Staff, calls: Iterable[UUID]) -> dict[UUID, Decided]:
    """How each of these calls stands decided, in three queries."""
    wanted = list(calls)
    decisions, sent = last_decisions(who, wanted), sent_back(who, wanted)
    rows = HandBack.objects.filter(call__in=wanted).order_by("call", "-made_at").distinct("call")
    backs = {one.call_id: one for one in rows}
    return {one: standing(decisions.get(one), backs.get(one), sent.get(one)) for one in wanted}


def is_crisis(who: Staff, call: Call, stands: Decided) -> bool:
    """Whether a call is a behavioral-health one: as it was answered, or by its type now.

    Dispatches to such calls are reported to the State Police.
    """
    made = stands.decision
    if was_crisis(call.call_type, answers=stands.answers, rules=made.rules if made else ()):
        return True
    asked = in_force(who)
    return asked is not None and asked.bound.is_crisis_type(call.call_type)


def overrides_like(who: Staff, decision: Decision) -> int:
    """How often the person of a decision overrode one of its rules lately, this time included."""
    since: datetime = timezone.now() - OVERRIDES_OVER
    if not decision.override_reason:
        return 0
    rows = decisions_seen_by(who).exclude(override_reason="").filter(made_by=decision.made_by, made_at__gte=since)
    counted = dict.fromkeys(decision.rules, 0)
    for rules in rows.values_list("rules", flat=True):
        for one in set(rules) & set(counted):
            counted[one] += 1
    return max(counted.values(), default=0)
