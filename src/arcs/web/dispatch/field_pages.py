"""What the field page shows of one call: the safety line first, then what can be told by one tap."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.dispatching.matching import UnitStatus
from arcs.core.dispatching.outcomes import DeEscalation, Desk, Ending, Force, Injury, Transport
from arcs.web.calls.models import Call, CallNote, PremiseNote
from arcs.web.calls.permits import may_see_history
from arcs.web.calls.queries import call_seen_by, notes_of, premise_notes
from arcs.web.dispatch import decided, dispositions, permits, queries, telling, words
from arcs.web.dispatch.alarming import check_in_words
from arcs.web.dispatch.forms import FieldNoteForm, HandBackForm, OutcomeForm, PleaForm, new_key
from arcs.web.dispatch.models import CallOutcome, CallPhoto, FieldEntry, HandBack, Plea, PleaKind, Urgency
from arcs.web.people.models import Staff
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.units.models import Assignment
from arcs.web.wall.permit import Permit


@dataclass(frozen=True, kw_only=True)
class Tap:
    """One button of the page that tells something by itself."""

    label: str
    value: str
    is_now: bool = False
    is_next: bool = False


@dataclass(frozen=True, kw_only=True)
class PleaShown:
    """A call for help of this call, and what was answered."""

    plea: Plea
    words: str


@dataclass(frozen=True, kw_only=True)
class OfferShown:
    """A hand-over in a line: whether it alarms its sender, or asks this person."""

    key: UUID
    words: str
    alarms: bool


def offers_shown(who: Staff) -> tuple[OfferShown, ...]:
    """What the field page says of hand-overs, what alarms first."""
    found = queries.field_offers(who)
    alarms = (
        OfferShown(key=one.pk, words=words.alarming_offer(one.to_name, one.call.number, one.why_refused), alarms=True)
        for one in found.alarms
    )
    asked = (OfferShown(key=one.pk, words=words.asked_offer(one), alarms=False) for one in found.for_me)
    return (*alarms, *asked)


@dataclass(frozen=True, kw_only=True)
class FieldPage:
    """One call as its unit sees it."""

    call: Call
    mine: Assignment | None
    stands: decided.Decided
    routes: tuple[tuple[str, str], ...]
    route: str
    may_see_history: Permit
    warnings: list[PremiseNote]
    statuses: tuple[Tap, ...]
    urgencies: tuple[Tap, ...]
    check_in: tuple[bool, str] | None
    notes: list[CallNote]
    photos: list[CallPhoto]
    pleas: tuple[PleaShown, ...]
    outcomes: tuple[tuple[CallOutcome, str], ...]
    hand_backs: list[HandBack]
    kept: list[FieldEntry]
    note_form: FieldNoteForm
    plea_form: PleaForm
    hand_back_form: HandBackForm
    outcome_form: OutcomeForm

    @property
    def is_running(self) -> bool:
        """Whether the unit is still on it."""
        return self.mine is not None and self.mine.held_to is None

    @property
    def is_reserved(self) -> bool:
        """Whether the unit is only kept for it."""
        return self.is_running and self.mine is not None and self.mine.assigned_at is None

    @property
    def key(self) -> str:
        """A new key for each form of the page."""
        return new_key()


def field_page(who: Staff, call: UUID) -> FieldPage | None:
    """The page of one call of this person, or None where it is none of his."""
    found, mine = call_seen_by(who, call), queries.assignment_on(who, call)
    if found is None or not permits.may_report(who, is_own=queries.is_own(who, call, mine)):
        return None
    stands = decided.decided_on(who, [call])[call]
    names, route = names_of(in_force(who)), telling.route_of_outcome(who, call, mine)
    return FieldPage(
        call=found, mine=mine, stands=stands, route=route,
        routes=tuple((one, short(names.get(one, one))) for one in (stands.route, *stands.secondary)),
        may_see_history=may_see_history(who), warnings=premise_notes(who, found),
        statuses=_statuses(mine), urgencies=tuple(Tap(label=str(one.label), value=one.value) for one in Urgency),
        check_in=check_in_words(mine, timezone.now()) if mine else None,
        notes=list(notes_of(who, found)), photos=queries.photos_of(who, found),
        pleas=tuple(
            PleaShown(plea=one, words=words.of_plea(one.kind, one.urgency, one.reason))
            for one in queries.pleas_of(who, found)
        ),
        outcomes=tuple((one, outcome_words(one)) for one in queries.outcomes_of(who, found)),
        hand_backs=queries.hand_backs_of(who, found),
        kept=[one for one in queries.entries_of(who, found) if one.why_kept],
        note_form=FieldNoteForm(auto_id="note_%s"),
        plea_form=PleaForm(auto_id="plea_%s", initial={"plea": PleaKind.BACKUP, "urgency": Urgency.ROUTINE}),
        hand_back_form=HandBackForm(auto_id="back_%s"),
        outcome_form=OutcomeForm(
            auto_id="outcome_%s", route=route, is_crisis=decided.is_crisis(who, found, stands)
        ),
    )  # fmt: skip


def outcome_form_for(who: Staff, call: UUID, posted: Mapping[str, Any]) -> OutcomeForm:
    """The outcome as it was sent, with the questions of the route that went and of what kind the call is."""
    found = call_seen_by(who, call)
    route = telling.route_of_outcome(who, call, queries.assignment_on(who, call))
    is_crisis = found is not None and decided.is_crisis(who, found, decided.decided_on(who, [call])[call])
    return OutcomeForm(posted, route=route, is_crisis=is_crisis)


def _statuses(mine: Assignment | None) -> tuple[Tap, ...]:
    """The steps of a unit on its call; the one that comes next stands out."""
    if mine is None or mine.held_to is not None or mine.assigned_at is None:
        return ()
    steps = (
        (UnitStatus.EN_ROUTE, _("En route"), mine.en_route_at), (UnitStatus.ON_SCENE, _("On scene"), mine.on_scene_at),
        (UnitStatus.AVAILABLE, _("Clear"), None),
    )  # fmt: skip
    now = max((at for at, (_status, _label, when) in enumerate(steps) if when), default=-1)
    return tuple(
        Tap(label=label, value=status.value, is_now=at == now, is_next=at == now + 1)
        for at, (status, label, _when) in enumerate(steps)
    )


def outcome_words(one: CallOutcome) -> str:
    """An outcome in a line: how it ended and what else is not none."""
    said = [_(Ending(one.ending).label)]
    said += filter(None, (one.released_to, one.referred_to))
    for value, kind, name in (
        (one.de_escalation, DeEscalation, _("de-escalation")), (one.force, Force, _("force")),
        (one.injury, Injury, _("injury")), (one.transport, Transport, _("transport")),
    ):  # fmt: skip
        if value:
            said.append(f"{name}: {_(kind(value).label).lower()}")
    if one.crisis_disposition:
        said.append(_("for the State Police: %(how)s") % {"how": dispositions.named(one.crisis_disposition)})
    if one.follow_up_route:
        told = {"who": _(Desk(one.follow_up_route).label), "what": one.follow_up}
        said.append(_("to follow by %(who)s: %(what)s") % told if one.follow_up else _("to follow by %(who)s") % told)
    return "; ".join(said)
