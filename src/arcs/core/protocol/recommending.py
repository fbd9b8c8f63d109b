"""Call by call: who should answer, by which rules, and what one answer would have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from arcs.core.protocol.binding import BoundEdition, Plan
from arcs.core.protocol.case import Case
from arcs.core.protocol.choosing import Choice, Heard, choose, hear, in_order, left_to_somebody
from arcs.core.protocol.explaining import Told, told
from arcs.core.protocol.records import crisis_words
from arcs.core.protocol.words import (
    BEHAVIORAL_HEALTH,
    CRISIS_LINE_ROUTE,
    DANGERS,
    DISQUALIFIERS,
    EMS,
    EVERY_OTHER,
    FIRE,
    INJURY,
    MEDICAL,
    OFFICER,
    Answer,
)

LAW_OFFICER, LAW_EMS, LAW_CRISIS = "law:officers", "law:medics", "law:crisis-line"
MATRIX = "matrix:"  # before the code of the row that answered a behavioral-health call


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """Who should answer a call. `fallback`: the route stands in because something was unknown, closed or unusable.

    `on_call` are those of `secondary` that nobody sends: the unit on scene may call them.
    `later`: routes that are asked to follow up, are closed at this hour, and are told when they open.
    """

    route: str
    secondary: tuple[str, ...]
    rules: tuple[str, ...]
    because: str
    fallback: bool
    edition: str
    later: tuple[str, ...] = ()
    on_call: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[str, ...]:
        """Who goes or follows up beside the route without being called from the scene."""
        return tuple(one for one in self.secondary if one not in self.on_call)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked, as bits: questions present (yes or counted as it), recorded yes, wishes, routes open."""

    present: int
    recorded: int
    wishes: int
    open_routes: int
    timeless: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided for answers as bits, before it is put into words."""

    heard: Heard
    choice: Choice
    routes: tuple[int, ...]
    follow_up: tuple[int, ...]
    follow_up_later: tuple[int, ...]
    on_call: tuple[int, ...]
    on_call_closed: tuple[int, ...]

    def codes(self, bound: BoundEdition) -> tuple[str, ...]:
        """Who goes, whom the unit on scene may call, and who follows up at once, the lead first."""
        every = (*self.routes, *self.on_call, *self.follow_up)
        return tuple(bound.edition.routes[one].code for one in every)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A call as the edition sees it: its type, its answers as bits, what is wished and open.

    `crisis`: its type is one by its name, which no edition escapes by leaving the type out.
    """

    bound: BoundEdition
    at: int
    crisis: bool
    yes: int
    counted: int
    wishes: int
    open_routes: int
    timeless: bool

    @classmethod
    def of(cls, bound: BoundEdition, case: Case) -> Self:
        """The call, its answers resolved."""
        yes, unknown = _resolved(bound, case)
        return cls(
            bound=bound,
            at=bound.type_at(case.call_type),
            crisis=bool(crisis_words(case.call_type)),
            yes=yes,
            counted=unknown & bound.counts_as_present,
            wishes=sum(bound.wish_bit[one] for one in case.wishes),
            open_routes=bound.open_at(case.local_time),
            timeless=case.local_time is None,
        )

    @property
    def plan(self) -> Plan:
        """What holds for its type."""
        return self._plan(self.yes)

    def _plan(self, recorded: int) -> Plan:
        return self.bound.plan(self.at, behavioral=self.crisis or bool(recorded & self.bound.law.behavioral))

    def tried(self, present: int, recorded: int) -> Decision:
        """What would be decided for other answers."""
        asked = Asked(
            present=present,
            recorded=recorded,
            wishes=self.wishes,
            open_routes=self.open_routes,
            timeless=self.timeless,
        )
        return decide(self.bound, self._plan(recorded), asked)

    def would_go(self, present: int, recorded: int, wishes: int) -> tuple[int, ...]:
        """Who would go for other answers and other wishes."""
        return replace(self, wishes=wishes).tried(present, recorded).routes

    def decided(self) -> Decision:
        """What is decided for its own answers."""
        return self.tried(self.yes | self.counted, self.yes)

    def with_what_closed(self) -> Decision:
        """What is decided, and whether it stands in for a service that is closed, whoever wanted it: type or rule.

        It is compared with what would be decided if every service were open. A closed service that would change nothing
        then (an officer goes in any case) is not spoken of.
        """
        decision = self.decided()
        choice = decision.choice
        if self.open_routes == self.bound.every_route:
            return decision
        as_wanted = replace(self, open_routes=self.bound.every_route, timeless=False).decided()
        if set(as_wanted.routes) == set(decision.routes):
            if not choice.closed:
                return decision
            choice = replace(choice, closed=(), stands_in=as_wanted.choice.stands_in)
            return replace(decision, choice=choice)
        wanted = (one for one in as_wanted.routes if one not in decision.routes and not self.open_routes & (1 << one))
        closed = tuple(dict.fromkeys((*wanted, *choice.closed)))
        return replace(decision, choice=replace(choice, closed=closed, stands_in=True))


