"""Codes with which a crisis call is closed and reported to the State Police, and what an edition's routes are in them.

The report is monthly: every dispatch to a mental-health crisis (20 Ill. Adm. Code 1244.300). The codes are data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from arcs.core.agency.rows import refuse_what_cannot_be
from arcs.core.cells import cell
from arcs.core.protocol.records import Route
from arcs.core.refusal import Refusal


class CodeList(StrEnum):
    """Which list a code is of."""

    LEVEL = "level"
    OUTCOME = "outcome"
    REASON = "reason"

    @property
    def label(self) -> str:
        """The words above the list."""
        return {
            CodeList.LEVEL: "Level of response: who was dispatched",
            CodeList.OUTCOME: "Outcome: how it ended for the person",
            CodeList.REASON: "Reason of the dispatch",
        }[self]


@dataclass(frozen=True, kw_only=True)
class StateReport:
    """What the lists are for and where they come from."""

    name: str = cell("text", "the report that uses the codes", required=True)
    source: str = cell("text", "the rule that asks for it", required=True)
    due: str = cell("text", "when it is due, in words", required=True)
    note: str = cell("text", "what a reader must know first")


@dataclass(frozen=True, kw_only=True)
class CrisisCode:
    """A disposition of a crisis call: who was dispatched, how it ended, or why. `tells` is a replay's word for it."""

    code: str = cell("code", "the code, ours and lasting", key=True)
    list: str = cell("code", "the list that it is of", required=True, choices=tuple(CodeList))
    name: str = cell("text", "the name as the rule lists it", required=True)
    meaning: str = cell("text", "when it is used", required=True)
    tells: str = cell("code", "what a replay reads in such a disposition; none: no harm")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the code "{self.code}"')

    @property
    def is_arrest(self) -> bool:
        """Whether it says that the person was arrested."""
        return self.tells == "arrest"


@dataclass(frozen=True, kw_only=True)
class LevelOfCapability:
    """Which level code a capability is; none where whoever has it is not dispatched."""

    capability: str = cell("code", "the capability of an edition", key=True)
    level: str = cell("code", "the level code; none: nobody is dispatched by it")
    reason: str = cell("text", "why", required=True)

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the capability "{self.capability}"')


@dataclass(frozen=True, kw_only=True)
class CrisisCodes:
    """The lists as they ship: about the report, its codes, and the crosswalk from capabilities to levels."""

    report: StateReport
    codes: tuple[CrisisCode, ...]
    levels: tuple[LevelOfCapability, ...]

    def __post_init__(self) -> None:
        known = {one.code for one in self.of(CodeList.LEVEL)}
        for one in self.levels:
            if one.level and one.level not in known:
                raise Refusal(
                    f'the capability "{one.capability}"', f'"{one.level}" is no level code', "name one of the list"
                )

    def of(self, which: CodeList) -> tuple[CrisisCode, ...]:
        """The codes of one list, in order."""
        return tuple(one for one in self.codes if one.list == which)

    def levels_of(self, routes: Iterable[Route]) -> tuple[str, ...]:
        """The level codes under which these routes together are reported, in the list's order; none: no dispatch."""
        crosswalk = {one.capability: one.level for one in self.levels}
        other = self.of(CodeList.LEVEL)[-1].code
        found = {crosswalk.get(one, other) for route in routes for one in route.capabilities} - {""}
        return tuple(one.code for one in self.of(CodeList.LEVEL) if one.code in found)

    @property
    def outcomes(self) -> Mapping[str, str]:
        """What a replay reads in a disposition that is one of the outcome codes or names."""
        told = [one for one in self.of(CodeList.OUTCOME) if one.tells]
        return {spelling: one.tells for one in told for spelling in (one.code, one.name)}
