"""What is a recorded ground for police on a behavioral-health call, whatever an edition calls one."""

from collections.abc import Iterable, Set

from arcs.core.protocol.records import CallType, Question, Rule
from arcs.core.protocol.words import DANGERS, RESERVED_QUESTIONS


def grounds_by_answer(questions: Iterable[Question]) -> frozenset[str]:
    """Questions whose recorded yes is a ground: dangers by law, the edition's own where they say of which kind it is.

    No other reserved question is one: a diagnosis, an age, an injury and a medical need are none.
    """
    return frozenset(
        {one.code for one in questions if one.ground and one.code not in RESERVED_QUESTIONS} | set(DANGERS)
    )


def is_ground(rule: Rule, crisis_types: Set[str], by_answer: Set[str]) -> bool:
    """Whether what a rule calls a ground is one: a recorded answer that is one, or types that are no crisis.

    An unknown answer is none, nor a wish, nor what no question says to be one: each would send police to everybody in
    crisis by another name.
    """
    if not rule.ground or rule.present or rule.wishes:
        return False
    if rule.recorded or rule.together:
        return (bool(rule.recorded) and by_answer >= set(rule.recorded)) or not by_answer.isdisjoint(rule.together)
    return bool(rule.types and rule.ground_kind) and crisis_types.isdisjoint(rule.types)


def ground_of(one: CallType) -> str:
    """The kind of ground that a call type is by itself; nothing where it is a crisis, or says no kind."""
    return one.ground_kind if one.ground and not one.is_crisis else ""
