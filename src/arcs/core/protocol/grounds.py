"""What is a recorded ground for police on a behavioral-health call, whatever an edition calls one."""

from collections.abc import Set

from arcs.core.protocol.records import Rule
from arcs.core.protocol.words import NO_GROUND


def is_ground(rule: Rule, crisis_types: Set[str]) -> bool:
    """Whether what a rule calls a ground is one: what somebody recorded, or types that are no crisis by themselves.

    An unknown answer is none, nor a wish, nor that somebody is unwell, hurt or young: each would send police to
    everybody in crisis by another name.
    """
    if not rule.ground or rule.present or rule.wishes or not set(rule.recorded).isdisjoint(NO_GROUND):
        return False
    if rule.recorded or not set(rule.together) <= set(NO_GROUND):
        return True
    return bool(rule.types) and not rule.together and crisis_types.isdisjoint(rule.types)
