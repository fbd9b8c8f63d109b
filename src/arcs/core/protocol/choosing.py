"""From answers to needs, and from needs to the lightest routes that meet them at that hour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from arcs.core.protocol.binding import BoundEdition, BoundRule, Plan


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the rules said: who spoke, what must come, and whether police have a recorded ground.

    `by_law` is what the law asks for and no rule of the edition did; `lawful`, what the law asks for and hours, wishes
    or routes of this edition could leave out.
    """

    spoken: tuple[BoundRule, ...]
    needs: int
    lawful: int
    by_law: int
    row: int
    barred: int
    preferred: int
    refers: int
    on_call: int
    police: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The routes that go, the first one first, and what was wanted and closed. `stands_in`: not what was wanted.

    `by_law` is what the law had to bring because hours, wishes and routes of the edition left nobody for it.
    """

    routes: tuple[int, ...]
    closed: tuple[int, ...]
    stands_in: bool
    by_law: int = 0


def speaks(rule: BoundRule, present: int, recorded: int, wishes: int) -> bool:
    """Whether every kind of condition of the rule that is filled in holds."""
    return (
        (not rule.present or bool(rule.present & present))
        and (not rule.recorded or bool(rule.recorded & recorded))
        and rule.together & recorded == rule.together
        and (not rule.wishes or bool(rule.wishes & wishes))
    )


def lawful_needs(bound: BoundEdition, plan: Plan, present: int, recorded: int) -> int:
    """What must come whatever the edition says.

    Danger: an officer, where unknown is danger too, except on a behavioral-health call, where only what was recorded
    is a ground. A medical need or an injury, yes or unknown: medics.
    """
    law = bound.law
    danger = recorded if plan.behavioral else present
    return (law.armed if danger & law.dangers else 0) | (law.medic if present & law.hurt else 0)


def hear(bound: BoundEdition, plan: Plan, present: int, recorded: int, wishes: int) -> Heard:
    """Ask every rule that could speak. Their order cannot matter: each only adds."""
    spoken = tuple([rule for rule in plan.rules if speaks(rule, present, recorded, wishes)])
    needs, row, barred, preferred, refers, on_call = 0, plan.row, 0, 0, 0, 0
    police = not plan.behavioral or plan.grounded or bool(recorded & bound.law.dangers)
    for rule in spoken:
        needs |= rule.adds
        row = max(row, rule.raises_to)
        barred |= rule.bars
        preferred |= rule.prefers
        refers |= rule.refers
        on_call |= rule.on_call
        police = police or rule.ground
    if not police:
        needs &= ~bound.police_capabilities
    lawful = lawful_needs(bound, plan, present, recorded)
    return Heard(
        spoken=spoken,
        needs=needs | lawful,
        lawful=lawful & bound.could_lack,
        by_law=lawful & ~bound.covered(needs),
        row=row,
        barred=barred,
        preferred=preferred,
        refers=refers,
        on_call=on_call,
        police=police,
    )


def choose(bound: BoundEdition, plan: Plan, heard: Heard, open_routes: int, *, timeless: bool = False) -> Choice:
    """The lightest routes that meet the needs, of those that are open.

    `timeless`: the hour is not known, so only the first route that was wanted or what stands in for it may go.
    """
    allowed = _allowed(bound, heard)
    usable = open_routes & allowed
    needs = heard.needs | plan.keeps
    options = _options(bound, plan, heard, allowed)
    wanted = options[0]
    if usable & (1 << wanted) and not needs & ~bound.gives[wanted]:
        return Choice(routes=(wanted,), closed=(), stands_in=False)
    first = _first(bound, options[:1] if timeless else options, usable, needs)
    stands_in = first is None
    if first is None:
        first = _stand_in(bound, plan, heard, options, usable)
    routes, unmet = _with_needs(bound, first, needs, usable)
    before = options[: options.index(first)] if first in options else options
    closed = tuple(one for one in before if not open_routes & (1 << one))
    kept = _needed(bound, routes)
    lacking = heard.lawful & ~bound.given(kept)
    if lacking:
        kept = _brought_by_law(bound, kept, lacking)
    return Choice(routes=kept, closed=closed, stands_in=stands_in or unmet, by_law=lacking)


def _allowed(bound: BoundEdition, heard: Heard) -> int:
    return (bound.every_route if heard.police else bound.without_ground) & ~heard.barred


def _options(bound: BoundEdition, plan: Plan, heard: Heard, allowed: int) -> tuple[int, ...]:
    options = bound.row_routes[heard.row] if plan.behavioral else _by_preference(plan.candidates, heard.preferred)
    return tuple(one for one in options if allowed & (1 << one)) or options


def turns_on(bound: BoundEdition, plan: Plan, heard: Heard) -> int:
    """The routes, as bits, on whose being open it can depend who goes: `choose` asks of no other."""
    allowed = _allowed(bound, heard)
    options = _options(bound, plan, heard, allowed)
    able = _with_what_stands_in(bound, heard.needs | plan.keeps) | (bound.law.crisis_line if plan.behavioral else 0)
    asked = sum(1 << one for one, gives in enumerate(bound.gives) if gives & able)
    for option in options:
        for one in (option, *bound.when_closed[option]):
            asked |= 1 << one
    return asked & allowed


def _with_what_stands_in(bound: BoundEdition, needs: int) -> int:
    """Needs, and every capability that can take the place of one of them, however far down."""
    found, new = 0, needs
    while new:
        found |= new
        below = (bits for at, bits in enumerate(bound.instead) if new & (1 << at))
        new = sum({bit for bits in below for bit in bits}) & ~found
    return found


def left_to_somebody(bound: BoundEdition, heard: Heard, choice: Choice) -> Choice:
    """A behavioral-health call that is left to 988, a clinician, or police with a ground, whatever the edition says."""
    able = bound.for_crisis | (bound.police_routes if heard.police else 0)
    if any(able & (1 << one) for one in choice.routes):
        return choice
    routes = (bound.crisis_line, *choice.routes)
    return replace(choice, routes=routes, stands_in=True, by_law=choice.by_law | bound.law.crisis_line)


def bears_on_routes(bound: BoundEdition, plan: Plan, heard: Heard, recorded: int) -> tuple[object, ...]:
    """Everything on which it depends who goes and who leads, but for the hour and what is open then."""
    options = (heard.row, plan.keeps) if plan.behavioral else (plan.candidates, heard.preferred, plan.keeps)
    claims = plan.base_police, plan.base_emergency and plan.candidates[0], recorded & bound.leading
    return plan.behavioral, options, claims, heard.needs, heard.lawful, heard.barred, heard.police


def _brought_by_law(bound: BoundEdition, routes: tuple[int, ...], lacking: int) -> tuple[int, ...]:
    """The routes and an officer or medics beside them, whom no hour, no wish and no capability left out can bar."""
    lawful = [at for at, able in bound.by_law if able & lacking]
    kept = _needed(bound, [*routes, *lawful])
    return tuple(dict.fromkeys((*kept, *lawful)))


def _by_preference(candidates: tuple[int, ...], preferred: int) -> tuple[int, ...]:
    if not preferred:
        return candidates
    return tuple(sorted(candidates, key=lambda one: not preferred & (1 << one)))  # sorted is stable


def _first(bound: BoundEdition, options: Iterable[int], usable: int, needs: int) -> int | None:
    """The option that is open and meets most of the needs; of equals the one named first."""
    best, most = None, -1
    for one in options:
        met = (bound.gives[one] & needs).bit_count()
        if usable & (1 << one) and met > most:
            best, most = one, met
    return best


def _stand_in(bound: BoundEdition, plan: Plan, heard: Heard, options: tuple[int, ...], usable: int) -> int:
    """What stands in where no option is open: as the routes declare it, else the safest that the law allows."""
    for option in options:
        for one in bound.when_closed[option]:
            if usable & (1 << one):
                return one
    if not plan.behavioral:
        return bound.fallback
    able = [one for one, gives in enumerate(bound.gives) if usable & (1 << one) and gives & bound.law.crisis_line]
    safest = bound.fallback if heard.police else bound.crisis_line
    return min(able, key=lambda one: (bound.weight[one], one), default=safest)


def _with_needs(bound: BoundEdition, first: int, needs: int, usable: int) -> tuple[list[int], bool]:
    """The first route and, for what it cannot do, the lightest that can; whether something had to stand in."""
    routes, missing, unmet = [first], needs & ~bound.gives[first], False
    while missing:
        able = [one for one, gives in enumerate(bound.gives) if usable & (1 << one) and gives & missing]
        if able:
            best = min(able, key=lambda one: (-(bound.gives[one] & missing).bit_count(), bound.weight[one], one))
            routes.append(best)
            missing &= ~bound.gives[best]
            continue
        lowest = missing & -missing
        missing ^= lowest
        unmet = True
        below = bound.instead[lowest.bit_length() - 1]
        missing |= next((bit for bit in below if _can_come(bound, bit, usable, routes)), 0)
        missing &= ~bound.given(routes)
    return routes, unmet


def _can_come(bound: BoundEdition, capability: int, usable: int, routes: list[int]) -> bool:
    return bool(bound.given(routes) & capability) or any(
        usable & (1 << one) and gives & capability for one, gives in enumerate(bound.gives)
    )


def _needed(bound: BoundEdition, routes: list[int]) -> tuple[int, ...]:
    """Without the routes of which the others can do everything."""
    if len(routes) == 1:
        return tuple(routes)
    kept = list(dict.fromkeys(routes))
    for one in sorted(kept, key=lambda one: (bound.weight[one], one)):
        others = [other for other in kept if other != one]
        if others and not bound.gives[one] & ~bound.given(others):
            kept = others
    return tuple(kept)


def in_order(bound: BoundEdition, plan: Plan, routes: tuple[int, ...], recorded: int) -> tuple[int, ...]:
    """Who leads: police where danger is recorded or theirs by type; else whose emergency it is; else who was wanted."""
    if len(routes) == 1:
        return routes
    law = bound.law
    police = {one for one in routes if bound.gives[one] & law.armed}
    medics = {one for one in routes if bound.gives[one] & law.medic}
    burning = {one for one in routes if bound.gives[one] & law.fire}
    hurt = recorded & law.hurt
    base = {one for one in routes if one == plan.candidates[0]} if plan.base_emergency else set()
    claims = (
        police if recorded & law.dangers or plan.base_police else set(),
        base,
        medics if hurt else set(),
        police,
        set() if plan.behavioral else medics,  # an unknown alone does not take the lead from the matrix row
        burning,
    )
    rank = {one: nth for nth, claim in reversed(list(enumerate(claims))) for one in claim}
    first = min(routes, key=lambda one: (rank[one], -bound.weight[one], one) if one in rank else (len(claims), 0, 0))
    kinds = (police, medics, burning)
    after = sorted(
        (one for one in routes if one != first),
        key=lambda one: (next((nth for nth, kind in enumerate(kinds) if one in kind), 3), -bound.weight[one], one),
    )
    return (first, *after)
