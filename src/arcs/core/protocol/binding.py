"""An edition made ready to be asked: codes become bits, so that a call is decided in microseconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from arcs.core.agency import Programme, stretches
from arcs.core.agency.clock import EARLIEST, LATEST
from arcs.core.protocol.edition import ProtocolEdition, digest
from arcs.core.protocol.grounds import ground_of, grounds_by_answer, is_ground
from arcs.core.protocol.records import CRISIS_AND_CRIME, CRISIS_AND_DUTY, PRESENT, CallType, Rule, folded
from arcs.core.protocol.words import (
    ARMED_OFFICER,
    BEHAVIORAL_HEALTH,
    CLINICIAN_ON_SCENE,
    CRISIS_LINE,
    CRISIS_LINE_ROUTE,
    DANGERS,
    DISQUALIFIERS,
    DUTY,
    EMS,
    FIRE,
    INJURY,
    IS_BY_NAME,
    MEDIC,
    MEDICAL,
    NOBODY,
    NOT_BY_NAME,
    OFFICER,
    REPORT_TAKER,
    Wish,
)

MOST_DAYS_KEPT = 4000


@dataclass(frozen=True, kw_only=True)
class BoundRule:
    """A rule as bits."""

    at: int
    present: int
    recorded: int
    together: int
    wishes: int
    adds: int
    raises_to: int
    bars: int
    prefers: int
    refers: int
    on_call: int
    ground: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What holds for a type of call before anything is answered: routes in order, rules that could speak.

    `grounded`: on a behavioral-health call the type itself is a ground for police.
    """

    at: int
    behavioral: bool
    grounded: bool
    candidates: tuple[int, ...]
    keeps: int
    row: int
    rules: tuple[BoundRule, ...]
    base_police: bool
    base_emergency: str

    @property
    def alike(self) -> tuple[object, ...]:
        """Everything on which it depends what a call is answered: types with the same are answered alike."""
        rules = tuple(one.at for one in self.rules)
        return self.behavioral, self.grounded, self.candidates, self.keeps, self.row, rules


@dataclass(frozen=True, kw_only=True)
class Law:
    """The bits of what no edition can change."""

    dangers: int
    hurt: int
    behavioral: int
    armed: int
    medic: int
    clinician: int
    report: int
    fire: int
    crisis_line: int