def recommend(bound: BoundEdition, case: Case) -> Recommendation:
    """The recommendation for one call, with its explanation. It never fails: what is not known is answered safely."""
    strange = case.unusable or what_is_strange(bound, case)
    if strange:
        return _strange(bound, case, strange)
    standing = Standing.of(bound, case)
    why_not = bound.edition.about.why_not_in_force(bound.day_of(case.local_time))
    if why_not:
        return _out_of_force(bound, case, standing, why_not)
    decision = standing.with_what_closed()
    certain = standing.tried(standing.yes, standing.yes) if standing.counted else decision
    what = Told(
        case=case,
        plan=standing.plan,
        heard=decision.heard,
        by_law=decision.heard.by_law | decision.choice.by_law,
        closed=decision.choice.closed,
        stands_in=decision.choice.stands_in,
        routes=decision.routes,
        later=decision.follow_up_later,
        on_call=decision.on_call,
        on_call_closed=decision.on_call_closed,
        yes=standing.yes,
        counted=standing.counted,
    )
    codes = decision.codes(bound)
    return Recommendation(
        route=codes[0],
        secondary=codes[1:],
        rules=_rules(bound, standing.plan, decision),
        because=told(bound, what, standing.would_go),
        fallback=standing.at < 0 or decision.choice.stands_in or set(decision.routes) != set(certain.routes),
        edition=bound.name,
        on_call=tuple(bound.edition.routes[one].code for one in decision.on_call),
        later=tuple(bound.edition.routes[one].code for one in decision.follow_up_later),
    )


def decide(bound: BoundEdition, plan: Plan, asked: Asked) -> Decision:
    """Rules, then routes, then who leads; the one way in which both forms of the protocol decide."""
    heard = hear(bound, plan, asked.present, asked.recorded, asked.wishes)
    return sent(bound, plan, heard, recorded=asked.recorded, open_routes=asked.open_routes, timeless=asked.timeless)


def sent(bound: BoundEdition, plan: Plan, heard: Heard, *, recorded: int, open_routes: int, timeless: bool) -> Decision:
    """Who goes after what the rules said, who is called from the scene and who follows up."""
    choice, routes = who_go(bound, plan, heard, recorded=recorded, open_routes=open_routes, timeless=timeless)
    lawful = bound.every_route if heard.police else bound.without_ground  # no back door for police without a ground
    summoned = _heaviest_first(bound, heard.on_call & lawful, routes)
    wanted = _heaviest_first(bound, heard.refers & ~heard.on_call & lawful, routes)
    return Decision(
        heard=heard,
        choice=choice,
        routes=routes,
        follow_up=tuple(at for at in wanted if open_routes & (1 << at)),
        follow_up_later=tuple(at for at in wanted if not open_routes & (1 << at)),
        on_call=tuple(at for at in summoned if open_routes & (1 << at)),
        on_call_closed=tuple(at for at in summoned if not open_routes & (1 << at)),
    )


def who_go(
    bound: BoundEdition, plan: Plan, heard: Heard, *, recorded: int, open_routes: int, timeless: bool
) -> tuple[Choice, tuple[int, ...]]:
    """The choice, and its routes with the one that leads first.

    They depend on `bears_on_routes`, on which of the routes of `turns_on` are open, and on no more.
    """
    choice = choose(bound, plan, heard, open_routes, timeless=timeless)
    if plan.behavioral:
        choice = left_to_somebody(bound, heard, choice)
    return choice, in_order(bound, plan, choice.routes, recorded)


def _heaviest_first(bound: BoundEdition, asked_for: int, going: tuple[int, ...]) -> list[int]:
    """Routes of some bits who do not go already."""
    if not asked_for:
        return []
    found = [at for at in range(len(bound.own)) if asked_for & (1 << at) and at not in going]
    return sorted(found, key=lambda at: (-bound.weight[at], at))


def _resolved(bound: BoundEdition, case: Case) -> tuple[int, int]:
    """Answers as bits: recorded yes, and unknown or unanswered. Every answer is resolved before a rule sees it."""
    yes = unknown = 0
    for code, bit in bound.question_bit.items():
        answer = case.answer(code)
        if answer is Answer.YES:
            yes |= bit
        elif answer is not Answer.NO:
            unknown |= bit
    return yes, unknown


def _rules(bound: BoundEdition, plan: Plan, decision: Decision) -> tuple[str, ...]:
    """What led here, by name: the type's own line, the matrix row, the rules that spoke, the law, the hours."""
    edition = bound.edition
    found = [f"type:{edition.call_types[plan.at].name}" if plan.at >= 0 else "unknown-type"]
    if plan.behavioral:
        found.append(f"{MATRIX}{edition.matrix[decision.heard.row].code}")
    found += [edition.rules[one.at].code for one in decision.heard.spoken]
    by_law = decision.heard.by_law | decision.choice.by_law
    if by_law & bound.law.armed:
        found.append(LAW_OFFICER)
    if by_law & bound.law.medic:
        found.append(LAW_EMS)
    if by_law & bound.law.crisis_line:
        found.append(LAW_CRISIS)
    found += [f"closed:{edition.routes[one].code}" for one in decision.choice.closed]
    return tuple(found)


