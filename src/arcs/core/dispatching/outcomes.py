"""Coded outcomes, reasons and reviews: what is recorded of a call that was answered, and what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from arcs.core.protocol.words import EMS, FIRE
from arcs.core.refusal import Refusal
from arcs.core.vocabulary import Labelled


class ArrestAlternative(Labelled):
    """What was considered instead of an arrest."""

    WARNING = "warning"
    CITATION = "citation"
    DEFLECTION = "deflection"
    MEDIATION = "mediation"
    TREATMENT = "treatment"
    NONE_CONSIDERED = "none_considered"
    NO_GROUND_TO_ARREST = "no_ground_to_arrest"


class WhyNotAlternative(Labelled):
    """Why an alternative that was considered was not taken."""

    DECLINED = "declined"
    NOT_AVAILABLE = "not_available"
    LAW_DEMANDS_ARREST = "law_demands_arrest"
    DANGER_TO_OTHERS = "danger_to_others"
    OTHER = "other"


class DeEscalation(Labelled):
    """Whether de-escalation was used, and how far it went."""

    NOT_NEEDED = "not_needed"
    SUCCEEDED = "succeeded"
    PARTLY = "partly"
    DID_NOT_SUCCEED = "did_not_succeed"
    NOT_POSSIBLE = "not_possible"


class Force(Labelled):
    """The highest force used."""

    NONE = "none"
    DISPLAYED = "displayed"
    HANDS = "hands"
    LESS_LETHAL = "less_lethal"
    FIREARM = "firearm"


class Injury(Labelled):
    """Who was hurt in the course of the response."""

    NONE = "none"
    PERSON = "person"
    RESPONDER = "responder"
    BOTH = "both"


class Transport(Labelled):
    """Whether somebody was taken somewhere, and of whose will."""

    NONE = "none"
    VOLUNTARY = "voluntary"
    INVOLUNTARY = "involuntary"


class Ending(Labelled):
    """How the contact ended.

    >>> Ending.UNABLE_TO_LOCATE.label
    'Unable to locate'
    """

    RESOLVED = "resolved"
    RELEASED_TO = "released_to"
    REFERRED_TO = "referred_to"
    ARREST = "arrest"
    REPORT_TAKEN = "report_taken"
    UNABLE_TO_LOCATE = "unable_to_locate"


class Desk(Labelled):
    """A desk with an owner and a next date at which a route ends, by the route's reserved code: no unit is sent to it.

    >>> Desk.CARE.label
    'Community care navigation'
    """

    TRU = "tru"
    ONLINE = "online"
    CARE = "care"
    PARTNER = "partner"

    @property
    def label(self) -> str:
        """The words that a list shows."""
        return {
            Desk.TRU: "Telephone reporting unit",
            Desk.ONLINE: "Online reporting",
            Desk.CARE: "Community care navigation",
            Desk.PARTNER: "Outside partner",
        }[self]


AT_DESKS = frozenset(one.value for one in Desk)
# Who can look after the person when whoever answered the call has left: a form on the web looks after nobody.
FOLLOW_UPS = (Desk.CARE, Desk.PARTNER, Desk.TRU)


class HandBack(Labelled):
    """Why a call went back to police, or backup was asked for."""

    FELT_UNSAFE = "felt_unsafe"
    INAPPROPRIATE_DISPATCH = "inappropriate_dispatch"
    INACCURATE_CALLER_INFORMATION = "inaccurate_caller_information"
    CALL_TAKER_MISUNDERSTANDING = "call_taker_misunderstanding"
    OTHER = "other"


class Override(Labelled):
    """Why another route was chosen than the one recommended; each has one key at the desk."""

    CALLER_WISH = "caller_wish"
    DANGER_HEARD = "danger_heard"
    KNOWN_ADDRESS = "known_address"
    NO_UNIT_FREE = "no_unit_free"
    SUPERVISOR = "supervisor"
    WRONG_CALL_TYPE = "wrong_call_type"
    OTHER = "other"

    @property
    def key(self) -> str:
        """The key that records it.

        >>> Override.DANGER_HEARD.key
        'd'
        """
        return self.value[0]


class NotServed(Labelled):
    """Why a call that was eligible was not served by its route. That it was not triaged is none of them."""

    NO_UNIT_FREE = "no_unit_free"
    ROUTE_CLOSED = "route_closed"
    CALLER_DECLINED = "caller_declined"
    CALLER_NOT_REACHED = "caller_not_reached"
    TAKEN_BY_POLICE_FIRST = "taken_by_police_first"
    HANDED_BACK = "handed_back"
    TOO_FAR = "too_far"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    DANGER_HEARD = "danger_heard"
    KNOWN_ADDRESS = "known_address"
    SUPERVISOR = "supervisor"
    WRONG_CALL_TYPE = "wrong_call_type"
    LINK_LOST = "link_lost"
    OTHER = "other"


# Why police went where another route was recommended, by the reason with which somebody chose so.
PASSED_OVER = {
    Override.CALLER_WISH: NotServed.CALLER_DECLINED,
    Override.DANGER_HEARD: NotServed.DANGER_HEARD,
    Override.KNOWN_ADDRESS: NotServed.KNOWN_ADDRESS,
    Override.NO_UNIT_FREE: NotServed.NO_UNIT_FREE,
    Override.SUPERVISOR: NotServed.SUPERVISOR,
    Override.WRONG_CALL_TYPE: NotServed.WRONG_CALL_TYPE,
    Override.OTHER: NotServed.OTHER,
}
# What only the choice at the strip, or its lost link, can be a reason of: no desk and no crew says so of its own work.
OF_THE_CHOICE = frozenset(
    {
        NotServed.DANGER_HEARD,
        NotServed.KNOWN_ADDRESS,
        NotServed.SUPERVISOR,
        NotServed.WRONG_CALL_TYPE,
        NotServed.LINK_LOST,
        NotServed.OTHER,
    }
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was coded of a call; None is not recorded, which is never "no".

    `crisis_disposition`: how a crisis call ended for the person, by an outcome code of the State Police's report.
    """

    ending: Ending | None = None
    alternatives: tuple[ArrestAlternative, ...] = ()
    why_not: WhyNotAlternative | None = None
    de_escalation: DeEscalation | None = None
    force: Force | None = None
    injury: Injury | None = None
    transport: Transport | None = None
    released_to: str = ""
    referred_to: str = ""
    crisis_disposition: str = ""


