"""What a draft begins from, and what it says of itself. All of it is data."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from arcs.core.agency import Holiday, Service
from arcs.core.cells import cell
from arcs.core.protocol import ProtocolEdition, Rule
from arcs.core.refusal import Refusal
from arcs.core.vocabulary import Disposition, NatureFlag

ANY_NEED = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Which routes a disposition of the study means; with a need, only where the call type names that need."""

    code: str = cell("code", "the way's lasting name", key=True)
    disposition: str = cell("code", "the study's disposition", required=True, choices=tuple(Disposition))
    need: str = cell("code", "the need that the type names; none: any", choices=("", *NatureFlag))
    name: str = cell("text", "who answers, in words", required=True)
    routes: tuple[str, ...] = cell("codes", "the route that goes, then others that are permitted", required=True)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked first on which kind of call type, and the ground that a suspected crime is."""

    crime_ground: str = cell("text", "the ground of a crime that officers keep", required=True)
    on_the_spot: str = cell("code", "the capability that a minor needs", required=True)
    when_cold: tuple[str, ...] = cell("codes", "questions of a report that must be cold")
    when_crisis: tuple[str, ...] = cell("codes", "questions of a behavioral-health type")
    when_need_possible: tuple[str, ...] = cell("codes", "questions of a type that may hold such a need")


@dataclass(frozen=True, kw_only=True)
class Starting:
    """From what every draft begins: an edition, what dispositions mean in it, and rules that are given types.

    `beside` holds rules by code whose call types the study says: `minor`, and one for each route that goes beside
    medics and the fire department.
    """

    edition: ProtocolEdition
    asking: Asking
    ways: tuple[Way, ...]
    beside: tuple[Rule, ...]

    def __post_init__(self) -> None:
        plain = {one.disposition for one in self.ways if one.need == ANY_NEED}
        for one in Disposition:
            if one not in plain:
                raise Refusal(
                    "the ways of drafting", f'none is for "{one}" whatever the need', "add one without a need"
                )

    def way(self, disposition: Disposition, needs: frozenset[str]) -> Way:
        """The way of a disposition for a type that names these needs."""
        own = [one for one in self.ways if one.disposition == disposition]
        named = [one for one in own if one.need in needs and one.need != ANY_NEED]
        return (named or [one for one in own if one.need == ANY_NEED])[0]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A programme's own clock and hours. A service of which it says nothing is open at no hour."""

    time_zone: str
    services: tuple[Service, ...] = ()
    holidays: tuple[Holiday, ...] = ()


def without_hours(one: Service) -> Service:
    """A service of which nobody has said when it is open: nothing is ever sent to it."""
    return replace(one, monday=(), tuesday=(), wednesday=(), thursday=(), friday=(), saturday=(), sunday=())


class NoteKind(StrEnum):
    """What a note says: what stays with officers for lack of a decision, what cannot be, what to look at."""

    LEFT = "left"
    CANNOT = "cannot"
    LOOK = "look"
    ASSUMED = "assumed"

    @property
    def label(self) -> str:
        """The words above such notes."""
        return {
            NoteKind.LEFT: "Stays with officers for lack of a decision",
            NoteKind.CANNOT: "Cannot be as it was decided",
            NoteKind.LOOK: "To be looked at",
            NoteKind.ASSUMED: "Assumed",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing that a reader of the draft must know: about which call type or category, in one sentence."""

    kind: NoteKind
    about: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class NoteGroup:
    """Notes that say the same, with everything that they say it of."""

    kind: NoteKind
    abouts: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        """One line for the person who drafts.

        >>> str(NoteGroup(kind=NoteKind.LEFT, abouts=("FALLS", "RUNAWAY"), sentence="nobody decided"))
        'Stays with officers for lack of a decision: nobody decided: FALLS, RUNAWAY (2).'
        """
        count = f" ({len(self.abouts)})" if len(self.abouts) > 1 else ""
        listed = f": {', '.join(self.abouts)}{count}" if any(self.abouts) else ""
        return f"{self.kind.label}: {self.sentence}{listed}."


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft edition and everything that its study left open. `proposed`: nobody has adopted what it is made from."""

    edition: ProtocolEdition
    notes: tuple[Note, ...] = field(default=())
    proposed: bool = False

    def of(self, kind: NoteKind) -> tuple[Note, ...]:
        """The notes of one kind, in the study's order."""
        return tuple(one for one in self.notes if one.kind is kind)

    @property
    def groups(self) -> tuple[NoteGroup, ...]:
        """The notes by kind, those that say the same together: nothing is left out."""
        found: dict[tuple[NoteKind, str], list[str]] = {}
        for kind in NoteKind:
            for one in self.of(kind):
                found.setdefault((kind, one.sentence), []).append(one.about)
        return tuple(
            NoteGroup(kind=kind, abouts=tuple(abouts), sentence=sentence) for (kind, sentence), abouts in found.items()
        )
