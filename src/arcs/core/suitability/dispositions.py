"""One primary disposition for each category, permitted alternatives with conditions, and what is not yet accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from arcs.core.refusal import Refusal
from arcs.core.suitability.records import Decision
from arcs.core.suitability.rules import (
    BARS,
    CLEARLY_MORE,
    CONDITIONS,
    MARKS,
    NOT_YET_BELOW,
    VETOES,
    CategoryEvidence,
)
from arcs.core.vocabulary import Alternative, Disposition

# How much of an answer each disposition sends: danger only ever raises it.
WEIGHT: Mapping[Disposition, int] = {
    Disposition.TRU_ONLINE: 0,
    Disposition.OUTSIDE: 1,
    Disposition.NON_SWORN: 2,
    Disposition.HYBRID: 3,
    Disposition.OFFICER: 4,
}

OUTSIDE_HYBRID = "outside resource together with police: several needs may stand behind the call"
OUTSIDE_PRIMARY = "outside resource first: one was named and no rule keeps officers"
CSO_EQUAL = "CSO before telephone or online: acceptance is equal or nearly so, and a person comes"
TRU_MORE = "telephone or online first: its acceptance is clearly higher"
ONLY_CSO = "CSO: the one accepted alternative"
ONLY_TRU = "telephone or online: the one accepted alternative"
NOTHING_PERMITTED = "officers: no alternative is accepted yet"
NOTHING_ASKED = "officers: no alternative was asked about"
VETOED = "officers: a rule keeps them"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the rules say about one category; `not_yet` lists alternatives that acceptance does not carry yet."""

    category: str
    disposition: Disposition
    permitted: tuple[Disposition, ...]
    conditions: tuple[str, ...]
    not_yet: tuple[Alternative, ...]
    rules_applied: tuple[str, ...]
    rules_not_evaluated: tuple[str, ...]
    vetoed: bool
    decided_by: str = ""


def _accepted(mean: Decimal | None, threshold: Decimal) -> bool:
    return mean is not None and mean >= threshold


def permitted_alternatives(evidence: CategoryEvidence, threshold: Decimal = NOT_YET_BELOW) -> tuple[Disposition, ...]:
    """What no rule forbids and residents accept, heaviest first; empty where a veto speaks."""
    if any(rule.speaks(evidence) for rule in VETOES):
        return ()
    found: list[Disposition] = []
    if _accepted(evidence.cso_mean, threshold):
        found.append(Disposition.NON_SWORN)
    if evidence.outside == "X":
        found.append(Disposition.OUTSIDE)
    if _accepted(evidence.tru_online_mean, threshold) and not any(rule.speaks(evidence) for rule in BARS):
        found.append(Disposition.TRU_ONLINE)
    if found and evidence.multi_need:
        found.insert(0, Disposition.HYBRID)
    return tuple(found)


def primary(
    evidence: CategoryEvidence, *, threshold: Decimal = NOT_YET_BELOW, clearly_more: Decimal = CLEARLY_MORE
) -> tuple[Disposition, str]:
    """The one disposition of a category and the rule that chose it.

    >>> from arcs.core.vocabulary import CallClass, Risk
    >>> found = CategoryEvidence(category="Found property", risk=Risk.LIMITED, call_class=CallClass.SERVICE,
    ...                          cso_mean=Decimal(4))
    >>> primary(found)[0].label
    'Non-sworn (CSO)'
    """
    permitted = permitted_alternatives(evidence, threshold)
    if not permitted:
        return Disposition.OFFICER, _why_officers(evidence)
    if Disposition.OUTSIDE in permitted:
        return (Disposition.HYBRID, OUTSIDE_HYBRID) if evidence.multi_need else (Disposition.OUTSIDE, OUTSIDE_PRIMARY)
    both = Disposition.NON_SWORN in permitted and Disposition.TRU_ONLINE in permitted
    if not both:
        return (
            (Disposition.NON_SWORN, ONLY_CSO)
            if Disposition.NON_SWORN in permitted
            else (Disposition.TRU_ONLINE, ONLY_TRU)
        )
    more = (evidence.tru_online_mean or Decimal(0)) - (evidence.cso_mean or Decimal(0))
    return (Disposition.TRU_ONLINE, TRU_MORE) if more >= clearly_more else (Disposition.NON_SWORN, CSO_EQUAL)


def _why_officers(evidence: CategoryEvidence) -> str:
    if any(rule.speaks(evidence) for rule in VETOES):
        return VETOED
    asked = evidence.cso_mean is not None or evidence.tru_online_mean is not None
    return NOTHING_PERMITTED if asked else NOTHING_ASKED


def not_yet(evidence: CategoryEvidence, threshold: Decimal = NOT_YET_BELOW) -> tuple[Alternative, ...]:
    """Alternatives whose mean acceptance rounds to 2 or less (below 2.5): not yet, with precautions."""
    asked = ((Alternative.CSO, evidence.cso_mean), (Alternative.TRU_ONLINE, evidence.tru_online_mean))
    return tuple(one for one, mean in asked if mean is not None and mean < threshold)


def judge(evidence: CategoryEvidence) -> Judgement:
    """Ask every rule about one category."""
    disposition, why = primary(evidence)
    permitted = tuple(one for one in permitted_alternatives(evidence) if one is not disposition)
    vetoes = [rule for rule in VETOES if rule.speaks(evidence)]
    leaves_officers = disposition is not Disposition.OFFICER
    conditions = [rule for rule in CONDITIONS if rule.speaks(evidence)] if leaves_officers else []
    marks = [rule for rule in (*BARS, *MARKS) if rule.speaks(evidence)]
    refused = not_yet(evidence)
    applied = [rule.name for rule in (*vetoes, *marks)] + ([f"not yet: mean below {NOT_YET_BELOW}"] if refused else [])
    return Judgement(
        category=evidence.category,
        disposition=disposition,
        permitted=permitted,
        conditions=tuple(rule.sentence for rule in conditions),
        not_yet=refused,
        rules_applied=(*applied, why, *(rule.name for rule in conditions)),
        rules_not_evaluated=tuple(rule.name for rule in (*VETOES, *BARS) if rule.undecidable(evidence)),
        vetoed=bool(vetoes),
    )


def decided(judgement: Judgement, decision: Decision) -> Judgement:
    """A person's decision in place of the rules' answer; a rule that keeps officers cannot be decided away.

    Raises `Refusal` where the decision would lighten a response that a danger rule keeps with officers.
    """
    chosen = Disposition(decision.disposition)
    if judgement.vetoed and chosen is not Disposition.OFFICER:
        raise Refusal(
            "decisions.csv",
            f'"{decision.category}" is decided as {chosen.value}, but a danger rule keeps it with officers '
            f"({', '.join(judgement.rules_applied[:1])})",
            "take the decision out, or change the fact or code that the rule rests on, with its reason",
        )
    before = (judgement.disposition, *judgement.permitted)
    return replace(
        judgement,
        disposition=chosen,
        permitted=tuple(one for one in before if one not in {chosen, Disposition.OFFICER}),
        rules_applied=(*judgement.rules_applied, f"decided by {decision.author}: {decision.reason}"),
        decided_by=decision.author,
    )
