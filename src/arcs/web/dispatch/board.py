"""The board as one picture of now: who waits, who is free, who should go, and what somebody must look at first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.agency import Programme, is_open, opens_next
from arcs.core.dispatching.checking_in import Plan, Step
from arcs.core.dispatching.checking_in import standing as check_in_standing
from arcs.core.dispatching.matching import Candidate, Match, Need, Unit, UnitStatus, matched, need_of
from arcs.core.dispatching.outcomes import WITHOUT_CONTACT, Ending, NotServed
from arcs.core.dispatching.targets import RouteTarget, age
from arcs.core.protocol import BoundEdition, Route
from arcs.core.protocol.words import EMS
from arcs.web.agency.queries import edition_on
from arcs.web.calls.models import Call, CallNote
from arcs.web.calls.queries import notes_of
from arcs.web.dispatch import queries, words
from arcs.web.dispatch.board_rows import AskShown, Board, CallShown, Happened, UnitShown, Waits
from arcs.web.dispatch.decided import Decided, standing
from arcs.web.dispatch.models import HandBack
from arcs.web.dispatch.waiting import in_order
from arcs.web.people.models import Staff
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.triage.models import Decision, SentBack
from arcs.web.triage.promising import target_of
from arcs.web.units.matching import units_for_matching
from arcs.web.units.models import Assignment, Attribute
from arcs.web.wall.clock import today

TOLD = (Step(after_minutes=0, tells="dispatcher"), Step(after_minutes=5, tells="supervisor"))
REMIND_MINUTES = 3
UNIT_TONES = {
    UnitStatus.AVAILABLE: "good", UnitStatus.RESERVED: "warn", UnitStatus.ASSIGNED: "info", UnitStatus.EN_ROUTE: "info",
    UnitStatus.ON_SCENE: "info", UnitStatus.OUT_OF_SERVICE: "",
}  # fmt: skip


def board_of(who: Staff, *, chosen: UUID | None = None) -> Board:
    """The board now. Twelve queries, however many calls and units there are or were."""
    now = timezone.now()
    calls = queries.open_calls(who)
    shown = calls[: queries.MOST_OPEN]
    held = queries.held_or_open(who, [one.pk for one in shown])
    asked, settings = in_force(who), edition_on(today())
    bound = asked.bound if asked else None
    units = units_for_matching(who, now, edition=bound)
    room = _Room(
        at=now, bound=bound, names=names_of(asked), units=units, programme=settings.programme if settings else None,
        since=settings.valid_from if settings else today(),
    )  # fmt: skip
    by_call: dict[UUID, list[Assignment]] = {}
    for one in held:
        by_call.setdefault(one.call_id, []).append(one)
    rows = {one.pk: room.call_shown(one, by_call.get(one.pk, []), chosen) for one in shown}
    groups = {one.pk: _group(rows[one.pk], by_call.get(one.pk, [])) for one in shown}

    def of(group: str) -> tuple[CallShown, ...]:
        found = {pk: rows[pk].waits.age for pk, name in groups.items() if name == group}
        laid = [rows[pk] for pk in in_order(found, {pk: at for at, pk in enumerate(rows)})]
        # Whoever gave a call back to police is with somebody who needs them: that stands before every target.
        return tuple(sorted(laid, key=lambda one: one.stands.handed_back is None))

    running = {one.unit.call_sign: one for one in held if one.held_to is None}
    stand = tuple(room.unit_shown(one, running.get(one.code)) for one in units)
    asks = [ask for row in rows.values() for ask in row.asks]
    waiting = of("waiting")
    selected = rows.get(chosen) if chosen else next(iter(waiting), None)
    return Board(
        at=now, waiting=waiting, under_way=of("under_way"), answered=of("answered"),
        not_shown=len(calls) > queries.MOST_OPEN, units=stand,
        asks=tuple(sorted(asks, key=lambda one: (not one.is_emergency, one.at))),
        overdue=tuple(one for one in stand if one.overdue), chosen=selected,
        so_far=_so_far(selected, by_call.get(selected.call.pk, []), notes_of(who, selected.call)) if selected else (),
        late_offers=tuple(_late_offers(who, shown, now)),
    )  # fmt: skip


def _group(row: CallShown, held: list[Assignment]) -> str:
    """Where a call stands: with a unit, answered and not closed yet, or waiting for one."""
    since = row.stands.back_at
    sent = [one for one in held if one.assigned_at and (since is None or one.assigned_at > since)]
    if any(one.held_to is None for one in sent):
        return "under_way"
    return "answered" if sent else "waiting"


def _late_offers(who: Staff, calls: Iterable[Call], now: datetime) -> Iterable[str]:
    for call in calls:
        for one in call.offers or ():  # type: ignore[attr-defined] # annotated
            due = _moment(one["due_at"])
            if UUID(one["made_by"]) == who.pk and due <= now:
                yield _("%(who)s has not accepted call %(call)s.") % {"who": one["to_name"], "call": call.number}


@dataclass(frozen=True, kw_only=True)
class _Room:
    """What all rows of one board share; a need that many calls have is matched once."""

    at: datetime
    bound: BoundEdition | None
    names: Mapping[str, str]
    units: list[Unit]
    programme: Programme | None
    since: date

    @cached_property
    def routes(self) -> Mapping[str, Route]:
        return {one.code: one for one in self.bound.edition.routes} if self.bound else {}

    @cached_property
    def _matches(self) -> dict[tuple[str, frozenset[str], str], Match]:
        return {}

    @cached_property
    def _targets(self) -> dict[str, RouteTarget | None]:
        return {}

    def name(self, code: str) -> str:
        return short(self.names.get(code, code.replace("_", " ").capitalize()))

    def match(self, route: str, attributes: frozenset[str], area: str) -> Match:
        key = (route, attributes, area)
        if key not in self._matches:
            need = self._need(route, attributes, area)
            on = timezone.localdate(self.at)
            found = matched(need, self.units, at=self.at, on=on) if need else Match(candidates=(), shortfall="")
            self._matches[key] = found
        return self._matches[key]

    def _need(self, route: str, attributes: frozenset[str], area: str) -> Need | None:
        if self.bound is None or route not in self.routes:
            return None
        return need_of(self.bound, route, attributes=attributes, area=area)

    def target(self, route: str) -> RouteTarget | None:
        if route not in self._targets:
            service = self.routes[route].service if route in self.routes else route
            self._targets[route] = target_of(self.programme, service, route, self.since)
        return self._targets[route]

    def call_shown(self, call: Call, held: list[Assignment], chosen: UUID | None) -> CallShown:
        stands = standing(_decision(call), _back(call), _sent_back(call))
        target = self.target(stands.route)
        best, shortfall = self._recommended(call, stands)
        return CallShown(
            call=call, stands=stands,
            waits=Waits(age=age(self.at - call.received_at, target), target=target.minutes if target else None),
            routes=tuple((one, self.name(one)) for one in (stands.route, *stands.secondary)),
            best=best, shortfall=shortfall, needs_unit=not _goes_without(stands.route),
            kept=tuple(one for one in held if one.held_to is None), asks=tuple(_asks(call)), outcome=_outcome(call),
            stand_in_reason=_stand_in_reason(best, self._closed(stands.route)),
            url=f"{reverse('dispatch:board')}?call={call.pk}", is_chosen=call.pk == chosen,
        )  # fmt: skip

    def _recommended(self, call: Call, stands: Decided) -> tuple[Candidate | None, str]:
        route = stands.route
        if _goes_without(route):
            return None, self._without_unit(route)
        if self.bound is None:
            return None, _("No edition of the protocol is in force, so nobody can be recommended. Choose a unit.")
        wanted = frozenset({call.caller_language.strip().lower()}) if _needs_language(call) else frozenset[str]()
        found = self.match(route, wanted, call.area)
        if best := _best(call, found, self.match(route, frozenset(), call.area) if wanted else found):
            return best, ""
        closed = self._closed(route)
        return None, f"{closed} {found.shortfall}" if closed else found.shortfall or _("This route has no unit.")

    def _without_unit(self, route: str) -> str:
        if route == EMS:
            return _("Emergency medical services send their own unit. Call them.")
        return self._closed(route) or _("%(route)s takes it; no unit goes.") % {"route": self.name(route)}

    def _closed(self, route: str) -> str:
        service = self.routes[route].service if route in self.routes else ""
        if self.programme is None or not any(one.code == service for one in self.programme.services):
            return ""
        local = self.at.astimezone(self.programme.zone)
        if is_open(self.programme, service, local):
            return ""
        opens = opens_next(self.programme, service, local)
        named = {"route": self.name(route)}
        if opens is None:
            return _("%(route)s is closed.") % named
        return _closed_until(named, opens)

    def unit_shown(self, unit: Unit, held: Assignment | None) -> UnitShown:
        route = unit.crew[0].route if unit.crew else ""
        overdue = _overdue(held, self.at) if held else ""
        status, tone = _(unit.status.label.capitalize()), UNIT_TONES[unit.status]
        if unit.status is UnitStatus.AVAILABLE:
            rests = unit.rest_until is not None and unit.rest_until > self.at
            status, tone = (
                (_("Free"), "good") if unit.crew and not rests else (_("Resting") if rests else _("No crew"), "")
            )
        return UnitShown(
            sign=unit.code, route=route, crew=_crew(unit, self.name), has=self._has(unit),
            status=_("Overdue") if overdue else status, tone="alarm" if overdue else tone,
            doing=_doing(unit, held, self.at), call=held.call if held else None, overdue=overdue,
        )  # fmt: skip

    def _has(self, unit: Unit) -> str:
        labels = {str(value): str(label) for value, label in Attribute.choices}
        capabilities = {one.code for one in self.bound.edition.capabilities} if self.bound else set()
        known = unit.able(timezone.localdate(self.at)) - capabilities - {"marked_vehicle"}
        return ", ".join(labels.get(one, one.replace("_", " ").replace("-", " ")) for one in sorted(known))


def _best(call: Call, found: Match, anybody: Match) -> Candidate | None:
    """Who should go: a language is wanted, and is no reason to send nobody, or somebody of another route."""
    own = next((one for one in found.candidates if not one.stands_in), None)
    any_own = next((one for one in anybody.candidates if not one.stands_in), None)
    best = own or any_own or next(iter((*found.candidates, *anybody.candidates)), None)
    if best is None or best in found.candidates:
        return best
    without = _("Nobody with %(language)s is free.") % {"language": call.caller_language.strip()}
    if found.candidates:
        without = _("Nobody of the route with %(language)s is free.") % {"language": call.caller_language.strip()}
    return replace(best, reason=f"{best.reason} {without}")


def _stand_in_reason(best: Candidate | None, closed: str) -> str:
    """Why the recommended unit stands in, as far as the board knows it: the code of the reason."""
    if best is None or not best.stands_in:
        return ""
    return (NotServed.ROUTE_CLOSED if closed else NotServed.NO_UNIT_FREE).value


def _closed_until(named: dict[str, str], opens: datetime) -> str:
    when = date_format(timezone.localtime(opens), "H:i")
    if timezone.localdate(opens) != timezone.localdate():
        when = date_format(timezone.localtime(opens), "DATETIME_FORMAT")
    return _("%(route)s is closed until %(when)s.") % {**named, "when": when}


def _goes_without(route: str) -> bool:
    """Whether a route sends none of these units: nobody goes, or medics come with their own."""
    return route in WITHOUT_CONTACT or route == EMS


def _needs_language(call: Call) -> bool:
    return bool(call.wishes_interpreter and call.caller_language.strip())


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"{text!r} is no moment")  # the database wrote it
    return found


def _decision(call: Call) -> Decision | None:
    told: dict[str, Any] | None = call.last_decision  # type: ignore[attr-defined] # annotated
    if told is None:
        return None
    return Decision(**{**told, "made_at": _moment(told["made_at"]), "made_by": UUID(told["made_by"])})


def _back(call: Call) -> HandBack | None:
    told: dict[str, Any] | None = call.last_back  # type: ignore[attr-defined] # annotated
    return HandBack(**{**told, "made_at": _moment(told["made_at"])}) if told else None


def _sent_back(call: Call) -> SentBack | None:
    told: dict[str, Any] | None = call.last_sent_back  # type: ignore[attr-defined] # annotated
    return SentBack(**{**told, "made_at": _moment(told["made_at"])}) if told else None


def _outcome(call: Call) -> str:
    told: dict[str, Any] | None = call.last_outcome  # type: ignore[attr-defined] # annotated
    return _(Ending(told["ending"]).label) if told else ""


def _asks(call: Call) -> Iterable[AskShown]:
    for one in call.asks or ():  # type: ignore[attr-defined] # annotated
        yield AskShown(
            key=one["id"], call=call, words=words.of_plea(one["kind"], one["urgency"], one["reason"]),
            said=one["said"], who=one["made_by_name"], at=_moment(one["made_at"]),
            is_emergency=one["urgency"] == "emergency",
        )  # fmt: skip


def _crew(unit: Unit, name: Any) -> str:
    return "; ".join(f"{one.name}, {name(one.route).lower()}" for one in unit.crew)


def _doing(unit: Unit, held: Assignment | None, now: datetime) -> str:
    if held is None:
        if unit.expected_free_at is not None and unit.expected_free_at > now:
            return _("free in about %(n)d min") % {"n": -(-int((unit.expected_free_at - now).total_seconds()) // 60)}
        return ""
    since = held.on_scene_at or held.en_route_at or held.assigned_at or held.held_from
    minutes = max(0, int((now - since).total_seconds()) // 60)
    what = _("kept for %(call)s, not dispatched") if held.assigned_at is None else _("%(call)s")
    named = what % {"call": f"{held.call.number} {held.call.call_type}"}
    return _("%(what)s, %(n)d min") % {"what": named, "n": minutes}


def _overdue(held: Assignment, now: datetime) -> str:
    """That a check-in is overdue, in the core's words; nothing while it is not."""
    said = check_in_words(held, now)
    return said[1] if said and said[0] else ""


