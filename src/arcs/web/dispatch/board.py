"""The board as one picture of now: who waits, who is free, who should go, and what somebody must look at first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.agency import Programme, is_open, opens_next
from arcs.core.dispatching.matching import Candidate, Match, Need, Unit, UnitStatus, matched
from arcs.core.dispatching.matching import need_of as asked_of
from arcs.core.dispatching.outcomes import NotServed
from arcs.core.dispatching.standing import OnCall
from arcs.core.dispatching.targets import RouteTarget, age
from arcs.core.protocol import BoundEdition, Route
from arcs.core.protocol.words import EMS
from arcs.web.agency.queries import edition_on
from arcs.web.calls.models import Call
from arcs.web.calls.queries import notes_of
from arcs.web.dispatch import queries, words
from arcs.web.dispatch.alarming import check_in_words, told_words
from arcs.web.dispatch.board_rows import (
    AskShown,
    Board,
    CallShown,
    Happened,
    LateOffer,
    UnitShown,
    Waits,
    Wanted,
    has_danger,
)
from arcs.web.dispatch.decided import Decided, standing
from arcs.web.dispatch.going import Going, Group, going
from arcs.web.dispatch.happened import moment, so_far
from arcs.web.dispatch.models import HandBack, Plea, Urgency
from arcs.web.dispatch.waiting import in_order, need_of
from arcs.web.people.models import Staff
from arcs.web.triage.advising import closed_of, short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.triage.models import Decision, SentBack
from arcs.web.triage.pages import look_again
from arcs.web.triage.promising import target_of
from arcs.web.units.calling import called_for, called_words
from arcs.web.units.matching import units_for_matching
from arcs.web.units.models import Assignment, Attribute
from arcs.web.units.queries import rest_by, rota
from arcs.web.wall.clock import today

UNIT_TONES = {
    UnitStatus.AVAILABLE: "good", UnitStatus.RESERVED: "warn", UnitStatus.ASSIGNED: "info", UnitStatus.EN_ROUTE: "info",
    UnitStatus.ON_SCENE: "info", UnitStatus.OUT_OF_SERVICE: "",
}  # fmt: skip


def board_of(who: Staff, *, chosen: UUID | None = None) -> Board:
    """The board now. Thirteen queries, however many calls and units there are or were."""
    now = timezone.now()
    calls = queries.open_calls(who, chosen=chosen)
    shown = calls[: queries.MOST_OPEN]
    held = queries.held_or_open(who, [one.pk for one in shown])
    asked, settings = in_force(who), edition_on(today())
    bound, programme = asked.bound if asked else None, settings.programme if settings else None
    units = units_for_matching(who, now, edition=bound, least_rest=rest_by(programme))
    room = _Room(
        at=now, bound=bound, names=names_of(asked), units=units, programme=programme, rota=rota(who, now),
        since=settings.valid_from if settings else today(),
    )  # fmt: skip
    by_call: dict[UUID, list[Assignment]] = {}
    for one in held:
        by_call.setdefault(one.call_id, []).append(one)
    rows = {one.pk: room.call_shown(one, by_call.get(one.pk, []), chosen) for one in shown}

    def of(group: Group) -> tuple[CallShown, ...]:
        found = {pk: row for pk, row in rows.items() if row.going.group is group}
        ages, needs = {pk: row.waits.age for pk, row in found.items()}, {pk: row.need for pk, row in found.items()}
        return tuple(rows[pk] for pk in in_order(ages, {pk: at for at, pk in enumerate(rows)}, needs=needs))

    running = {one.unit.call_sign: one for one in held if one.held_to is None}
    stand = tuple(room.unit_shown(one, running.get(one.code)) for one in units)
    waiting = of(Group.WAITING)
    selected = rows.get(chosen) if chosen else next(iter(waiting), None)
    return Board(
        at=now, waiting=waiting, under_way=of(Group.UNDER_WAY), answered=of(Group.ANSWERED),
        not_shown=len(calls) > queries.MOST_OPEN, units=stand,
        asks=tuple(_ask(one) for one in queries.unanswered_pleas(who)),
        overdue=tuple(one for one in stand if one.overdue), chosen=selected,
        so_far=_so_far(who, selected, by_call, room) if selected else (),
        late_offers=tuple(_late_offers(shown, now)),
    )  # fmt: skip


def _so_far(
    who: Staff, row: CallShown, by_call: Mapping[UUID, list[Assignment]], room: "_Room"
) -> tuple[Happened, ...]:
    return so_far(row, by_call.get(row.call.pk, []), notes_of(who, row.call), name=room.name)


def _late_offers(calls: Iterable[Call], now: datetime) -> Iterable[LateOffer]:
    for call in calls:
        for one in call.offers or ():  # type: ignore[attr-defined] # annotated
            if one["refused_at"] or moment(one["due_at"]) <= now:
                said = words.alarming_offer(one["to_name"], call.number, one["why_refused"])
                yield LateOffer(key=one["id"], words=said)


@dataclass(frozen=True, kw_only=True)
class _Room:
    """What all rows of one board share; a need that many calls have is matched once."""

    at: datetime
    bound: BoundEdition | None
    names: Mapping[str, str]
    units: list[Unit]
    programme: Programme | None
    rota: tuple[OnCall, ...]
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
        return asked_of(self.bound, route, attributes=attributes, area=area)

    def target(self, route: str) -> RouteTarget | None:
        if route not in self._targets:
            service = self.routes[route].service if route in self.routes else route
            self._targets[route] = target_of(self.programme, service, route, self.since)
        return self._targets[route]

    def call_shown(self, call: Call, held: list[Assignment], chosen: UUID | None) -> CallShown:
        stands = standing(_decision(call), _back(call), _sent_back(call))
        goes = going(stands, held, outcome_at=_outcome_at(call))
        waits_for = goes.missing[0] if goes.missing else stands.route
        target = self.target(waits_for)
        waits_since = stands.since(call.received_at)
        wanted = tuple(self._wanted(call, goes.missing, waits_since))
        anew = look_again(call, self.names)
        urgent = need_of(
            handed_back=stands.handed_back is not None, danger=has_danger(stands),
            triaged=not (stands.needs_triage or anew), priority=call.priority,
        )  # fmt: skip
        return CallShown(
            call=call, stands=stands, look_again=anew, going=goes, need=urgent, wanted=wanted,
            waits=Waits(age=age(self.at - call.received_at, target), target=target.minutes if target else None),
            routes=tuple((one, self.name(one)) for one in (stands.route, *stands.secondary)),
            shortfall="" if goes.missing else self._without_unit(stands.route), needs_unit=bool(goes.missing),
            on_call=self._on_call(stands, goes, waits_since),
            kept=tuple(one for one in held if one.held_to is None), outcome=_outcome(call),
            url=f"{reverse('dispatch:board')}?call={call.pk}", is_chosen=call.pk == chosen,
        )  # fmt: skip

    def _wanted(self, call: Call, missing: Iterable[str], since: datetime) -> Iterable[Wanted]:
        """Each route that still needs a unit with its own one: nobody is recommended twice for one call."""
        taken: set[str] = set()
        for route in missing:
            if route in {one.route for unit in self.units if unit.code in taken for one in unit.crew}:
                continue  # the people of a unit that goes already do this route's work too
            best, shortfall = self._recommended(call, route, taken)
            if best is not None:
                taken.add(best.unit)
            why = _stand_in_reason(best, self._closed(route))
            called = self._called(route, since) if best is None or best.stands_in else ""
            yield Wanted(
                route=route, name=self.name(route), best=best, shortfall=shortfall, stand_in_reason=why, on_call=called
            )

    def _on_call(self, stands: Decided, goes: Going, since: datetime) -> str:
        """Whom to call for what was wanted and is closed: as triage found it, or since."""
        if goes.group is Group.ANSWERED:
            return ""
        closed = [*closed_of(stands.decision.rules)] if stands.decision and not stands.handed_back else []
        if not goes.missing and self._closed(stands.route):
            closed.append(stands.route)
        wanted = {one: self.name(one) for one in closed if one not in goes.missing}
        return called_for(self.rota, wanted, since=since, now=self.at)

    def _called(self, route: str, since: datetime) -> str:
        return called_words(self.rota, route, since=since, now=self.at)

    def _recommended(self, call: Call, route: str, taken: set[str]) -> tuple[Candidate | None, str]:
        if self.bound is None:
            return None, _("No edition of the protocol is in force, so nobody can be recommended. Choose a unit.")
        language = call.caller_language.strip()
        wanted = frozenset({language.lower()}) if _needs_language(call) else frozenset[str]()
        found = self.match(route, wanted, call.area)
        anybody = self.match(route, frozenset(), call.area) if wanted else found
        if best := _best(language, _but(found, taken), _but(anybody, taken)):
            return best, ""
        if found.candidates:
            return None, _("No other unit is free for %(route)s.") % {"route": self.name(route)}
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
        timer = check_in_words(held, self.at) if held else None
        overdue = timer[1] if timer and timer[0] else ""
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
            told=told_words(held, _told(held), self.at) if held and overdue else "",
            alarm=f"{held.pk}-{held.check_in_due:%H%M%S}" if held and overdue else "",
        )  # fmt: skip

    def _has(self, unit: Unit) -> str:
        labels = {str(value): str(label) for value, label in Attribute.choices}
        capabilities = {one.code for one in self.bound.edition.capabilities} if self.bound else set()
        known = unit.able(timezone.localdate(self.at)) - capabilities - {"marked_vehicle"}
        return ", ".join(labels.get(one, one.replace("_", " ").replace("-", " ")) for one in sorted(known))


def _but(found: Match, taken: set[str]) -> Match:
    """What was found without the units that go already."""
    return replace(found, candidates=tuple(one for one in found.candidates if one.unit not in taken))


def _best(language: str, found: Match, anybody: Match) -> Candidate | None:
    """Who should go: a language is wanted, and is no reason to send nobody, or somebody of another route."""
    own = next((one for one in found.candidates if not one.stands_in), None)
    any_own = next((one for one in anybody.candidates if not one.stands_in), None)
    best = own or any_own or next(iter((*found.candidates, *anybody.candidates)), None)
    if best is None or best in found.candidates:
        return best
    without = _("Nobody with %(language)s is free.") % {"language": language}
    if found.candidates:
        without = _("Nobody of the route with %(language)s is free.") % {"language": language}
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


def _told(held: Assignment) -> Iterable[tuple[str, datetime]]:
    for one in held.told:  # type: ignore[attr-defined] # annotated
        yield one["who"], moment(one["at"])


def _needs_language(call: Call) -> bool:
    return bool(call.wishes_interpreter and call.caller_language.strip())


def _decision(call: Call) -> Decision | None:
    told: dict[str, Any] | None = call.last_decision  # type: ignore[attr-defined] # annotated
    if told is None:
        return None
    times = {"made_at": moment(told["made_at"]), "decided_at": told["decided_at"] and moment(told["decided_at"])}
    return Decision(**{**told, **times, "made_by": UUID(told["made_by"])})


def _back(call: Call) -> HandBack | None:
    told: dict[str, Any] | None = call.last_back  # type: ignore[attr-defined] # annotated
    if told is None:
        return None
    unit = UUID(told["unit_id"]) if told["unit_id"] else None
    return HandBack(**{**told, "made_at": moment(told["made_at"]), "unit_id": unit})


def _outcome_at(call: Call) -> datetime | None:
    told: dict[str, Any] | None = call.last_outcome  # type: ignore[attr-defined] # annotated
    return moment(told["made_at"]) if told else None


def _sent_back(call: Call) -> SentBack | None:
    told: dict[str, Any] | None = call.last_sent_back  # type: ignore[attr-defined] # annotated
    return SentBack(**{**told, "made_at": moment(told["made_at"])}) if told else None


def _outcome(call: Call) -> str:
    told: dict[str, Any] | None = call.last_outcome  # type: ignore[attr-defined] # annotated
    return words.ending(told) if told else ""


def _ask(one: Plea) -> AskShown:
    return AskShown(
        key=str(one.pk), call=one.call, unit=one.unit.call_sign if one.unit else "",
        words=words.of_plea(one.kind, one.urgency, one.reason), said=one.said, who=one.made_by_name, at=one.made_at,
        is_emergency=one.urgency == Urgency.EMERGENCY,
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
