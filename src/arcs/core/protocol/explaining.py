"""A recommendation in words: who goes, for which answers, and what one answer would have changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from arcs.core.protocol.binding import BoundEdition, BoundRule, Plan
from arcs.core.protocol.case import Case
from arcs.core.protocol.choosing import Heard
from arcs.core.protocol.words import Answer

Trial = Callable[[int, int], tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What there is to tell."""

    case: Case
    plan: Plan
    heard: Heard
    closed: tuple[int, ...]
    stands_in: bool
    routes: tuple[int, ...]
    later: tuple[int, ...]
    yes: int
    counted: int


def told(bound: BoundEdition, what: Told, trial: Trial) -> str:
    """The explanation: one sentence, its clauses divided by semicolons."""
    clauses = [f"{_named(bound, what.routes)}: {_reason(bound, what)}"]
    clauses += _hours(bound, what)
    clauses += [f"{bound.edition.routes[one].name} is told and follows up when it opens" for one in what.later]
    clauses += what.case.remarks
    clauses += _not_asked(bound, what.case)
    clauses.append(_change(bound, what, trial))
    return "; ".join(one for one in clauses if one) + "."


def _named(bound: BoundEdition, routes: tuple[int, ...]) -> str:
    names = [bound.edition.routes[one].name for one in routes]
    return names[0] if len(names) == 1 else f"{names[0]}, with {' and '.join(names[1:])}"


def _reason(bound: BoundEdition, what: Told) -> str:
    edition = bound.edition
    reasons = list(_of_type(bound, what))
    for one in what.heard.spoken:
        answers = _answers_of(bound, what, one)
        reason = f"{edition.rules[one.at].because}{answers}"
        if reason not in reasons:
            reasons.append(reason)
    if what.heard.by_law:
        reasons.append(f"the law asks for it whatever the edition says{_by_law(bound, what)}")
    return "; ".join(reasons)


def _of_type(bound: BoundEdition, what: Told) -> Iterator[str]:
    edition = bound.edition
    if what.plan.at < 0:
        given = " ".join(what.case.call_type.split())[:60]
        yield (
            f'the call type "{given}" is not in this edition, so the safest route answers'
            if given
            else ("no call type is known, so the safest route answers")
        )
    else:
        known = edition.call_types[what.plan.at]
        yield f"{known.name}: {known.why}"
    if what.plan.behavioral:
        row = edition.matrix[what.heard.row]
        yield f"as a behavioral-health call it falls under row {row.code} (level {row.level}): {row.response_type}"


def _answers_of(bound: BoundEdition, what: Told, rule: BoundRule) -> str:
    asked = rule.present | rule.recorded | rule.together
    yes = [code for code, bit in bound.question_bit.items() if asked & bit & what.yes]
    unknown = [code for code, bit in bound.question_bit.items() if rule.present & bit & what.counted]
    return _in_brackets(what.case, yes, unknown)


def _by_law(bound: BoundEdition, what: Told) -> str:
    asked = bound.law.dangers | bound.law.medical
    yes = [code for code, bit in bound.question_bit.items() if asked & bit & what.yes]
    unknown = [code for code, bit in bound.question_bit.items() if asked & bit & what.counted]
    return _in_brackets(what.case, yes, unknown)


def _in_brackets(case: Case, yes: list[str], unknown: list[str]) -> str:
    parts = [f"{', '.join(yes)}: yes"] if yes else []
    missing = [one for one in unknown if case.answer(one) is Answer.UNANSWERED]
    open_ones = [one for one in unknown if one not in missing]
    parts += [f"{', '.join(open_ones)}: unknown, counts as present"] if open_ones else []
    parts += [f"{', '.join(missing)}: not answered, counts as present"] if missing else []
    return f" ({'; '.join(parts)})" if parts else ""


def _hours(bound: BoundEdition, what: Told) -> Iterator[str]:
    names = [bound.edition.routes[one].name for one in what.closed]
    if names:
        verb = "are" if len(names) > 1 else "is"
        when = "closed at this hour" if what.case.local_time else "not counted on, as the hour is not known"
        yield f"{' and '.join(names)} {verb} {when}"
    if what.stands_in:
        yield "this stands in"


def _not_asked(bound: BoundEdition, case: Case) -> Iterator[str]:
    strange = [one for one in case.answers if one not in bound.question_bit and one != "*"]
    if strange:
        yield f"not a question of this edition: {', '.join(one[:40] for one in strange[:5])}"


def _change(bound: BoundEdition, what: Told, trial: Trial) -> str:
    """What the nearest single answer would have changed; else what all unknown ones together would have."""
    for words, present, recorded in _tries(bound, what):
        other = trial(present, recorded)
        if other != what.routes:
            return f"{words}: {_named(bound, other)}"
    return "no single answer would have changed it"


def _tries(bound: BoundEdition, what: Told) -> Iterator[tuple[str, int, int]]:
    present = what.yes | what.counted
    for code, bit in bound.question_bit.items():
        if present & bit:
            yield f"had {code} been answered no", present & ~bit, what.yes & ~bit
    if what.counted:
        yield "had all that is unknown been answered no", what.yes, what.yes
    for code, bit in bound.question_bit.items():
        if not present & bit:
            yield f"had {code} been answered yes", present | bit, what.yes | bit
