"""The declared rules of suitability, as data: each says what it does and carries its own worked examples."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from arcs.core.vocabulary import CallClass, Risk

NOT_YET_BELOW = Decimal("2.5")
CLEARLY_MORE = Decimal("0.5")
TWO_THIRDS = Decimal(2) / Decimal(3)

Effect = Literal["officer", "bars", "condition", "mark"]


@dataclass(frozen=True, kw_only=True)
class CategoryEvidence:
    """What is known of one category when the rules are asked.

    Means are 1 to 5 (None: not asked). A share of Yes is None where only a coded answer was published; a veto that
    needs it cannot then be evaluated. `outside` is X (a resource was named), None (asked, none found) or empty.
    """

    category: str
    risk: Risk | None = None
    call_class: CallClass | None = None
    facts: frozenset[str] = frozenset()
    multi_need: bool = False
    outside: str = ""
    cso_mean: Decimal | None = None
    tru_online_mean: Decimal | None = None
    police_mandate: str = ""
    immediate_response: str = ""
    alternative_response: str = ""
    mandate_share: Decimal | None = None
    immediate_share: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One declared rule: `speaks` says whether it applies; `undecidable` whether its input was not published.

    `effect`: officer (the category stays with officers), bars (an alternative is not permitted), condition (an
    alternative is permitted under the sentence), mark (a note for the board).
    """

    name: str
    sentence: str
    effect: Effect
    source: str
    speaks: Callable[[CategoryEvidence], bool]
    examples: tuple[tuple[CategoryEvidence, bool], ...]
    undecidable: Callable[[CategoryEvidence], bool] = lambda evidence: False


_CALL = CategoryEvidence(category="an example", risk=Risk.LIMITED, call_class=CallClass.SERVICE, cso_mean=Decimal(4))
_CRIME = replace(_CALL, call_class=CallClass.CRIME)


def _has(fact: str) -> Callable[[CategoryEvidence], bool]:
    return lambda evidence: fact in evidence.facts


def _fact_rule(name: str, fact: str, sentence: str, source: str) -> Rule:
    return Rule(
        name=name,
        sentence=sentence,
        effect="officer",
        source=source,
        speaks=_has(fact),
        examples=((replace(_CALL, facts=frozenset({fact})), True), (_CALL, False)),
    )


def _share_reached(code: str, share: Decimal | None) -> bool:
    return code != "N" and share is not None and share >= TWO_THIRDS


VETOES: tuple[Rule, ...] = (
    _fact_rule("in progress", "in_progress", "Officers keep what is in progress.", "Section 3.2.3"),
    _fact_rule("violent", "violent", "Officers keep what is violent.", "Sections 3.2.3 and 4.2.7"),
    _fact_rule("suspect present", "suspect_present", "Officers keep calls with a suspect present.", "Section 3.2.3"),
    Rule(
        name="risk High",
        sentence="Officers keep categories whose risk is coded High.",
        effect="officer",
        source="Section 5.0 (possible risk)",
        speaks=lambda evidence: evidence.risk is Risk.HIGH,
        examples=((replace(_CALL, risk=Risk.HIGH), True), (replace(_CALL, risk=Risk.POSSIBLE), False)),
    ),
    Rule(
        name="risk or class not coded",
        sentence="Officers keep categories whose risk or class nobody has coded: unknown is never safe.",
        effect="officer",
        source="ARCS",
        speaks=lambda evidence: evidence.risk is None or evidence.call_class is None,
        examples=((replace(_CALL, risk=None), True), (replace(_CALL, call_class=None), True), (_CALL, False)),
    ),
    Rule(
        name="behavioural health with a criminal or violent nexus",
        sentence="A behavioural-health call with a criminal or violent nexus stays with officers.",
        effect="officer",
        source="Section 4.2.7",
        speaks=lambda evidence: {"behavioural_health", "criminal_or_violent_nexus"} <= evidence.facts,
        examples=(
            (replace(_CALL, facts=frozenset({"behavioural_health", "criminal_or_violent_nexus"})), True),
            (replace(_CALL, facts=frozenset({"behavioural_health"})), False),
        ),
    ),
    Rule(
        name="crime that is not a cold report",
        sentence="Only a cold, non-violent crime report may leave officers; any other crime stays.",
        effect="officer",
        source="Sections 3.2.1 and 3.2.3",
        speaks=lambda evidence: evidence.call_class is CallClass.CRIME and "cold_report" not in evidence.facts,
        examples=((_CRIME, True), (replace(_CRIME, facts=frozenset({"cold_report"})), False), (_CALL, False)),
    ),
    Rule(
        name="two thirds of raters say that the law requires police",
        sentence="Where two thirds of raters say that the law requires police, officers keep it.",
        effect="officer",
        source="Section 5.0 (legally mandated)",
        speaks=lambda evidence: _share_reached(evidence.police_mandate, evidence.mandate_share),
        undecidable=lambda evidence: evidence.police_mandate == "Y" and evidence.mandate_share is None,
        examples=(
            (replace(_CALL, police_mandate="Y", mandate_share=Decimal("0.7")), True),
            (replace(_CALL, police_mandate="Y", mandate_share=Decimal("0.1")), False),
            (replace(_CALL, police_mandate="Y"), False),
        ),
    ),
)

