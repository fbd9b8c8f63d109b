"""Administration coding (section 3.1.2): the questions, what the answers mean, and where two coders differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from arcs.core.suitability.records import AdministrationCode, CallType
from arcs.core.vocabulary import CallClass

QUESTIONS: dict[str, str] = {
    "officer_required": "Does this CFS type require an in-person officer response?",
    "non_sworn_possible": "Could this CFS type possibly be handled in person by a non-sworn staff member?",
    "tru_online_possible": "Could this CFS type possibly be diverted to a TRU or an online reporting portal?",
    "police_required": (
        "Does this CFS type require a police response at all (assuming another resource can be identified)?"
    ),
    "not_always_police": "Is it possible that this CFS type might not always require a police response?",
    "removed": (
        "Are there any categories of CFS types that do not apply to the OPPD, or that cannot otherwise be diverted?"
    ),
}
CRIMINAL_QUESTIONS = ("officer_required", "non_sworn_possible", "tru_online_possible")
NON_CRIMINAL_QUESTIONS = (*CRIMINAL_QUESTIONS, "police_required", "not_always_police")


@dataclass(frozen=True, kw_only=True)
class CodingConflict:
    """One question that two coders answered differently about one call type."""

    call_type: str
    question: str
    answers: tuple[tuple[str, str], ...]


def questions_for(call_class: CallClass) -> tuple[str, ...]:
    """The questions asked about a call type of this class.

    >>> len(questions_for(CallClass.CRIME)), len(questions_for(CallClass.SERVICE))
    (3, 5)
    """
    return CRIMINAL_QUESTIONS if call_class.is_criminal else NON_CRIMINAL_QUESTIONS


def conflicts(codes: Sequence[AdministrationCode]) -> tuple[CodingConflict, ...]:
    """Every question on which coders of one call type disagree, in the order of the rows."""
    found: list[CodingConflict] = []
    for call_type in dict.fromkeys(one.call_type for one in codes):
        rows = [one for one in codes if one.call_type == call_type]
        for question in QUESTIONS:
            given = tuple((row.coder, getattr(row, question)) for row in rows if getattr(row, question))
            if len({answer for _, answer in given}) > 1:
                found.append(CodingConflict(call_type=call_type, question=question, answers=given))
    return tuple(found)


def unanswered(call_type: CallType, code: AdministrationCode) -> tuple[str, ...]:
    """Questions that belong to the type's class and that this coder left open; none where the type is removed."""
    if code.removed == "Y" or not call_type.type:
        return ()
    return tuple(name for name in questions_for(CallClass(call_type.type)) if not getattr(code, name))


def fate(codes: Sequence[AdministrationCode]) -> str:
    """What the coders' answers make of one call type: to_survey, officer_required, removed, or undecided.

    Removal needs every coder; an officer stays required while any coder says so, because an open question must not
    lighten a response.
    """
    if not codes:
        return "undecided"
    if all(one.removed == "Y" for one in codes):
        return "removed"
    if any(one.officer_required == "Y" for one in codes):
        return "officer_required"
    return "to_survey" if all(one.officer_required == "N" for one in codes) else "undecided"