class BoundEdition:
    """An edition with its codes as bits. It is never changed; `days` only remembers hours that were worked out."""

    def __init__(self, edition: ProtocolEdition) -> None:
        self.edition = edition
        self.question_bit = {one.code: 1 << at for at, one in enumerate(edition.questions)}
        self.route_at = {one.code: at for at, one in enumerate(edition.routes)}
        self.row_at = {one.code: at for at, one in enumerate(edition.matrix)}
        self.capability_bit = {one.code: 1 << at for at, one in enumerate(edition.capabilities)}
        self.wish_bit = {one: 1 << at for at, one in enumerate(Wish)}
        self.closure = self._closures()
        self.own = tuple(self._bits(one.capabilities) for one in edition.routes)
        self.claims = tuple(self._closed(one.capabilities) for one in edition.routes)
        self.weight = tuple(one.weight for one in edition.routes)
        self.counts_as_present = self.questions(one.code for one in edition.questions if one.unknown == PRESENT)
        self.law = self._law()
        self.gives = tuple(
            claimed & ~self.beyond(one.code) for one, claimed in zip(edition.routes, self.claims, strict=True)
        )
        self.default_row = next(at for at, one in enumerate(edition.matrix) if one.default)
        self.row_routes = tuple(tuple(self.route_at[one] for one in row.routes) for row in edition.matrix)
        self.when_closed = tuple(tuple(self.route_at[one] for one in route.when_closed) for route in edition.routes)
        self.instead = tuple(self._bits_in_order(one.instead) for one in edition.capabilities)
        self.fallback = self.route_at[OFFICER]
        self.crisis_line = self.route_at[CRISIS_LINE_ROUTE]
        self.by_law = ((self.route_at[OFFICER], self.law.armed), (self.route_at[EMS], self.law.medic))
        self.types = self._types()
        self._plans: dict[tuple[int, bool], Plan] = {}
        self._days: dict[date, tuple[tuple[int, datetime, datetime], ...]] = {}

    def questions(self, codes: Iterable[str]) -> int:
        """The bits of some questions."""
        return sum(self.question_bit[one] for one in set(codes))

    def _bits(self, codes: Iterable[str]) -> int:
        return sum(self.capability_bit[one] for one in set(codes))

    def _bits_in_order(self, codes: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self.capability_bit[one] for one in codes)

    def _routes(self, codes: Iterable[str]) -> int:
        return sum(1 << self.route_at[one] for one in set(codes))

    def _closures(self) -> dict[str, int]:
        covers = {one.code: one.covers for one in self.edition.capabilities}
        found: dict[str, int] = {}

        def below(code: str) -> int:
            if code not in found:
                found[code] = self.capability_bit[code]
                for one in covers[code]:
                    found[code] |= below(one)
            return found[code]

        for one in covers:
            below(one)
        return found

    def _closed(self, codes: Iterable[str]) -> int:
        bits = 0
        for one in codes:
            bits |= self.closure[one]
        return bits

    def _law(self) -> Law:
        return Law(
            dangers=self.questions(DANGERS),
            hurt=self.questions((MEDICAL, INJURY)),
            behavioral=self.questions((BEHAVIORAL_HEALTH,)),
            armed=self.capability_bit[ARMED_OFFICER],
            medic=self.capability_bit[MEDIC],
            clinician=self.capability_bit[CLINICIAN_ON_SCENE],
            report=self.capability_bit[REPORT_TAKER],
            fire=self.capability_bit[FIRE],
            crisis_line=self.capability_bit[CRISIS_LINE],
        )

    def beyond(self, route: str) -> int:
        """What a reserved route cannot do by its name, whatever the edition gives it, as bits.

        A form brings no officer and no medic, and an officer alone is not staged behind a clinician. What covers such a
        capability goes with it, but not what the route is by its name: an officer who is said to treat remains one.
        """
        if route == NOBODY:
            return self._bits(self.capability_bit)
        excluded = self._bits(NOT_BY_NAME.get(route, ()))
        above = self._bits(code for code, closure in self.closure.items() if closure & excluded)
        own = self._bits(IS_BY_NAME.get(route, ()))
        if own & self.law.armed:
            own |= self.police_capabilities
        return above & ~own | excluded

    def _types(self) -> dict[str, int]:
        # A type's own name first: a category that is spelled like one never takes its place.
        named = {folded(one.name): at for at, one in enumerate(self.edition.call_types)}
        for at, one in enumerate(self.edition.call_types):
            for spelling in one.also:
                named.setdefault(folded(spelling), at)
        return named

    @cached_property
    def police_capabilities(self) -> int:
        """Capabilities of an armed officer or above him."""
        return self._bits(code for code, closure in self.closure.items() if closure & self.law.armed)

    @cached_property
    def clinicians(self) -> int:
        """Capabilities of a clinician, on scene or from afar: what does more than the crisis line and is no officer."""
        able = self._bits(code for code, closure in self.closure.items() if closure & self.law.crisis_line)
        return able & ~self.law.crisis_line & ~self.police_capabilities

    @cached_property
    def could_lack(self) -> int:
        """What the law asks for and this edition's hours, wishes and routes could leave out; nothing where it is sound.

        So a sound edition pays nothing for it, and a replay's answers stay few.
        """
        barred = 0
        for rule in self.rules:
            barred |= rule.bars
        free = self.always_open & ~barred
        return sum(able for at, able in self.by_law if not (free & (1 << at) and self.gives[at] & able))

    @cached_property
    def police_routes(self) -> int:
        """Routes with an armed officer among them, whatever their names: an edition may add its own."""
        return sum(1 << at for at, gives in enumerate(self.gives) if gives & self.law.armed)

    @cached_property
    def without_ground(self) -> int:
        """Routes that may go to a behavioral-health call without a recorded ground: none with police, or staged ones.

        Police are staged where a clinician goes with them.
        """
        armed = self.law.armed
        return sum(1 << at for at, gives in enumerate(self.gives) if not gives & armed or self.pairs(at))

    def pairs(self, route: int) -> bool:
        """Whether a clinician goes beside the police of a route: each is there by a capability of their own."""
        named = [self.closure[one] for one in self.edition.routes[route].capabilities]
        clinician = any(one & self.law.clinician and not one & self.law.armed for one in named)
        return clinician and bool(self.gives[route] & self.law.clinician)

    @cached_property
    def for_crisis(self) -> int:
        """Routes that a person in crisis can be left to: 988, a clinician, or both with police."""
        able = self.law.crisis_line | self.law.clinician
        return sum(1 << at for at, gives in enumerate(self.gives) if gives & able)

    @cached_property
    def every_route(self) -> int:
        """All routes, as if every service were open."""
        return (1 << len(self.own)) - 1

    def covered(self, needs: int) -> int:
        """The needs and everything below them."""
        bits = 0
        for code, bit in self.capability_bit.items():
            if needs & bit:
                bits |= self.closure[code]
        return bits

    @cached_property
    def leading(self) -> int:
        """The questions whose yes bears on who leads, as bits."""
        return self.law.dangers | self.law.hurt

    def bearing(self, plan: Plan) -> int:
        """The questions that can change who goes, as bits.

        Whoever only follows up changes nobody's response, but police who would need a ground for it.
        """
        bits = self.questions(DISQUALIFIERS)
        for rule in plan.rules:
            if rule.adds or rule.raises_to >= 0 or rule.ground or (plan.behavioral and self.behind(rule)):
                bits |= rule.present | rule.recorded | rule.together
        return bits | self.law.behavioral

    def behind(self, rule: BoundRule) -> int:
        """Routes with police without a ground that a rule lets follow up or be called from the scene, as bits."""
        return (rule.refers | rule.on_call) & ~self.without_ground

    def given(self, routes: Iterable[int]) -> int:
        """Everything that some routes together can do."""
        bits = 0
        for one in routes:
            bits |= self.gives[one]
        return bits

    @cached_property
    def name(self) -> str:
        """What every recommendation calls the edition: its code and the first letters of its digest."""
        return f"{self.edition.about.code} {digest(self.edition)[:12]}"

    @cached_property
    def crisis_types(self) -> frozenset[str]:
        """Call types that are a crisis by themselves: by a row of the matrix, or by their name."""
        return frozenset(one.name for one in self.edition.call_types if one.is_crisis)

    @cached_property
    def grounds_by_answer(self) -> frozenset[str]:
        """Questions whose recorded yes is a ground for police on a behavioral-health call."""
        return grounds_by_answer(self.edition.questions)

    @cached_property
    def rules(self) -> tuple[BoundRule, ...]:
        """Every rule as bits, in the edition's order."""
        return tuple(self._bound(at, one) for at, one in enumerate(self.edition.rules))

    def _bound(self, at: int, rule: Rule) -> BoundRule:
        return BoundRule(
            at=at,
            present=self.questions(rule.present),
            recorded=self.questions(rule.recorded),
            together=self.questions(rule.together),
            wishes=sum(self.wish_bit[Wish(one)] for one in set(rule.wishes)),
            adds=self._bits(rule.adds),
            raises_to=self.row_at[rule.raises_to] if rule.raises_to else -1,
            bars=self._routes(rule.bars),
            prefers=self._routes(rule.prefers),
            refers=self._routes(rule.refers),
            on_call=self._routes(rule.on_call_of_unit),
            ground=is_ground(rule, self.crisis_types, self.grounds_by_answer),
        )

    def type_at(self, call_type: str) -> int:
        """The number of a call type by any of its spellings; -1 where the edition has none."""
        return self.types.get(folded(call_type), -1)

    def is_crisis_type(self, call_type: str) -> bool:
        """Whether a call type, by any of its spellings, is one of the edition's that is a crisis by itself."""
        at = self.type_at(call_type)
        return at >= 0 and self.edition.call_types[at].is_crisis

    def plan(self, at: int, *, behavioral: bool) -> Plan:
        """What holds for a call type (-1: unknown) once it is known whether a behavioral-health need was recorded."""
        key = (at, behavioral)
        if key not in self._plans:
            self._plans[key] = self._planned(at, behavioral=behavioral)
        return self._plans[key]

    def _planned(self, at: int, *, behavioral: bool) -> Plan:
        known = self.edition.call_types[at] if at >= 0 else None
        is_behavioral = behavioral or bool(known and known.is_crisis)
        ground = ground_of(known) if known and is_behavioral else ""
        base = self.route_at[known.base] if known else self.fallback
        emergency = self.gives[base] & (self.law.medic | self.law.fire)
        police = self.gives[base] & self.law.armed if ground or not is_behavioral else 0
        # A recorded need never takes away the clinician whom the type has without it; a row of its own says who comes.
        clinician = self.gives[base] & self.clinicians if known and not known.is_crisis else 0
        kinds = {"", "behavioral_health"} if is_behavioral else {"", "other"}
        if ground:
            kinds.add(CRISIS_AND_DUTY if ground == DUTY else CRISIS_AND_CRIME)
        name = known.name if known else ""
        rules = tuple(
            bound
            for bound, rule in zip(self.rules, self.edition.rules, strict=True)
            if rule.calls in kinds and (not rule.types or name in rule.types)
        )
        return Plan(
            at=at,
            behavioral=is_behavioral,
            grounded=bool(ground),
            candidates=(base, *(self.route_at[one] for one in (known.permitted if known else ()))),
            keeps=self._kept(known, emergency | police | clinician) if is_behavioral else 0,
            row=self.row_at[known.row] if known and known.row else self._row_of(clinician),
            rules=rules,
            base_police=bool(police),
            base_emergency=self._emergency_word(emergency),
        )

    def _kept(self, known: CallType | None, own: int) -> int:
        """What of a type's response stays on a behavioral-health call.

        Medics, fire, clinicians, police with a ground, a report.
        """
        report = self.law.report if known and known.report else 0
        return own | report

    def _row_of(self, clinician: int) -> int:
        """The default row, or the first above it with a clinician on scene where the type has one."""
        if not clinician & self.law.clinician:
            return self.default_row
        able = (
            at for at, routes in enumerate(self.row_routes) if at >= self.default_row
            and any(self.gives[one] & self.law.clinician for one in routes)
        )  # fmt: skip
        return next(able, self.default_row)

    def _emergency_word(self, emergency: int) -> str:
        if emergency & self.law.medic:
            return EMS
        return FIRE if emergency else ""

    @cached_property
    def always_open(self) -> int:
        """Routes without hours."""
        return sum(1 << at for at, one in enumerate(self.edition.routes) if not one.service)

    def day_of(self, at_local: datetime | None) -> date | None:
        """The day of a moment on the edition's own clock; a moment without a zone is on that clock already."""
        if at_local is None or at_local.tzinfo is None or not EARLIEST < at_local.date() < LATEST:
            return at_local.date() if at_local else None
        return at_local.astimezone(self.zone).date()

    def open_at(self, at_local: datetime | None) -> int:
        """The routes open at a local moment, as bits; without a moment only those without hours."""
        if at_local is None or not EARLIEST < at_local.date() < LATEST:
            return self.always_open
        zone = self.zone
        at = (at_local if at_local.tzinfo else at_local.replace(tzinfo=zone)).astimezone(UTC)
        bits = self.always_open
        for routes, begins, ends in self._openings(at.astimezone(zone).date()):
            if begins <= at < ends:
                bits |= routes
        return bits

    @cached_property
    def _hours(self) -> Programme:
        return self.edition.hours

    @property
    def zone(self) -> ZoneInfo:
        """The clock on which its services keep their hours."""
        return self._hours.zone

    def _openings(self, day: date) -> tuple[tuple[int, datetime, datetime], ...]:
        if day not in self._days:
            if len(self._days) >= MOST_DAYS_KEPT:
                self._days.clear()
            found = []
            for service in self.edition.services:
                routes = sum(1 << at for at, one in enumerate(self.edition.routes) if one.service == service.code)
                if routes:
                    opened = stretches(self._hours, service.code, day - timedelta(days=2), day)
                    found += [(routes, begins, ends) for begins, ends in opened]
            self._days[day] = tuple(found)
        return self._days[day]
