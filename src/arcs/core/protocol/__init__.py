"""The protocol: the approved evaluation as rules that can be read, proven, tried on calls, compared and dated.

An edition is data: questions, capabilities, routes with their hours, a matrix for behavioral-health calls, call types,
rules and worked calls. `recommend` answers one call with its explanation, `check` proves an edition before it is used,
`changes` says in plain words how two differ. What the law keeps, no edition can change.
"""

from arcs.core.protocol.binding import BoundEdition
from arcs.core.protocol.case import Case, case_of
from arcs.core.protocol.comparing import Change, Move, changes, moves
from arcs.core.protocol.edition import EDITION_VERSION, REFERENCES, SECTIONS, ProtocolEdition, conflicts, digest
from arcs.core.protocol.folding import recommend_many
from arcs.core.protocol.proving import Finding, Ground, check, grounds_by_type
from arcs.core.protocol.recommending import Recommendation, recommend, safest, was_crisis, what_is_strange
from arcs.core.protocol.records import (
    About,
    CallType,
    Capability,
    Example,
    MatrixRow,
    Question,
    Route,
    Rule,
    folded,
)
from arcs.core.protocol.words import (
    DANGERS,
    DISQUALIFIERS,
    RESERVED_QUESTIONS,
    RESERVED_ROUTES,
    Answer,
    Wish,
)

__all__ = [
    "DANGERS",
    "DISQUALIFIERS",
    "EDITION_VERSION",
    "REFERENCES",
    "RESERVED_QUESTIONS",
    "RESERVED_ROUTES",
    "SECTIONS",
    "About",
    "Answer",
    "BoundEdition",
    "CallType",
    "Capability",
    "Case",
    "Change",
    "Example",
    "Finding",
    "Ground",
    "MatrixRow",
    "Move",
    "ProtocolEdition",
    "Question",
    "Recommendation",
    "Route",
    "Rule",
    "Wish",
    "case_of",
    "changes",
    "check",
    "conflicts",
    "digest",
    "folded",
    "grounds_by_type",
    "moves",
    "recommend",
    "recommend_many",
    "safest",
    "was_crisis",
    "what_is_strange",
]
