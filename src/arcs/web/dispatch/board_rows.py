"""What stands on the board: calls, units, calls for help, and the board as a whole."""

from dataclasses import dataclass
from datetime import datetime

from arcs.core.dispatching.matching import Candidate, clause
from arcs.core.dispatching.measuring import ORDINARY_ROUTES
from arcs.core.dispatching.targets import Age, Band
from arcs.core.protocol.words import OFFICER
from arcs.web.calls.models import Call
from arcs.web.dispatch import words
from arcs.web.dispatch.decided import Decided
from arcs.web.dispatch.waiting import counted
from arcs.web.units.models import Assignment

BAR = 118  # the width of the bar of a wait; its mark stands at the target
BAR_TARGET = 84


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How long a call waits: minutes, target, band in words with its tone, and how far the bar goes."""

    age: Age
    target: int | None

    @property
    def words(self) -> str:
        """Where it stands."""
        return words.band(self.age, self.target)

    @property
    def tone(self) -> str:
        """The tone of its badge, which gives it colour and shape."""
        return words.TONES[self.age.band]

    @property
    def bar(self) -> int:
        """How far the bar goes."""
        return min(BAR, round(float(self.age.share or 0) * BAR_TARGET))


@dataclass(frozen=True, kw_only=True)
class CallShown:
    """One open call on the board."""

    call: Call
    stands: Decided
    waits: Waits
    routes: tuple[tuple[str, str], ...]
    best: Candidate | None
    shortfall: str
    needs_unit: bool
    kept: tuple[Assignment, ...]
    asks: tuple["AskShown", ...]
    outcome: str
    url: str
    is_chosen: bool = False
    stand_in_reason: str = ""

    @property
    def asks_why(self) -> bool:
        """Whether a unit of another route is sent with a reason: not to a call that police or medics answer anyway."""
        return self.stands.route not in ORDINARY_ROUTES

    @property
    def short_of(self) -> str:
        """The first clause of the shortfall; the whole of it stands where the call is chosen."""
        return clause(self.shortfall)

    @property
    def is_with_police(self) -> bool:
        """Whether the call is an officer's already, so that nobody can hand it back."""
        return self.stands.route == OFFICER

    @property
    def where(self) -> str:
        """The address with what is behind it."""
        return " ".join(filter(None, (self.call.address, self.call.unit)))


@dataclass(frozen=True, kw_only=True)
class AskShown:
    """Somebody in the field who needs something, and nobody answered."""

    key: str
    call: Call
    words: str
    said: str
    who: str
    at: datetime
    is_emergency: bool


@dataclass(frozen=True, kw_only=True)
class UnitShown:
    """One unit: who is on it, how it stands, and which call has it."""

    sign: str
    route: str
    crew: str
    has: str
    status: str
    tone: str
    doing: str
    call: Call | None
    overdue: str


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One line of what was done so far."""

    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything that the board and the wall show."""

    at: datetime
    waiting: tuple[CallShown, ...]
    under_way: tuple[CallShown, ...]
    answered: tuple[CallShown, ...]
    not_shown: bool
    units: tuple[UnitShown, ...]
    asks: tuple[AskShown, ...]
    overdue: tuple[UnitShown, ...]
    chosen: CallShown | None
    so_far: tuple[Happened, ...]
    late_offers: tuple[str, ...]

    @property
    def late(self) -> int:
        """How many wait beyond their target."""
        return counted(one.waits.age for one in self.waiting)[Band.LATE]

    @property
    def not_triaged(self) -> int:
        """How many open calls nobody put through the protocol."""
        every = (*self.waiting, *self.under_way, *self.answered)
        return sum(not one.stands.is_triaged for one in every)

    @property
    def free(self) -> int:
        """How many units can be sent."""
        return sum(one.tone == "good" for one in self.units)

    @property
    def choices(self) -> tuple[UnitShown, ...]:
        """The units that can be sent otherwise, free ones first."""
        return tuple(sorted((one for one in self.units if one.crew), key=lambda one: (one.tone != "good", one.sign)))