BARS: tuple[Rule, ...] = (
    Rule(
        name="two thirds of raters expect an immediate response",
        sentence="Where two thirds of raters expect an immediate response, telephone or online does not answer it.",
        effect="bars",
        source="Table 3.1",
        speaks=lambda evidence: _share_reached(evidence.immediate_response, evidence.immediate_share),
        undecidable=lambda evidence: evidence.immediate_response == "Y" and evidence.immediate_share is None,
        examples=(
            (replace(_CALL, immediate_response="Y", immediate_share=Decimal("0.8")), True),
            (replace(_CALL, immediate_response="Y"), False),
        ),
    ),
    Rule(
        name="no rater sees a telephone or online report",
        sentence="Where not one rater sees a telephone or online report, it is not permitted.",
        effect="bars",
        source="Section 3.1.1",
        speaks=lambda evidence: evidence.alternative_response == "N",
        examples=((replace(_CALL, alternative_response="N"), True), (_CALL, False)),
    ),
)

CONDITIONS: tuple[Rule, ...] = (
    Rule(
        name="cold reports only",
        sentence="Only when cold: in progress, a suspect present or a person at risk goes to an officer.",
        effect="condition",
        source="Section 3.2.3",
        speaks=lambda evidence: evidence.call_class is CallClass.CRIME,
        examples=((_CRIME, True), (_CALL, False)),
    ),
    Rule(
        name="risk Possible",
        sentence="Only after intake has asked about danger and found none; an unknown answer counts as danger.",
        effect="condition",
        source="Section 3.1.4 (additional precautions)",
        speaks=lambda evidence: evidence.risk is not Risk.LIMITED,
        examples=((replace(_CALL, risk=Risk.POSSIBLE), True), (_CALL, False)),
    ),
    Rule(
        name="several needs",
        sentence="Intake asks which need stands behind the call, and flags it.",
        effect="condition",
        source="Table 3.2, mark !",
        speaks=lambda evidence: evidence.multi_need,
        examples=((replace(_CALL, multi_need=True), True), (_CALL, False)),
    ),
    Rule(
        name="the caller's wish",
        sentence="An officer comes when the caller asks for one.",
        effect="condition",
        source="Section 6.0",
        speaks=lambda evidence: True,
        examples=((_CALL, True), (_CRIME, True)),
    ),
)

MARKS: tuple[Rule, ...] = (
    Rule(
        name="outside resource named",
        sentence="An outside resource was named, so the category may leave police response.",
        effect="mark",
        source="Table 3.2, Alternative X",
        speaks=lambda evidence: evidence.outside == "X",
        examples=((replace(_CALL, outside="X"), True), (replace(_CALL, outside="None"), False)),
    ),
    Rule(
        name="no outside resource found",
        sentence="An outside resource was asked for and none was found.",
        effect="mark",
        source="Table 3.2, Alternative None",
        speaks=lambda evidence: evidence.outside == "None",
        examples=((replace(_CALL, outside="None"), True), (_CALL, False)),
    ),
)

ALL_RULES: tuple[Rule, ...] = (*VETOES, *BARS, *CONDITIONS, *MARKS)