# Routes that meet nobody face to face: force, injury and transport cannot happen on them.
WITHOUT_CONTACT = frozenset({"tru", "online", "988", "clinician_center", "clinician_remote", "none"})
# Routes to which no unit of the programme is sent: a desk answers, or medics come with their own.
WITHOUT_UNIT = WITHOUT_CONTACT | AT_DESKS | {EMS}
# Routes whose people cannot arrest.
WITHOUT_ARREST = WITHOUT_CONTACT | {"cso", "care", "partner", EMS, FIRE}


def missing(route: str, outcome: Outcome, *, is_crisis: bool = False) -> tuple[str, ...]:
    """What is still missing for a call of a route, in plain words; nothing where it is whole.

    A route that the product does not ship is asked for everything. `is_crisis`: it is a behavioral-health call, which
    the State Police are told of.

    >>> missing("tru", Outcome())
    ('how it ended',)
    """
    found = ["how it ended"] if outcome.ending is None else list(_after(outcome))
    if outcome.ending is Ending.UNABLE_TO_LOCATE:
        return tuple(found)
    if route not in WITHOUT_CONTACT:
        asked = (
            ("whether de-escalation was used", outcome.de_escalation),
            ("whether force was used", outcome.force),
            ("whether somebody was hurt", outcome.injury),
            ("whether somebody was transported, and whether voluntarily", outcome.transport),
        )
        found += [words for words, value in asked if value is None]
    if route not in WITHOUT_ARREST and not outcome.alternatives:
        found.append("which alternatives to arrest were considered")
    if is_crisis and not outcome.crisis_disposition:
        found.append("how it ended for the person, as the State Police are told")
    return tuple(found)


def _after(outcome: Outcome) -> Iterable[str]:
    """What follows from how it ended."""
    if outcome.ending is Ending.RELEASED_TO and not outcome.released_to.strip():
        yield "to whom the person was released"
    if outcome.ending is Ending.REFERRED_TO and not outcome.referred_to.strip():
        yield "to whom the person was referred"
    if outcome.ending is Ending.ARREST and outcome.why_not is None:
        yield "why no alternative to arrest was taken"


class ReviewGround(Labelled):
    """What demands a review."""

    HAND_BACK = "hand_back"
    FORCE = "force"
    SRT = "srt"
    REPEATED_OVERRIDE = "repeated_override"

    @property
    def label(self) -> str:
        """The words a supervisor reads."""
        return "SRT was sent" if self is ReviewGround.SRT else super().label


@dataclass(frozen=True, kw_only=True)
class ReviewStep:
    """One step of a review and what it asks."""

    code: str
    title: str
    questions: tuple[str, ...]


# The Critical Decision-Making Model of the Police Executive Research Forum (PERF), asked of one call afterwards.
REVIEW_STEPS = (
    ReviewStep(
        code="collect",
        title="Collect information",
        questions=(
            "What was known when the call was taken, and what was answered unknown?",
            "What was learned later that could have been asked?",
        ),
    ),
    ReviewStep(
        code="assess",
        title="Assess situation, threats and risks",
        questions=(
            "Which threats and risks were seen, and by whom?",
            "Was time on our side, and was more help needed sooner?",
        ),
    ),
    ReviewStep(
        code="powers",
        title="Consider police powers and agency policy",
        questions=(
            "Was there a ground for police, and which?",
            "Which policy and which rule of the edition applied?",
        ),
    ),
    ReviewStep(
        code="options",
        title="Identify options and determine the best course of action",
        questions=("Which routes were open, and which were considered?", "Why was this one the best then?"),
    ),
    ReviewStep(
        code="act",
        title="Act, review and re-assess",
        questions=(
            "What came of it for the person and the crew?",
            "What should the protocol's editor change, if anything?",
        ),
    ),
)


def review_grounds(
    *,
    routes: Iterable[str],
    handed_back: bool,
    force: Force | None,
    overrides: int,
    repeated_from: int = 3,
) -> tuple[ReviewGround, ...]:
    """Which events of a call demand a review. `overrides`: of one rule, by one person, over the stated period.

    Force that was not recorded demands none: that it is missing is a breach of its own.

    >>> review_grounds(routes=["srt"], handed_back=True, force=Force.NONE, overrides=0)
    (<ReviewGround.HAND_BACK: 'hand_back'>, <ReviewGround.SRT: 'srt'>)
    """
    if repeated_from < 2:
        raise Refusal(f"repeated from {repeated_from} overrides", "one is no repetition", "give at least 2")
    happened = {
        ReviewGround.HAND_BACK: handed_back,
        ReviewGround.FORCE: force not in {None, Force.NONE},
        ReviewGround.SRT: "srt" in routes,
        ReviewGround.REPEATED_OVERRIDE: overrides >= repeated_from,
    }
    return tuple(one for one, is_so in happened.items() if is_so)
