"""Needs behind call types: how much officer time they may hold, and call types that would show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.suitability.records import CallType, NatureMark, ProposedCadType
from arcs.core.vocabulary import NatureFlag


@dataclass(frozen=True, kw_only=True)
class NatureVolume:
    """FTE of one need: at least the types that name it, at most every type that may include it."""

    flag: NatureFlag
    fte_low: Decimal
    fte_high: Decimal
    naming: tuple[str, ...]
    may_include: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CrosswalkRow:
    """A proposed call type, the needs it is flagged for, and the types of today that go into it."""

    proposed_type: str
    flags: tuple[NatureFlag, ...]
    from_types: tuple[str, ...]
    reason: str


def nature_volumes(call_types: Sequence[CallType], marks: Sequence[NatureMark]) -> tuple[NatureVolume, ...]:
    """A range for every need, in the order of the vocabulary; a need that no type carries is 0 to 0."""
    volume = {one.call_type: one.fte or Decimal(0) for one in call_types}
    found = []
    for flag in NatureFlag:
        naming = tuple(one.call_type for one in marks if one.flag == flag and one.basis == "names")
        may = tuple(one.call_type for one in marks if one.flag == flag and one.basis == "may")
        low = sum((volume.get(name, Decimal(0)) for name in set(naming)), Decimal(0))
        high = sum((volume.get(name, Decimal(0)) for name in {*naming, *may}), Decimal(0))
        found.append(NatureVolume(flag=flag, fte_low=low, fte_high=high, naming=naming, may_include=may))
    return tuple(found)


def flags_of(call_type: str, marks: Sequence[NatureMark]) -> tuple[NatureFlag, ...]:
    """The needs that a call type names or may include, in the order of the vocabulary."""
    return tuple(flag for flag in NatureFlag if any(m.call_type == call_type and m.flag == flag for m in marks))


def crosswalk(
    call_types: Sequence[CallType], proposals: Sequence[ProposedCadType], marks: Sequence[NatureMark]
) -> tuple[CrosswalkRow, ...]:
    """Every call type of today in exactly one proposed type: changed ones first, then those that stay as they are."""
    to = {one.from_type: one for one in proposals}
    rows = []
    for name in dict.fromkeys(one.proposed_type for one in proposals):
        members = tuple(
            one.call_type for one in call_types if one.call_type in to and to[one.call_type].proposed_type == name
        )
        reasons = dict.fromkeys(to[member].reason for member in members)
        flags = tuple(flag for flag in NatureFlag if any(flag in flags_of(member, marks) for member in members))
        rows.append(CrosswalkRow(proposed_type=name, flags=flags, from_types=members, reason=" ".join(reasons)))
    for one in call_types:
        if one.call_type not in to:
            rows.append(
                CrosswalkRow(
                    proposed_type=one.call_type,
                    flags=flags_of(one.call_type, marks),
                    from_types=(one.call_type,),
                    reason="Stays as it is.",
                )
            )
    return tuple(rows)
