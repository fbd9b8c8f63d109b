"""The rows of a protocol edition: what is asked, who can do what, who goes where, and why. All of it is data."""

# ruff: noqa: RUF009 - cell() declares a dataclass field; it is not a shared default

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from arcs.core.agency.clock import known_zone
from arcs.core.agency.rows import refuse_what_cannot_be
from arcs.core.cells import cell
from arcs.core.protocol.words import CRIME, CRISIS_WORDS, DUTY, GROUNDS, THREAT, Answer, Wish
from arcs.core.refusal import Refusal

STATUSES = ("draft", "demonstration", "approved", "retired")
# A behavioral-health call of a type that is a crime, or a duty of the police, by itself is one of these besides.
CRISIS_AND_CRIME, CRISIS_AND_DUTY = "crisis_and_crime", "crisis_and_duty"
OTHER = "other"
CALLS = ("behavioral_health", OTHER, CRISIS_AND_CRIME, CRISIS_AND_DUTY)
KINDS_OF_TYPE = ("", CRIME, THREAT, DUTY)
PRESENT, ABSENT = "present", "absent"


@lru_cache(maxsize=4096)  # a dispatch system writes few types many times
def folded(call_type: str) -> str:
    """A call type as it is compared: letters and digits only, without case, accents and spacing.

    >>> folded("  Convulsions/ SEIZURES ")
    'convulsions seizures'
    """
    plain = unicodedata.normalize("NFKD", call_type).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in plain if not unicodedata.combining(one))))


def crisis_words(call_type: str) -> tuple[str, ...]:
    """The words in a call type's name by which it is a crisis in every dispatch system; none where it is not.

    >>> crisis_words("Psychiatric/Abnormal/SUICIDAL Subject"), crisis_words("LOST ARTICLE")
    (('suicid', 'psychiatric'), ())
    """
    name = f" {folded(call_type)}"
    return tuple(one for one in CRISIS_WORDS if f" {one}" in name)