def check_in_words(held: Assignment, now: datetime) -> tuple[bool, str] | None:
    """Whether the check-in of an assignment is overdue, and where its timer stands; None where none runs."""
    if held.check_in_due is None or held.check_in_minutes is None or held.held_to is not None:
        return None
    every = held.check_in_minutes
    plan = Plan(every_minutes=every, remind_minutes=min(REMIND_MINUTES, every - 1), steps=TOLD)
    begun = held.check_in_due - timedelta(minutes=every)
    found = check_in_standing(plan, begun_at=begun, now=now)
    return found.state.value == "overdue", found.words


def _so_far(row: CallShown, held: list[Assignment], notes: Iterable[CallNote]) -> tuple[Happened, ...]:
    """What was done about a call, in order."""
    call, stands = row.call, row.stands
    lines = [Happened(at=call.made_at, words=_("Call taken"))]
    if stands.decision:
        named = {"route": row.routes[0][1] if not stands.handed_back else stands.decision.chosen_route}
        who = {"who": stands.decision.made_by_name}
        lines.append(Happened(at=stands.decision.made_at, words=_("Triage: %(route)s, by %(who)s") % {**named, **who}))
    if stands.handed_back:
        back = {"who": stands.handed_back.made_by_name}
        lines.append(Happened(at=stands.handed_back.made_at, words=_("Handed back to police by %(who)s") % back))
    if stands.sent_back:
        sent = {"who": stands.sent_back.made_by_name}
        lines.append(Happened(at=stands.sent_back.made_at, words=_("Sent back to be triaged anew, by %(who)s") % sent))
    for one in held:
        lines += _of_assignment(one)
    lines += [Happened(at=note.made_at, words=note.text) for note in notes]
    lines += _told_from_field(call)
    return tuple(sorted(lines, key=lambda one: one.at))


