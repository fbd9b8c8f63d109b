"""What stands on the board: calls, units, calls for help, and the board as a whole."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.core.dispatching.matching import Candidate, UnitStatus, clause
from arcs.core.dispatching.measuring import ORDINARY_ROUTES
from arcs.core.dispatching.targets import Age, Band
from arcs.core.protocol import Answer
from arcs.core.protocol.words import OFFICER
from arcs.web.calls.models import Call
from arcs.web.dispatch import words
from arcs.web.dispatch.decided import Decided
from arcs.web.dispatch.going import Going
from arcs.web.dispatch.waiting import Need, counted
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
class Wanted:
    """One route of a call for which a unit must still be sent: who should go, or what is missing.

    `on_call`: where it has no unit of its own, whom its rota calls now and who is next.
    """

    route: str
    name: str
    best: Candidate | None
    shortfall: str
    stand_in_reason: str = ""
    on_call: str = ""

    @property
    def short_of(self) -> str:
        """The first clause of the shortfall; the whole of it stands where the call is chosen."""
        return clause(self.shortfall)


@dataclass(frozen=True, kw_only=True)
class CallShown:
    """One open call on the board. `wanted`: the routes that still need a unit, the first of them first.

    `look_again`: why it is to be decided anew though it is triaged, "" where it is not.
    `on_call`: whom the rota calls for routes that were wanted and are closed, and to which no unit goes.
    """

    call: Call
    stands: Decided
    look_again: str
    waits: Waits
    routes: tuple[tuple[str, str], ...]
    going: Going
    need: Need
    wanted: tuple[Wanted, ...]
    shortfall: str
    on_call: str
    needs_unit: bool
    kept: tuple[Assignment, ...]
    outcome: str
    url: str
    is_chosen: bool = False

    @property
    def asks_why(self) -> bool:
        """Whether a unit of another route is sent with a reason: not to a call that police or medics answer anyway."""
        return self.stands.route not in ORDINARY_ROUTES

    @property
    def best(self) -> Candidate | None:
        """The unit that should go next."""
        return next((one.best for one in self.wanted if one.best), None)

    @property
    def sent(self) -> tuple[Assignment, ...]:
        """What is dispatched to it now."""
        return tuple(one for one in self.kept if one.assigned_at)

    @property
    def is_partly(self) -> bool:
        """Whether somebody goes, and not everybody who should."""
        return self.going.is_partly and bool(self.wanted)

    @property
    def is_dangerous(self) -> bool:
        """Whether a danger was answered yes."""
        return self.need is Need.DANGER or (self.need is Need.HANDED_BACK and has_danger(self.stands))

    @property
    def short_of(self) -> str:
        """The first clause of the shortfall; the whole of it stands where the call is chosen."""
        return clause(self.shortfall)

    @property
    def send_url(self) -> str:
        """Where a unit is sent from; it names the units that the page shows with the call."""
        seen = urlencode([("seen", one.unit.call_sign) for one in self.kept])
        return "?".join(filter(None, (reverse("dispatch:send", args=[self.call.pk]), seen)))

    @property
    def is_with_police(self) -> bool:
        """Whether the call is an officer's already, so that nobody can hand it back."""
        return self.stands.route == OFFICER

    @property
    def where(self) -> str:
        """The address with what is behind it."""
        return " ".join(filter(None, (self.call.address, self.call.unit)))


def has_danger(stands: Decided) -> bool:
    """Whether any danger was answered yes."""
    return any(answer is Answer.YES for _code, answer in stands.dangers)


@dataclass(frozen=True, kw_only=True)
class LateOffer:
    """A hand-over of one's own that nobody accepted in time, or that was refused."""

    key: str
    words: str


@dataclass(frozen=True, kw_only=True)
class AskShown:
    """Somebody in the field who needs something, and nobody answered. Its call may be closed."""

    key: str
    call: Call
    unit: str
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
    told: str
    alarm: str


@dataclass(frozen=True, kw_only=True)
class UnitTap:
    """One button of a dispatched unit: its next steps, and that all is well where its check-in timer runs."""

    label: str
    value: str
    key: str
    key_label: str


CHECKED_IN = "checked_in"


def unit_taps(held: Assignment, *, with_keys: bool) -> tuple[UnitTap, ...]:
    """What a dispatcher can tell for a unit that is on its way or there; a step that is over is not offered again."""
    taps = (
        (held.en_route_at is None and held.on_scene_at is None, _("En route"), UnitStatus.EN_ROUTE.value, "e"),
        (held.on_scene_at is None, _("On scene"), UnitStatus.ON_SCENE.value, "s"),
        (True, _("Clear"), UnitStatus.AVAILABLE.value, "c"),
        (held.check_in_due is not None, _("All is well"), CHECKED_IN, "w"),
    )
    named = {"unit": held.unit.call_sign}
    return tuple(
        UnitTap(label=label, value=value, key=key if with_keys else "",
                key_label=_("%(unit)s: %(what)s") % {**named, "what": label.lower()})
        for offered, label, value, key in taps if offered
    )  # fmt: skip


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
    late_offers: tuple[LateOffer, ...]

    @property
    def alarms(self) -> int:
        """How many things alarm: calls for help, overdue check-ins, hand-overs of one's own."""
        return len(self.asks) + len(self.overdue) + len(self.late_offers)

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