@dataclass(frozen=True, kw_only=True)
class About:
    """Which edition it is, whose, and from when until when it holds."""

    code: str = cell("code", "the edition's lasting name", required=True)
    title: str = cell("text", "its title", required=True)
    place: str = cell("text", "the city, village or county it is for", required=True)
    time_zone: str = cell("text", "the IANA name of its time zone, as in America/Chicago", required=True)
    status: str = cell("code", "where it stands", required=True, choices=STATUSES)
    effective_from: date | None = cell("date", "the first day on which it holds; none: not dated")
    retired_from: date | None = cell("date", "the first day on which it no longer holds; none: until replaced")
    approved_by: str = cell("text", "who approved it, by role")
    note: str = cell("text", "what a reader must know first")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, "the edition")
        known_zone(self.time_zone)
        if self.effective_from and self.retired_from and self.retired_from <= self.effective_from:
            raise Refusal(
                "the edition",
                f"it is retired from {self.retired_from}, not after it holds from {self.effective_from}",
                "give a later day of retirement, or none",
            )

    def why_not_in_force(self, on: date | None) -> str:
        """Why the edition does not hold on a day, or why nobody can tell; nothing where it holds."""
        if self.status == "retired":
            return "the edition is retired"
        if on is None:
            dated = self.effective_from or self.retired_from
            return "the day is not known, so it is not known whether the edition holds" if dated else ""
        if self.effective_from and on < self.effective_from:
            return f"the edition holds only from {self.effective_from}"
        if self.retired_from and on >= self.retired_from:
            return f"the edition expired: it holds no more from {self.retired_from}"
        return ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What intake asks. An answer that is unknown or missing counts as `unknown` says."""

    code: str = cell("code", "the question's lasting name", key=True)
    text: str = cell("text", "the question as it is asked", required=True)
    text_es: str = cell("text", "the question in Spanish")
    why: str = cell("text", "why it is asked", required=True)
    digit: str = cell("code", "the key that answers yes at the desk")
    unknown: str = cell("code", "what an unknown or missing answer counts as", required=True, choices=(PRESENT, ABSENT))
    ground: str = cell(
        "code",
        "the ground for police in a crisis that a recorded yes is; none at a reserved question: dangers are one by law",
        choices=("", *GROUNDS),
    )

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the question "{self.code}"')


@dataclass(frozen=True, kw_only=True)
class Capability:
    """Something a responder can do. What it covers it can also do: the order between capabilities is data."""

    code: str = cell("code", "the capability's lasting name", key=True)
    name: str = cell("text", "its name in words", required=True)
    covers: tuple[str, ...] = cell("codes", "capabilities below it: whoever has this one also has those")
    instead: tuple[str, ...] = cell("codes", "what stands in, in order, where no open route has it")
    example: str = cell("text", "an example of the order")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the capability "{self.code}"')


@dataclass(frozen=True, kw_only=True)
class Route:
    """Who answers: a set of capabilities, the hours in which it does, and what is said to the caller."""

    code: str = cell("code", "the route's lasting name", key=True)
    name: str = cell("text", "its name in words", required=True)
    name_es: str = cell("text", "its name in Spanish")
    capabilities: tuple[str, ...] = cell("codes", "what it can do")
    weight: int = cell("whole", "how much of an answer it is; of two that can, the lighter goes", required=True)
    service: str = cell("code", "the service whose hours it keeps; none: always open")
    when_closed: tuple[str, ...] = cell("codes", "routes that stand in when it is closed, in order")
    partners: tuple[str, ...] = cell("codes", "named partners, until a directory holds them")
    script: str = cell("text", "what is said to the caller")
    script_es: str = cell("text", "what is said to the caller in Spanish")
    instructions: str = cell("text", "what whoever sends it does")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the route "{self.code}"')


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """A row of the risk level matrix for behavioral-health calls (CESSA). Levels 1 and 4 are the State's."""

    code: str = cell("code", "the row's lasting name", key=True)
    level: int = cell("whole", "1 deflect, 2 moderate, 3 urgent, 4 emergent", required=True, minimum=1, maximum=4)
    category: str = cell("text", "the risk category", required=True)
    description: str = cell("text", "the incidents it describes", required=True)
    response_time: str = cell("text", "the response time it asks for", required=True)
    response_type: str = cell("text", "the response it asks for", required=True)
    routes: tuple[str, ...] = cell("codes", "routes that give it; the first that is open goes", required=True)
    default: bool = cell("yes_no", "the row of a behavioral-health call whose type maps to none")
    source: str = cell("text", "whose text it is, and which version of it")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the matrix row "{self.code}"')

    @property
    def locked(self) -> bool:
        """Whether the row is statewide and not the region's to change."""
        return self.level in {1, 4}


