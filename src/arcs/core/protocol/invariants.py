"""The law, proven over the whole answer space of every call type, with a counter-example where it does not hold.

Types that share their base, permitted routes, row and rules are proven together. Up to twelve questions every vector
of yes, no and unknown is tried. Beyond, no rule can be silenced by an answer: each question alone, each pair, all
together, and what makes each rule and each two rules speak are tried with every question that counts as present while
unknown at no, unknown and yes.
The edition's own rules are proven here, without the law that `recommend` adds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

import numpy as np
import numpy.typing as npt

from arcs.core.protocol.binding import BoundEdition, BoundRule, Plan
from arcs.core.protocol.choosing import Heard, choose, speaks
from arcs.core.protocol.words import Wish

MOST_QUESTIONS = 12
NO, UNKNOWN, YES = 0, 1, 2
_ROW_AT, _POLICE_AT = 48, 56
Bits = npt.NDArray[np.int64]
# The questions whose unknown answer counts as present, a minor as well as a danger, with their place in a vector.
Counted = list[tuple[int, str]]
# For each of these the pairs of vectors that differ in its answer alone, the less dangerous first.
Steps = tuple[tuple[str, npt.NDArray[np.intp], npt.NDArray[np.intp]], ...]
Trigger = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A law that does not hold: for which call type, in words, with the remedy."""

    call_type: str
    sentence: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Space:
    """The answer vectors that are tried for one plan: digits by vector and question, and what follows from them."""

    questions: tuple[str, ...]
    digits: npt.NDArray[np.int8]
    present: Bits
    recorded: Bits
    steps: Steps


@dataclass(frozen=True, kw_only=True)
class Group:
    """Call types that are answered alike; `recorded`: a behavioral-health need was answered yes."""

    plan: Plan
    recorded: bool
    names: tuple[str, ...]


def broken_invariants(bound: BoundEdition) -> Iterator[Broken]:
    """The first counter-example of each law for each group of call types that are answered alike."""
    hours = _patterns(bound)
    spaces: dict[tuple[int, bool, frozenset[Trigger]], Space] = {}
    for group in _groups(bound):
        asked = _asked(bound, group.plan)
        # Every vector is tried up to twelve questions, so what makes a rule speak is among them.
        triggers = frozenset(_triggers(group.plan.rules, asked)) if asked.bit_count() > MOST_QUESTIONS else frozenset()
        key = (asked, group.recorded, triggers)
        if key not in spaces:
            spaces[key] = _space(bound, asked, triggers, behavioral=group.recorded)
        yield from _of_group(bound, group, spaces[key], hours)


def _groups(bound: BoundEdition) -> Iterator[Group]:
    found: dict[tuple[object, ...], tuple[Plan, bool, list[str]]] = {}
    for at in range(-1, len(bound.edition.call_types)):
        name = bound.edition.call_types[at].name if at >= 0 else "a type that the edition does not hold"
        for recorded in (False, True):
            plan = bound.plan(at, behavioral=recorded)
            found.setdefault((recorded, plan.alike), (plan, recorded, []))[2].append(name)
    crisis = bound.plan(-1, behavioral=True)
    left_out = found.setdefault((False, crisis.alike), (crisis, False, []))[2]
    left_out.append("a crisis by its name that the edition does not hold")
    for plan, recorded, names in found.values():
        yield Group(plan=plan, recorded=recorded, names=tuple(names))


def _asked(bound: BoundEdition, plan: Plan) -> int:
    """The questions that matter to a plan, as bits; whether a behavioral-health need was recorded is set apart."""
    return bound.bearing(plan) & ~bound.law.behavioral


def _triggers(rules: tuple[BoundRule, ...], asked: int) -> Iterator[Trigger]:
    """What makes each rule speak: the questions that must be answered yes, as bits, once for each that can do it."""
    for rule in rules:
        together = rule.together & asked
        present, recorded = _each(rule.present & asked), _each(rule.recorded & asked)
        yield tuple(
            dict.fromkeys(
                (*(together | one | recorded[0] for one in present), *(together | present[0] | one for one in recorded))
            )
        )


def _each(bits: int) -> tuple[int, ...]:
    """Each bit alone; where there is none, nothing."""
    return tuple(1 << at for at in range(bits.bit_length()) if bits >> at & 1) or (0,)


