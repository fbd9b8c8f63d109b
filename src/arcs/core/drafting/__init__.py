"""A draft edition of the protocol from an evaluation: what was decided becomes the edition's first call types.

The board's decisions come first; where a study holds none, its own dispositions are proposed. What nobody decided stays
with officers and is listed with its reason. What a decision cannot be is said beside it, and the draft still opens.
"""

from arcs.core.drafting.deciding import Decided, decided_categories
from arcs.core.drafting.drafting import draft_edition
from arcs.core.drafting.records import (
    ANY_NEED,
    Asking,
    Draft,
    Hours,
    Note,
    NoteGroup,
    NoteKind,
    Starting,
    Way,
    without_hours,
)

__all__ = [
    "ANY_NEED",
    "Asking",
    "Decided",
    "Draft",
    "Hours",
    "Note",
    "NoteGroup",
    "NoteKind",
    "Starting",
    "Way",
    "decided_categories",
    "draft_edition",
    "without_hours",
]
