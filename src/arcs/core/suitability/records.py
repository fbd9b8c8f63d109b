"""The rows of a study that judge call types and categories; each is a line of a file that a person can read."""

# ruff: noqa: RUF009 - cell() declares a dataclass field; it is not a shared default

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from arcs.core.cells import cell
from arcs.core.vocabulary import CallClass, Disposition, NatureFlag, Risk

YES_NO = ("Y", "N")
RESOURCES = ("Y", "N", "L", "T")
RISKS = tuple(one.value for one in Risk)
CLASSES = tuple(one.value for one in CallClass)
DISPOSITIONS = tuple(one.value for one in Disposition)
FLAGS = tuple(one.value for one in NatureFlag)
EXCLUSIONS = ("no_volume", "not_a_call_for_service", "does_not_apply")
FATES = ("to_survey", "officer_required", "removed", "officer_required_or_removed")
CERTAINTIES = ("certain", "counted", "probable", "cannot_be_told")
FACTS = ("in_progress", "violent", "suspect_present", "behavioural_health", "criminal_or_violent_nexus", "cold_report")


@dataclass(frozen=True, kw_only=True)
class CallType:
    """One call type as dispatch names it, with its volume and the codes that officers' ratings gave (Table A.1)."""

    call_type: str = cell("text", "Call type, exactly as dispatch names it.", key=True)
    police_mandate: str = cell("code", "Coded rating: does the law require police?", choices=YES_NO)
    risk: str = cell("code", "Coded rating: risk High, Possible or Limited.", choices=RISKS)
    immediate_response: str = cell("code", "Coded rating: is a response expected at any hour?", choices=YES_NO)
    type: str = cell("code", "Coded rating: Crime, Ordinance, Traffic or Service.", choices=CLASSES)
    other_resources: str = cell("code", "Coded rating: Yes, No, Limited or To be determined.", choices=RESOURCES)
    alternative_response: str = cell("code", "Coded rating: telephone or online report possible?", choices=YES_NO)
    fte: Decimal | None = cell("number", "Officer time in FTE as the source prints it; empty: none given.", minimum=0)
    fte_note: str = cell("text", "What the source prints in place of a number, or any remark on it.")
    police_department_value: int | None = cell("whole", "Value to the department, 1 to 10.", minimum=1, maximum=10)
    type_note: str = cell("text", "A remark on how the class was read from the source.")
    risk_note: str = cell("text", "A remark on how the risk was read from the source.")
    excluded: str = cell("code", "Left out before coding, and why.", choices=EXCLUSIONS)
    excluded_reason: str = cell("text", "The reason in words; required where a type is left out.")


@dataclass(frozen=True, kw_only=True)
class AdministrationCode:
    """One coder's answers to the questions of section 3.1.2 about one call type; empty: not asked."""

    call_type: str = cell("text", "Call type.", required=True, refers_to="call_types.csv:call_type")
    coder: str = cell("text", "Who answered.", required=True)
    officer_required: str = cell("code", "Does it require an officer in person?", choices=YES_NO)
    non_sworn_possible: str = cell("code", "Could a non-sworn person handle it in person?", choices=YES_NO)
    tru_online_possible: str = cell("code", "Could it go to a TRU or online reporting?", choices=YES_NO)
    police_required: str = cell("code", "Non-criminal: does it require police at all?", choices=YES_NO)
    not_always_police: str = cell("code", "Non-criminal: might it not always require police?", choices=YES_NO)
    removed: str = cell("code", "Category removal: does it not apply, or cannot be diverted?", choices=YES_NO)
    reason: str = cell("text", "Why, in words.", required=True)


@dataclass(frozen=True, kw_only=True)
class Merge:
    """One call type that goes into a category of the survey; a category of one type is a row as well."""

    category: str = cell("text", "Category of the survey.", required=True, refers_to="categories.csv:category")
    call_type: str = cell("text", "Call type.", key=True, refers_to="call_types.csv:call_type")
    certainty: str = cell("code", "How sure this is.", required=True, choices=CERTAINTIES)
    evidence: str = cell("text", "What the source says, or what the numbers show.")