@dataclass(frozen=True, kw_only=True)
class CallType:
    """A call type of the dispatch system and who answers it when nothing speaks against it."""

    name: str = cell("text", "the type as dispatch writes it", key=True)
    category: str = cell("text", "the category of the study that it was merged into", required=False)
    also: tuple[str, ...] = cell("codes", "other spellings of the type")
    base: str = cell("code", "the route it goes to when nothing speaks against it", required=True)
    permitted: tuple[str, ...] = cell("codes", "other routes that the study permits, in order; never the route none")
    row: str = cell("code", "the matrix row of a behavioral-health type; none: it is not one by itself")
    ground: str = cell("text", "the ground on which police go whatever the person's condition; none with a row")
    ground_kind: str = cell("code", "what kind of ground that is; without one it is none", choices=KINDS_OF_TYPE)
    report: bool = cell("yes_no", "true where a report of something that is over is asked for")
    ask: tuple[str, ...] = cell("codes", "questions of this edition to ask first")
    why: str = cell("text", "why it goes there", required=True)

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the call type "{self.name}"')
        if not folded(self.name):
            raise Refusal(f'the call type "{self.name}"', "it has no letter or digit", "give the type's name")
        if self.base in self.permitted:
            raise Refusal(f'the call type "{self.name}"', "its base stands among the other routes", "keep it once")

    @property
    def is_crisis(self) -> bool:
        """Whether it is a crisis by itself: a row of the matrix answers it, or its name says so in every system."""
        return bool(self.row) or any(crisis_words(one) for one in (self.name, *self.also))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When it speaks (all kinds of condition that are filled in must hold) and what it then does.

    `present` holds where one of its questions is answered yes, or is unknown and counts as present; `recorded` only
    where one was answered yes. Neither can ask for a no: so no danger answer can ever silence a rule.
    """

    code: str = cell("code", "the rule's lasting name", key=True)
    calls: str = cell("code", "calls it is for; none: every call", choices=("", *CALLS))
    types: tuple[str, ...] = cell("codes", "call types it is for; none: every type")
    present: tuple[str, ...] = cell("codes", "questions of which one is yes, or unknown and counts as present")
    recorded: tuple[str, ...] = cell("codes", "questions of which one was answered yes")
    together: tuple[str, ...] = cell("codes", "questions that must all have been answered yes besides")
    wishes: tuple[str, ...] = cell("codes", "wishes of which the caller has one")
    adds: tuple[str, ...] = cell("codes", "capabilities that must come")
    raises_to: str = cell("code", "on a behavioral-health call: the matrix row that applies at least")
    bars: tuple[str, ...] = cell("codes", "routes that cannot serve this wish")
    prefers: tuple[str, ...] = cell("codes", "permitted routes that come first by this wish")
    refers: tuple[str, ...] = cell("codes", "routes that follow up; outside their hours they are told")
    on_call_of_unit: tuple[str, ...] = cell("codes", "routes that the unit on scene may call: nobody sends them before")
    ground: str = cell("text", "the recorded ground on which police go to a behavioral-health call")
    ground_kind: str = cell(
        "code", "what kind of ground its call types are; where it rests on answers, the questions say it",
        choices=KINDS_OF_TYPE,
    )  # fmt: skip
    because: str = cell("text", "the reason, as a sentence without its full stop", required=True)
    source: str = cell("text", "the law, report or decision it comes from", required=True)

    def __post_init__(self) -> None:
        where = f'the rule "{self.code}"'
        refuse_what_cannot_be(self, where)
        if (self.bars or self.prefers) and (not self.wishes or self.present or self.recorded or self.together):
            raise Refusal(
                where,
                "it bars or prefers a route without a wish, or upon an answer",
                "let answers only add capabilities",
            )
        for one in self.wishes:
            if one not in tuple(Wish):
                raise Refusal(where, f'it names the wish "{one}"', f"use one of {', '.join(Wish)}")
        if not (self.adds or self.raises_to or self.bars or self.prefers or self.refers or self.on_call_of_unit):
            raise Refusal(where, "it does nothing", "fill in adds, raises_to, bars, prefers, refers or on_call_of_unit")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked call: what is known and what must come. `check` runs it."""

    code: str = cell("code", "the example's lasting name", key=True)
    words: str = cell("text", "the call, in words a dispatcher would use", required=True)
    call_type: str = cell("text", "the call type as it was typed")
    answers: tuple[str, ...] = cell("codes", 'answers, as in ["weapon: unknown", "*: no"]')
    local_time: str = cell("text", "the local time, as in 2026-03-10T10:00")
    wishes: tuple[str, ...] = cell("codes", "the caller's wishes")
    route: str = cell("code", "the route that must come first", required=True)
    secondary: tuple[str, ...] = cell("codes", "the routes that must come beside it, in order")
    fallback: bool = cell("yes_no", "whether the route stands in for another")
    rules: tuple[str, ...] = cell("codes", "rules that must have spoken")
    source: str = cell("text", "where the expectation comes from", required=True)

    def __post_init__(self) -> None:
        where = f'the example "{self.code}"'
        refuse_what_cannot_be(self, where)
        for one in self.answers:
            question, colon, answer = (part.strip() for part in one.partition(":"))
            if not question or not colon or answer not in {Answer.YES, Answer.NO, Answer.UNKNOWN}:
                raise Refusal(where, f'an answer is written "{one}"', 'write it as "weapon: unknown"')

    @property
    def answered(self) -> dict[str, str]:
        """The answers by question."""
        pairs = (one.partition(":") for one in self.answers)
        return {question.strip(): answer.strip() for question, _, answer in pairs}