def _told_from_field(call: Call) -> Iterable[Happened]:
    """The outcome that counts, and what came from the field and could not be carried out."""
    outcome: dict[str, Any] | None = call.last_outcome  # type: ignore[attr-defined] # annotated
    if outcome:
        named = {"ending": _(Ending(outcome["ending"]).label), "who": outcome["made_by_name"]}
        yield Happened(at=_moment(outcome["made_at"]), words=_("Outcome: %(ending)s, by %(who)s") % named)
    for one in call.kept_beside or ():  # type: ignore[attr-defined] # annotated
        words = _("Told by %(who)s and not carried out: %(words)s. %(why)s")
        told = {"who": one["made_by_name"], "words": one["words"], "why": one["why_kept"]}
        yield Happened(at=_moment(one["made_at"]), words=words % told)


def _of_assignment(one: Assignment) -> Iterable[Happened]:
    sign = {"unit": one.unit.call_sign, "who": one.held_by_name}
    said = (
        (one.reserved_at, _("%(unit)s reserved by %(who)s")),
        (one.assigned_at, _("%(unit)s assigned by %(who)s") + words.stands_in(one)),
        (one.en_route_at, _("%(unit)s en route")), (one.on_scene_at, _("%(unit)s on scene")),
        (one.held_to, _("%(unit)s clear") if one.assigned_at else _("%(unit)s not kept any more")),
    )  # fmt: skip
    return (Happened(at=at, words=text % sign) for at, text in said if at is not None)