@dataclass(frozen=True, kw_only=True)
class Category:
    """One category of the survey with what a source prints for it (Table 3.2); empty: the study computes it."""

    category: str = cell("text", "Category, as the survey names it.", key=True)
    police_mandate: str = cell("code", "Printed code.", choices=YES_NO)
    risk: str = cell("code", "Printed code.", choices=RISKS)
    immediate_response: str = cell("code", "Printed code.", choices=YES_NO)
    type: str = cell("code", "Printed code.", choices=CLASSES)
    other_resources: str = cell("code", "Printed code.", choices=RESOURCES)
    alternative_response: str = cell("code", "Printed code.", choices=YES_NO)
    fte: Decimal | None = cell("number", "Printed FTE.", minimum=0)
    fte_note: str = cell("text", "What the source prints in place of a number.")
    police_department_value: int | None = cell("whole", "Printed value, 1 to 10.", minimum=1, maximum=10)
    cso_average: int | None = cell("whole", "Printed mean acceptance of a CSO, 1 to 5.", minimum=1, maximum=5)
    tru_online_average: int | None = cell("whole", "Printed mean acceptance of TRU/online.", minimum=1, maximum=5)
    alternative: str = cell("code", "X: an outside resource was named; None: asked, none found.", choices=("X", "None"))
    compressed_mark: str = cell("code", "*: several call types merged.", choices=("*",))
    multi_need_mark: str = cell("code", "!: may include several needs.", choices=("!",))


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something about a category that a rule needs and that no rating asks; said by a named person with a reason."""

    category: str = cell("text", "Category.", required=True, refers_to="categories.csv:category")
    fact: str = cell("code", "What is so.", required=True, choices=FACTS)
    reason: str = cell("text", "Why, in words.", required=True)
    author: str = cell("text", "Who says so.", required=True)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A person's choice that stands in place of the rules' disposition of a category."""

    category: str = cell("text", "Category.", key=True, refers_to="categories.csv:category")
    disposition: str = cell("code", "Who answers.", required=True, choices=DISPOSITIONS)
    reason: str = cell("text", "Why, in words.", required=True)
    author: str = cell("text", "Who decided.", required=True)
    decided_on: date | None = cell("date", "When, year-month-day.")


@dataclass(frozen=True, kw_only=True)
class NatureMark:
    """A need that stands, or may stand, behind a call type."""

    call_type: str = cell("text", "Call type.", required=True, refers_to="call_types.csv:call_type")
    flag: str = cell("code", "The need.", required=True, choices=FLAGS)
    basis: str = cell(
        "code", "names: the type names it; may: it may include it.", required=True, choices=("names", "may")
    )
    reason: str = cell("text", "Why, in words.", required=True)


@dataclass(frozen=True, kw_only=True)
class ProposedCadType:
    """A row of the crosswalk from today's call types to proposed ones; types not listed stay as they are."""

    from_type: str = cell("text", "Call type today.", key=True, refers_to="call_types.csv:call_type")
    proposed_type: str = cell("text", "Call type proposed.", required=True)
    reason: str = cell("text", "Why, in words.", required=True)


@dataclass(frozen=True, kw_only=True)
class CrosswalkRow:
    """One call type in a system of codes that the city brings: NIBRS, a state's, a neighbour's."""

    call_type: str = cell("text", "Call type.", required=True, refers_to="call_types.csv:call_type")
    system: str = cell("text", "The system of codes, as in NIBRS.", required=True)
    code: str = cell("text", "The code.", required=True)
    label: str = cell("text", "What the code means.")
    confidence: str = cell("code", "How sure this is.", required=True, choices=("sure", "likely", "guess"))
    reason: str = cell("text", "Why, in words.")


@dataclass(frozen=True, kw_only=True)
class LineageNote:
    """What became of a call type where the administration's own coding was not kept or not published."""

    call_type: str = cell("text", "Call type.", key=True, refers_to="call_types.csv:call_type")
    fate: str = cell("code", "What became of it.", required=True, choices=FATES)
    certainty: str = cell("code", "How sure this is.", required=True, choices=CERTAINTIES)
    evidence: str = cell("text", "What the source says, or what the counts show.", required=True)


@dataclass(frozen=True, kw_only=True)
class LineageStep:
    """One step from all call types to the categories, as the source prints its counts."""

    step: str = cell("text", "Step.", key=True)
    into: int | None = cell("whole", "Types before the step, as printed.", minimum=0)
    left_out: int | None = cell("whole", "Types left out by it, as printed.", minimum=0)
    out: int | None = cell("whole", "Types after it, as printed.", minimum=0)
    rule: str = cell("text", "The rule in words.", required=True)
    where: str = cell("text", "Where the source says so.")