def _space(bound: BoundEdition, asked: int, triggers: frozenset[Trigger], *, behavioral: bool) -> Space:
    questions = tuple(code for code, bit in bound.question_bit.items() if asked & bit)
    counted = [(at, code) for at, code in enumerate(questions) if bound.counts_as_present & bound.question_bit[code]]
    if len(questions) <= MOST_QUESTIONS:
        digits = _every_vector(len(questions))
        steps = _steps_of_every(counted, digits)
    else:
        bits = tuple(bound.question_bit[code] for code in questions)
        digits, steps = _some_vectors(bits, counted, triggers)
    present = np.full(len(digits), bound.law.behavioral if behavioral else 0, dtype=np.int64)
    recorded = present.copy()
    for at, code in enumerate(questions):
        bit = bound.question_bit[code]
        counts = bool(bound.counts_as_present & bit)
        present |= np.where(digits[:, at] >= (UNKNOWN if counts else YES), bit, 0)
        recorded |= np.where(digits[:, at] == YES, bit, 0)
    return Space(questions=questions, digits=digits, present=present, recorded=recorded, steps=steps)


def _every_vector(count: int) -> npt.NDArray[np.int8]:
    numbers = np.arange(3**count)
    return np.stack([(numbers // 3**at) % 3 for at in range(count)], axis=1).astype(np.int8)


def _steps_of_every(counted: Counted, digits: npt.NDArray[np.int8]) -> Steps:
    lowers = [(at, code, np.flatnonzero(digits[:, at] < YES)) for at, code in counted]
    return tuple((code, lower, lower + 3**at) for at, code, lower in lowers)


def _some_vectors(
    bits: tuple[int, ...], counted: Counted, triggers: frozenset[Trigger]
) -> tuple[npt.NDArray[np.int8], Steps]:
    """Nothing, each question alone, each pair, all, and what makes rules speak, alone and two by two.

    Each of these is tried with every question that counts as present while unknown at no, unknown and yes.
    """
    count = len(bits)
    rows = [np.full(count, digit, dtype=np.int8) for digit in (NO, UNKNOWN, YES)]
    for chosen in (*((at,) for at in range(count)), *combinations(range(count), 2)):
        for digit in (UNKNOWN, YES):
            row = np.zeros(count, dtype=np.int8)
            row[list(chosen)] = digit
            rows.append(row)
    spoken = {one for each in triggers for one in each}
    spoken |= {one[0] | other[0] for one, other in combinations(triggers, 2)}
    rows += [np.array([YES if one & bit else NO for bit in bits], dtype=np.int8) for one in sorted(spoken)]
    begun = np.unique(np.stack(rows), axis=0)
    tried = [begun]
    steps = []
    for nth, (at, code) in enumerate(counted):
        at_no, at_unknown, at_yes = ((3 * nth + digit + 1) * len(begun) for digit in (NO, UNKNOWN, YES))
        for digit in (NO, UNKNOWN, YES):
            varied = begun.copy()
            varied[:, at] = digit
            tried.append(varied)
        every = np.arange(len(begun))
        lower = np.concatenate([every + at_no, every + at_unknown])
        steps.append((code, lower, np.concatenate([every + at_unknown, every + at_yes])))
    return np.concatenate(tried), tuple(steps)


def _patterns(bound: BoundEdition) -> dict[int, datetime | None]:
    """Every set of routes that is open together at some hour of a week or of a holiday, with such an hour."""
    minutes = {0} | {
        edge % (24 * 60)
        for service in bound.edition.services
        for day in service.week.days
        for span in day
        for edge in (span.opens, span.closes)
    }
    kinds = {(one.on.weekday(), one.closes): one.on for one in bound.edition.holidays}
    first = date(2026, 1, 5)
    days = [first + timedelta(days=nth) for nth in range(14)]
    days += [day + timedelta(days=more) for day in kinds.values() for more in (0, 1)]
    found: dict[int, datetime | None] = {}
    for day in days:
        for minute in sorted(minutes):
            at = datetime.combine(day, time()) + timedelta(minutes=minute)
            found.setdefault(bound.open_at(at), at)
    found.setdefault(bound.always_open, None)
    return found


def _wishes(bound: BoundEdition) -> tuple[int, ...]:
    single = tuple(bound.wish_bit[one] for one in Wish)
    return (0, *single, sum(single))


def _of_group(bound: BoundEdition, group: Group, space: Space, hours: dict[int, datetime | None]) -> Iterator[Broken]:
    required = _required(bound, group.plan, space)
    said: set[str] = set()
    for wishes in _wishes(bound):
        heards, which = _heard(bound, group.plan, space, wishes)
        if "behind" not in said:
            for number, routes in _behind(bound, group.plan, space, wishes, (heards, which)):
                said.add("behind")
                yield _told(bound, group, space, _Where("behind", number, wishes, None, routes, ()))
        for open_routes, at in hours.items():
            came = [choose(bound, group.plan, one, open_routes).routes for one in heards]
            given = np.array([bound.given(one) for one in came], dtype=np.int64)[which]
            for law, number, lower in _counter_examples(bound, group, space, (required, given), (heards, came, which)):
                if law not in said:
                    said.add(law)
                    before = came[int(which[lower])] if lower is not None else ()
                    yield _told(bound, group, space, _Where(law, number, wishes, at, came[int(which[number])], before))


def _counter_examples(
    bound: BoundEdition,
    group: Group,
    space: Space,
    bits: tuple[Bits, Bits],
    heard: tuple[list[Heard], list[tuple[int, ...]], npt.NDArray[np.intp]],
) -> Iterator[tuple[str, int, int | None]]:
    """Each law that does not hold: its name, the vector, and the less dangerous vector beside it."""
    (required, given), (heards, came, which) = bits, heard
    lacking = np.flatnonzero(required & ~given)
    if len(lacking):
        yield "needed", int(lacking[0]), None
    crisis = group.plan.behavioral
    left = [
        crisis and not one.police and not any(bound.for_crisis & (1 << route) for route in routes)
        for one, routes in zip(heards, came, strict=True)
    ]
    nobody = np.flatnonzero(np.array(left, dtype=np.bool_)[which])
    if len(nobody):
        yield "crisis", int(nobody[0]), None
    unstaged = [
        not one.police and any(not bound.without_ground & (1 << route) for route in routes)
        for one, routes in zip(heards, came, strict=True)
    ]
    alone = np.flatnonzero(np.array(unstaged, dtype=np.bool_)[which])
    if len(alone):
        yield "ground", int(alone[0]), None
    for _, lower, upper in space.steps:
        lost = np.flatnonzero(given[lower] & ~given[upper])
        if len(lost):
            yield "lighter", int(upper[lost[0]]), int(lower[lost[0]])


def _behind(
    bound: BoundEdition, plan: Plan, space: Space, wishes: int, heard: tuple[list[Heard], npt.NDArray[np.intp]]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The first vector without a ground on which a rule lets police follow up or be called, with their routes."""
    heards, which = heard
    ground = np.array([one.police for one in heards], dtype=np.bool_)[which]
    for rule in plan.rules:
        behind = bound.behind(rule)
        found = np.flatnonzero(_spoke(rule, space, wishes) & ~ground) if behind else np.zeros(0, dtype=np.intp)
        if len(found):
            yield int(found[0]), tuple(at for at in range(len(bound.own)) if behind & (1 << at))
            return


def _required(bound: BoundEdition, plan: Plan, space: Space) -> Bits:
    danger = space.recorded if plan.behavioral else space.present
    armed: Bits = ((danger & bound.law.dangers) != 0).astype(np.int64) * bound.law.armed
    medic: Bits = ((space.present & bound.law.hurt) != 0).astype(np.int64) * bound.law.medic
    return armed | medic


def _heard(bound: BoundEdition, plan: Plan, space: Space, wishes: int) -> tuple[list[Heard], npt.NDArray[np.intp]]:
    """The different things that the edition's own rules say, and which of them each vector hears."""
    count = len(space.digits)
    needs, row = np.zeros(count, dtype=np.int64), np.full(count, plan.row, dtype=np.int64)
    ground = (space.recorded & bound.law.dangers) != 0
    police = np.full(count, not plan.behavioral or plan.grounded) | ground
    barred = preferred = 0
    for rule in plan.rules:
        spoke = _spoke(rule, space, wishes)
        needs |= np.where(spoke, rule.adds, 0)
        row = np.maximum(row, np.where(spoke, rule.raises_to, -1))
        police |= spoke & rule.ground
        if rule.wishes & wishes:
            barred, preferred = barred | rule.bars, preferred | rule.prefers
    needs = np.where(police, needs, needs & ~bound.police_capabilities)
    # One number holds all three: an edition has few enough capabilities and rows (edition.MOST_ROWS).
    packed = needs | (row << _ROW_AT) | (police.astype(np.int64) << _POLICE_AT)
    different, which = np.unique(packed, return_inverse=True)
    heards = [
        Heard(
            spoken=(),
            needs=int(one) & ((1 << _ROW_AT) - 1),
            lawful=0,
            by_law=0,
            row=(int(one) >> _ROW_AT) & 0xFF,
            barred=barred,
            preferred=preferred,
            refers=0,
            on_call=0,
            police=bool(int(one) >> _POLICE_AT),
        )
        for one in different
    ]
    return heards, which.reshape(-1)


def _spoke(rule: BoundRule, space: Space, wishes: int) -> npt.NDArray[np.bool_]:
    if rule.wishes and not rule.wishes & wishes:
        return np.zeros(len(space.digits), dtype=np.bool_)
    spoke = np.ones(len(space.digits), dtype=np.bool_)
    if rule.present:
        spoke &= (space.present & rule.present) != 0
    if rule.recorded:
        spoke &= (space.recorded & rule.recorded) != 0
    spoke &= (space.recorded & rule.together) == rule.together
    return spoke


@dataclass(frozen=True)
class _Where:
    law: str
    number: int
    wishes: int
    at: datetime | None
    routes: tuple[int, ...]
    before: tuple[int, ...]


_LAWS = {
    "needed": (
        "{must} must come and only {came} {comes}",
        "add a rule that answers the danger with the capability it needs",
    ),
    "ground": (
        "police go on a behavioral-health call without a recorded ground: {came} {comes}",
        "let the matrix row answer it, with 988 or police staged behind a clinician",
    ),
    "behind": (
        "police follow up or are called on a behavioral-health call without a recorded ground: {came} {comes}",
        "take them out of refers and on_call_of_unit, or let the rule be for calls with a ground",
    ),
    "crisis": (
        "somebody in crisis is left to {came}: neither 988 nor a clinician {comes}",
        "add 988 or a clinician to the row that answers it",
    ),
    "lighter": (
        "more danger lightens the response: {came} {comes}, and with a less dangerous answer it was {before}",
        "let the capability that comes cover the one that no longer does",
    ),
}


def _told(bound: BoundEdition, group: Group, space: Space, where: _Where) -> Broken:
    present, recorded = int(space.present[where.number]), int(space.recorded[where.number])
    spoken = [
        bound.edition.rules[one.at].code for one in group.plan.rules if speaks(one, present, recorded, where.wishes)
    ]
    required = int(_required(bound, group.plan, space)[where.number])
    must = [one.name for one in bound.edition.capabilities if required & bound.capability_bit[one.code]]
    sentence, remedy = _LAWS[where.law]
    said = sentence.format(
        must=" and ".join(must),
        came=_names(bound, where.routes),
        comes="come" if len(where.routes) > 1 else "comes",
        before=_names(bound, where.before),
    )
    rules = f"rules that spoke: {', '.join(spoken)}" if spoken else "no rule spoke"
    alike = f" (and {len(group.names) - 1} more types alike)" if len(group.names) > 1 else ""
    return Broken(
        call_type=group.names[0],
        sentence=f"{said}; {_answers(group, space, where.number)}{_circumstances(bound, where)}; {rules}{alike}",
        remedy=remedy,
    )


def _names(bound: BoundEdition, routes: tuple[int, ...]) -> str:
    return " and ".join(bound.edition.routes[one].name for one in routes)


def _answers(group: Group, space: Space, number: int) -> str:
    words = {UNKNOWN: "unknown", YES: "yes"}
    digits = space.digits[number]
    said = [f"{code} {words[int(digit)]}" for code, digit in zip(space.questions, digits, strict=True) if digit != NO]
    if group.recorded:
        said.insert(0, "behavioral_health yes")
    return f"answers: {', '.join(said)}, all others no" if said else "answers: all no"


def _circumstances(bound: BoundEdition, where: _Where) -> str:
    wishes = [one.value for one, bit in bound.wish_bit.items() if where.wishes & bit]
    wished = f"; wishes: {', '.join(wishes)}" if wishes else ""
    if where.law == "behind":
        return wished
    return f"{wished}; at {where.at.isoformat(' ', 'minutes')}" if where.at else f"{wished}; at no known hour"