def was_crisis(call_type: str, *, answers: Mapping[str, str], rules: Iterable[str]) -> bool:
    """Whether a call is a behavioral-health one by what was recorded: its type's name, the need, or what answered it.

    `rules` are those that its decision names: the row of the matrix, or the law that leaves a crisis to 988.

    >>> was_crisis("WELFARE CHECK", answers={"behavioral_health": "unknown"}, rules=["type:WELFARE CHECK"])
    False
    >>> was_crisis("WELFARE CHECK", answers={}, rules=["type:WELFARE CHECK", "matrix:urgent"])
    True
    """
    by_rule = any(one.startswith(MATRIX) or one == LAW_CRISIS for one in rules)
    return by_rule or bool(crisis_words(call_type)) or answers.get(BEHAVIORAL_HEALTH) == Answer.YES


def safest(
    case: Case,
    why: str,
    edition: str,
    *,
    crisis: bool | None = None,
    first: Iterable[str] = (),
    also: Iterable[str] = (),
) -> Recommendation:
    """What the law alone says where no edition can: officers, medics unless a medical need and an injury are a no.

    On a behavioral-health call without a recorded ground (`crisis`; None: by the type's name and what was answered) 988
    takes the officers' place. `first` leads
    where no danger is recorded, `also` comes beside them.

    >>> safest(Case(call_type="LOST ARTICLE"), "the edition cannot be read", "").route
    'officer'
    """
    dangerous = any(case.answer(one) is Answer.YES for one in DANGERS)
    if crisis is None:
        crisis = (bool(crisis_words(case.call_type)) or case.answer(BEHAVIORAL_HEALTH) is Answer.YES) and not (
            dangerous or case.astray
        )
    hurt = any(case.answer(one) is not Answer.NO for one in (MEDICAL, INJURY))
    lead = CRISIS_LINE_ROUTE if crisis else OFFICER
    ordered = (lead, *first) if dangerous else (*first, lead)
    routes = tuple(dict.fromkeys((*ordered, *((EMS,) if hurt else ()), *also)))
    missing = [one for one in DISQUALIFIERS if case.answer(one) in {Answer.UNKNOWN, Answer.UNANSWERED}]
    said = (
        "988 takes it, as no ground for police is recorded"
        if crisis
        else "an officer goes, the safest route the law allows"
    )
    medics = "; medics go too, as a medical need or an injury is not ruled out" if hurt else ""
    open_questions = f"; not known: {', '.join(missing)}" if missing and not crisis else ""
    rules = (LAW_CRISIS if crisis else LAW_OFFICER, *((LAW_EMS,) if hurt else ()))
    remarks = "".join(f"; {one}" for one in case.remarks if one not in why)
    return Recommendation(
        route=routes[0],
        secondary=routes[1:],
        rules=rules,
        because=f"{why[0].upper()}{why[1:]}: {said}{medics}{open_questions}{remarks}.",
        fallback=True,
        edition=edition,
    )


def _out_of_force(bound: BoundEdition, case: Case, standing: Standing, why: str) -> Recommendation:
    """The safest route, knowing what the type is and what was recorded.

    Nobody for whom the edition in force had a recorded ground is left to 988, and the medics and the fire service of
    the type still go, and lead where they would have.
    """
    heard, law = standing.decided().heard, bound.law
    crisis = standing.plan.behavioral and not heard.police
    also = [code for code, bit in ((FIRE, law.fire), (EMS, law.medic)) if heard.needs & bit]
    return safest(case, why, bound.name, crisis=crisis, first=_emergency(standing), also=also)


def _emergency(standing: Standing) -> tuple[str, ...]:
    """The type's own route where it is medics or the fire department."""
    bound, base = standing.bound, standing.plan.candidates[0]
    return (bound.edition.routes[base].code,) if bound.gives[base] & (bound.law.medic | bound.law.fire) else ()


def what_is_strange(bound: BoundEdition, case: Case) -> str:
    """Answers of yes or unknown to what is no question of the edition: each may be a danger that was misspelled.

    A no to such a question takes nothing away, and is only said.
    """
    found = [
        f"{' '.join(one.split())[:40]} {answer.value}"
        for one, answer in case.answers.items()
        if one not in bound.question_bit and one != EVERY_OTHER and answer in {Answer.YES, Answer.UNKNOWN}
    ]
    return f"not a question of this edition: {', '.join(found[:5])}" if found else ""


def _strange(bound: BoundEdition, case: Case, why: str) -> Recommendation:
    """The law alone: what was not answered by its own name is not known, as an answer went astray."""
    own = {one: answer for one, answer in case.answers.items() if one in bound.question_bit}
    unusable = replace(case, answers=own)
    standing = Standing.of(bound, unusable)
    beyond = (said for one, said in case.answers.items() if one not in own and one != EVERY_OTHER)
    astray = case.astray or Answer.YES in beyond
    heard = standing.decided().heard
    crisis = standing.plan.behavioral and not heard.police and not astray
    beside = [CRISIS_LINE_ROUTE] if standing.plan.behavioral else []
    return safest(unusable, why, bound.name, crisis=crisis, first=_emergency(standing), also=beside)
