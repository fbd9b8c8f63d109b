"""A recommendation in words: who goes, for which answers, and what one answer would have changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from arcs.core.protocol.binding import BoundEdition, BoundRule, Plan
from arcs.core.protocol.case import Case
from arcs.core.protocol.choosing import Heard
from arcs.core.protocol.grounds import ground_of
from arcs.core.protocol.records import crisis_words
from arcs.core.protocol.words import DUTY, Answer, Wish

LOCKED_TO_POLICE = 4  # the level at which police go by the row itself
NO_GROUND_HERE = "but on a behavioral-health call that is no ground, and police do not come for it"
UNWISHED = {
    Wish.OFFICER: "had the caller not asked for an officer",
    Wish.TELEPHONE: "had the caller not preferred the telephone",
    Wish.INTERPRETER: "had the caller needed no interpreter",
    Wish.NO_INTERNET: "had the caller had the internet",
}
Trial = Callable[[int, int, int], tuple[int, ...]]  # questions present, questions recorded, wishes: who goes


@dataclass(frozen=True, kw_only=True)
class Told:
    """What there is to tell."""

    case: Case
    plan: Plan
    heard: Heard
    by_law: int
    closed: tuple[int, ...]
    stands_in: bool
    routes: tuple[int, ...]
    later: tuple[int, ...]
    on_call: tuple[int, ...]
    on_call_closed: tuple[int, ...]
    yes: int
    counted: int


def told(bound: BoundEdition, what: Told, trial: Trial) -> str:
    """The explanation: one sentence, its clauses divided by semicolons."""
    clauses = [f"{_named(bound, what.routes)}: {_reason(bound, what)}"]
    clauses += _hours(bound, what)
    clauses += _on_call(bound, what)
    when = "follows up when it opens" if what.case.local_time else "follows up in its hours, as the hour is not known"
    clauses += [f"{bound.edition.routes[one].name} is told and {when}" for one in what.later]
    clauses += what.case.remarks
    clauses += _not_asked(bound, what.case)
    clauses.append(_change(bound, what, trial))
    return "; ".join(one for one in clauses if one) + "."


def _named(bound: BoundEdition, routes: tuple[int, ...]) -> str:
    names = [bound.edition.routes[one].name for one in routes]
    return names[0] if len(names) == 1 else f"{names[0]}, with {' and '.join(names[1:])}"


def _reason(bound: BoundEdition, what: Told) -> str:
    edition = bound.edition
    acting = [one for one in what.heard.spoken if _acts(one, what.heard.row)]
    reasons = list(_of_type(bound, what, overruled=any(one.adds or one.raises_to >= 0 for one in acting)))
    for alike in _alike(acting):
        others = [code for code, bit in bound.question_bit.items() if _asked(alike[1:]) & ~_asked(alike[:1]) & bit]
        known = [one for one in others if bound.question_bit[one] & (what.yes | what.counted)]
        too = f"; the same for {', '.join(known)}" if known else ""
        held = "" if what.heard.police or not alike[0].adds & bound.police_capabilities else f", {NO_GROUND_HERE}"
        reasons.append(f"{edition.rules[alike[0].at].because}{too}{_answers_of(bound, what, alike)}{held}")
    if what.by_law:
        law = bound.law.dangers | bound.law.hurt
        reasons.append(f"the law asks for it whatever the edition says{_in_brackets(bound, what, law, law)}")
    callable_now = sum(1 << one for one in what.on_call)  # of a team that nobody can call, nobody says why to
    beside = [one for one in what.heard.spoken if one not in acting]
    reasons += [edition.rules[one.at].because for one in beside if one.refers or one.on_call & callable_now]
    return "; ".join(dict.fromkeys(reasons))


def _acts(rule: BoundRule, row: int) -> bool:
    """Whether a rule bears on who goes. One that only raises to a row below the one that applies was overtaken."""
    return bool(rule.adds or rule.bars or rule.prefers) or (rule.raises_to >= 0 and rule.raises_to >= row)


def _alike(rules: list[BoundRule]) -> list[list[BoundRule]]:
    """Rules that bring the same, in the order of the first of them; wishes each by itself."""
    found: dict[tuple[int, ...], list[BoundRule]] = {}
    for one in rules:
        alone = one.at if one.wishes or not one.present | one.recorded else -1
        found.setdefault((one.adds, one.raises_to, alone), []).append(one)
    return list(found.values())


def _asked(rules: list[BoundRule]) -> int:
    bits = 0
    for one in rules:
        bits |= one.present | one.recorded | one.together
    return bits


def _of_type(bound: BoundEdition, what: Told, *, overruled: bool) -> Iterator[str]:
    edition = bound.edition
    if what.plan.at < 0:
        given = " ".join(what.case.call_type.split())[:60]
        then = "" if what.plan.behavioral else ", so the safest route answers"  # a need that is known has a row
        named = ", but is a crisis by its name" if crisis_words(what.case.call_type) else ""
        yield (f'the call type "{given}" is not in this edition{named}{then}' if given
               else f"no call type is known{then}")  # fmt: skip
    elif not (overruled or what.plan.behavioral):
        known = edition.call_types[what.plan.at]
        yield f"{known.name}: {known.why}"
    if what.plan.behavioral:
        row = edition.matrix[what.heard.row]
        # What a lower row says of police is not so where they have a ground: they come, and are not staged.
        then = "" if what.plan.grounded and row.level != LOCKED_TO_POLICE else f": {row.response_type}"
        yield f"a behavioral-health call under row {row.code} (level {row.level}){then}"
    if what.plan.grounded:
        known = edition.call_types[what.plan.at]
        yield f"police have a {'duty here' if ground_of(known) == DUTY else 'ground of their own'}: {known.ground}"


def _answers_of(bound: BoundEdition, what: Told, rules: list[BoundRule]) -> str:
    present = 0
    for one in rules:
        present |= one.present
    return _in_brackets(bound, what, _asked(rules), present)


def _in_brackets(bound: BoundEdition, what: Told, asked: int, present: int) -> str:
    yes = [code for code, bit in bound.question_bit.items() if asked & bit & what.yes]
    counted = [code for code, bit in bound.question_bit.items() if present & bit & what.counted]
    missing = [one for one in counted if what.case.answer(one) is Answer.UNANSWERED]
    unknown = [one for one in counted if one not in missing]
    parts = [
        f"{', '.join(codes)} {words}"
        for codes, words in (
            (yes, "yes"),
            (unknown, "unknown, counted as present"),
            (missing, "not answered, counted as present"),
        )
        if codes
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def _hours(bound: BoundEdition, what: Told) -> Iterator[str]:
    names = [bound.edition.routes[one].name for one in what.closed]
    if names:
        verb = "are" if len(names) > 1 else "is"
        when = "closed at this hour" if what.case.local_time else "not counted on, as the hour is not known"
        yield f"{' and '.join(names)} {verb} {when}"
    if what.stands_in:
        yield "this stands in"


def _on_call(bound: BoundEdition, what: Told) -> Iterator[str]:
    """Whom the unit on scene may call: a secondary response that nobody sends before."""
    for one in what.on_call:
        yield f"{bound.edition.routes[one].name} is not sent: the unit on scene may call it"
    when = "is closed at this hour" if what.case.local_time else "is not counted on, as the hour is not known"
    for one in (at for at in what.on_call_closed if at not in what.closed):
        yield f"{bound.edition.routes[one].name}, which the unit on scene could call, {when}"


def _not_asked(bound: BoundEdition, case: Case) -> Iterator[str]:
    strange = [one for one in case.answers if one not in bound.question_bit and one != "*"]
    if strange:
        yield f"not a question of this edition: {', '.join(one[:40] for one in strange[:5])}"


def _change(bound: BoundEdition, what: Told, trial: Trial) -> str:
    """What the nearest single answer or wish would have changed; else what all unknown ones together would have."""
    for words, present, recorded, wishes in _tries(bound, what):
        other = trial(present, recorded, wishes)
        if other != what.routes:
            return f"{words}: {_named(bound, other)}"
    return "no single answer would have changed it"


def _tries(bound: BoundEdition, what: Told) -> Iterator[tuple[str, int, int, int]]:
    present, wished = what.yes | what.counted, sum(bound.wish_bit[one] for one in what.case.wishes)
    for code, bit in bound.question_bit.items():
        if present & bit:
            yield f"had {code} been answered no", present & ~bit, what.yes & ~bit, wished
    if what.counted:
        yield "had all that is unknown been answered no", what.yes, what.yes, wished
    for wish, words in UNWISHED.items():
        if wish in what.case.wishes:
            yield words, present, what.yes, wished & ~bound.wish_bit[wish]
    for code, bit in bound.question_bit.items():
        if not present & bit:
            yield f"had {code} been answered yes", present | bit, what.yes | bit, wished
